//! How the figures came about, in plain Polish, for people who have only the file.

use crate::reports::content::Content;
use crate::reports::numbers::Numbers;

/// What every release of figures rests on; `{k}` stands for the threshold.
const RULES: [(&str, &str); 16] = [
    (
        "Publikacja blokami",
        "Odpowiedzi są publikowane blokami. Blok to odpowiedzi co najmniej k osób na jedną wersję kwestionariusza, \
         dotyczące jednego wydziału. Bloki się nie nakładają i po publikacji nigdy się nie zmieniają. Każda liczba \
         w tym pliku jest sumą bloków albo, w podziałach na grupy, sumą klas, na które podzielono osoby z bloków.",
    ),
    (
        "Próg k",
        "k = {k}. Tyle osób opisuje co najmniej każdy wynik, także taki, który można uzyskać, dodając i odejmując podane \
         liczby. O tym, czy coś podać, decyduje tylko liczba odpowiedzi, nigdy ich treść. Odpowiedzi oznaczone jako \
         seria, które mogą pochodzić od jednej osoby, nie liczą się do progu; w wynikach liczą się jak wszystkie inne.",
    ),
    (
        "Pytania",
        "Pytanie jest podawane dla całych bloków, gdy odpowiedziało w nich na nie co najmniej k osób; do tego czasu \
         czeka na następne bloki. Dlatego pytania mogą obejmować różne osoby (people) i różne dni (from, to). Pytań \
         z różnych dni nie należy ze sobą zestawiać (comparable). Pytanie, które w różnych wydziałach ma różne \
         odpowiedzi do wyboru, podaje się tylko z bloków wydziałów.",
    ),
    (
        "Brak odpowiedzi",
        "Brak odpowiedzi (missing) liczy się wśród zapytanych (asked). Komu zadano pytanie, zależy od wersji, kanału, \
         wydziału i wcześniejszych odpowiedzi.",
    ),
    (
        "Dane utajnione",
        "Grupa albo pytanie, którego wyników nie podano, ma powód w kolumnie withheld. Grupa bez odpowiedzi wygląda tak \
         samo jak zbyt mała, żeby z samego braku wyników nic nie wynikało.",
    ),
    (
        "Pozostałe łącznie",
        "To, co po zamknięciu okresu zostało małym wydziałom, jest publikowane razem, jako blok całego urzędu. \
         Wydziały i ten blok dają w sumie cały urząd. Czego nie zbierze się dość nawet razem, przechodzi na następny \
         okres.",
    ),
    (
        "Podziały na grupy",
        "Podział według kanału, wydziału, języka i odpowiedzi na niektóre pytania powstaje raz, po zamknięciu okresu. \
         Klasy tak małe, że dałoby się wyliczyć wynik mniej niż k osób, są ujęte jako „Pozostałe łącznie”. Wynik grupy, \
         która ma wartość w kolumnie partial, obejmuje tylko taką część osób, które mogą do niej należeć; nie należy go \
         porównywać z innymi. Podziału nie podaje się, jeżeli do okresu przeszły odpowiedzi z poprzedniego. Podział \
         według miejsc jest sumą bloków wydziałów.",
    ),
    (
        "Odpowiedzi podawane łącznie",
        "W podziałach na grupy rzadkie odpowiedzi, które ze sobą sąsiadują, podaje się łącznie; ich kody stoją wtedy \
         w kolumnie option razem, z kreską | między nimi.",
    ),
    (
        "Okres",
        "Blok należy do okresu, w którym zebrano jego ostatnią odpowiedź. Odpowiedź należy do dnia, w którym ją zebrano. \
         Okres zamyka się pewien czas po jego końcu, żeby zdążyły nadejść odpowiedzi zebrane bez połączenia; co \
         nadejdzie później, należy do dnia, w którym nadeszło.",
    ),
    (
        "Udziały",
        "Mianownikiem udziału odpowiedzi pozytywnych jest n: liczba osób, które odpowiedziały na pytanie. Mianownikiem \
         udziału odpowiedzi jest option_of: ilu z nich tę odpowiedź proponowano. Brak odpowiedzi i „nie dotyczy” nie \
         wchodzą do mianownika. W pytaniach wielokrotnego wyboru udziały mogą sumować się do ponad 100%.",
    ),
    (
        "Przedział ufności",
        "Udział odpowiedzi pozytywnych ma 95-procentowy przedział ufności Wilsona bez poprawki na ciągłość: \
         (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n), gdzie p to udział, n liczba odpowiedzi, a z = 1,959964. \
         Źródło: E.\u{a0}B. Wilson, Journal of the American Statistical Association 22 (1927).",
    ),
    (
        "Pewność",
        "reliable: wynik pewny, przedział sięga najwyżej 5 punktów procentowych w każdą stronę; indicative: wynik \
         orientacyjny, najwyżej 15 punktów; too_few: za mało odpowiedzi, by wnioskować. Liczy się połowa szerokości \
         przedziału.",
    ),
    (
        "Średnia i odchylenie",
        "Średnia ocen i ich odchylenie standardowe z próby (dzielnik n − 1), w punktach skali. Średnią podaje się od \
         jednej odpowiedzi, odchylenie od dwóch.",
    ),
    (
        "Wskaźnik polecenia",
        "Udział ocen 9 i 10 (p) minus udział ocen od 0 do 6 (q), w punktach od −100 do 100. Połowa szerokości \
         95-procentowego przedziału: 100·z·√((p + q − (p − q)²)/n).",
    ),
    (
        "Czego wyniki nie mówią",
        "Odpowiadali ci, którzy chcieli. Przedziały opisują przypadek, a nie to, czym odpowiadający różnią się od \
         pozostałych klientów urzędu. Jedna osoba może odpowiedzieć więcej niż raz.",
    ),
    (
        "Niezmienność",
        "Opublikowane liczby się nie zmieniają. Te same pytania z parametrem as_of dają wyniki według stanu na koniec \
         wskazanego dnia.",
    ),
];

/// The headings and paragraphs: first what these figures are, then the rules that all figures follow.
pub fn sections(content: &Content<'_>) -> Vec<(&'static str, String)> {
    let results = content.results;
    let title = content.answered().next().map(|version| version.questionnaire.title.in_polish());
    let title = title.map_or(String::new(), |title| format!("„{title}” "));
    let numbers = polish();
    let (first, last) = (numbers.day(results.period.first()), numbers.day(results.period.last()));
    let closed = if results.closed { "Okres jest zamknięty." } else { "Okres nie jest jeszcze zamknięty." };
    let mut sections = vec![
        ("Czego dotyczy plik", format!("Wyniki ankiety {title}({}).", results.survey)),
        ("Za jaki okres", format!("{}: od {first} do {last}. {closed}", results.period)),
        ("Na czym się opiera", basis(content)),
        ("Odpowiedzi pozytywne", positive_answers(content)),
    ];
    let k = content.k.get().to_string();
    sections.extend(RULES.map(|(heading, text)| (heading, text.replace("{k}", &k))));
    sections
}

fn basis(content: &Content<'_>) -> String {
    let coverage = &content.results.coverage;
    let (Some(n), Some(first), Some(last), Some(as_of)) =
        (coverage.n, coverage.first_day, coverage.last_day, coverage.as_of)
    else {
        return "Nie ma wyników, które można by podać.".to_owned();
    };
    let versions: Vec<String> = coverage.versions.iter().map(ToString::to_string).collect();
    let numbers = polish();
    format!(
        "Wypełnione ankiety: {}. Zebrane od {} do {}. Wersje kwestionariusza: {}. Podane tylko łącznie dla całego \
         urzędu: {}. Stan na dzień {}.",
        numbers.count(n),
        numbers.day(first),
        numbers.day(last),
        versions.join(", "),
        numbers.count(coverage.pooled),
        numbers.day(as_of)
    )
}

fn positive_answers(content: &Content<'_>) -> String {
    let questions = content.questions();
    let known = questions.iter().filter_map(|question| {
        let options = question.positive_options();
        (!options.is_empty()).then(|| format!(" {}: {}.", question.code, options.join(", ")))
    });
    let rule = "Dwie najlepsze oceny z pięciu (na innej skali: oceny od 0,8 jej długości), a w pytaniach „tak” lub \
                „nie” odpowiedź „tak”, chyba że kwestionariusz stanowi inaczej. W tym pliku są to:";
    let known: String = known.collect();
    if known.is_empty() { format!("{} brak.", rule) } else { format!("{rule}{known}") }
}

fn polish() -> &'static Numbers {
    Numbers::of(&"pl".parse().expect("pl has the form of a language"))
}
