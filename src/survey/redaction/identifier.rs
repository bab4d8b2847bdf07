//! The kinds of identifiers, and a sighting of one.

/// A kind of identifier that points at a person (or at a person's car, land or case).
///
/// The order is the order of preference among matches of equal length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identifier {
    /// The number of a natural person: 11 digits (Ustawa o ewidencji ludności, art. 15).
    Pesel,
    /// A tax number: 10 digits (Ustawa o zasadach ewidencji i identyfikacji podatników, art. 2).
    Nip,
    /// A business number: 9 or 14 digits (Ustawa o statystyce publicznej, art. 42).
    Regon,
    /// A telephone or fax number, Polish or international (ITU-T E.164).
    Phone,
    /// A bank account: IBAN of any country (ISO 13616), or a Polish NRB of 26 digits.
    Iban,
    /// A Polish identity card: three letters and six digits.
    IdCard,
    /// A land register: court code, eight digits, check digit.
    LandRegister,
    /// The number of a case in an office (Instrukcja kancelaryjna, § 5: `KM.5410.123.2026.AB`).
    CaseNumber,
    /// An electronic mail address, also when written with "(at)" or "małpa".
    Email,
    /// The number plate of a vehicle.
    Plate,
}

impl Identifier {
    /// What stands in the text instead of the identifier.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Pesel => "[PESEL]",
            Self::Nip => "[NIP]",
            Self::Regon => "[REGON]",
            Self::Phone => "[telefon]",
            Self::Iban => "[IBAN]",
            Self::IdCard => "[dowód]",
            Self::LandRegister => "[księga wieczysta]",
            Self::CaseNumber => "[sprawa]",
            Self::Email => "[e-mail]",
            Self::Plate => "[rejestracja]",
        }
    }
}

/// A possible identifier at `start..end` of a view; finders report them, overlapping or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Index of its first character in the view.
    pub start: usize,
    /// Index after its last character in the view.
    pub end: usize,
    /// What it would be.
    pub kind: Identifier,
    /// Whether the text calls it by its name ("PESEL: …"), which counts for more than a checksum.
    pub named: bool,
}

impl Hit {
    /// A hit that nothing but its form (and checksum) speaks for.
    pub fn by_form(start: usize, end: usize, kind: Identifier) -> Self {
        Self { start, end, kind, named: false }
    }

    /// A hit that its name speaks for.
    pub fn by_name(start: usize, end: usize, kind: Identifier) -> Self {
        Self { start, end, kind, named: true }
    }
}
