//! Who comes to the office of the demo, and what they think of it.

use fastrand::Rng;
use jiff::civil::{Date, Weekday};

use crate::cli::demo::ledger::Ledger;
use crate::storage::Session;
use crate::storage::responses::{Receipt, Submission, commit_group};
use crate::survey::flags::{Flag, Flags};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::response::{Channel, Draft, Given, Window, check};

/// How many answer in each department on a day, in the order of the questionnaire. The last is always withheld.
const EXPECTED: [f64; 11] = [9.0, 5.0, 3.2, 1.8, 1.4, 0.9, 0.7, 0.5, 0.4, 0.35, 0.06];

/// What people write.
const REMARKS: [&str; 14] = [
    "Więcej krzeseł w poczekalni.",
    "Dziękuję za cierpliwość i jasne wyjaśnienia.",
    "Prosimy o wyraźniejsze oznakowanie pokoi.",
    "Formularze mogłyby być dostępne także po ukraińsku.",
    "Kolejka do okienka trwała prawie godzinę.",
    "Pani w okienku bardzo miła i pomocna.",
    "Przydałaby się możliwość umówienia wizyty przez internet.",
    "Urząd mógłby być dłużej otwarty choć jednego dnia w tygodniu.",
    "Wzór wniosku na stronie jest nieaktualny.",
    "Podjazd dla wózka jest bardzo stromy.",
    "Sprawa załatwiona od ręki, oby tak dalej.",
    "Nikt nie umiał powiedzieć, jakie dokumenty są potrzebne.",
    "Za mało miejsca do wypełniania wniosków.",
    "Numerki działają, ale tablica jest słabo widoczna.",
];

/// People who come to the office, and what they think of it.
pub struct Visitors {
    rng: Rng,
    /// From this day on people wait less in the largest department.
    shorter_waits_from: Date,
    /// From this day on one department is rated worse.
    worse_from: Date,
}

/// Someone who comes on a day.
struct Visit<'a> {
    version: &'a Version,
    department: &'a str,
    day: Date,
    channel: Channel,
    mood: f64,
}

impl Visitors {
    /// Those who come to the office of a ledger.
    pub fn new(seed: u64, ledger: &Ledger) -> Self {
        let (shorter_waits_from, worse_from) = (ledger.second_counter_on, ledger.last_closed.first());
        Self { rng: Rng::with_seed(seed), shorter_waits_from, worse_from }
    }

    /// Writes the responses of one day. Nobody comes at a weekend, more in the summer, few to small departments.
    pub fn fill_day(
        &mut self,
        session: &mut Session,
        version: &Version,
        day: Date,
    ) -> Result<usize, Box<dyn std::error::Error>> {
        if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return Ok(0);
        }
        let season = if (5..=9).contains(&day.month()) { 1.2 } else { 1.0 };
        let mut group = Vec::new();
        for (place, (department, expected)) in version.departments.iter().zip(EXPECTED).enumerate() {
            let code = department.code.as_str();
            let worse = if code == "AB" && day >= self.worse_from { 0.3 } else { 0.0 };
            let mood = 0.45 - 0.1 * (place % 4) as f64 - worse;
            for _ in 0..self.poisson(expected * season) {
                group.push(self.submission(version, code, mood, day)?);
            }
        }
        for chunk in group.chunks(256) {
            commit_group(session, chunk)?;
        }
        Ok(group.len())
    }

    fn submission(&mut self, version: &Version, department: &str, mood: f64, day: Date) -> Result<Submission, String> {
        let channel = match self.rng.u8(0..10) {
            0..=5 => Channel::Kiosk,
            6..=7 => Channel::Web,
            _ => Channel::Paper,
        };
        let languages = &version.questionnaire.languages;
        let native = self.rng.u8(0..10) < 8;
        let language = if native { languages.first() } else { languages.get(self.rng.usize(0..languages.len())) };
        let mut draft = Draft {
            version: Some(version.number),
            department: department.to_owned(),
            language: language.map(ToString::to_string),
            collected_on: Some(day.to_string()),
            answers: Vec::new(),
        };
        let mood = mood + self.rng.f64() * 1.2 - 0.6;
        let visit = Visit { version, department, day, channel, mood };
        let low = self.answer_ratings(&mut draft, &visit);
        self.answer_the_rest(&mut draft, &visit, low);
        let response = check(&draft, version, day, Window::History)
            .map_err(|faults| format!("a made-up response does not fit: {faults:?}"))?;
        let mut bytes = [0; 16];
        self.rng.fill(&mut bytes);
        let receipt = Receipt::new(&version.survey, uuid::Builder::from_random_bytes(bytes).into_uuid(), &draft);
        let flags = Flags::of_answers(&response.answers, version).and(reported(channel, bytes[0]));
        Ok(Submission { receipt, response, channel, received_on: day, history: false, flags })
    }

    /// Answers the ratings, and says whether the headline was low.
    fn answer_ratings(&mut self, draft: &mut Draft, visit: &Visit<'_>) -> bool {
        let mut low = false;
        for question in &visit.version.questionnaire.questions {
            let Kind::Rating { scale } = question.kind else { continue };
            if !question.required && (visit.channel == Channel::Kiosk && !question.kiosk || self.rng.u8(0..10) == 0) {
                continue;
            }
            if question.na && self.rng.u8(0..25) == 0 {
                draft.answers.push((question.code.to_string(), Given::Text("na".to_owned())));
                continue;
            }
            let position = 0.62 + visit.mood * 0.45 + (self.rng.f64() - 0.5) * 0.5 + self.lean(question, visit);
            let value = (position.clamp(0.0, 0.999) * f64::from(scale)) as i64 + 1;
            low |= question.code == visit.version.questionnaire.headline && value <= 2;
            draft.answers.push((question.code.to_string(), Given::Integer(value)));
        }
        low
    }

    /// How a question is rated beside the mood that somebody is in.
    fn lean(&self, question: &Question, visit: &Visit<'_>) -> f64 {
        match question.code.as_str() {
            "WAIT" if visit.department == "KM" && visit.day < self.shorter_waits_from => -0.22,
            "WAIT" => -0.06,
            "COURTESY" | "COMPETENCE" => 0.08,
            "FORMS" | "FIND" => -0.04,
            _ => 0.0,
        }
    }

    fn answer_the_rest(&mut self, draft: &mut Draft, visit: &Visit<'_>, low: bool) {
        for question in &visit.version.questionnaire.questions {
            let asked = (visit.channel != Channel::Kiosk || question.kiosk) && (question.show_if.is_none() || low);
            if !asked || self.rng.u8(0..3) == 0 {
                continue;
            }
            if let Some(given) = self.choose(question, &draft.department, low) {
                draft.answers.push((question.code.to_string(), given));
            }
        }
    }

    fn choose(&mut self, question: &Question, department: &str, low: bool) -> Option<Given> {
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
                self.rng.choice(REMARKS).map(|remark| Given::Text(remark.to_owned()))
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

/// What a tablet reports of a few responses, by a byte that is drawn already.
fn reported(channel: Channel, byte: u8) -> Flags {
    let flags = Flags::default();
    match (channel, byte) {
        (Channel::Kiosk, 0..=3) => flags.with(Flag::TooFast),
        (Channel::Kiosk, 4..=6) => flags.with(Flag::OutsideHours),
        (Channel::Web, 0..=2) => flags.with(Flag::Repeat),
        _ => flags,
    }
}
