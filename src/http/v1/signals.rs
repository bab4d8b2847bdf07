//! Signals: what calls for a decision, for whoever automates; the same list that a review proposes from.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::http::conditional::{self, Caching};
use crate::http::credentials::Staff;
use crate::http::problem::{Kind, Problem};
use crate::http::query::Query;
use crate::http::v1::figures::PeriodView;
use crate::http::v1::reviews::list_comments;
use crate::http::v1::surveys::known_survey;
use crate::http::v1::texts::{TextsBody, texts_view};
use crate::reports::render::{Speech, Words};
use crate::state::State;
use crate::storage::actions::list_actions;
use crate::storage::complaints::list_complaints;
use crate::storage::targets::list_targets;
use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::definitions;
use crate::survey::figures::{Proportion, UnknownName};
use crate::survey::period::Period;
use crate::survey::report::signals::finding;
use crate::survey::report::{Entered, Findings, Scope};
use crate::survey::signals::{Evidence, EvidenceKind, Signal};
use crate::survey::statistics::{Difference, Limits, Rule};

/// What calls for a decision
///
/// Shares that fell, stand below the rest of the office or miss their target, actions, late complaints, a shift of channels
/// and unread comments, the most pressing first; and, marked as such, what is good news. Nothing is concluded from the
/// figures of a period that is not closed.
#[utoipa::path(
    tag = "analysts",
    params(("survey" = String, Path, description = "The survey's slug", example = "obsluga"), SignalsQuery),
    responses((status = 200, description = "The signals of the departments that the key is good for", body = SignalsView)),
    security(("bearer" = []), ("api_key" = []), ("basic" = []))
)]
#[get("/surveys/{survey}/signals")]
pub async fn get_signals(
    request: HttpRequest,
    state: Data<State>,
    key: Staff,
    survey: Path<String>,
    query: Query<SignalsQuery>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let versions = state.catalogue().await.versions(&survey).unwrap_or_default().to_vec();
    let entry = state.audit_entry(&key.0, "signals.read", format!("{slug} {}", request.query_string()));
    let (period, today) = (query.0.period.usual(), state.clock.today());
    let view = state.consult(Some(entry), move |session, released| {
        let record = released.of(&slug, &versions);
        let actions = list_actions(session)?;
        let entered = Entered {
            today,
            stations: &[],
            visits: &[],
            targets: &list_targets(session, &slug)?,
            complaints: &list_complaints(session, None)?,
            comments: &list_comments(session, &slug, &period)?,
            batches: &[],
        };
        let scope = Scope {
            record: &record,
            survey: slug,
            against: period.before(),
            period,
            departments: key.0.departments.clone(),
            question: None,
            span: None,
            actions: &actions,
        };
        Ok(Findings::of(scope).and_then(|findings| findings.map(|found| SignalsView::of(&found, &entered)).transpose()))
    });
    let view = view.await?.map_err(|_| Problem::new(Kind::Internal))?;
    conditional::json(&request, Caching::Private, &view.ok_or_else(|| Problem::new(Kind::NotFound))?)
}

/// Of which period.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SignalsQuery {
    /// `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`.
    #[param(inline)]
    period: Period,
}

/// What calls for a decision.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Signals)]
pub struct SignalsView {
    /// The survey's slug.
    survey: String,
    /// The edition of the definitions that the figures are computed by, see `/definitions`.
    definitions: u32,
    /// The period.
    period: PeriodView,
    /// The signals, the most pressing first.
    signals: Vec<SignalView>,
}

/// Something that is more than noise.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Finding)]
pub struct SignalView {
    /// What it is: `share`, `overdue`, `effect`, `late`, `channels_shifted` or `unread`.
    kind: &'static str,
    /// Whether it is bad news, or in doubt: something to decide about.
    adverse: bool,
    /// The department; `null`: the whole office.
    department: Option<DepartmentCode>,
    /// The question; `null`: it is about none.
    question: Option<QuestionCode>,
    /// The action; `null`: it is about none.
    action: Option<Uuid>,
    /// The share of positive answers; of an action the one afterwards.
    positive: Option<Proportion>,
    /// What is to be said of that share.
    evidence: Vec<EvidenceView>,
    /// All of it in a sentence, with its figures, by language.
    text: TextsBody,
}

/// Something to be said of a share.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = Evidence)]
pub struct EvidenceView {
    /// What it is: `change` since another period, `distance` to the rest of the office, `chart` or `target`.
    kind: &'static str,
    /// Whether it also holds without the responses that carry `burst` or `repeat`.
    certain: bool,
    /// The period that it is held against; `null`: none.
    against: Option<Period>,
    /// The share that it is held against; `null`: none.
    other: Option<Proportion>,
    /// The one less the other, with Newcombe's interval.
    difference: Option<Difference>,
    /// The rule of the control chart that it breaks; `null`: none.
    rule: Option<Rule>,
    /// Where the control chart expects it; `null`: it is not held against that.
    limits: Option<Limits>,
    /// The target that it misses, 0 to 1; `null`: none.
    target: Option<f64>,
}

impl SignalsView {
    fn of(findings: &Findings<'_>, entered: &Entered<'_>) -> Result<Self, UnknownName> {
        let scope = &findings.scope;
        let signals = findings.signals(entered)?;
        Ok(Self {
            survey: scope.survey.to_string(),
            definitions: definitions::IN_FORCE.number,
            period: PeriodView::new(&scope.period, findings.now().closed),
            signals: signals.iter().map(|signal| SignalView::new(findings, signal)).collect(),
        })
    }
}

impl SignalView {
    fn new(findings: &Findings<'_>, signal: &Signal) -> Self {
        let k = findings.scope.record.terms.k;
        let said = finding(findings, signal);
        let about = Self {
            kind: "",
            adverse: signal.is_adverse(),
            department: None,
            question: None,
            action: None,
            positive: None,
            evidence: Vec::new(),
            text: texts_view(&Words::everywhere(|words| Speech::on_a_screen(words, k).line(&said))),
        };
        match signal {
            Signal::Share(place) => Self {
                kind: "share",
                department: place.department.clone(),
                question: Some(place.question.clone()),
                positive: Some(place.share),
                evidence: place.evidence.iter().map(EvidenceView::from).collect(),
                ..about
            },
            Signal::Overdue(action) | Signal::Measured(action, _) => Self {
                kind: if matches!(signal, Signal::Overdue(_)) { "overdue" } else { "effect" },
                department: action.department.clone(),
                question: Some(action.question.clone()),
                action: Some(action.id),
                positive: if let Signal::Measured(_, effect) = signal { effect.after } else { None },
                ..about
            },
            Signal::Late(department, _) => Self { kind: "late", department: Some(department.clone()), ..about },
            Signal::ChannelsShifted { .. } => Self { kind: "channels_shifted", ..about },
            Signal::Unread(_) => Self { kind: "unread", ..about },
        }
    }
}

impl From<&Evidence> for EvidenceView {
    fn from(evidence: &Evidence) -> Self {
        let about = Self { certain: evidence.certain, ..Self::default() };
        match &evidence.kind {
            EvidenceKind::Change { against, before, difference } => Self {
                kind: "change",
                against: Some(against.clone()),
                other: Some(*before),
                difference: Some(*difference),
                ..about
            },
            EvidenceKind::Distance { rest, difference } => {
                Self { kind: "distance", other: Some(*rest), difference: Some(*difference), ..about }
            }
            EvidenceKind::Chart { rule, limits } => {
                Self { kind: "chart", rule: Some(*rule), limits: Some(*limits), ..about }
            }
            EvidenceKind::Target { goal } => Self { kind: "target", target: Some(*goal), ..about },
        }
    }
}
