//! What people with an account may do: each has one role, and a role is what it has the rights to.

use serde::{Deserialize, Serialize};

/// What somebody is at the office, as far as this program goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Role {
    /// Runs the service, and says who may use it
    Administrator,
    /// Looks after the surveys, and prepares the management review
    QualityManager,
    /// Types in what came on paper, and enters visits and complaints
    Clerk,
    /// Heads departments: sees their figures, and looks after their actions
    Head,
    /// Sees figures
    Viewer,
}

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// To open the console at all.
    UseConsole,
    /// To read figures, approved comments and issued reviews.
    ReadResults,
    /// To type in forms from paper.
    EnterPaper,
    /// To read responses from a file.
    ImportFiles,
    /// To enter visits and complaints.
    EnterRecords,
    /// To decide which comments are told.
    ModerateComments,
    /// To look after actions; a head of department after those of their own.
    ManageActions,
    /// To set targets.
    SetTargets,
    /// To prepare, issue and correct the management review.
    IssueReviews,
    /// To set up, pair and revoke kiosks.
    ManageKiosks,
    /// To look after departments.
    ManageDepartments,
    /// To say when and where a survey is asked.
    ManageSurveys,
    /// To leave out of all results what came for a department over a channel on a day.
    SetAside,
    /// To make and disable accounts.
    ManageAccounts,
    /// To make and revoke keys.
    ManageKeys,
    /// To read what others did.
    ReadAudit,
    /// To see how the service is.
    SeeService,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Administrator, Self::QualityManager, Self::Clerk, Self::Head, Self::Viewer];

    /// Its name in tables, addresses and words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::QualityManager => "quality_manager",
            Self::Clerk => "clerk",
            Self::Head => "head",
            Self::Viewer => "viewer",
        }
    }

    /// The role of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether it has a right.
    pub fn may(self, right: Right) -> bool {
        right.roles().contains(&self)
    }

    /// Whether it is of departments, and makes no sense without.
    pub fn needs_departments(self) -> bool {
        self == Self::Head
    }

    /// Whether it may be bound to departments: an administrator is one of the whole service.
    pub fn takes_departments(self) -> bool {
        self != Self::Administrator
    }
}

impl Right {
    /// Whether it is of the whole office: whoever is bound to departments does not have it, whatever their role.
    pub fn is_of_the_office(self) -> bool {
        matches!(self, Self::IssueReviews | Self::ManageSurveys | Self::SetAside)
    }

    /// All rights.
    pub const ALL: [Self; 17] = [
        Self::UseConsole,
        Self::ReadResults,
        Self::EnterPaper,
        Self::ImportFiles,
        Self::EnterRecords,
        Self::ModerateComments,
        Self::ManageActions,
        Self::SetTargets,
        Self::IssueReviews,
        Self::ManageKiosks,
        Self::ManageDepartments,
        Self::ManageSurveys,
        Self::SetAside,
        Self::ManageAccounts,
        Self::ManageKeys,
        Self::ReadAudit,
        Self::SeeService,
    ];

    /// The roles that have it: this is the table of who may do what.
    ///
    /// Whoever runs the service need not read what residents say, and whoever reads it cannot let others in.
    pub fn roles(self) -> &'static [Role] {
        use Role::{Administrator, Clerk, Head, QualityManager, Viewer};
        match self {
            Self::UseConsole => &[Administrator, QualityManager, Clerk, Head, Viewer],
            Self::ReadResults => &[QualityManager, Head, Viewer],
            Self::EnterPaper => &[QualityManager, Clerk],
            Self::ImportFiles => &[QualityManager, Clerk],
            Self::EnterRecords => &[QualityManager, Clerk],
            Self::ModerateComments => &[QualityManager],
            Self::ManageActions => &[QualityManager, Head],
            Self::SetTargets => &[QualityManager],
            Self::IssueReviews => &[QualityManager],
            Self::ManageKiosks => &[Administrator, QualityManager],
            Self::ManageDepartments => &[Administrator, QualityManager],
            Self::ManageSurveys => &[Administrator, QualityManager],
            // Whoever reads results does not choose what is left out of them.
            Self::SetAside => &[Administrator],
            Self::ManageAccounts => &[Administrator],
            Self::ManageKeys => &[Administrator],
            Self::ReadAudit => &[Administrator],
            Self::SeeService => &[Administrator],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_one_name_everywhere() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.as_str()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
            assert_eq!(clap::ValueEnum::to_possible_value(&role).unwrap().get_name(), role.as_str());
        }
        assert_eq!(Role::named("Administrator"), None);
    }

    #[test]
    fn every_right_is_somebodys_and_nobody_has_all() {
        assert!(Right::ALL.iter().all(|right| !right.roles().is_empty()));
        assert!(Role::ALL.iter().all(|role| Right::ALL.iter().any(|right| !role.may(*right))));
        assert!(!Role::Administrator.may(Right::ModerateComments) && !Role::QualityManager.may(Right::ManageAccounts));
    }
}
