//! `ankieta kiosk`: set up, list, revoke and pair kiosks.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::cli::change::change;
use crate::cli::first::tell_first;
use crate::cli::outcome::{Outcome, print, tell};
use crate::clock::Clock;
use crate::config::Config;
use crate::kiosk::{Kiosk, OpeningHours, PairingCode, Settings, USUAL_COOLDOWN, expiry};
use crate::reports::qr;
use crate::server::prepare;
use crate::storage::departments::list_departments;
use crate::storage::{Error, Storage, fieldwork, kiosks, surveys};
use crate::survey::codes::{DepartmentCode, Language, SurveySlug};

/// What to do with kiosks.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Set up a kiosk, and print the code that pairs a tablet with it
    Create {
        /// What it is called, in your words
        #[arg(long)]
        name: String,
        /// The survey it asks
        #[arg(long)]
        survey: SurveySlug,
        /// The department it is about; none: whoever answers chooses
        #[arg(long)]
        department: Option<DepartmentCode>,
        /// Where it stands
        #[arg(long, default_value = "")]
        site: String,
        /// The languages it offers, the default one first; none: all of the survey's
        #[arg(long, value_delimiter = ',')]
        languages: Vec<Language>,
    },
    /// List the kiosks, and how they are
    List,
    /// Revoke a kiosk for good; what its tablet collected until then still arrives
    Revoke {
        /// The kiosk's id
        id: Uuid,
    },
    /// Print a new code for a kiosk; when it is used, the key of the tablet before is retired
    Pair {
        /// The kiosk's id
        id: Uuid,
    },
}

/// Runs a command about kiosks.
pub fn run(config: &Config, command: Command) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, first) = prepare(config, &clock)?;
    tell_first(config, &first);
    match command {
        Command::Create { name, survey, department, site, languages } => {
            let opening_hours = OpeningHours::usual();
            let cooldown_seconds = USUAL_COOLDOWN;
            let out_of_use = Vec::new();
            let settings =
                Settings { name, survey, department, site, languages, opening_hours, cooldown_seconds, out_of_use };
            let kiosk = Kiosk::new(checked(&storage, settings, clock.today())?, clock.today())?;
            change(&storage, &clock, "kiosk.create", kiosk.id, |session| kiosks::insert_kiosk(session, &kiosk))?;
            print_code(config, &storage, &clock, &kiosk)
        }
        Command::List => {
            let now = clock.now();
            for (kiosk, contact) in storage.read(kiosks::list_kiosks)? {
                let condition = kiosk.condition(contact.as_ref(), &now).as_str();
                let heard = contact.and_then(|contact| Timestamp::from_second(contact.at).ok());
                let heard = heard.map(|at| at.to_zoned(now.time_zone().clone()).strftime("%Y-%m-%d %H:%M").to_string());
                let (id, heard, name) = (kiosk.id, heard.unwrap_or_default(), kiosk.settings.name);
                print(format_args!("{id}  {condition:<10} {heard:<16} {name}"));
            }
            Ok(())
        }
        Command::Revoke { id } => {
            let today = clock.today();
            match change(&storage, &clock, "kiosk.revoke", id, |session| kiosks::revoke_kiosk(session, id, today)) {
                Err(Error::Missing) => Err(format!("there is no kiosk {id} in service").into()),
                other => Ok(other?),
            }
        }
        Command::Pair { id } => {
            let kiosk = storage.read(|session| kiosks::find_kiosk(session, id))?;
            let kiosk = kiosk.filter(|kiosk| kiosk.revoked_on.is_none());
            print_code(config, &storage, &clock, &kiosk.ok_or(format!("there is no kiosk {id} in service"))?)
        }
    }
}

/// The settings with what was left out, when a kiosk can show them.
fn checked(storage: &Storage, mut settings: Settings, today: Date) -> Result<Settings, Box<dyn std::error::Error>> {
    if settings.name.is_empty() || [&settings.name, &settings.site].iter().any(|text| !is_short_line(text)) {
        return Err("a name and a site are one line of at most 200 characters, and the name is not empty".into());
    }
    let versions = storage.read(surveys::list_versions)?;
    let departments = storage.read(list_departments)?;
    let current = versions.iter().rfind(|version| version.survey == settings.survey);
    if settings.languages.is_empty() {
        settings.languages = current.map(|version| version.questionnaire.languages.clone()).unwrap_or_default();
    }
    let fieldwork = storage.read(|session| fieldwork::load_fieldwork(session, &settings.survey))?;
    let current = current.filter(|_| !fieldwork.is_closed_on(today));
    let faults = settings.faults(current, &departments, today);
    let faults: Vec<String> = faults.iter().map(|fault| format!("{} {}", fault.pointer, fault.detail)).collect();
    if faults.is_empty() { Ok(settings) } else { Err(faults.join("; ").into()) }
}

fn is_short_line(text: &str) -> bool {
    text.chars().count() <= 200 && !text.chars().any(char::is_control)
}

fn print_code(config: &Config, storage: &Storage, clock: &Clock, kiosk: &Kiosk) -> Outcome {
    let code = PairingCode::generate()?;
    let expires_at = expiry(clock.now().timestamp());
    let open = |session: &mut _| kiosks::replace_code(session, kiosk.id, code.hash(), expires_at);
    change(storage, clock, "kiosk.code", kiosk.id, open)?;
    let url = code.url(&config.public_url());
    print(format_args!("{}\n{url}", code.reveal()));
    if config.is_only_here() {
        tell(
            "This address works only on this computer, so there is no QR code: name the one that tablets open in ANKIETA_PUBLIC_URL.",
        );
    } else if let Some(blocks) = qr::blocks(&url) {
        print(blocks);
    }
    tell(format_args!("Kiosk {}: the code works once, within a day. Its staff PIN is {}.", kiosk.id, kiosk.staff_pin));
    Ok(())
}
