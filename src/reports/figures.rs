//! Results as one flat table: one row for each option of each question of each group, every share beside its n, and one
//! for each question that was asked and is not told.
//!
//! A column is its name, its meaning and where its cells come from, all in one place.
//! New columns go to the end: people count them.

use crate::reports::provenance;
use crate::reports::share::{BOUND_HIGH, BOUND_LOW, REPEATED};
use crate::reports::subject::{GROUP, LABEL, SURVEY};
use crate::reports::table::{Cell, Column, ColumnKind, Table, Value, column};
use crate::survey::codes::QuestionCode;
use crate::survey::definitions;
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Group, OptionFigures, Proportion, QuestionFigures, Results};
use crate::survey::statistics::LEVEL;
use crate::survey::wording::Words;

/// Makes the table. A withheld group is one row that says why. Where it is split, the last rows are those of the total.
pub fn table(results: &Results) -> Table<'_> {
    let mut rows = Vec::new();
    for group in results.parts() {
        let bare = Row { results, group, question: None, option: None, untold: None };
        let of_question = |question| {
            let option = move |option| Row { question: Some(question), option: Some(option), ..bare };
            question.distribution.iter().map(option)
        };
        rows.extend(group.questions.iter().flat_map(of_question));
        rows.extend(group.untold.iter().map(|(code, why)| Row { untold: Some((code, *why)), ..bare }));
        if group.questions.is_empty() && group.untold.is_empty() {
            rows.push(bare);
        }
    }
    let last = provenance::cells(&results.filters, results.coverage.days());
    Table { columns: columns().collect(), rows: rows.iter().map(|row| row.cells(&last)).collect() }
}

/// The columns of the table, from the left.
pub fn columns() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().map(|(column, _)| column).chain(&provenance::COLUMNS)
}

/// What one row is about.
#[derive(Clone, Copy)]
struct Row<'a> {
    results: &'a Results,
    group: &'a Group,
    question: Option<&'a QuestionFigures>,
    option: Option<&'a OptionFigures>,
    /// A question that was asked and is not told, and why.
    untold: Option<(&'a QuestionCode, Withheld)>,
}

impl<'a> Row<'a> {
    fn cells(&self, last: &[Cell<'a>]) -> Vec<Cell<'a>> {
        COLUMNS.iter().map(|(_, read)| read(self)).chain(last.iter().cloned()).collect()
    }

    fn code(&self) -> Option<&'a QuestionCode> {
        self.question.map(|question| &question.code).or(self.untold.map(|(code, _)| code))
    }

    fn withheld(&self) -> Option<Withheld> {
        self.group.withheld.or(self.untold.map(|(_, why)| why))
    }

    fn positive(&self) -> Option<&'a Proportion> {
        self.question?.positive.as_ref()
    }
}

type Read = for<'a> fn(&Row<'a>) -> Cell<'a>;

const fn value(text: &'static str, pl: &'static str, en: &'static str) -> Value {
    Value { text, about: Words::new(pl, en) }
}

const ANY: ColumnKind = ColumnKind::Text(&[]);

/// Why there are no figures.
pub const WITHHELD: &[Value] = &[
    value(
        "fewer_than_k",
        "mniej niż k odpowiedzi, być może żadna, albo dałoby się wyliczyć wynik tylu osób",
        "fewer than k responses, perhaps none, or the result of so few people could be worked out",
    ),
    value(
        "not_closed_yet",
        "okres nie jest zamknięty: wyniki podaje się po jego zamknięciu",
        "the period is not closed: it is told when it is",
    ),
    value("future", "okres jeszcze się nie zaczął", "the period has not begun"),
    value(
        "quarters_only",
        "podaje się tylko za całe okresy, które urząd zamyka, zwykle kwartały",
        "told only of whole periods that the office closes, usually quarters",
    ),
    value(
        "carried",
        "część odpowiedzi przeszła z poprzedniego okresu albo na następny, dlatego podziałów się nie podaje",
        "some responses were carried from the period before or into the next one, so nothing is told by group",
    ),
    value(
        "too_alike",
        "odpowiedzi zbyt podobne albo zbyt nieliczne, by współczynnik nie zdradził żadnej z nich",
        "the answers are too alike, or too few, for a coefficient that gives none of them away",
    ),
];

const KINDS: &[Value] = &[
    value("rating", "ocena w skali od 1, najgorszej, do najlepszej", "a rating from 1, the worst, to the best"),
    value("single", "jedna z kilku możliwości", "one of several options"),
    value(
        "multiple",
        "kilka możliwości naraz; udziały mogą się sumować do ponad 100%",
        "several options at once; shares may sum to more than 100%",
    ),
    value("yes_no", "tak albo nie", "yes or no"),
    value("nps", "gotowość do polecenia urzędu, od 0 do 10", "readiness to recommend the office, 0 to 10"),
];

/// How far a share can be relied on.
pub const CERTAINTIES: &[Value] = &[
    value(
        "reliable",
        "wynik pewny: przedział sięga najwyżej 5 punktów procentowych w każdą stronę",
        "reliable: the interval reaches at most 5 percentage points either way",
    ),
    value(
        "indicative",
        "wynik orientacyjny: najwyżej 15 punktów procentowych w każdą stronę",
        "indicative: at most 15 percentage points either way",
    ),
    value("too_few", "za mało odpowiedzi, by wnioskować", "too few answers to conclude anything"),
];

const COLUMNS: &[(Column, Read)] = &[
    (SURVEY, |row| row.results.survey.as_str().into()),
    (
        column(
            "period",
            ANY,
            ["Okres", "Period"],
            ["Okres, o który zapytano, np. 2026-Q3.", "The period that was asked for, such as 2026-Q3."],
        ),
        |row| row.results.period.label().into(),
    ),
    (
        column(
            "closed",
            ColumnKind::Flag,
            ["Okres zamknięty", "Period closed"],
            [
                "Czy cały okres jest zamknięty: do zamkniętego może coś dodać tylko wczytanie danych historycznych.",
                "Whether all of the period is closed: only imported history can add to a closed one.",
            ],
        ),
        |row| row.results.closed.into(),
    ),
    (
        column(
            "as_of",
            ColumnKind::Day,
            ["Stan na dzień", "As of"],
            [
                "Dzień, w którym opublikowano najnowsze z uwzględnionych odpowiedzi.",
                "The day the latest of the responses were released.",
            ],
        ),
        |row| row.results.coverage.as_of.into(),
    ),
    (
        column(
            "group_by",
            ANY,
            ["Podział", "Split by"],
            ["Na jakie grupy podzielono wyniki; none: całość.", "What the results are split by; none: all of them."],
        ),
        |row| row.group.key.parts().0.into(),
    ),
    (GROUP, |row| row.group.key.parts().1.into()),
    (LABEL, |row| Some(row.group.label.in_polish()).filter(|label| !label.is_empty()).into()),
    (
        column(
            "withheld",
            ColumnKind::Text(WITHHELD),
            ["Powód utajnienia", "Why withheld"],
            [
                "Dlaczego nie podano wyników grupy albo pytania; puste: podano.",
                "Why the group or the question has no figures; empty: it has.",
            ],
        ),
        |row| row.withheld().map(|withheld| withheld.as_str()).into(),
    ),
    (
        column(
            "group_n",
            ColumnKind::Count,
            ["Wypełnione ankiety", "Responses"],
            ["Ile wypełnionych ankiet liczy grupa.", "How many responses the group has."],
        ),
        |row| row.group.n.into(),
    ),
    (
        column(
            "question",
            ANY,
            ["Pytanie", "Question"],
            ["Kod pytania; słowa są w słowniku.", "The question's code; its words are in the codebook."],
        ),
        |row| row.code().map(|code| code.as_str()).into(),
    ),
    (
        column(
            "kind",
            ColumnKind::Text(KINDS),
            ["Rodzaj pytania", "Kind of question"],
            ["Na jakie odpowiedzi pozwala pytanie.", "Which answers the question takes."],
        ),
        |row| row.question.map(|question| question.kind).into(),
    ),
    (
        column(
            "n",
            ColumnKind::Count,
            ["Liczba odpowiedzi", "Answers"],
            [
                "Ile osób odpowiedziało na pytanie; mianownik udziału odpowiedzi pozytywnych.",
                "How many answered the question; the denominator of the positive share.",
            ],
        ),
        |row| row.question.map(|question| question.n).into(),
    ),
    (
        column(
            "missing",
            ColumnKind::Count,
            ["Brak odpowiedzi", "Missing"],
            [
                "Ile osób spośród zapytanych nie odpowiedziało; puste: w podziałach na grupy się tego nie podaje.",
                "How many of those who were asked gave no answer; empty: not told in tables by class.",
            ],
        ),
        |row| row.question.and_then(|question| question.missing).into(),
    ),
    (
        column(
            "not_applicable",
            ColumnKind::Count,
            ["Nie dotyczy", "Not applicable"],
            [
                "Ile osób zaznaczyło „nie dotyczy”; nie wchodzą do żadnego mianownika. Puste: w podziałach na grupy się tego nie podaje.",
                "How many said that it does not apply; they are in no denominator. Empty: not told in tables by class.",
            ],
        ),
        |row| row.question.and_then(|question| question.not_applicable).into(),
    ),
    (
        column(
            "mean",
            ColumnKind::Number,
            ["Średnia", "Mean"],
            ["Średnia ocena, w punktach skali.", "The mean rating, in points of the scale."],
        ),
        |row| row.question.and_then(|question| question.mean).into(),
    ),
    (
        column(
            "sd",
            ColumnKind::Number,
            ["Odchylenie standardowe", "Standard deviation"],
            [
                "Odchylenie standardowe ocen z próby (dzielnik n − 1).",
                "The sample standard deviation of the ratings (divisor n − 1).",
            ],
        ),
        |row| row.question.and_then(|question| question.sd).into(),
    ),
    (
        column(
            "positive_n",
            ColumnKind::Count,
            ["Odpowiedzi pozytywne", "Positive answers"],
            [
                "Ile odpowiedzi jest pozytywnych; co to znaczy, mówi metodyka.",
                "How many answers are positive; the method says what that means.",
            ],
        ),
        |row| row.positive().map(|positive| positive.n).into(),
    ),
    (
        column(
            "positive_share",
            ColumnKind::Share,
            ["Udział pozytywnych", "Positive share"],
            ["Udział odpowiedzi pozytywnych wśród n, od 0 do 1.", "The share of positive answers among n, 0 to 1."],
        ),
        |row| row.positive().map(|positive| positive.share).into(),
    ),
    (
        column(
            "positive_low",
            ColumnKind::Share,
            ["Udział pozytywnych od", "Positive share from"],
            [
                "Dolny koniec przedziału ufności Wilsona dla tego udziału.",
                "The lower end of that share's Wilson interval.",
            ],
        ),
        |row| row.positive().map(|positive| positive.low).into(),
    ),
    (
        column(
            "positive_high",
            ColumnKind::Share,
            ["Udział pozytywnych do", "Positive share to"],
            [
                "Górny koniec przedziału ufności Wilsona dla tego udziału.",
                "The upper end of that share's Wilson interval.",
            ],
        ),
        |row| row.positive().map(|positive| positive.high).into(),
    ),
    (
        column(
            "level",
            ColumnKind::Share,
            ["Poziom ufności", "Confidence level"],
            ["Poziom ufności przedziału.", "The interval's confidence level."],
        ),
        |row| row.positive().map(|_| LEVEL).into(),
    ),
    (
        column(
            "certainty",
            ColumnKind::Text(CERTAINTIES),
            ["Pewność", "Certainty"],
            [
                "Na ile można polegać na udziale odpowiedzi pozytywnych.",
                "How far the share of positive answers can be relied on.",
            ],
        ),
        |row| row.question.and_then(|question| question.certainty).map(|certainty| certainty.as_str()).into(),
    ),
    (
        column(
            "nps_score",
            ColumnKind::Number,
            ["Wskaźnik polecenia", "Net promoter score"],
            [
                "Udział ocen 9–10 minus udział ocen 0–6, w punktach od −100 do 100.",
                "The share of 9 and 10 less that of 0 to 6, in points, −100 to 100.",
            ],
        ),
        |row| row.question.and_then(|question| question.nps.as_ref()).map(|nps| nps.score).into(),
    ),
    (
        column(
            "nps_margin",
            ColumnKind::Number,
            ["Wskaźnik polecenia ±", "Net promoter score ±"],
            [
                "Połowa szerokości 95-procentowego przedziału ufności wskaźnika, w punktach.",
                "Half the width of the score's 95% interval, in points.",
            ],
        ),
        |row| row.question.and_then(|question| question.nps.as_ref()).map(|nps| nps.margin).into(),
    ),
    (
        column(
            "option",
            ANY,
            ["Odpowiedź", "Option"],
            [
                "Kod odpowiedzi; słowa są w słowniku. Kilka kodów z kreską | między nimi: podaje się je tylko łącznie.",
                "The option's code; its words are in the codebook. Several codes with | between them are told only together.",
            ],
        ),
        |row| row.option.map(|option| option.option.as_str()).into(),
    ),
    (
        column(
            "option_n",
            ColumnKind::Count,
            ["Liczba wyborów", "Times chosen"],
            ["Ile osób wybrało tę odpowiedź.", "How many chose the option."],
        ),
        |row| row.option.map(|option| option.n).into(),
    ),
    (
        column(
            "option_share",
            ColumnKind::Share,
            ["Udział odpowiedzi", "Option's share"],
            ["Udział tej odpowiedzi wśród option_of, od 0 do 1.", "The option's share among option_of, 0 to 1."],
        ),
        |row| row.option.and_then(|option| option.share).into(),
    ),
    (
        column(
            "definitions",
            ColumnKind::Count,
            ["Wydanie definicji", "Edition of the definitions"],
            [
                "Numer wydania definicji, według których policzono wyniki.",
                "The number of the edition of the definitions that the figures are computed by.",
            ],
        ),
        |_| u64::from(definitions::IN_FORCE.number).into(),
    ),
    (
        column(
            "people",
            ColumnKind::Count,
            ["Osoby", "People"],
            [
                "Ile osób obejmuje pytanie: liczebność bloków albo grup, dla których je podano.",
                "How many people the question covers: those of the blocks or groups for which it is told.",
            ],
        ),
        |row| row.question.map(|question| question.people).into(),
    ),
    (
        column(
            "asked",
            ColumnKind::Count,
            ["Zapytani", "Asked"],
            [
                "Ilu z tych osób zadano pytanie; puste: w podziałach na grupy się tego nie podaje.",
                "How many of those people were asked; empty: not told in tables by class.",
            ],
        ),
        |row| row.question.and_then(|question| question.asked).into(),
    ),
    (
        column(
            "from",
            ColumnKind::Day,
            ["Zebrano od", "Collected from"],
            [
                "Pierwszy dzień, z którego pochodzą odpowiedzi tych osób; puste: w podziałach na grupy się tego nie podaje.",
                "The first day on which those people responded; empty: not told in tables by class.",
            ],
        ),
        |row| row.question.and_then(|question| question.days).map(|days| days.from).into(),
    ),
    (
        column(
            "to",
            ColumnKind::Day,
            ["Zebrano do", "Collected to"],
            [
                "Ostatni dzień, z którego pochodzą odpowiedzi tych osób.",
                "The last day on which those people responded.",
            ],
        ),
        |row| row.question.and_then(|question| question.days).map(|days| days.to).into(),
    ),
    (
        column(
            "comparable",
            ColumnKind::Flag,
            ["Porównywalne", "Comparable"],
            [
                "Czy pytanie można zestawiać z głównym: obejmuje te same dni i całą grupę.",
                "Whether the question may be held against the headline: it covers the same days, and all of the group.",
            ],
        ),
        |row| row.question.map(|question| question.comparable).into(),
    ),
    (
        column(
            "partial",
            ColumnKind::Share,
            ["Część osób", "Part of the people"],
            [
                "Jaką część osób, które mogą należeć do grupy, na pewno obejmuje wynik, od 0 do 1; puste: całą grupę. Takiego wyniku nie należy porównywać.",
                "Which part of those who may belong to the group the figures are surely about, 0 to 1; empty: all of the group. Such figures should not be compared.",
            ],
        ),
        |row| row.question.map_or(row.group.partial, |question| question.partial).into(),
    ),
    (
        column(
            "option_of",
            ColumnKind::Count,
            ["Proponowano", "Offered to"],
            [
                "Ilu z tych, którzy odpowiedzieli na pytanie, proponowano tę odpowiedź; mianownik jej udziału.",
                "How many of those who answered the question were offered the option; the denominator of its share.",
            ],
        ),
        |row| row.option.map(|option| option.of).into(),
    ),
    (REPEATED, |row| row.positive().map(|positive| positive.repeated).into()),
    (BOUND_LOW, |row| row.positive().map(|positive| positive.bound().low).into()),
    (BOUND_HIGH, |row| row.positive().map(|positive| positive.bound().high).into()),
];
