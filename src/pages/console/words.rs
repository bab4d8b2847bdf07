//! The words of the frame around every page of the console.

use crate::access::Role;
use crate::pages::shared::translated;
use crate::survey::codes::Language;

translated! {
    /// The words of the frame.
    Words {
        navigation,
        language_choice,
        signed_in,
        sign_out,
        home,
        paper,
        imports,
        results,
        accounts,
        comments,
        reviews,
        kiosks,
        departments,
        surveys,
        keys,
        audit,
        actions,
        targets,
        visits,
        complaints,
        administrator,
        quality_manager,
        clerk,
        head,
        viewer,
        save,
        survey,
        show,
        check,
        all_departments,
        forbidden_title,
        forbidden,
        refused_title,
        refused,
        missing_title,
        missing,
        conflict_title,
        conflict,
        failed_title,
        failed,
        misfit_required,
        misfit_range,
        misfit_unknown,
        misfit_duplicate,
        misfit_form,
        misfit_line,
        misfit_file,
        polish,
        english,
        ukrainian,
        german,
        sheet_lead,
        sheet_file,
        sheet_faults,
        sheet_line,
        sheet_column,
        sheet_fault,
        sheet_text,
        sheet_upload,
        sheet_upload_hint,
        sheet_look,
        sheet_does,
        sheet_nothing,
        sheet_take,
    }
}

impl Words {
    /// The languages that there are words in.
    pub fn languages() -> Vec<Language> {
        Self::all().languages()
    }

    /// What is wrong with a field, by the code of its fault.
    pub fn misfit(&self, code: &str) -> &str {
        match code {
            "required" => &self.misfit_required,
            "out_of_range" => &self.misfit_range,
            "duplicate" => &self.misfit_duplicate,
            unknown if unknown.starts_with("unknown") => &self.misfit_unknown,
            _ => &self.misfit_form,
        }
    }

    /// What a language is called; its code where there is no word for it.
    pub fn language_name<'a>(&'a self, code: &'a str) -> &'a str {
        match code {
            "pl" => &self.polish,
            "en" => &self.english,
            "uk" => &self.ukrainian,
            "de" => &self.german,
            other => other,
        }
    }

    /// What a field is called that is there once for each language: `Nazwa: polski`.
    pub fn in_language(&self, label: &str, code: &str) -> String {
        format!("{label}: {}", self.language_name(code))
    }

    /// What is wrong with a field: of one that is empty, that it must be filled in.
    pub fn said_of<'a>(&'a self, value: &str, wrong: &'a str) -> &'a str {
        let is_general = wrong == self.misfit_range || wrong == self.misfit_form;
        if value.trim().is_empty() && is_general { &self.misfit_required } else { wrong }
    }

    /// What somebody with a role is called.
    pub fn role(&self, role: Role) -> &str {
        match role {
            Role::Administrator => &self.administrator,
            Role::QualityManager => &self.quality_manager,
            Role::Clerk => &self.clerk,
            Role::Head => &self.head,
            Role::Viewer => &self.viewer,
        }
    }
}
