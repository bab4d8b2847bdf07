//! The words of the pages around figures: the door, the choices, the open data. What each says is in the lexicon of reports.

use crate::reports::render::Words;
use crate::survey::wording::words;

words! {
    /// Words of the pages around figures.
    Word {
        Title "title"
        PageLanguage "page_language"
        SignInTitle "sign_in_title"
        SignInLead "sign_in_lead"
        SignInKey "sign_in_key"
        SignInHint "sign_in_hint"
        SignInSubmit "sign_in_submit"
        SignInAlready "sign_in_already"
        SignInWrong "sign_in_wrong"
        SignInAdmin "sign_in_admin"
        SignInNoRight "sign_in_no_right"
        SignInAccount "sign_in_account"
        SignInTooMany "sign_in_too_many"
        SignInCookie "sign_in_cookie"
        SignOut "sign_out"
        SignedIn "signed_in"
        SurveysTitle "surveys_title"
        SurveysNone "surveys_none"
        WrongAddressTitle "wrong_address_title"
        WrongAddressPeriod "wrong_address_period"
        WrongAddressName "wrong_address_name"
        WrongAddressForbidden "wrong_address_forbidden"
        WrongAddressReview "wrong_address_review"
        WrongAddressOther "wrong_address_other"
        WrongAddressBack "wrong_address_back"
        PickersTitle "pickers_title"
        PickersPeriod "pickers_period"
        PickersQuarters "pickers_quarters"
        PickersYears "pickers_years"
        PickersMonths "pickers_months"
        PickersDepartment "pickers_department"
        PickersOffice "pickers_office"
        PickersOwn "pickers_own"
        PickersQuestion "pickers_question"
        PickersAgainst "pickers_against"
        PickersShow "pickers_show"
        PickersBeside "pickers_beside"
        PickersChange "pickers_change"
        ActTitle "act_title"
        ActOthers "act_others"
        ActPage "act_page"
        NoticeShown "notice_shown"
        NoticeOver "notice_over"
        NoticeRunning "notice_running"
        WayLatest "way_latest"
        WayRunning "way_running"
        WayForm "way_form"
        WaySnippets "way_snippets"
        ContentsElsewhere "contents_elsewhere"
        ContentsComments "contents_comments"
        ContentsReview "contents_review"
        ContentsDepartmentPage "contents_department_page"
        DownloadsXlsx "downloads_xlsx"
        DownloadsCsv "downloads_csv"
        DownloadsExcelCsv "downloads_excel_csv"
        DownloadsJsonStat "downloads_json_stat"
        DownloadsDataPackage "downloads_data_package"
        CommentsTitle "comments_title"
        CommentsPickers "comments_pickers"
        CommentsRule "comments_rule"
        CommentsQuarters "comments_quarters"
        CommentsOpen "comments_open"
        CommentsNone "comments_none"
        CommentsNoneOfDepartment "comments_none_of_department"
        CommentsCounts "comments_counts"
        CommentsBack "comments_back"
        PublicLead "public_lead"
        PublicNone "public_none"
        PublicClosed "public_closed"
        PublicNotYet "public_not_yet"
        PublicAllSurveys "public_all_surveys"
        PeriodsTitle "periods_title"
        DataTitle "data_title"
        DataLead "data_lead"
        DataLicence "data_licence"
        DataCatalogue "data_catalogue"
        DataDescription "data_description"
        DataCatalogueDescription "data_catalogue_description"
        DataKeywords "data_keywords"
    }
}

impl Word {
    /// What it says.
    pub fn said(self, words: &'static Words) -> &'static str {
        words.page(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_all_words_and_no_others() {
        let words: Vec<&str> = Word::ALL.iter().map(|word| word.as_str()).collect();
        for known in Words::all() {
            let mut known: Vec<&str> = known.pages().collect();
            known.sort_by_key(|code| words.iter().position(|word| word == code));
            assert_eq!(known, words);
        }
    }
}
