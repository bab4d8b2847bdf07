//! The words of the pages about the switches of surveys.

use crate::pages::shared::translated;

translated! {
    /// The words of the pages about the switches of surveys.
    Words {
        title,
        state,
        draft,
        closed,
        in_trial,
        asks,
        yes,
        no,
        days,
        trial,
        opens_on,
        opens_on_hint,
        closes_on,
        closes_on_hint,
        no_trial_any_more,
        no_opening,
        closes_before,
        save_days,
        days_set,
        settings,
        public,
        licence,
        origins,
        origins_hint,
        save_settings,
        settings_set,
        places,
        form,
        website,
        only_here,
        snippet,
        snippet_hint,
        snippets,
        live,
        live_hint,
        posters,
        posters_lead,
        record,
        set_aside,
        public_results,
    }
}
