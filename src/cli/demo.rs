//! `ankieta demo`: an office with a year of plausible responses, every channel and language, in a database that is
//! thrown away. The same seed makes the same figures.

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use uuid::Uuid;

use crate::cli::outcome::{Outcome, tell};
use crate::cli::serve;
use crate::clock::Clock;
use crate::config::{Config, Database};
use crate::release::{self, Policy};
use crate::server::prepare;
use crate::storage::responses::{Receipt, Submission, commit_group};
use crate::storage::{Session, surveys};
use crate::survey::flags::Flags;
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::response::{Channel, Draft, Given, Window, check};

/// How many days of responses there are.
const DAYS: i32 = 365;

/// What the demo shows.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The seed: the same one makes the same figures
    #[arg(long, default_value = "2026")]
    seed: u64,
    /// Fill the database and stop, without serving
    #[arg(long)]
    no_serve: bool,
}

/// Fills a database in a temporary folder, and serves it until stopped.
pub fn run(mut config: Config, arguments: &Arguments) -> Outcome {
    let folder = std::env::temp_dir().join(format!("ankieta-demo-{}", Uuid::new_v4()));
    config.database_url = Database::Sqlite(folder.join("ankieta.db"));
    let clock = Clock::system(config.time_zone.clone());
    let (storage, secret) = prepare(&config, &clock)?;
    let today = clock.today();
    let versions = storage.read(surveys::list_versions)?;
    let version = versions.first().ok_or("the standard survey is missing")?;
    let policy = Policy { k: config.k, close: config.close, purge_after_days: config.purge_after_days };
    let mut session = storage.dedicated()?;
    let mut visitors = Visitors { rng: Rng::with_seed(arguments.seed), version };
    let mut responses = 0;
    tell("Filling a year of responses ...");
    for back in (0..DAYS).rev() {
        let day = today.saturating_sub(back.days());
        responses += visitors.fill_day(&mut session, day)?;
        release::run(&storage, &policy, day)?;
    }
    tell(format_args!("{responses} responses in {}", folder.display()));
    if let Some(secret) = secret {
        tell(format_args!("Administrator's key, shown this once: {}", secret.reveal()));
    }
    drop((session, storage));
    let outcome = if arguments.no_serve { Ok(()) } else { serve::run(config) };
    if !arguments.no_serve {
        std::fs::remove_dir_all(&folder)?;
    }
    outcome
}

/// People who come to the office, and what they think of it.
struct Visitors<'a> {
    rng: Rng,
    version: &'a Version,
}

impl Visitors<'_> {
    /// Writes the responses of one day. Nobody comes at a weekend, more in the summer, few to small departments.
    fn fill_day(&mut self, session: &mut Session, day: Date) -> Result<usize, Box<dyn std::error::Error>> {
        if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return Ok(0);
        }
        let season = if (5..=9).contains(&day.month()) { 1.2 } else { 1.0 };
        let mut group = Vec::new();
        for (place, department) in self.version.departments.iter().enumerate() {
            // Each department has a little more than half as many visitors as the one before: 25, 15, 9, ...
            let expected = 25.0 * 0.6_f64.powi(i32::try_from(place).unwrap_or(0)) * season;
            let mood = 0.35 - 0.12 * (place % 4) as f64;
            for _ in 0..self.poisson(expected) {
                group.push(self.submission(department.code.as_str(), mood, day)?);
            }
        }
        for chunk in group.chunks(256) {
            commit_group(session, chunk)?;
        }
        Ok(group.len())
    }

    fn submission(&mut self, department: &str, mood: f64, day: Date) -> Result<Submission, String> {
        let channel = match self.rng.u8(0..10) {
            0..=5 => Channel::Kiosk,
            6..=7 => Channel::Web,
            _ => Channel::Paper,
        };
        let languages = &self.version.questionnaire.languages;
        let native = self.rng.u8(0..10) < 8;
        let language = if native { languages.first() } else { languages.get(self.rng.usize(0..languages.len())) };
        let mut draft = Draft {
            version: Some(self.version.number),
            department: department.to_owned(),
            language: language.map(ToString::to_string),
            collected_on: Some(day.to_string()),
            answers: Vec::new(),
        };
        let mood = mood + self.rng.f64() * 1.2 - 0.6;
        let low = self.answer_ratings(&mut draft, channel, mood);
        self.answer_the_rest(&mut draft, channel, low);
        let response = check(&draft, self.version, day, Window::History)
            .map_err(|faults| format!("a made-up response does not fit: {faults:?}"))?;
        let mut bytes = [0; 16];
        self.rng.fill(&mut bytes);
        let receipt = Receipt::new(&self.version.survey, uuid::Builder::from_random_bytes(bytes).into_uuid(), &draft);
        let flags = Flags::of_answers(&response.answers, self.version);
        Ok(Submission { receipt, response, channel, received_on: day, history: false, flags })
    }

    /// Answers the ratings, and says whether the headline was low.
    fn answer_ratings(&mut self, draft: &mut Draft, channel: Channel, mood: f64) -> bool {
        let mut low = false;
        for question in &self.version.questionnaire.questions {
            let Kind::Rating { scale } = question.kind else { continue };
            if !question.required && (channel == Channel::Kiosk && !question.kiosk || self.rng.u8(0..10) == 0) {
                continue;
            }
            if question.na && self.rng.u8(0..25) == 0 {
                draft.answers.push((question.code.to_string(), Given::Text("na".to_owned())));
                continue;
            }
            let position = 0.62 + mood * 0.45 + (self.rng.f64() - 0.5) * 0.5;
            let value = (position.clamp(0.0, 0.999) * f64::from(scale)) as i64 + 1;
            low |= question.code == self.version.questionnaire.headline && value <= 2;
            draft.answers.push((question.code.to_string(), Given::Integer(value)));
        }
        low
    }

    fn answer_the_rest(&mut self, draft: &mut Draft, channel: Channel, low: bool) {
        for question in &self.version.questionnaire.questions {
            let asked = (channel != Channel::Kiosk || question.kiosk) && (question.show_if.is_none() || low);
            if !asked || self.rng.u8(0..3) == 0 {
                continue;
            }
            if let Some(given) = self.choose(question, &draft.department, low) {
                draft.answers.push((question.code.to_string(), given));
            }
        }
    }

    fn choose(&mut self, question: &Question, department: &str, low: bool) -> Option<Given> {
        let remarks = [
            "Więcej krzeseł w poczekalni.",
            "Dziękuję za cierpliwość i jasne wyjaśnienia.",
            "Prosimy o wyraźniejsze oznakowanie pokoi.",
            "Formularze mogłyby być dostępne także po ukraińsku.",
        ];
        match &question.kind {
            Kind::Single { options, .. } => {
                let offered: Vec<_> = options
                    .iter()
                    .filter(|option| {
                        option.departments.is_empty()
                            || option.departments.iter().any(|code| code.as_str() == department)
                    })
                    .collect();
                // The first option is the common one, unless things went badly.
                let usual = !low && self.rng.bool();
                let place = if usual { 0 } else { self.rng.usize(0..offered.len().max(1)) };
                offered.get(place).map(|option| Given::Text(option.code.to_string()))
            }
            Kind::Multiple { options, max } => {
                let wanted = self.rng.usize(1..=usize::from(*max).min(2));
                let chosen = self.rng.choose_multiple(options.iter(), wanted);
                Some(Given::List(chosen.into_iter().map(|option| option.code.to_string()).collect()))
            }
            Kind::YesNo => Some(Given::Text(if low { "no" } else { "yes" }.to_owned())),
            Kind::Nps => Some(Given::Integer(i64::from(self.rng.u8(if low { 0..7 } else { 5..11 })))),
            Kind::Text { .. } if self.rng.u8(0..4) == 0 => {
                self.rng.choice(remarks).map(|remark| Given::Text(remark.to_owned()))
            }
            Kind::Text { .. } | Kind::Rating { .. } => None,
        }
    }

    /// How many come when so many are expected (Knuth's method: fine for small numbers).
    fn poisson(&mut self, expected: f64) -> usize {
        let limit = (-expected).exp();
        let (mut count, mut product) = (0, self.rng.f64());
        while product > limit {
            count += 1;
            product *= self.rng.f64();
        }
        count
    }
}
