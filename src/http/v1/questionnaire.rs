//! Questionnaires on the wire, both ways. Whether one makes sense is for `survey::questionnaire` to say.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::v1::texts::{TextsBody, code, codes, texts, texts_view};
use crate::survey::codes::{DepartmentCode, Language, OptionCode, QuestionCode};
use crate::survey::fault::Fault;
use crate::survey::questionnaire::{
    Condition, Kind, LONGEST_TEXT, OptionSource, Question, QuestionOption, Questionnaire, Role, ShowIf,
};

/// A set of questions with everything that is needed to ask them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct QuestionnaireBody {
    /// Its title.
    #[schema(example = json!({ "pl": "Jak nas Państwo oceniają?", "en": "How did we do?" }))]
    pub title: TextsBody,
    /// The languages that every text exists in, the default one first.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20, value_type = Vec<Language>)]
    pub languages: Vec<String>,
    /// The question whose share of positive answers stands for the whole.
    #[validate(length(min = 1, max = 32))]
    #[schema(value_type = QuestionCode)]
    pub headline: String,
    /// The departments it asks about, by code.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200, value_type = Vec<DepartmentCode>)]
    pub departments: Vec<String>,
    /// The words beside the points of a rating scale, worst first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 11))]
    #[schema(max_items = 11)]
    pub rating_labels: Vec<TextsBody>,
    /// The words of the answer "not applicable".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub na_label: Option<TextsBody>,
    /// The questions, in the order they are asked.
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    pub questions: Vec<QuestionBody>,
}

/// One question.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct QuestionBody {
    /// Its stable code.
    #[validate(length(min = 1, max = 32))]
    #[schema(value_type = QuestionCode)]
    pub code: String,
    /// What kind of answer it takes.
    pub kind: KindBody,
    /// Its words.
    pub text: TextsBody,
    /// What tables, charts and sentences call it, as in the middle of a sentence, in at most 40 characters; its words if
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!({ "pl": "czas oczekiwania", "en": "waiting time" }))]
    pub short: Option<TextsBody>,
    /// The best value of a rating; 5 if left out. The worst is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 2, max = 11))]
    #[schema(minimum = 2, maximum = 11)]
    pub scale: Option<u8>,
    /// What may be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub options: Option<Vec<OptionBody>>,
    /// Takes the options from the kinds of matter of the departments when the draft is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options_from: Option<OptionSourceBody>,
    /// How many options may be chosen; all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 50))]
    #[schema(minimum = 1, maximum = 50)]
    pub max: Option<u8>,
    /// The longest answer in words, in characters; 1000 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 2000))]
    #[schema(minimum = 1, maximum = 2000)]
    pub max_length: Option<u32>,
    /// Whether a response without it is refused.
    #[serde(default)]
    pub required: bool,
    /// Whether a kiosk asks it.
    #[serde(default)]
    pub kiosk: bool,
    /// Whether "not applicable" is offered.
    #[serde(default = "yes")]
    pub na: bool,
    /// The dimension of quality that it measures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32)]
    pub dimension: Option<String>,
    /// Whether figures may be grouped by it when a quarter has closed.
    #[serde(default)]
    pub segment: bool,
    /// What the management review takes its answers for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleBody>,
    /// The answer to an earlier question without which this one is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<ShowIfBody>,
    /// Which answers count as positive; the two best of five if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive: Option<ConditionBody>,
}

/// What the management review takes the answers to a question for: it tells by `matter` how many were settled, by
/// `outcome`, and what went wrong most often, by `reason`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleBody {
    /// With what people came; the question must be a segment.
    Matter,
    /// Whether that was settled; some of its answers must count as positive.
    Outcome,
    /// What went wrong.
    Reason,
}

/// The kinds of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KindBody {
    /// A whole number from 1, the worst, to the scale, the best.
    Rating,
    /// One of several options.
    Single,
    /// Any of several options.
    Multiple,
    /// Yes or no.
    YesNo,
    /// How likely one is to recommend the office, 0 to 10.
    Nps,
    /// Words.
    Text,
}

/// Where a draft's question takes its options from.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OptionSourceBody {
    /// The kinds of matter of the departments.
    Matters,
}

/// An option of a question.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OptionBody {
    /// Its stable code within the question.
    #[validate(length(min = 1, max = 32))]
    #[schema(value_type = OptionCode)]
    pub code: String,
    /// Its words.
    pub text: TextsBody,
    /// The departments that offer it; left out: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<DepartmentCode>)]
    pub departments: Vec<String>,
}

/// A question is asked only when an earlier one was answered in a certain way.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowIfBody {
    /// The earlier question.
    #[schema(value_type = QuestionCode)]
    pub question: String,
    /// Its number is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 255)]
    pub at_least: Option<u8>,
    /// Its number is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 255)]
    pub at_most: Option<u8>,
    /// Its option is one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<OptionCode>)]
    pub options: Vec<String>,
}

/// A condition on one answer: bounds for a number, or a list of options.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionBody {
    /// The number is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 255)]
    pub at_least: Option<u8>,
    /// The number is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 255)]
    pub at_most: Option<u8>,
    /// The option is one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<OptionCode>)]
    pub options: Vec<String>,
}

impl QuestionnaireBody {
    /// The questionnaire that was sent.
    ///
    /// # Errors
    /// Every code that has the wrong form, and every member that does not fit its question's kind.
    pub fn into_questionnaire(self) -> Result<Questionnaire, Vec<Fault>> {
        let mut faults = Vec::new();
        let languages = codes(&self.languages, "/languages", &mut faults);
        let departments = codes(&self.departments, "/departments", &mut faults);
        let headline = code(&self.headline, "/headline", &mut faults);
        let title = texts(&self.title, "/title", &mut faults);
        let labels = self.rating_labels.iter().enumerate();
        let rating_labels =
            labels.map(|(index, label)| texts(label, &format!("/rating_labels/{index}"), &mut faults)).collect();
        let na_label = self.na_label.as_ref().map(|label| texts(label, "/na_label", &mut faults));
        let mut questions = Vec::with_capacity(self.questions.len());
        for (index, question) in self.questions.iter().enumerate() {
            questions.extend(question.read(&format!("/questions/{index}"), &mut faults));
        }
        match headline {
            Some(headline) if faults.is_empty() => {
                Ok(Questionnaire { title, languages, headline, departments, rating_labels, na_label, questions })
            }
            _ => Err(faults),
        }
    }
}

impl QuestionBody {
    fn read(&self, place: &str, faults: &mut Vec<Fault>) -> Option<Question> {
        self.refuse_strange_members(place, faults);
        let kind = self.read_kind(place, faults);
        let show_if = self.show_if.as_ref().and_then(|show_if| {
            let place = format!("{place}/show_if");
            let bounds = (show_if.at_least, show_if.at_most);
            Some(ShowIf {
                question: code(&show_if.question, &format!("{place}/question"), faults)?,
                condition: condition(bounds, &show_if.options, &place, faults),
            })
        });
        let positive = self.positive.as_ref().map(|positive| {
            condition((positive.at_least, positive.at_most), &positive.options, &format!("{place}/positive"), faults)
        });
        Some(Question {
            code: code(&self.code, &format!("{place}/code"), faults)?,
            kind,
            text: texts(&self.text, &format!("{place}/text"), faults),
            short: self.short.as_ref().map(|short| texts(short, &format!("{place}/short"), faults)),
            required: self.required,
            kiosk: self.kiosk,
            na: self.na,
            dimension: self.dimension.clone(),
            segment: self.segment,
            role: self.role.map(Role::from),
            show_if,
            positive,
        })
    }

    fn read_kind(&self, place: &str, faults: &mut Vec<Fault>) -> Kind {
        let options = self.read_options(place, faults);
        match self.kind {
            KindBody::Rating => Kind::Rating { scale: self.scale.unwrap_or(5) },
            KindBody::Single => {
                Kind::Single { options, options_from: self.options_from.map(|_| OptionSource::Matters) }
            }
            KindBody::Multiple => {
                let all = u8::try_from(options.len()).unwrap_or(u8::MAX);
                Kind::Multiple { options, max: self.max.unwrap_or(all) }
            }
            KindBody::YesNo => Kind::YesNo,
            KindBody::Nps => Kind::Nps,
            KindBody::Text => Kind::Text { max_length: self.max_length.unwrap_or(LONGEST_TEXT / 2) },
        }
    }

    fn read_options(&self, place: &str, faults: &mut Vec<Fault>) -> Vec<QuestionOption> {
        let options = self.options.iter().flatten().enumerate();
        let read = options.filter_map(|(index, option)| {
            let place = format!("{place}/options/{index}");
            Some(QuestionOption {
                code: code(&option.code, &format!("{place}/code"), faults)?,
                text: texts(&option.text, &format!("{place}/text"), faults),
                departments: codes(&option.departments, &format!("{place}/departments"), faults),
            })
        });
        read.collect()
    }

    /// A member that another kind of question would have is a mistake that must not pass in silence.
    fn refuse_strange_members(&self, place: &str, faults: &mut Vec<Fault>) {
        use KindBody::{Multiple, Rating, Single, Text};
        let members = [
            ("scale", self.scale.is_some(), &[Rating][..]),
            ("options", self.options.is_some(), &[Single, Multiple]),
            ("options_from", self.options_from.is_some(), &[Single]),
            ("max", self.max.is_some(), &[Multiple]),
            ("max_length", self.max_length.is_some(), &[Text]),
        ];
        for (member, given, kinds) in members {
            if given && !kinds.contains(&self.kind) {
                let detail = "does not belong to this kind of question";
                faults.push(Fault::new(format!("{place}/{member}"), "wrong_kind", detail));
            }
        }
    }
}

impl From<RoleBody> for Role {
    fn from(role: RoleBody) -> Self {
        match role {
            RoleBody::Matter => Self::Matter,
            RoleBody::Outcome => Self::Outcome,
            RoleBody::Reason => Self::Reason,
        }
    }
}

impl From<Role> for RoleBody {
    fn from(role: Role) -> Self {
        match role {
            Role::Matter => Self::Matter,
            Role::Outcome => Self::Outcome,
            Role::Reason => Self::Reason,
        }
    }
}

fn condition(bounds: (Option<u8>, Option<u8>), options: &[String], place: &str, faults: &mut Vec<Fault>) -> Condition {
    let (at_least, at_most) = bounds;
    Condition { at_least, at_most, options: codes(options, &format!("{place}/options"), faults) }
}

impl From<&Questionnaire> for QuestionnaireBody {
    fn from(questionnaire: &Questionnaire) -> Self {
        Self {
            title: texts_view(&questionnaire.title),
            languages: questionnaire.languages.iter().map(ToString::to_string).collect(),
            headline: questionnaire.headline.to_string(),
            departments: questionnaire.departments.iter().map(ToString::to_string).collect(),
            rating_labels: questionnaire.rating_labels.iter().map(texts_view).collect(),
            na_label: questionnaire.na_label.as_ref().map(texts_view),
            questions: questionnaire.questions.iter().map(QuestionBody::from).collect(),
        }
    }
}

impl From<&Question> for QuestionBody {
    fn from(question: &Question) -> Self {
        let strings = |options: &[crate::survey::codes::OptionCode]| options.iter().map(ToString::to_string).collect();
        let mut body = Self {
            code: question.code.to_string(),
            kind: KindBody::Text,
            text: texts_view(&question.text),
            short: question.short.as_ref().map(texts_view),
            scale: None,
            options: None,
            options_from: None,
            max: None,
            max_length: None,
            required: question.required,
            kiosk: question.kiosk,
            na: question.na,
            dimension: question.dimension.clone(),
            segment: question.segment,
            role: question.role.map(RoleBody::from),
            show_if: question.show_if.as_ref().map(|show_if| ShowIfBody {
                question: show_if.question.to_string(),
                at_least: show_if.condition.at_least,
                at_most: show_if.condition.at_most,
                options: strings(&show_if.condition.options),
            }),
            positive: question.positive.as_ref().map(|positive| ConditionBody {
                at_least: positive.at_least,
                at_most: positive.at_most,
                options: strings(&positive.options),
            }),
        };
        body.write_kind(&question.kind);
        body
    }
}

impl QuestionBody {
    fn write_kind(&mut self, kind: &Kind) {
        match kind {
            Kind::Rating { scale } => {
                self.kind = KindBody::Rating;
                self.scale = Some(*scale);
            }
            Kind::Single { options, options_from } => {
                self.kind = KindBody::Single;
                self.options_from = options_from.map(|_| OptionSourceBody::Matters);
                self.options = options_from.is_none().then(|| options.iter().map(OptionBody::from).collect());
            }
            Kind::Multiple { options, max } => {
                self.kind = KindBody::Multiple;
                self.options = Some(options.iter().map(OptionBody::from).collect());
                self.max = Some(*max);
            }
            Kind::YesNo => self.kind = KindBody::YesNo,
            Kind::Nps => self.kind = KindBody::Nps,
            Kind::Text { max_length } => {
                self.kind = KindBody::Text;
                self.max_length = Some(*max_length);
            }
        }
    }
}

impl From<&QuestionOption> for OptionBody {
    fn from(option: &QuestionOption) -> Self {
        Self {
            code: option.code.to_string(),
            text: texts_view(&option.text),
            departments: option.departments.iter().map(ToString::to_string).collect(),
        }
    }
}

fn yes() -> bool {
    true
}
