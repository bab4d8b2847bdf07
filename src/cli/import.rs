//! `ankieta import`: historical responses from a file, and the lots that they wait in.

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use crate::access::Actor;
use crate::cli::change::change;
use crate::cli::first::tell_first;
use crate::cli::outcome::{Outcome, print, tell};
use crate::clock::Clock;
use crate::config::Config;
use crate::intake::import::{Doubt, Examined, Mapping, Report, Rules, Source, Target, examine, store, template};
use crate::server::prepare;
use crate::storage::audit::Entry;
use crate::storage::lots::{WaitingLot, confirm_lot, list_lots, take_back_lot};
use crate::storage::{Error, Session, Storage, fieldwork, surveys};
use crate::survey::codes::SurveySlug;
use crate::survey::lot::Lot;
use crate::survey::questionnaire::Version;
use crate::survey::response::Channel;
use crate::survey::text::counted;

const NO_VERSION: &str = "there is no such published version";

/// What is imported, and how; or what becomes of lots that wait.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file, CSV or XLSX: a header, then one response a row
    #[arg(required_unless_present_any = ["confirm", "take_back", "lots", "template"])]
    file: Option<PathBuf>,
    /// The survey that the rows answer
    #[arg(long, required_unless_present_any = ["confirm", "take_back", "lots"])]
    survey: Option<SurveySlug>,
    /// The version that the rows answer; the current one if left out
    #[arg(long)]
    version: Option<u32>,
    /// How the responses came in
    #[arg(long, value_enum, required_unless_present_any = ["confirm", "take_back", "lots", "template"])]
    channel: Option<ChannelArgument>,
    /// The name of the stack of paper that the rows are: then a row is known by it and its line, in whatever file
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    batch: Option<String>,
    /// Another name for a column (`OVERALL=Q01`) or an option (`OUTCOME.yes=A1`); may be given more than once
    #[arg(long)]
    map: Vec<String>,
    /// A column that is left out; may be given more than once
    #[arg(long)]
    ignore: Vec<String>,
    /// The sheet of a workbook, if several have something in them
    #[arg(long)]
    sheet: Option<String>,
    /// The encoding of the file, such as windows-1250; UTF-8, UTF-16 and what Polish programs write are found out
    #[arg(long, value_parser = parse_encoding)]
    encoding: Option<&'static Encoding>,
    /// Say what would become of the file, and store nothing
    #[arg(long)]
    check: bool,
    /// The file holds other people than the earlier one that has the same numbers
    #[arg(long, conflicts_with = "skip")]
    again: bool,
    /// The file holds the same people as the earlier one that has the same numbers: store nothing
    #[arg(long)]
    skip: bool,
    /// Let what waits count from the next release on: the file just imported, or one lot, or all of them
    #[arg(long, num_args = 0..=1, default_missing_value = "", value_name = "LOT", conflicts_with_all = ["take_back", "check"])]
    confirm: Option<String>,
    /// Delete a lot with all that it holds, as if it had never come
    #[arg(long, value_name = "LOT", conflicts_with_all = ["file", "confirm"])]
    take_back: Option<String>,
    /// List the lots that wait
    #[arg(long, conflicts_with_all = ["file", "confirm", "take_back"])]
    lots: bool,
    /// Print an empty table for a survey, with the words of its questions, to be filled in with a spreadsheet
    #[arg(long, requires = "survey", conflicts_with_all = ["file", "confirm", "take_back", "lots"])]
    template: bool,
}

/// The channels by name.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ChannelArgument {
    Kiosk,
    Web,
    Paper,
}

/// Imports a file, and says what became of it; or does something about lots. Rows that were refused make the command
/// fail at the end.
pub fn run(config: &Config, arguments: &Arguments) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, first) = prepare(config, &clock)?;
    tell_first(config, &first);
    let desk = Desk { storage: &storage, clock: &clock };
    if arguments.template {
        return print_template(&desk, arguments);
    }
    match (&arguments.file, &arguments.confirm, &arguments.take_back) {
        (Some(file), confirm, _) => import_file(&desk, arguments, file, confirm.is_some()),
        (None, Some(label), _) => desk.confirm(label),
        (None, None, Some(label)) => desk.take_back(label),
        (None, None, None) => desk.list(),
    }
}

fn import_file(desk: &Desk<'_>, arguments: &Arguments, file: &Path, confirm: bool) -> Outcome {
    let (Some(survey), Some(channel)) = (&arguments.survey, arguments.channel) else {
        return Err("a file needs --survey and --channel; a lot is named by itself: --confirm LOT".into());
    };
    let versions = desk.storage.read(surveys::list_versions)?;
    let version = find_version(&versions, survey, arguments.version).ok_or(NO_VERSION)?;
    let mapping = Mapping::parse(arguments.map.iter().map(String::as_str))?;
    let rules = Rules { mapping, ignore: arguments.ignore.clone() };
    let batch = arguments.batch.as_deref();
    let fieldwork = desk.storage.read(|session| fieldwork::load_fieldwork(session, survey))?;
    let target = Target { version, channel: channel.into(), batch, today: desk.clock.today(), fieldwork: &fieldwork };
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let source = Source { name: &name, bytes: &bytes, sheet: arguments.sheet.as_deref(), encoding: arguments.encoding };
    let examined = examine(target, &rules, &source)?;
    say_what_is_in(&examined);
    if arguments.check {
        if let Some((on, number)) = desk.storage.read(|session| examined.find_repeated(session))? {
            let number = counted(number, "response");
            print(format_args!("its numbers repeat those of what was imported on {on} ({number})"));
        }
        print(format_args!("{} would fit; nothing was stored", examined.fitting()));
        return refusal(examined.refused.len());
    }
    if target.is_trial() {
        print(format_args!("trial: {} would be stored, nothing was", counted(examined.fitting(), "row")));
        return refusal(examined.refused.len());
    }
    let doubt = match (arguments.again, arguments.skip) {
        (true, _) => Doubt::Again,
        (_, true) => Doubt::Skip,
        _ => Doubt::Ask,
    };
    let progress = |rows| tell(format_args!("{rows} of {} rows read", examined.rows));
    let subject = examined.subject();
    let entry = Entry::new(desk.clock.now().timestamp().as_second(), Actor::CommandLine, "lot.store", subject);
    let report = store(desk.storage, &examined, doubt, &entry, progress)?;
    say_what_became(&report, batch.is_some());
    if let Some(lot) = &report.lot {
        if confirm {
            desk.confirm(&lot.number.label())?;
        } else {
            say_that_it_waits(lot);
            if !examined.refused.is_empty() && batch.is_none() {
                print("rows that were refused: put them right in a file of their own, or take the lot back first");
            }
        }
    }
    refusal(examined.refused.len() + report.conflicts.len())
}

fn print_template(desk: &Desk<'_>, arguments: &Arguments) -> Outcome {
    let versions = desk.storage.read(surveys::list_versions)?;
    let survey = arguments.survey.as_ref().ok_or("a template is of a --survey")?;
    let version = find_version(&versions, survey, arguments.version).ok_or(NO_VERSION)?;
    print(template(version).trim_end());
    Ok(())
}

/// Rows that were refused, and what fits by department and month.
fn say_what_is_in(examined: &Examined<'_>) {
    if let Some(encoding) = examined.encoding().filter(|encoding| *encoding != "UTF-8") {
        print(format_args!("read as {encoding}"));
    }
    for (line, faults) in &examined.refused {
        for fault in faults {
            // A file has columns where a response of the API has members.
            let column = fault.pointer.rsplit('/').next().unwrap_or_default();
            let column = if column.is_empty() { String::new() } else { format!("{column}: ") };
            print(format_args!("line {line}: {column}{}", fault.detail));
        }
    }
    if !examined.unknown_words.is_empty() {
        print("an answer in other words: say which option it is with --map \"QUESTION.option=their words\"");
    }
    for ((department, month), number) in &examined.months {
        print(format_args!("{:<8} {}  {number}", department.as_str(), month.strftime("%Y-%m")));
    }
    if examined.unfinished > 0 {
        print(format_args!("{} unfinished, left out", examined.unfinished));
    }
}

fn say_what_became(report: &Report, batch: bool) {
    let what = if batch { "its line of the batch" } else { "its id" };
    for line in &report.conflicts {
        print(format_args!("line {line}: conflict: {what} belongs to another response"));
    }
    if let Some(on) = report.known_since {
        print(format_args!("the same was imported on {on}"));
    }
    print(format_args!("{} new, {} known before", report.created, report.replayed));
}

fn say_that_it_waits(lot: &Lot) {
    let (label, from) = (lot.number.label(), lot.confirmed_from());
    print(format_args!("lot {label} waits, and counts from the release of {from} on"));
    print(format_args!("to let it count at once: ankieta import --confirm {label}"));
    print(format_args!("to take it back: ankieta import --take-back {label}"));
}

fn refusal(rows: usize) -> Outcome {
    if rows == 0 { Ok(()) } else { Err(format!("{} refused", counted(rows, "row")).into()) }
}

/// Where lots are looked after.
struct Desk<'a> {
    storage: &'a Storage,
    clock: &'a Clock,
}

impl Desk<'_> {
    fn list(&self) -> Outcome {
        let lots = self.storage.read(list_lots)?;
        if lots.is_empty() {
            print("no lot waits");
        }
        for (lot, number) in lots {
            let (label, from) = (lot.number.label(), lot.confirmed_from());
            let until = if lot.whole { format!("counts from {from} on") } else { "was cut short".to_owned() };
            let (survey, channel, name) = (&lot.survey, lot.channel.as_str(), &lot.name);
            let number = counted(number, "response");
            print(format_args!("{label}  {survey}  {channel}  {number}  {until}  {name}"));
        }
        Ok(())
    }

    /// Confirms the lot of a label, or all of them.
    fn confirm(&self, label: &str) -> Outcome {
        let lots = self.find(label)?;
        for (lot, _) in &lots {
            if !lot.whole {
                let way = "import it once more to its end, or take it back";
                return Err(format!("the import of {} was cut short: {way}", lot.name).into());
            }
        }
        let (today, mut confirmed) = (self.clock.today(), 0);
        for (lot, number) in &lots {
            confirmed += self.note("lot.confirm", lot, *number, |session| confirm_lot(session, lot, today))?;
        }
        self.storage.empty_log()?;
        let verb = if confirmed == 1 { "counts" } else { "count" };
        print(format_args!("{} {verb} from the next release on", counted(confirmed, "response")));
        Ok(())
    }

    fn take_back(&self, label: &str) -> Outcome {
        let mut taken = 0;
        for (lot, number) in &self.find(label)? {
            taken += self.note("lot.take_back", lot, *number, |session| take_back_lot(session, lot))?;
        }
        self.storage.empty_log()?;
        let verb = if taken == 1 { "was" } else { "were" };
        print(format_args!("{} {verb} taken back", counted(taken, "response")));
        Ok(())
    }

    /// The lots whose number begins with a label; all for none.
    fn find(&self, label: &str) -> Result<Vec<WaitingLot>, Box<dyn std::error::Error>> {
        let mut lots = self.storage.read(list_lots)?;
        lots.retain(|(lot, _)| label.is_empty() || lot.number.label() == label.to_lowercase());
        if lots.is_empty() && !label.is_empty() {
            Err("no such lot waits; `ankieta import --lots` lists those that do".into())
        } else {
            Ok(lots)
        }
    }

    /// Does something about a lot, and notes that it was done.
    fn note<T>(
        &self,
        action: &str,
        lot: &Lot,
        number: u64,
        work: impl FnOnce(&mut Session) -> Result<T, Error>,
    ) -> Result<T, Error> {
        change(self.storage, self.clock, action, lot.subject(number), work)
    }
}

fn find_version<'a>(versions: &'a [Version], survey: &SurveySlug, number: Option<u32>) -> Option<&'a Version> {
    let mut of_survey = versions.iter().filter(|version| version.survey == *survey);
    match number {
        Some(number) => of_survey.find(|version| version.number == number),
        None => of_survey.next_back(),
    }
}

fn parse_encoding(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(label.as_bytes())
        .ok_or_else(|| "must be the name of an encoding, such as windows-1250".to_owned())
}

impl From<ChannelArgument> for Channel {
    fn from(argument: ChannelArgument) -> Self {
        match argument {
            ChannelArgument::Kiosk => Self::Kiosk,
            ChannelArgument::Web => Self::Web,
            ChannelArgument::Paper => Self::Paper,
        }
    }
}
