//! Results as one flat table: one row for each option of each question of each group, every share beside its n.
//!
//! A column is its name, its meaning and where its cells come from, all in one place.
//! New columns go to the end: people count them.

use crate::reports::table::{Cell, Column, ColumnKind, Table, Value, column};
use crate::survey::definitions;
use crate::survey::figures::{Group, OptionFigures, Proportion, QuestionFigures, Results};
use crate::survey::statistics::LEVEL;
use crate::survey::wording::Words;

/// Makes the table. A withheld group is one row that says why.
pub fn table(results: &Results) -> Table<'_> {
    let mut rows = Vec::new();
    for group in &results.groups {
        let bare = Row { results, group, question: None, option: None };
        let of_question = |question| {
            let option = move |option| Row { question: Some(question), option: Some(option), ..bare };
            question.distribution.iter().map(option)
        };
        rows.extend(group.questions.iter().flat_map(of_question));
        if group.questions.is_empty() {
            rows.push(bare);
        }
    }
    Table { columns: columns().collect(), rows: rows.iter().map(Row::cells).collect() }
}

/// The columns of the table, from the left.
pub fn columns() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().map(|(column, _)| column)
}

/// What one row is about.
#[derive(Clone, Copy)]
struct Row<'a> {
    results: &'a Results,
    group: &'a Group,
    question: Option<&'a QuestionFigures>,
    option: Option<&'a OptionFigures>,
}

impl<'a> Row<'a> {
    fn cells(&self) -> Vec<Cell<'a>> {
        COLUMNS.iter().map(|(_, read)| read(self)).collect()
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

/// Why a group has no figures.
pub const WITHHELD: &[Value] = &[value(
    "fewer_than_k",
    "mniej niż k odpowiedzi, być może żadna: wyników się nie podaje",
    "fewer than k responses, perhaps none: nothing is told",
)];

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
    (column("survey", ANY, ["Ankieta", "Survey"], ["Kod ankiety.", "The survey's code."]), |row| {
        row.results.survey.as_str().into()
    }),
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
            [
                "Na jakie grupy podzielono wyniki; none: bez podziału.",
                "What the results are split by; none: not split.",
            ],
        ),
        |row| row.group.key.parts().0.into(),
    ),
    (
        column(
            "group",
            ANY,
            ["Grupa", "Group"],
            [
                "Kod grupy, np. wydziału; puste: całość albo to, co podaje się tylko dla całego urzędu.",
                "The group's code, such as a department's; empty: all of it, or what is told only for the whole office.",
            ],
        ),
        |row| row.group.key.parts().1.into(),
    ),
    (
        column(
            "label",
            ANY,
            ["Nazwa grupy", "Group's name"],
            ["Nazwa grupy po polsku.", "The group's name in Polish."],
        ),
        |row| Some(row.group.label.in_polish()).filter(|label| !label.is_empty()).into(),
    ),
    (
        column(
            "withheld",
            ColumnKind::Text(WITHHELD),
            ["Powód utajnienia", "Why withheld"],
            ["Dlaczego grupa nie ma wyników; puste: ma.", "Why the group has no figures; empty: it has."],
        ),
        |row| row.group.withheld.map(|withheld| withheld.as_str()).into(),
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
        |row| row.question.map(|question| question.code.as_str()).into(),
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
                "Ile osób odpowiedziało na pytanie; mianownik udziałów.",
                "How many answered the question; the denominator of its shares.",
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
                "Ile osób nie odpowiedziało, także dlatego, że wcześniejsza odpowiedź pominęła pytanie.",
                "How many gave no answer, also because an earlier answer had left the question out.",
            ],
        ),
        |row| row.question.map(|question| question.missing).into(),
    ),
    (
        column(
            "not_applicable",
            ColumnKind::Count,
            ["Nie dotyczy", "Not applicable"],
            [
                "Ile osób zaznaczyło „nie dotyczy”; nie wchodzą do żadnego mianownika.",
                "How many said that it does not apply; they are in no denominator.",
            ],
        ),
        |row| row.question.map(|question| question.not_applicable).into(),
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
            ["Kod odpowiedzi; słowa są w słowniku.", "The option's code; its words are in the codebook."],
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
            ["Udział tej odpowiedzi wśród n, od 0 do 1.", "The option's share among n, 0 to 1."],
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
];
