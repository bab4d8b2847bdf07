//! The office in its own words: what residents' pages say about it, about complaints, and about accessibility.
//!
//! The declaration of accessibility has the parts that the law asks for (Act of 4 April 2019 on the digital
//! accessibility of websites and mobile applications of public bodies, Article 10) and that the ministry's
//! "Warunki techniczne publikacji i struktura dokumentu elektronicznego deklaracji dostępności" names.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::survey::address::{Link, is_host};
use crate::survey::codes::Language;
use crate::survey::fault::{Fault, step};
use crate::survey::text::LocalizedText;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;
/// The longest text of one or more paragraphs, in characters.
pub const LONGEST_PARAGRAPHS: usize = 5_000;
/// The longest address for e-mail, in bytes.
pub const LONGEST_EMAIL: usize = 254;

/// An office, as residents' pages present it. What the office has not said is left out, and never guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Its name (`a11y-podmiot`).
    pub name: LocalizedText,
    /// Its postal address, in one line.
    pub address: String,
    /// Its website.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Link>,
    /// The area that it serves, by its code in the national register of territorial units (TERC): 2 digits for a
    /// voivodeship, 4 for a county, 7 for a commune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teryt: Option<String>,
    /// Whom to ask about its open data; left out: the office itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_contact: Option<Contact>,
    /// Where complaints go, since a survey is none.
    pub complaints: Complaints,
    /// Other offices that people mistake for this one.
    #[serde(default)]
    pub elsewhere: Vec<OtherOffice>,
    /// Its declaration of accessibility for these pages.
    pub accessibility: Accessibility,
}

/// Where complaints and motions are filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaints {
    /// The place and the ways, in whole sentences.
    pub place: LocalizedText,
    /// A page that says more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Link>,
}

/// An office that people mistake for this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherOffice {
    /// Its name.
    pub name: LocalizedText,
    /// Its website.
    pub url: Link,
}

/// The declaration of accessibility, apart from what follows from the pages themselves (`a11y-url`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accessibility {
    /// The day the pages were first published (`a11y-data-publikacja`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
    /// The day of their last important change (`a11y-data-aktualizacja`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_on: Option<Date>,
    /// The day the declaration was prepared (`a11y-data-sporzadzenie`).
    pub prepared_on: Date,
    /// The day it was last reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed_on: Option<Date>,
    /// How far the pages conform (`a11y-status`).
    pub status: Conformance,
    /// What is not accessible.
    #[serde(default)]
    pub barriers: Vec<Barrier>,
    /// The office's reckoning, where it says that removing a barrier would burden it beyond measure (`a11y-ocena`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burden_assessment: Option<Link>,
    /// Who assessed the pages.
    pub method: Method,
    /// The name of the third party that did (`a11y-audytor`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessor: Option<String>,
    /// Whom to tell about a barrier.
    pub contact: Contact,
    /// How to ask for access, what happens then, and how to appeal (`a11y-procedura`).
    pub procedure: LocalizedText,
    /// To whom one may turn when the office does not help.
    pub enforcement: OtherOffice,
    /// How accessible the buildings are (`a11y-architektura`).
    pub architecture: LocalizedText,
    /// Mobile applications (`a11y-aplikacje`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applications: Option<LocalizedText>,
    /// Anything else, such as keyboard shortcuts or sign language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<LocalizedText>,
}

/// How far pages conform to the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Conformance {
    /// In full.
    Full,
    /// Apart from the named barriers.
    Partial,
    /// They do not.
    None,
}

/// Who assessed the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The office itself.
    #[serde(rename = "self")]
    Own,
    /// Someone independent of it.
    ThirdParty,
}

/// Something that is not accessible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barrier {
    /// What.
    pub content: LocalizedText,
    /// Why, and what to do instead.
    pub reason: LocalizedText,
}

/// Whom to turn to: about a barrier (`a11y-kontakt`), or about open data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The person or the unit (`a11y-osoba`).
    pub name: LocalizedText,
    /// Their address for e-mail (`a11y-email`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their telephone number (`a11y-telefon`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Office {
    /// Everything that is wrong with the document, with its place.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        check_text(&self.name, "/name", LONGEST_NAME, &mut faults);
        if self.address.trim().is_empty() {
            faults.push(Fault::new("/address", "required", "must say where the office is"));
        }
        if self.teryt.as_deref().is_some_and(|code| !is_territory(code)) {
            faults.push(Fault::new("/teryt", "malformed", "must be a TERC code of 2, 4 or 7 digits, such as 0206"));
        }
        if let Some(contact) = &self.data_contact {
            contact.check("/data_contact", &mut faults);
        }
        check_text(&self.complaints.place, "/complaints/place", LONGEST_PARAGRAPHS, &mut faults);
        for (index, office) in self.elsewhere.iter().enumerate() {
            check_text(&office.name, &format!("/elsewhere/{index}/name"), LONGEST_NAME, &mut faults);
        }
        faults.extend(self.accessibility.faults().into_iter().map(|fault| fault.below("/accessibility")));
        faults
    }
}

impl Accessibility {
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.check_days(&mut faults);
        self.check_conformance(&mut faults);
        self.contact.check("/contact", &mut faults);
        check_text(&self.procedure, "/procedure", LONGEST_PARAGRAPHS, &mut faults);
        check_text(&self.enforcement.name, "/enforcement/name", LONGEST_NAME, &mut faults);
        check_text(&self.architecture, "/architecture", LONGEST_PARAGRAPHS, &mut faults);
        for (place, text) in [("/applications", &self.applications), ("/notes", &self.notes)] {
            if let Some(text) = text {
                check_text(text, place, LONGEST_PARAGRAPHS, &mut faults);
            }
        }
        faults
    }

    fn check_days(&self, faults: &mut Vec<Fault>) {
        let days = [
            ("/published_on", self.published_on),
            ("/updated_on", self.updated_on),
            ("/prepared_on", Some(self.prepared_on)),
            ("/reviewed_on", self.reviewed_on),
        ];
        for (place, day) in days {
            if day.is_some_and(|day| !(2000..2100).contains(&day.year())) {
                faults.push(Fault::new(place, "out_of_range", "must be a day of this century"));
            }
        }
        if self.published_on.zip(self.updated_on).is_some_and(|(published, updated)| updated < published) {
            faults.push(Fault::new("/updated_on", "out_of_order", "must not be before the day of publication"));
        }
        if self.reviewed_on.is_some_and(|reviewed| reviewed < self.prepared_on) {
            faults.push(Fault::new("/reviewed_on", "out_of_order", "must not be before the day of preparation"));
        }
    }

    fn check_conformance(&self, faults: &mut Vec<Fault>) {
        match (self.status, self.barriers.is_empty()) {
            (Conformance::Full, false) => {
                faults.push(Fault::new("/barriers", "unexpected", "must be empty where everything is accessible"));
            }
            (Conformance::Partial | Conformance::None, true) => {
                faults.push(Fault::new("/barriers", "required", "must say what is not accessible, and why"));
            }
            _ => {}
        }
        for (index, barrier) in self.barriers.iter().enumerate() {
            check_text(&barrier.content, &format!("/barriers/{index}/content"), LONGEST_PARAGRAPHS, faults);
            check_text(&barrier.reason, &format!("/barriers/{index}/reason"), LONGEST_PARAGRAPHS, faults);
        }
        let named = self.assessor.as_deref().is_some_and(|name| !name.trim().is_empty());
        match self.method {
            Method::ThirdParty if !named => {
                faults.push(Fault::new("/assessor", "required", "must name the third party that assessed the pages"));
            }
            Method::Own if self.assessor.is_some() => {
                faults.push(Fault::new("/assessor", "unexpected", "must be left out where no third party assessed"));
            }
            _ => {}
        }
    }
}

impl Contact {
    fn check(&self, place: &str, faults: &mut Vec<Fault>) {
        check_text(&self.name, &format!("{place}/name"), LONGEST_NAME, faults);
        let malformed = |member: &str, detail| Fault::new(format!("{place}/{member}"), "malformed", detail);
        if self.email.as_deref().is_some_and(|email| !is_email(email)) {
            faults.push(malformed("email", "must be an address such as office@example.pl"));
        }
        if self.phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
            faults.push(malformed("phone", "must be a number such as +48 75 123 45 67"));
        }
    }
}

/// Checks a name that residents read: in Polish at least, with words in every language that it has, in one line of at
/// most [`LONGEST_NAME`] characters.
pub fn check_name(name: &LocalizedText, place: &str, faults: &mut Vec<Fault>) {
    check_text(name, place, LONGEST_NAME, faults);
}

/// A text for residents: in Polish at least, with words in every language that it has, and no longer than a page takes.
fn check_text(text: &LocalizedText, place: &str, longest: usize, faults: &mut Vec<Fault>) {
    if !text.0.keys().any(|language| language.as_str() == "pl") {
        faults.push(Fault::new(format!("{place}/pl"), "required", "must exist in Polish"));
    }
    for (language, words) in &text.0 {
        let (code, detail) = if words.trim().is_empty() {
            ("required", "must have words in it")
        } else if words.chars().count() > longest {
            ("out_of_range", "is too long")
        } else if words.chars().any(|c| c.is_control() && (c != '\n' || longest == LONGEST_NAME)) {
            ("malformed", "must not hold control characters")
        } else {
            continue;
        };
        faults.push(Fault::new(in_language(place, language), code, detail));
    }
}

fn in_language(place: &str, language: &Language) -> String {
    format!("{place}{}", step(language))
}

fn is_territory(code: &str) -> bool {
    matches!(code.len(), 2 | 4 | 7) && code.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    text.len() <= LONGEST_EMAIL && !local.is_empty() && local.chars().all(plain) && host.contains('.') && is_host(host)
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    text.len() <= 30 && digits >= 3 && rest.chars().all(|c| c.is_ascii_digit() || " -()".contains(c))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn text(language: &str, words: &str) -> LocalizedText {
        LocalizedText([(language.parse().unwrap(), words.to_owned())].into())
    }

    /// The faults of the standard office after a change, as pointer and code.
    fn faults(change: impl FnOnce(&mut Office)) -> Vec<(String, &'static str)> {
        let mut office: Office = serde_json::from_str(include_str!("standard/office.json")).unwrap();
        change(&mut office);
        office.faults().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    fn one(pointer: &str, code: &'static str) -> Vec<(String, &'static str)> {
        vec![(pointer.to_owned(), code)]
    }

    #[test]
    fn texts_have_words_in_polish() {
        assert_eq!(faults(|_| {}), []);
        assert_eq!(faults(|office| office.name = text("en", "Office")), one("/name/pl", "required"));
        assert_eq!(faults(|office| office.name = text("pl", " ")), one("/name/pl", "required"));
        assert_eq!(faults(|office| office.name = text("pl", "a\nb")), one("/name/pl", "malformed"));
        assert_eq!(faults(|office| office.name = text("pl", &"a".repeat(201))), one("/name/pl", "out_of_range"));
        assert_eq!(faults(|office| office.address = " ".to_owned()), one("/address", "required"));
        assert_eq!(faults(|office| office.elsewhere[0].name.0.clear()), one("/elsewhere/0/name/pl", "required"));
        assert_eq!(faults(|office| office.complaints.place = text("pl", "a\nb")), []);
        let notes = |words: &str| faults(|office| office.accessibility.notes = Some(text("pl", words)));
        assert_eq!(notes("a\u{0}"), one("/accessibility/notes/pl", "malformed"));
        assert_eq!(notes(&"a".repeat(5_001)), one("/accessibility/notes/pl", "out_of_range"));
        assert_eq!(notes(&"ą".repeat(5_000)), []);
    }

    #[test]
    fn days_are_in_order() {
        let days = |published, updated, prepared, reviewed| {
            faults(|office| {
                let accessibility = &mut office.accessibility;
                (accessibility.published_on, accessibility.updated_on) = (Some(published), Some(updated));
                (accessibility.prepared_on, accessibility.reviewed_on) = (prepared, Some(reviewed));
            })
        };
        let (early, late) = (date(2026, 3, 1), date(2026, 3, 2));
        assert_eq!(days(early, late, early, late), []);
        assert_eq!(days(early, early, late, late), []);
        assert_eq!(days(late, early, early, late), one("/accessibility/updated_on", "out_of_order"));
        assert_eq!(days(early, late, late, early), one("/accessibility/reviewed_on", "out_of_order"));
        assert_eq!(days(date(1999, 12, 31), late, early, late), one("/accessibility/published_on", "out_of_range"));
        assert_eq!(days(early, date(2100, 1, 1), early, late), one("/accessibility/updated_on", "out_of_range"));
    }

    #[test]
    fn the_status_and_the_barriers_say_the_same() {
        let with = |status, keep: bool| {
            faults(|office| {
                office.accessibility.status = status;
                if !keep {
                    office.accessibility.barriers.clear();
                }
            })
        };
        assert_eq!(with(Conformance::Full, false), []);
        assert_eq!(with(Conformance::None, true), []);
        assert_eq!(with(Conformance::Full, true), one("/accessibility/barriers", "unexpected"));
        assert_eq!(with(Conformance::Partial, false), one("/accessibility/barriers", "required"));
        assert_eq!(with(Conformance::None, false), one("/accessibility/barriers", "required"));
        let by = |method, assessor: Option<&str>| {
            faults(|office| {
                office.accessibility.method = method;
                office.accessibility.assessor = assessor.map(str::to_owned);
            })
        };
        assert_eq!(by(Method::ThirdParty, Some("Firma")), []);
        assert_eq!(by(Method::ThirdParty, None), one("/accessibility/assessor", "required"));
        assert_eq!(by(Method::ThirdParty, Some(" ")), one("/accessibility/assessor", "required"));
        assert_eq!(by(Method::Own, Some("Firma")), one("/accessibility/assessor", "unexpected"));
    }

    #[test]
    fn a_contact_can_be_reached() {
        let contact = |email: Option<&str>, phone: Option<&str>| {
            faults(|office| {
                office.accessibility.contact.email = email.map(str::to_owned);
                office.accessibility.contact.phone = phone.map(str::to_owned);
            })
        };
        assert_eq!(contact(Some("a.b+c@example.pl"), Some("+48 (75) 12-34")), []);
        for email in ["", "a", "@b.pl", "a@", "a@b", "a@b c.pl", "a b@c.pl", "a@b.pl,c@d.pl", "<a@b.pl>", "a@b@c.pl"] {
            assert_eq!(contact(Some(email), None), one("/accessibility/contact/email", "malformed"), "{email}");
        }
        for phone in ["", "12", "tel. 123", "123;ext=4", "1+23", "1".repeat(31).as_str()] {
            assert_eq!(contact(None, Some(phone)), one("/accessibility/contact/phone", "malformed"), "{phone}");
        }
    }
}
