//! What becomes of comments: which may be told together, what an administrator may do to one, and by what theme
//! they are read.
//!
//! A person gives at most one comment to a question, so k comments to one question are of k people. A cell of one
//! question, department and quarter is released whole; what smaller cells have is released for the whole office, if
//! that is enough. Nothing is told beside a comment but the question that it answers, its quarter, and its department.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::disclosure::Threshold;
use crate::survey::fault::Fault;
use crate::survey::period::Period;
use crate::survey::text::LocalizedText;

/// What stands where something was left out of a comment.
pub const OMISSION: &str = "[…]";

/// A comment that was released: an administrator may see it, and decides whether analysts may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReleasedComment {
    /// Its id, which is random and belongs to nothing else.
    pub id: Uuid,
    /// The quarter that it is told under.
    pub quarter: Period,
    /// The department it is about; none: it is told for the whole office.
    pub department: Option<DepartmentCode>,
    /// The question it answers.
    pub question: QuestionCode,
    /// What it says.
    pub text: String,
    /// What an administrator decided about it; none: nothing yet.
    pub decision: Option<Decision>,
    /// What it is about, if an administrator has said so.
    pub theme: Option<Theme>,
    /// Why it is withheld, if it is and somebody has said so.
    pub reason: Option<Reason>,
}

/// What an administrator decides about a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Analysts may read it.
    Publish,
    /// Nobody else reads it.
    Withhold,
}

/// Why a comment is withheld. A list and not words, which would repeat what nobody is to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WithholdingReason)]
pub enum Reason {
    /// Somebody could be recognised by it.
    PersonalData,
    /// It insults somebody.
    Offensive,
    /// It is about something else than the office.
    Unrelated,
    /// Nobody understands it.
    Unintelligible,
    /// Something else.
    Other,
}

/// What is decided about a comment, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Whether analysts may read it.
    pub decision: Decision,
    /// What it is about; none: nothing of the list.
    pub theme: Option<Theme>,
    /// Why it is withheld; none: it is not, or nobody says.
    pub reason: Option<Reason>,
    /// What is left of its words, with [`OMISSION`] in place of the others; none: all of them.
    pub text: Option<String>,
}

/// What to do with the comments to one question in a quarter that is over.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Leaving {
    /// The departments whose comments are released under their own name.
    pub own: Vec<DepartmentCode>,
    /// Whether what the others have is released together, for the whole office. If not, it goes to the next quarter.
    pub rest: bool,
}

/// The released comments of one department and quarter, as analysts read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The quarter.
    pub quarter: Period,
    /// The department; none: what is told for the whole office.
    pub department: Option<DepartmentCode>,
    /// How many comments were withheld by an administrator.
    pub withheld: u64,
    /// How many wait for an administrator.
    pub waiting: u64,
    /// The comments that may be read, by theme; none: they have no theme.
    pub themes: BTreeMap<Option<Theme>, Vec<ReleasedComment>>,
}

/// Decides which comments to one question may leave at the end of a quarter, given how many each department has.
pub fn leaving(counts: &BTreeMap<DepartmentCode, u64>, k: Threshold) -> Leaving {
    let (enough, few): (Vec<_>, Vec<_>) = counts.iter().partition(|(_, count)| **count >= k.get());
    let left: u64 = few.into_iter().map(|(_, count)| count).sum();
    Leaving { own: enough.into_iter().map(|(code, _)| code.clone()).collect(), rest: left >= k.get() }
}

/// Sorts released comments into cells, by quarter and department; what is told for the whole office comes last.
/// Within a theme they keep their order.
pub fn cells(comments: Vec<ReleasedComment>) -> Vec<Cell> {
    let mut cells: BTreeMap<_, Cell> = BTreeMap::new();
    for comment in comments {
        let place = (comment.quarter.first(), comment.department.is_none(), comment.department.clone());
        let cell = cells.entry(place).or_insert_with(|| Cell {
            quarter: comment.quarter.clone(),
            department: comment.department.clone(),
            withheld: 0,
            waiting: 0,
            themes: BTreeMap::new(),
        });
        match comment.decision {
            Some(Decision::Publish) => cell.themes.entry(comment.theme).or_default().push(comment),
            Some(Decision::Withhold) => cell.withheld += 1,
            None => cell.waiting += 1,
        }
    }
    cells.into_values().collect()
}

/// Whether a text is another with parts left out, each marked by [`OMISSION`]: nobody puts words into a mouth.
pub fn only_leaves_out(text: &str, original: &str) -> bool {
    let pieces: Vec<&str> = text.split(OMISSION).collect();
    let (first, last) = (pieces[0], pieces[pieces.len() - 1]);
    if pieces.len() == 1 {
        return text == original;
    }
    let Some(rest) = original.strip_prefix(first) else { return false };
    let Some(mut rest) = rest.strip_suffix(last) else { return false };
    pieces[1..pieces.len() - 1].iter().all(|piece| match rest.split_once(piece) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

/// The words of a comment, as they can be left out of it.
pub fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// A comment without some of its [`words`], by their places; neighbours are left out together.
pub fn without_words(text: &str, left_out: &BTreeSet<usize>) -> String {
    let mut rest = String::with_capacity(text.len());
    let (mut end, mut omitting) = (0, false);
    for (place, word) in words(text).into_iter().enumerate() {
        let start = end + text[end..].find(word).unwrap_or_default();
        let omits = left_out.contains(&place) || word == OMISSION;
        if !(omits && omitting) {
            rest.push_str(&text[end..start]);
            rest.push_str(if omits { OMISSION } else { word });
        }
        (end, omitting) = (start + word.len(), omits);
    }
    rest.push_str(&text[end..]);
    rest
}

impl ReleasedComment {
    /// It with what was decided about it.
    ///
    /// # Errors
    /// When the text is more than the comment with parts left out, or a comment that is told has a reason not to be.
    pub fn judged(self, judgement: Judgement) -> Result<Self, Vec<Fault>> {
        let Judgement { decision, theme, reason, text } = judgement;
        let mut faults = Vec::new();
        let text = text.map(|text| text.replace("[...]", OMISSION)).unwrap_or_else(|| self.text.clone());
        if !only_leaves_out(&text, &self.text) {
            let detail = "must be the comment as it is, with […] in place of what is left out";
            faults.push(Fault::new("/text", "altered", detail));
        }
        if reason.is_some() && decision != Decision::Withhold {
            faults.push(Fault::new("/reason", "not_applicable", "must be left out of what is not withheld"));
        }
        let judged = Self { decision: Some(decision), theme, reason, text, ..self };
        if faults.is_empty() { Ok(judged) } else { Err(faults) }
    }

    /// It as if nothing had been decided about it: it is still about what somebody said it is. What was left out of its
    /// words does not come back.
    pub fn reopened(self) -> Self {
        Self { decision: None, reason: None, ..self }
    }
}

impl Cell {
    /// How many comments may be read.
    pub fn published(&self) -> u64 {
        self.themes.values().map(|comments| comments.len() as u64).sum()
    }

    /// How many comments there are, read or not: at least k.
    pub fn n(&self) -> u64 {
        self.published() + self.withheld + self.waiting
    }
}

impl Decision {
    /// Every decision.
    pub const ALL: [Self; 2] = [Self::Publish, Self::Withhold];

    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Withhold => "withhold",
        }
    }
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::PersonalData, Self::Offensive, Self::Unrelated, Self::Unintelligible, Self::Other];

    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonalData => "personal_data",
            Self::Offensive => "offensive",
            Self::Unrelated => "unrelated",
            Self::Unintelligible => "unintelligible",
            Self::Other => "other",
        }
    }

    /// The reason of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

macro_rules! themes {
    ($($(#[$doc:meta])* $theme:ident $code:literal $polish:literal $english:literal)*) => {
        /// What a comment is about; the table is the whole of them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Theme {
            $($(#[$doc])* $theme,)*
        }

        impl Theme {
            /// Every theme, in the order in which they are read.
            pub const ALL: &'static [Self] = &[$(Self::$theme,)*];

            /// The word that documents use.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$theme => $code,)* }
            }

            /// The theme of that name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|theme| theme.as_str() == name)
            }

            /// Its name for people, in Polish and in English.
            pub fn label(self) -> LocalizedText {
                let (polish, english) = match self { $(Self::$theme => ($polish, $english),)* };
                LocalizedText::of(&[("pl", polish), ("en", english)])
            }
        }
    };
}

themes! {
    /// How long people wait.
    Waiting "waiting" "Czas oczekiwania" "Waiting time"
    /// How people are treated.
    Courtesy "courtesy" "Uprzejmość i życzliwość" "Courtesy and kindness"
    /// What staff know and can do.
    Competence "competence" "Wiedza i fachowość" "Knowledge and competence"
    /// What people are told.
    Information "information" "Informacja i oznakowanie" "Information and signs"
    /// Forms and how matters are handled.
    Procedure "procedure" "Procedury i formularze" "Procedures and forms"
    /// The building and its rooms.
    Conditions "conditions" "Warunki obsługi" "Conditions"
    /// Whether everybody can get in and be served.
    Accessibility "accessibility" "Dostępność" "Accessibility"
    /// When the office is open.
    Hours "hours" "Godziny pracy" "Opening hours"
    /// What can be done without coming.
    Online "online" "Sprawy przez internet" "Online services"
    /// Thanks and praise.
    Praise "praise" "Pochwały i podziękowania" "Praise and thanks"
    /// Something else.
    Other "other" "Inne" "Other"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(counts: &[(&str, u64)]) -> BTreeMap<DepartmentCode, u64> {
        counts.iter().map(|(code, count)| (code.parse().unwrap(), *count)).collect()
    }

    #[test]
    fn cells_of_k_leave_by_themselves_and_the_rest_only_together() {
        let k = Threshold::try_from(10).unwrap();
        let leaves = |list: &[(&str, u64)]| {
            let leaving = leaving(&counts(list), k);
            (leaving.own.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "), leaving.rest)
        };
        assert_eq!(leaves(&[]), (String::new(), false));
        assert_eq!(leaves(&[("KM", 10), ("GN", 9)]), ("KM".to_owned(), false));
        assert_eq!(leaves(&[("KM", 10), ("GN", 9), ("RK", 1)]), ("KM".to_owned(), true));
        assert_eq!(leaves(&[("KM", 10), ("GN", 25)]), ("GN KM".to_owned(), false));
        assert_eq!(leaves(&[("GN", 5), ("RK", 5)]), (String::new(), true));
    }

    fn comment(
        quarter: &str,
        department: Option<&str>,
        decision: Option<Decision>,
        theme: Option<Theme>,
    ) -> ReleasedComment {
        ReleasedComment {
            id: Uuid::nil(),
            department: department.map(|code| code.parse().unwrap()),
            quarter: quarter.parse().unwrap(),
            question: "SUGGEST".parse().unwrap(),
            text: String::new(),
            decision,
            theme,
            reason: None,
        }
    }

    #[test]
    fn cells_count_what_is_not_shown_and_show_what_was_approved() {
        let publish = Some(Decision::Publish);
        let cells = cells(vec![
            comment("2026-Q3", None, publish, None),
            comment("2026-Q3", Some("KM"), publish, Some(Theme::Praise)),
            comment("2026-Q2", Some("KM"), None, None),
            comment("2026-Q3", Some("KM"), publish, None),
            comment("2026-Q3", Some("KM"), Some(Decision::Withhold), Some(Theme::Waiting)),
            comment("2026-Q3", Some("KM"), publish, Some(Theme::Waiting)),
        ]);
        let places: Vec<(&str, bool, u64)> =
            cells.iter().map(|cell| (cell.quarter.label(), cell.department.is_some(), cell.n())).collect();
        assert_eq!(places, [("2026-Q2", true, 1), ("2026-Q3", true, 4), ("2026-Q3", false, 1)]);
        let km = &cells[1];
        assert_eq!((km.published(), km.withheld, km.waiting), (3, 1, 0));
        assert_eq!(km.themes.keys().copied().collect::<Vec<_>>(), [None, Some(Theme::Waiting), Some(Theme::Praise)]);
    }

    #[test]
    fn nothing_can_be_done_to_a_comment_but_to_leave_parts_out() {
        let original = "Pani Nowak z okienka 3 była miła, ale pan z 4 nie.";
        for text in [
            original,
            "[…] z okienka 3 była miła, ale pan z 4 nie.",
            "Pani […] była miła, ale pan z […] nie.",
            "Pani […]",
            "[…] nie.",
            "[…]",
            "[…][…]",
        ] {
            assert!(only_leaves_out(text, original), "{text}");
        }
        for text in [
            "",
            "Pani Nowak",
            "Pani […] nie była miła, ale pan z 4 nie.",
            "[…] ale […] miła […]",
            "Pani [...] nie.",
            "Pani Nowak z okienka 3 była miła, ale pan z 4 nie. Tak!",
            "Pani Nowak z okienka 3 była miła, ale pan z 4 […] pan z 4 nie.",
        ] {
            assert!(!only_leaves_out(text, original), "{text}");
        }
    }

    #[test]
    fn words_are_left_out_with_their_neighbours_and_all_else_stays() {
        let original = "Pani  Nowak (z okienka 3)\nbyła miła, ale […] nie.";
        let without = |places: &[usize]| without_words(original, &places.iter().copied().collect());
        assert_eq!(without(&[]), original);
        assert_eq!(without(&[99]), original, "a word that there is not");
        assert_eq!(without(&[1]), "Pani  […] (z okienka 3)\nbyła miła, ale […] nie.");
        assert_eq!(without(&[1, 2, 3, 4]), "Pani  […]\nbyła miła, ale […] nie.");
        assert_eq!(without(&[0, 7]), "[…]  Nowak (z okienka 3)\nbyła miła, […] nie.");
        assert_eq!(without(&(0..10).collect::<Vec<_>>()), "[…]");
        for places in 0..1_u32 << 10 {
            let shorter = without(&(0..10).filter(|place| places & (1 << place) != 0).collect::<Vec<_>>());
            assert!(only_leaves_out(&shorter, original), "{shorter}");
        }
    }

    #[test]
    fn what_is_told_has_no_reason_not_to_be() {
        let judge = |decision, reason| {
            let judgement = Judgement { decision, theme: Some(Theme::Praise), reason, text: None };
            comment("2026-Q3", None, None, None).judged(judgement)
        };
        let withheld = judge(Decision::Withhold, Some(Reason::Offensive)).unwrap();
        assert_eq!((withheld.decision, withheld.reason), (Some(Decision::Withhold), Some(Reason::Offensive)));
        assert_eq!(judge(Decision::Publish, Some(Reason::Other)).unwrap_err()[0].pointer, "/reason");
        let reopened = comment("2026-Q3", None, None, Some(Theme::Praise));
        assert_eq!(withheld.reopened(), reopened, "what it is about is no part of the decision");
    }

    #[test]
    fn themes_have_a_code_and_a_name_of_their_own() {
        for (place, theme) in Theme::ALL.iter().enumerate() {
            assert!(Theme::ALL[..place].iter().all(|other| other.as_str() != theme.as_str()));
            assert_eq!(theme.label().0.len(), 2, "{theme:?}");
        }
    }
}
