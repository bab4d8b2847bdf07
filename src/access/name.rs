//! What people sign in with.

use std::fmt;
use std::str::FromStr;

/// What somebody signs in with: 2 to 60 small Latin letters, digits, dots, hyphens, underscores and at signs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignInName(String);

/// The text is no name to sign in with. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 2 to 60 of the letters a to z, digits, and . - _ @, and begin with a letter or digit")]
pub struct InvalidSignInName;

impl SignInName {
    /// What the account is called that an office begins with.
    pub fn of_first_administrator() -> Self {
        Self("administrator".to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SignInName {
    type Err = InvalidSignInName;

    /// Capitals and spaces around it do not matter: a telephone adds both by itself.
    fn from_str(text: &str) -> Result<Self, InvalidSignInName> {
        let name = text.trim().to_ascii_lowercase();
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_@".contains(&byte);
        let begins = name.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric());
        if begins && (2..=60).contains(&name.len()) && name.bytes().all(fits) {
            Ok(Self(name))
        } else {
            Err(InvalidSignInName)
        }
    }
}

impl fmt::Display for SignInName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_name_is_read_as_people_type_it() {
        assert_eq!(" Anna.Nowak@powiat.example ".parse::<SignInName>().unwrap().as_str(), "anna.nowak@powiat.example");
        for wrong in ["", "a", ".anna", "anna nowak", "łucja", "anna/nowak", "<b>", &"a".repeat(61)] {
            assert_eq!(wrong.parse::<SignInName>(), Err(InvalidSignInName), "{wrong:?}");
        }
    }
}
