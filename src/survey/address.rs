//! Addresses on the web: origins of other websites, and links that pages show.
//!
//! Each is parsed once, at the door; from there on it may stand in a header or in a page as it is.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The longest link, in bytes.
pub const LONGEST_LINK: usize = 500;
/// The longest name of a host, in bytes, as DNS has it.
const LONGEST_HOST: usize = 253;

/// The text is no origin. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be an origin as a browser writes it, such as https://www.example.pl: https (http only for localhost and \
     127.0.0.1), the host in lower case, a port only if it is not the usual one, and nothing after that"
)]
pub struct InvalidOrigin;

/// The text is no link. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an address such as https://www.example.pl/contact, of at most {LONGEST_LINK} characters")]
pub struct InvalidLink;

/// The origin of a website, exactly as browsers write it into the header of that name: `https://www.example.pl`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

/// Where a link leads: an address under `https` or `http`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Link(String);

impl PartialSchema for Origin {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The origin of a website as browsers write it, such as `https://www.example.pl`."))
            .pattern(Some("^(https://[a-z0-9][a-z0-9.-]*|http://(localhost|127[.]0[.]0[.]1))(:[1-9][0-9]{0,4})?$"))
            .into()
    }
}

impl ToSchema for Origin {}

impl Origin {
    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Link {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let (secure, authority) = split_scheme(text).ok_or(InvalidOrigin)?;
        let (host, port) = split_port(authority).ok_or(InvalidOrigin)?;
        let lower_case = !host.contains(|c: char| c.is_ascii_uppercase());
        // A browser leaves the usual port out, so that an origin with it would never match.
        let written_as_browsers_do = port != Some(if secure { 443 } else { 80 });
        let local = matches!(host, "localhost" | "127.0.0.1");
        let fits = is_host(host) && lower_case && written_as_browsers_do && (secure || local);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidOrigin) }
    }
}

impl FromStr for Link {
    type Err = InvalidLink;

    fn from_str(text: &str) -> Result<Self, InvalidLink> {
        let (_, rest) = split_scheme(text).ok_or(InvalidLink)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, _) = split_port(&rest[..end]).ok_or(InvalidLink)?;
        let plain = |c: char| c.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(c);
        let fits = text.len() <= LONGEST_LINK && is_host(host) && rest[end..].chars().all(plain);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidLink) }
    }
}

/// Whether the scheme is `https` (or else `http`), and what follows it.
fn split_scheme(text: &str) -> Option<(bool, &str)> {
    let secure = text.strip_prefix("https://").map(|rest| (true, rest));
    secure.or_else(|| text.strip_prefix("http://").map(|rest| (false, rest)))
}

/// A host, and its port if there is one. The port is written as a number is.
fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let Some((host, port)) = authority.split_once(':') else { return Some((authority, None)) };
    let number: u16 = port.parse().ok().filter(|number| *number > 0)?;
    (number.to_string() == port).then_some((host, Some(number)))
}

/// Whether a text is the name of a host or an IPv4 address.
pub(in crate::survey) fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let inside = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        (1..=63).contains(&label.len()) && inside && !label.starts_with('-') && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    // What ends in a number is an address, and one that browsers would rewrite matches nothing.
    let number = last.chars().all(|c| c.is_ascii_digit());
    text.len() <= LONGEST_HOST && text.split('.').all(label) && (!number || text.parse::<Ipv4Addr>().is_ok())
}

macro_rules! text {
    ($($name:ident $error:ident),*) => {
        $(
            impl TryFrom<String> for $name {
                type Error = $error;

                fn try_from(text: String) -> Result<Self, $error> {
                    text.parse()
                }
            }

            impl From<$name> for String {
                fn from(address: $name) -> String {
                    address.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str(&self.0)
                }
            }
        )*
    };
}

text!(Origin InvalidOrigin, Link InvalidLink);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_what_browsers_write() {
        let long = format!("https://{}.pl", ["a"; 125].join("."));
        for right in [
            "https://www.example.pl",
            "https://example.pl:8443",
            "https://xn--jelenia-gra-zeb.pl",
            "https://intranet",
            "https://192.168.1.20",
            "http://localhost",
            "http://localhost:3000",
            "http://127.0.0.1:8080",
            "https://localhost",
            long.as_str(),
        ] {
            assert_eq!(right.parse::<Origin>().map(String::from).as_deref(), Ok(right));
        }
    }

    #[test]
    fn nothing_else_is_an_origin() {
        let label = format!("https://{}.pl", "a".repeat(64));
        let long = format!("https://{}.pl", ["a"; 126].join("."));
        for wrong in [
            "",
            "null",
            "*",
            "https://",
            "https://*",
            "https://*.example.pl",
            "www.example.pl",
            "//www.example.pl",
            "http://www.example.pl",
            "http://localhost.example.pl",
            "http://127.0.0.2",
            "http://0.0.0.0",
            "ftp://www.example.pl",
            "HTTPS://www.example.pl",
            "https:/www.example.pl",
            "https:www.example.pl",
            "https://www.example.pl/",
            "https://www.example.pl/form",
            "https://www.example.pl?a",
            "https://a.pl#b",
            "https://WWW.example.pl",
            "https://jeleniogóra.pl",
            "https://user@example.pl",
            "https://user:1@example.pl",
            "https://www.example.pl:",
            "https://www.example.pl:0",
            "https://www.example.pl:443",
            "http://localhost:80",
            "https://www.example.pl:08443",
            "https://www.example.pl:+8443",
            "https://www.example.pl:65536",
            "https://www.example.pl:a",
            "https://www.example.pl:1:2",
            "https://.example.pl",
            "https://example..pl",
            "https://example.pl.",
            "https://-a.pl",
            "https://a-.pl",
            "https://a_b.pl",
            "https://1.2.3",
            "https://1.2.3.256",
            "https://example.1",
            "https://01.2.3.4",
            "https://[::1]",
            " https://example.pl",
            "https://example.pl ",
            "https://example.pl\n",
            "https://a.pl https://b.pl",
            "https://a.pl,https://b.pl",
            "https://a.pl;script-src",
            "https://a.pl'",
            &label,
            &long,
        ] {
            assert_eq!(wrong.parse::<Origin>(), Err(InvalidOrigin), "{wrong:?}");
        }
    }

    #[test]
    fn links_lead_to_the_web_and_fit_into_a_page() {
        for right in
            ["https://bip.brpo.gov.pl/", "http://Example.pl", "https://a.pl:8443/b?c=d&e=%20#f", "https://a.pl?b"]
        {
            assert!(right.parse::<Link>().is_ok(), "{right}");
        }
        let long = format!("https://a.pl/{}", "a".repeat(LONGEST_LINK));
        for wrong in [
            "",
            "/contact",
            "javascript:alert(1)",
            "https://",
            "https:///a",
            "https://a b.pl",
            "https://a.pl/a b",
            "https://a.pl/\"",
            "https://a.pl/<b>",
            "https://a.pl/\u{17c}",
            "https://a.pl/\n",
            "https://a@b.pl/",
            "mailto:a@b.pl",
            " https://a.pl",
            "https://a.pl:x/",
            &long,
        ] {
            assert_eq!(wrong.parse::<Link>(), Err(InvalidLink), "{wrong:?}");
        }
    }
}
