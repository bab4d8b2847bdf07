//! What is still missing before a review is issued: what is entered later stands in no edition that is there.

use jiff::civil::Date;

use crate::survey::action::{Action, Status};
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::comment::Cell;
use crate::survey::complaint::Complaints;
use crate::survey::figures::Record;
use crate::survey::period::{Period, Unit};
use crate::survey::visits::Visits;

/// What is looked through.
pub struct Prepared<'a> {
    /// The survey.
    pub survey: &'a SurveySlug,
    /// The period of the review.
    pub period: &'a Period,
    /// The departments that the survey asks about.
    pub departments: &'a [DepartmentCode],
    /// The day on which it is looked through.
    pub today: Date,
    /// What was released of the survey.
    pub record: &'a Record,
    /// The visits that were entered.
    pub visits: &'a [Visits],
    /// The complaints and motions that were entered.
    pub complaints: &'a [Complaints],
    /// What people wrote in the period, as far as it was released.
    pub comments: &'a [Cell],
    /// What the office decided to do.
    pub actions: &'a [Action],
}

/// What is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// Whether the period is closed; a review of one that is not cannot be issued.
    pub closed: bool,
    /// How many comments nobody has read.
    pub unread: u64,
    /// The months without visits, by department.
    pub visits: Vec<Missing>,
    /// The quarters without complaints and motions, not even that there were none, by department.
    pub complaints: Vec<Missing>,
    /// The actions that are done, and name no periods by which their effect could be measured.
    pub unmeasured: Vec<Action>,
    /// The actions that should have been done. Nothing is missing for that: the review says so, and the meeting decides.
    pub overdue: Vec<Action>,
}

/// What a department has not entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The department.
    pub department: DepartmentCode,
    /// For which months or quarters.
    pub periods: Vec<Period>,
}

impl Checklist {
    /// What is missing of what was prepared.
    pub fn of(prepared: &Prepared<'_>) -> Self {
        let period = prepared.period;
        let missing = |unit: Unit, entered: &dyn Fn(&DepartmentCode, &Period) -> bool| -> Vec<Missing> {
            let parts = period.whole_parts(unit).unwrap_or_default();
            let of = |department: &DepartmentCode| Missing {
                department: department.clone(),
                periods: parts.iter().filter(|part| !entered(department, part)).cloned().collect(),
            };
            prepared.departments.iter().map(of).filter(|missing| !missing.periods.is_empty()).collect()
        };
        let actions = |wanted: &dyn Fn(&Action) -> bool| -> Vec<Action> {
            let decided = |action: &&Action| {
                &action.survey == prepared.survey && action.decided_on <= period.last() && wanted(action)
            };
            prepared.actions.iter().filter(decided).cloned().collect()
        };
        Self {
            closed: prepared.record.is_closed(period),
            unread: prepared.comments.iter().map(|cell| cell.waiting).sum(),
            visits: missing(Unit::Month, &|department, month| {
                prepared.visits.iter().any(|one| &one.department == department && one.month.first() == month.first())
            }),
            complaints: missing(Unit::Quarter, &|department, quarter| {
                prepared.complaints.iter().any(|one| one.is_of(department, quarter))
            }),
            unmeasured: actions(&|action| {
                action.done_on.is_some() && (action.before.is_none() || action.after.is_none())
            }),
            overdue: actions(&|action| action.status(prepared.today) == Status::Overdue),
        }
    }

    /// Whether nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.closed
            && self.unread == 0
            && self.visits.is_empty()
            && self.complaints.is_empty()
            && self.unmeasured.is_empty()
    }
}
