//! Visits from a CSV file: `month`, `department`, `visits`, in any order, separated by commas or, as a Polish Excel
//! writes it, by semicolons. All of it fits, or nothing is taken.

use csv::StringRecord;
use jiff::civil::Date;

use crate::survey::codes::DepartmentCode;
use crate::survey::fault::Fault;
use crate::survey::period::{Period, Unit};
use crate::survey::visits::{MOST_VISITS, Visits};

/// The columns that there must be.
const COLUMNS: [&str; 3] = ["month", "department", "visits"];
/// After so many faults the rest is not read: it is probably another file.
const MOST_FAULTS: usize = 100;

/// Reads a file, for the departments that the office has, on a day; months that have not begun have no visits.
///
/// # Errors
/// Every fault, where the pointer names line and column: `/3/visits`.
pub fn read_visits(text: &str, departments: &[DepartmentCode], today: Date) -> Result<Vec<Visits>, Vec<Fault>> {
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.delimiter(delimiter).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut faults = Vec::new();
    let mut visits: Vec<Visits> = Vec::new();
    let mut records = reader.into_records();
    let places = columns(records.reader_mut().headers().ok())?;
    while let Some(record) = records.next().filter(|_| faults.len() < MOST_FAULTS) {
        let Ok(record) = record else {
            faults.push(Fault::new("", "malformed", "must be CSV"));
            break;
        };
        let line = record.position().map_or(0, csv::Position::line);
        let row = Row { line, cells: places.map(|place| record.get(place).unwrap_or_default()) };
        if record.len() != COLUMNS.len() {
            faults.push(Fault::new(format!("/{line}"), "malformed", "must have three cells"));
        } else if let Some(read) = row.read(departments, today, &mut faults) {
            if visits.iter().any(|other| (&other.month, &other.department) == (&read.month, &read.department)) {
                faults.push(row.fault(None, "duplicate", "an earlier line has the same month and department"));
            }
            visits.push(read);
        }
    }
    if faults.is_empty() { Ok(visits) } else { Err(faults) }
}

/// Where each column is.
fn columns(header: Option<&StringRecord>) -> Result<[usize; 3], Vec<Fault>> {
    let fault = || vec![Fault::new("/1", "malformed", "the first line must be month,department,visits")];
    let header = header.filter(|header| header.len() == COLUMNS.len()).ok_or_else(fault)?;
    let mut places = [0; 3];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        *place = header.iter().position(|cell| cell.eq_ignore_ascii_case(name)).ok_or_else(fault)?;
    }
    Ok(places)
}

/// One line of the file: its cells in the order of [`COLUMNS`].
struct Row<'a> {
    line: u64,
    cells: [&'a str; 3],
}

impl Row<'_> {
    fn read(&self, departments: &[DepartmentCode], today: Date, faults: &mut Vec<Fault>) -> Option<Visits> {
        let [month, department, visits] = self.cells;
        let month = month.parse().ok().filter(|month: &Period| month.is_one(Unit::Month));
        match &month {
            None => faults.push(self.fault(Some(0), "malformed", "must be a month such as 2026-07")),
            Some(month) if month.first() > today => {
                faults.push(self.fault(Some(0), "out_of_range", "must not be a month that has not begun"));
            }
            Some(_) => {}
        }
        let department = departments.iter().find(|known| known.as_str() == department);
        if department.is_none() {
            faults.push(self.fault(Some(1), "unknown_department", "must be a department of this office"));
        }
        let digits = visits.bytes().all(|byte| byte.is_ascii_digit());
        let visits = visits.parse().ok().filter(|visits| digits && *visits <= MOST_VISITS);
        if visits.is_none() {
            let detail = format!("must be a whole number up to {MOST_VISITS}, without spaces");
            faults.push(self.fault(Some(2), "malformed", &detail));
        }
        Some(Visits { month: month?, department: department?.clone(), visits: visits? })
    }

    fn fault(&self, column: Option<usize>, code: &'static str, detail: &str) -> Fault {
        let column = column.map(|column| format!("/{}", COLUMNS[column])).unwrap_or_default();
        Fault::new(format!("/{}{column}", self.line), code, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// The lines that were read as `month department visits`, or the faults as `pointer code`.
    fn read(text: &str) -> Result<Vec<String>, Vec<String>> {
        let departments = ["KM", "GN"].map(|code| code.parse().unwrap());
        let read = read_visits(text, &departments, date(2026, 7, 14));
        let row = |one: &Visits| format!("{} {} {}", one.month, one.department, one.visits);
        let fault = |fault: &Fault| format!("{} {}", fault.pointer, fault.code);
        read.map(|rows| rows.iter().map(row).collect()).map_err(|faults| faults.iter().map(fault).collect())
    }

    #[test]
    fn commas_semicolons_quotes_and_line_ends_are_all_taken() {
        for text in [
            "month,department,visits\n2026-06,KM,1200\n2026-07,GN,0\n",
            "month;department;visits\r\n2026-06;KM;1200\r\n2026-07;GN;0\r\n",
            "visits, month ,Department\n1200,2026-06,KM\n0,2026-07,GN",
            "\"month\";\"department\";\"visits\"\n\"2026-06\";\"KM\";\"1200\"\n\n2026-07; GN ;0",
        ] {
            assert_eq!(read(text).unwrap(), ["2026-06 KM 1200", "2026-07 GN 0"], "{text}");
        }
        assert_eq!(read("month,department,visits\n"), Ok(Vec::new()));
    }

    #[test]
    fn every_line_that_does_not_fit_is_named() {
        let faults = |rows: &str| read(&format!("month,department,visits\n{rows}")).unwrap_err();
        assert_eq!(faults("2026-06,KM,1\n2026-6,KM,2"), ["/3/month malformed"]);
        assert_eq!(faults("lip.26,KM,1"), ["/2/month malformed"]);
        assert_eq!(faults("2026-Q2,KM,1"), ["/2/month malformed"]);
        assert_eq!(faults("2026-08,KM,1"), ["/2/month out_of_range"]);
        assert_eq!(faults("2026-06,km,1"), ["/2/department unknown_department"]);
        for number in ["", "-1", "+1", "1.5", "1 200", "10000001", "99999999999999999999", "=1+1"] {
            assert_eq!(faults(&format!("2026-06,KM,{number}")), ["/2/visits malformed"], "{number}");
        }
        assert_eq!(faults("2026-06,KM,1\n2026-06,KM,1"), ["/3 duplicate"]);
        assert_eq!(faults("2026-06,KM"), ["/2 malformed"]);
        assert_eq!(faults("2026-06,KM,1,200"), ["/2 malformed"]);
        assert_eq!(faults("a,b,c").len(), 3);
        assert!(faults(&"a,b,c\n".repeat(1_000)).len() < 110);
    }

    #[test]
    fn a_file_of_something_else_is_refused_at_once() {
        for text in ["", "\n", "2026-06,KM,1", "month,department", "month,department,visits,note\n2026-06,KM,1,a", "{}"]
        {
            assert_eq!(read(text).unwrap_err(), ["/1 malformed"], "{text}");
        }
    }
}
