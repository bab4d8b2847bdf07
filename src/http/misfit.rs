//! What serde finds wrong with what was sent, without repeating what was sent: names that it expected are our own.

/// Why something does not fit.
#[derive(Debug, PartialEq, Eq)]
pub enum Misfit {
    /// This member is not there.
    Missing(String),
    /// This member is there twice; none: its name is not one of ours.
    Duplicate(Option<String>),
    /// There is a member that is not known.
    Unknown {
        /// Those that are, if there are any.
        known: Option<String>,
    },
    /// It is none of these choices.
    Choice(String),
    /// What a type of ours says that a value must be: none of them repeats what was sent.
    Ours(String),
    /// Anything else.
    Other,
}

impl Misfit {
    /// Reads serde's message.
    pub fn read(message: &str) -> Self {
        // JSON says where, too.
        let message = message.rsplit_once(" at line ").map_or(message, |(what, _)| what);
        let named = |words| Some(message.strip_prefix(words)?.strip_prefix(" `")?.split_once('`')?.0.to_owned());
        // What was sent stands before the last of these words, whatever it holds.
        let expected = (!message.ends_with(", there are no fields")).then_some(message);
        let known = || Some(expected?.rsplit_once(", expected ")?.1.to_owned());
        if let Some(member) = named("missing field") {
            Self::Missing(member)
        } else if message.starts_with("duplicate") {
            Self::Duplicate(named("duplicate field"))
        } else if message.starts_with("unknown field") {
            Self::Unknown { known: known() }
        } else if let (true, Some(known)) = (message.starts_with("unknown variant"), known()) {
            Self::Choice(known)
        } else if message.starts_with("must ") {
            Self::Ours(message.to_owned())
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "it is only read")]
    struct Sent {
        period: String,
        form: Option<Form>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Form {
        Csv,
        Xlsx,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    fn misfit<T: serde::de::DeserializeOwned + std::fmt::Debug>(json: &str) -> Misfit {
        Misfit::read(&serde_json::from_str::<T>(json).unwrap_err().to_string())
    }

    #[test]
    fn what_is_wrong_has_a_name_and_what_was_sent_is_not_repeated() {
        assert_eq!(Misfit::read("missing field `period`"), Misfit::Missing("period".to_owned()));
        assert!(matches!(misfit::<Sent>("{}"), Misfit::Missing(name) if name == "period"));
        assert!(
            matches!(misfit::<Sent>(r#"{"period":"","period":""}"#), Misfit::Duplicate(Some(name)) if name == "period")
        );
        for wild in ["x", "`a`, expected one of `me`", "missing field `me`"] {
            let unknown = misfit::<Sent>(&format!("{{\"{wild}\":1}}"));
            let Misfit::Unknown { known: Some(known) } = &unknown else { panic!("{unknown:?}") };
            assert_eq!(known, "`period` or `form`");
            let choice = misfit::<Sent>(&format!("{{\"period\":\"\",\"form\":\"{wild}\"}}"));
            let Misfit::Choice(known) = &choice else { panic!("{choice:?}") };
            assert_eq!(known, "`csv` or `xlsx`");
            assert_eq!(misfit::<Nothing>(&format!("{{\"{wild}\":1}}")), Misfit::Unknown { known: None });
        }
        assert_eq!(misfit::<Sent>(r#"{"period":7}"#), Misfit::Other);
    }
}
