//! What goes with the overall rating, and how important dimensions are beside how well they are rated.

use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::selection::Selection;
use crate::pages::dashboard::table::{Holding, Section};
use crate::pages::shared::{Row, Table, fill};
use crate::reports::charts::Caption;
use crate::reports::charts::quadrant::{Point, Quadrant};
use crate::survey::disclosure::{Reliability, STRONGEST};
use crate::survey::drivers::{Driver, Drivers, DriversQuery, Priority, drivers};
use crate::survey::figures::{Proportion, Record, UnknownName};
use crate::survey::period::{Period, Unit};

/// The name of the section.
const ID: &str = "drivers";
/// What stands where nothing is known.
const NOTHING: &str = "–";

/// The section about drivers.
///
/// # Errors
/// As [`drivers`].
pub fn section(selection: &Selection, lens: &Lens, record: &Record, period: &Period) -> Result<Section, UnknownName> {
    let words = &lens.words.drivers;
    if period.whole_parts(Unit::Quarter).is_none() {
        return Ok(Section::in_words(ID, &words.title, words.quarters.clone()));
    }
    let told = drivers(&query(selection, period), record)?;
    let known = |driver: &Driver| driver.association.is_ok() || driver.performance.is_some();
    if !told.drivers.iter().any(known) {
        return Ok(Section::in_words(ID, &words.title, sentence(lens, &told)));
    }
    let mut notes = vec![words.lead.clone()];
    let chart = draw(lens, &told);
    if chart.is_none() {
        notes.push(words.no_importance.clone());
    }
    notes.push(association(lens, &told));
    notes.push(match &told.reliability {
        Ok(reliability) => alpha(lens, reliability),
        Err(why) => fill(&words.no_alpha, &[("why", words.reason(*why))]),
    });
    Ok(Section {
        id: ID.to_owned(),
        title: words.title.clone(),
        notes,
        chart,
        table: Some(table(lens, &told)),
        files: Some(selection.files(period, Holding::Part("drivers"))),
        open: true,
        ..Section::default()
    })
}

/// What is asked about a selection; also for the files of this part.
pub fn query(selection: &Selection, period: &Period) -> DriversQuery {
    DriversQuery {
        survey: selection.survey.clone(),
        period: period.clone(),
        departments: selection.departments(),
        as_of: None,
    }
}

/// What can be said about them together.
fn sentence(lens: &Lens, told: &Drivers) -> String {
    let text = lens.said(told.words());
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// What the coefficients mean, or why there are none.
fn association(lens: &Lens, told: &Drivers) -> String {
    let words = &lens.words.drivers;
    let withheld = told.drivers.iter().find_map(|driver| driver.association.err());
    match withheld.filter(|_| told.drivers.iter().all(|driver| driver.association.is_err())) {
        Some(why) => fill(&words.no_correlation, &[("why", words.reason(why))]),
        None => {
            let strongest = lens.numbers.decimal(STRONGEST, 1);
            format!("{} {}", sentence(lens, told), fill(&words.coefficients, &[("strongest", &strongest)]))
        }
    }
}

fn alpha(lens: &Lens, reliability: &Reliability) -> String {
    let parts = [
        ("alpha", lens.numbers.decimal(reliability.alpha, 1)),
        ("items", reliability.items.len().to_string()),
        ("n", lens.numbers.count(reliability.n)),
    ];
    fill(&lens.words.drivers.alpha, &parts.each_ref().map(|(name, part)| (*name, part.as_str())))
}

/// The chart; none: fewer than two dimensions have both an importance and a performance.
fn draw(lens: &Lens, told: &Drivers) -> Option<String> {
    let words = &lens.words.drivers;
    let places = |driver: &Driver| Some((driver.performance?.share, driver.importance?.share));
    let placed: Vec<(&Driver, (f64, f64))> = told
        .drivers
        .iter()
        .filter_map(|driver| Some((driver, places(driver).filter(|_| driver.priority.is_some())?)))
        .collect();
    let (importance, performance) = told.means()?;
    let to_improve: Vec<&str> = placed
        .iter()
        .filter(|(driver, _)| driver.priority == Some(Priority::Improve))
        .map(|(driver, _)| lens.text(&driver.label))
        .collect();
    let to_improve = if to_improve.is_empty() { NOTHING.to_owned() } else { to_improve.join("; ") };
    let period = lens.numbers.period(&told.results.period);
    let points = placed.iter().map(|(driver, (performance, importance))| Point {
        label: lens.text(&driver.label).to_owned(),
        performance: *performance,
        importance: *importance,
    });
    let chart = Quadrant {
        caption: Caption {
            id: "drivers-chart",
            title: &fill(&words.chart, &[("period", &period)]),
            description: &fill(&words.summary, &[("improve", &to_improve)]),
        },
        performance: &words.performance,
        importance: &words.importance,
        corners: [&words.improve, &words.keep, &words.watch, &words.maintain],
        center: (performance, importance),
        points: points.collect(),
    };
    Some(chart.draw())
}

fn table(lens: &Lens, told: &Drivers) -> Table {
    let words = &lens.words.drivers;
    let heads = [
        &lens.words.columns.question,
        &words.together,
        &words.correlation,
        &lens.words.columns.positive,
        &words.named,
        &words.priority,
    ];
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    let share =
        |share: Option<Proportion>| or_nothing(share.map(|share| lens.with_share("{share} ({interval}), {n}", &share)));
    let rows = told.drivers.iter().map(|driver| Row {
        head: lens.text(&driver.label).to_owned(),
        code: driver.code.to_string(),
        cells: Ok(vec![
            or_nothing(driver.association.ok().map(|association| lens.numbers.count(association.n))),
            or_nothing(driver.association.ok().map(|association| lens.numbers.signed(association.rho, 1))),
            share(driver.performance),
            share(driver.importance),
            or_nothing(driver.priority.map(|priority| lens.said(priority.words()).to_owned())),
        ]),
    });
    Table { columns: heads.map(Clone::clone).into(), rows: rows.collect() }
}
