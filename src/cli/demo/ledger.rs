//! What the office of the demo entered itself: kiosks, visits, targets, actions, complaints, and decisions on comments.

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::access::{Key, Scope, Secret};
use crate::clock::Clock;
use crate::kiosk::{Contact, Kiosk, OpeningHours, PairingCode, Settings, USUAL_COOLDOWN, expiry};
use crate::pages::asset_version;
use crate::storage::comments::{CommentQuery, list_released_comments, replace_decision};
use crate::storage::{Session, actions, complaints, keys, kiosks, settings, targets, visits};
use crate::survey::action::{Action, PublicWords, Source};
use crate::survey::comment::{Decision, Theme};
use crate::survey::complaint::{Cases, Complaints};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;
use crate::survey::settings::{SurveySettings, UNSET};
use crate::survey::target::Target;
use crate::survey::text::LocalizedText;
use crate::survey::visits::Visits;

/// Why something could not be entered.
type Failed = Box<dyn std::error::Error>;

/// How many come in a month, by department in the order of the questionnaire.
const VISITS: [u64; 11] = [2900, 1300, 820, 410, 360, 240, 520, 90, 60, 55, 40];

/// The words by which a comment's theme is known.
const THEMES: [(&str, Theme); 10] = [
    ("Kolejka", Theme::Waiting),
    ("krzeseł", Theme::Conditions),
    ("miejsca", Theme::Conditions),
    ("oznakowanie", Theme::Information),
    ("dokumenty", Theme::Information),
    ("ormularz", Theme::Procedure),
    ("internet", Theme::Online),
    ("otwarty", Theme::Hours),
    ("Podjazd", Theme::Accessibility),
    ("mił", Theme::Praise),
];

/// What visitors of the demo are given.
pub struct Opened {
    /// What opens everything there is to read.
    pub reader: Secret,
    /// What makes a kiosk of the visitor's browser.
    pub kiosk: PairingCode,
}

/// The books of the office.
pub struct Ledger {
    rng: Rng,
    first: Date,
    /// The quarter that was closed last.
    pub last_closed: Period,
    /// The day on which the second version of the survey is published.
    pub second_version_on: Date,
    /// The day on which the largest department opened a second counter.
    pub second_counter_on: Date,
}

impl Ledger {
    /// Opens the books on the first day; what ended before `closed` is closed today.
    pub fn open(seed: u64, first: Date, closed: Date) -> Self {
        let last_closed = Period::holding(closed, Unit::Quarter).before();
        let second_counter_on = last_closed.before().first().saturating_add(20.days());
        let second_version_on = last_closed.before().before().first();
        Self { rng: Rng::with_seed(seed ^ 1), first, last_closed, second_version_on, second_counter_on }
    }

    /// Enters everything but what is decided about comments.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_up(&mut self, session: &mut Session, version: &Version) -> Result<(), Failed> {
        self.place_kiosks(session, version)?;
        self.count_visits(session, version)?;
        self.count_complaints(session, version)?;
        self.set_targets(session, version)?;
        for action in self.actions(version)? {
            actions::insert_action(session, &action)?;
        }
        Ok(())
    }

    /// Decides about every comment: most are told, one in eight is withheld, and those of the last quarter may wait.
    ///
    /// # Errors
    /// When the database fails.
    pub fn moderate(&mut self, session: &mut Session) -> Result<(), Failed> {
        let query = CommentQuery { survey: "obsluga".parse()?, period: None, decision: None };
        for mut comment in list_released_comments(session, &query)? {
            let theme = THEMES.iter().find(|(word, _)| comment.text.contains(word));
            comment.theme = theme.map(|(_, theme)| *theme);
            comment.decision = match self.rng.u8(0..8) {
                0 => Some(Decision::Withhold),
                1 if comment.quarter == self.last_closed => None,
                _ => Some(Decision::Publish),
            };
            replace_decision(session, &comment)?;
        }
        Ok(())
    }

    /// Lets visitors of the demo see everything: the results are public, a key reads all that there is to read, and one
    /// more kiosk waits for a browser.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open_to_visitors(&self, session: &mut Session, clock: &Clock) -> Result<Opened, Failed> {
        let (survey, today) = ("obsluga".parse()?, clock.today());
        settings::upsert_settings(session, &survey, &SurveySettings { public: true, ..UNSET.clone() })?;
        let (key, reader) = Key::generate("Pokaz", Scope::Results, Vec::new(), today, None)?;
        keys::insert_key(session, &key)?;
        for (paired, _) in kiosks::list_kiosks(session)? {
            let version = Some(asset_version().to_owned());
            let first = Contact::first(clock.now().timestamp());
            kiosks::replace_contact(session, paired.id, &Contact { app_version: version, battery: Some(87), ..first })?;
        }
        let name = "Pokaz".to_owned();
        let (languages, opening_hours) = (vec!["pl".parse()?, "en".parse()?], OpeningHours::usual());
        let (department, site, cooldown_seconds, out_of_use) = (None, String::new(), USUAL_COOLDOWN, Vec::new());
        let shown = Settings { name, survey, department, site, languages, opening_hours, cooldown_seconds, out_of_use };
        let (kiosk, code) = (Kiosk::new(shown, today)?, PairingCode::generate()?);
        kiosks::insert_kiosk(session, &kiosk)?;
        kiosks::replace_code(session, kiosk.id, code.hash(), expiry(clock.now().timestamp()))?;
        Ok(Opened { reader, kiosk: code })
    }

    fn place_kiosks(&mut self, session: &mut Session, version: &Version) -> Result<(), Failed> {
        let sites = [("Hol, parter", "KM", 0), ("Sala obsługi", "GN", 200), ("Podchorążych", "OK", 400)];
        for (name, department, after) in sites {
            let since = self.first.saturating_add(after.days());
            let code = department.parse()?;
            let site = version.department(&code).map(|department| department.site.clone()).unwrap_or_default();
            let (key, _) = Key::generate(name, Scope::Submit, vec![code], since, None)?;
            let settings = Settings {
                name: name.to_owned(),
                survey: version.survey.clone(),
                department: Some(department.parse()?),
                site,
                languages: version.questionnaire.languages.clone(),
                opening_hours: OpeningHours::usual(),
                cooldown_seconds: USUAL_COOLDOWN,
                out_of_use: Vec::new(),
            };
            keys::insert_key(session, &key)?;
            kiosks::insert_kiosk(session, &Kiosk { key: Some(key.id), ..Kiosk::new(settings, since)? })?;
        }
        Ok(())
    }

    fn count_visits(&mut self, session: &mut Session, version: &Version) -> Result<(), Failed> {
        let months = Period::holding(self.first, Unit::Month);
        let months = std::iter::successors(Some(months), |month| Some(month.next(Unit::Month)));
        let mut entered = Vec::new();
        for month in months.take_while(|month| month.last() <= self.last_closed.last()) {
            for (department, expected) in version.departments.iter().zip(VISITS) {
                let visits = expected * self.rng.u64(90..112) / 100;
                entered.push(Visits { month: month.clone(), department: department.code.clone(), visits });
            }
        }
        visits::upsert_visits(session, &entered)?;
        Ok(())
    }

    fn count_complaints(&mut self, session: &mut Session, version: &Version) -> Result<(), Failed> {
        for quarter in [self.last_closed.before(), self.last_closed.clone()] {
            for department in version.departments.iter().take(6) {
                let mut cases = |most: u32| {
                    let received = self.rng.u32(0..=most);
                    let on_time = received - u32::from(received > 2);
                    Cases { received, on_time, justified: received / 3 }
                };
                let entered = Complaints {
                    quarter: quarter.clone(),
                    department: department.code.clone(),
                    complaints: cases(5),
                    motions: cases(3),
                };
                complaints::upsert_complaints(session, &entered)?;
            }
        }
        Ok(())
    }

    fn set_targets(&self, session: &mut Session, version: &Version) -> Result<(), Failed> {
        let target = |question: &str, department: Option<&str>, share| -> Result<Target, Failed> {
            let department = department.map(str::parse).transpose()?;
            Ok(Target {
                question: question.parse()?,
                department,
                from: Period::holding(self.first, Unit::Quarter),
                share,
            })
        };
        let list = [
            target("OVERALL", None, 0.75)?,
            target("COURTESY", None, 0.80)?,
            target("WAIT", Some("KM"), 0.75)?,
            target("OVERALL", Some("AB"), 0.70)?,
            target("OVERALL", Some("ZDP"), 0.75)?,
        ];
        targets::replace_targets(session, &version.survey, &list)?;
        Ok(())
    }

    fn actions(&mut self, version: &Version) -> Result<Vec<Action>, Failed> {
        let (after, before) = (self.last_closed.clone(), self.last_closed.before().before());
        let decided = before.last().saturating_sub(10.days());
        let mut action =
            |title: &str, question: &str, department: Option<&str>, owner: &str| -> Result<Action, Failed> {
                let mut bytes = [0; 16];
                self.rng.fill(&mut bytes);
                Ok(Action {
                    id: uuid::Builder::from_random_bytes(bytes).into_uuid(),
                    title: title.to_owned(),
                    source: Source::Other,
                    finding: "Przegląd poprzedniego okresu".to_owned(),
                    survey: version.survey.clone(),
                    question: question.parse()?,
                    department: department.map(str::parse).transpose()?,
                    owner: owner.to_owned(),
                    decided_on: decided,
                    due_on: decided.saturating_add(60.days()),
                    done_on: None,
                    before: Some(before.clone()),
                    after: Some(after.clone()),
                    public: None,
                })
            };
        let counter =
            action("Drugie okienko rejestracji pojazdów", "WAIT", Some("KM"), "Naczelnik Wydziału Komunikacji")?;
        let training = action("Szkolenie z obsługi klienta", "COURTESY", None, "Wydział Organizacyjny")?;
        let signs = action("Nowe oznakowanie pokoi przy ul. Kochanowskiego", "FIND", None, "Wydział Organizacyjny")?;
        let forms = action("Przegląd kart usług na stronie i w BIP", "FORMS", None, "Wydział Organizacyjny")?;
        let booking = action("Umawianie wizyt przez internet", "WAIT", Some("GN"), "Naczelnik Wydziału Geodezji")?;
        Ok(vec![
            Action {
                source: Source::Signal,
                done_on: Some(self.second_counter_on),
                public: told(
                    [("pl", "Na rejestrację pojazdu czeka się za długo."), ("en", "Registering a car takes too long.")],
                    [("pl", "Otworzyliśmy drugie okienko."), ("en", "We opened a second counter.")],
                ),
                ..counter
            },
            Action { done_on: Some(decided.saturating_add(45.days())), ..training },
            Action {
                source: Source::CommentTheme,
                done_on: Some(decided.saturating_add(58.days())),
                public: told(
                    [("pl", "Trudno trafić do właściwego pokoju."), ("en", "It is hard to find the right room.")],
                    [("pl", "Nowe tablice prowadzą do każdego pokoju."), ("en", "New signs lead to every room.")],
                ),
                ..signs
            },
            forms,
            Action { due_on: self.last_closed.last().saturating_add(120.days()), before: None, after: None, ..booking },
        ])
    }
}

/// What residents are told: what they had said, and what the office did.
fn told(you_said: [(&str, &str); 2], we_did: [(&str, &str); 2]) -> Option<PublicWords> {
    Some(PublicWords { you_said: LocalizedText::of(&you_said), we_did: LocalizedText::of(&we_did) })
}
