//! Visits from a CSV file: `month`, `department`, `visits`, in any order, in the letters and with the marks that people's
//! programs write. All of it fits, or nothing is taken.

use encoding_rs::Encoding;
use jiff::civil::Date;

use crate::intake::sheet::{Column, Line, MOST_FAULTS, read_lines};
use crate::survey::codes::DepartmentCode;
use crate::survey::fault::Fault;
use crate::survey::period::{Period, Unit};
use crate::survey::visits::{MOST_VISITS, Visits};

/// The columns that there must be, and what they are called in Polish.
pub const COLUMNS: [Column; 3] = [("month", "miesiąc"), ("department", "wydział"), ("visits", "wizyty")];

/// Reads a file, for the departments that the office has, on a day; months that have not begun have no visits. Without an
/// encoding it is in the one that it shows.
///
/// # Errors
/// Every fault, where the pointer names line and column: `/3/visits`.
pub fn read_visits(
    bytes: &[u8],
    encoding: Option<&'static Encoding>,
    departments: &[DepartmentCode],
    today: Date,
) -> Result<Vec<Visits>, Vec<Fault>> {
    let (lines, mut faults) = read_lines("visits", bytes, encoding, &COLUMNS)?;
    let mut visits: Vec<Visits> = Vec::new();
    for line in lines {
        if faults.len() >= MOST_FAULTS {
            break;
        }
        if let Some(read) = read(&line, departments, today, &mut faults) {
            if visits.iter().any(|other| (&other.month, &other.department) == (&read.month, &read.department)) {
                faults.push(line.fault(None, "duplicate", "an earlier line has the same month and department"));
            }
            visits.push(read);
        }
    }
    if faults.is_empty() { Ok(visits) } else { Err(faults) }
}

fn read(line: &Line, departments: &[DepartmentCode], today: Date, faults: &mut Vec<Fault>) -> Option<Visits> {
    let month = line.cells[0].parse().ok().filter(|month: &Period| month.is_one(Unit::Month));
    match &month {
        None => faults.push(line.fault(Some(0), "malformed", "must be a month such as 2026-07")),
        Some(month) if month.first() > today => {
            faults.push(line.fault(Some(0), "out_of_range", "must not be a month that has not begun"));
        }
        Some(_) => {}
    }
    let department = line.department(1, departments, faults);
    let visits = line.number(2, MOST_VISITS, faults);
    Some(Visits { month: month?, department: department?, visits: visits? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// The lines that were read as `month department visits`, or the faults as `pointer code`.
    fn read(text: impl AsRef<[u8]>) -> Result<Vec<String>, Vec<String>> {
        let departments = ["KM", "GN"].map(|code| code.parse().unwrap());
        let read = read_visits(text.as_ref(), None, &departments, date(2026, 7, 14));
        let row = |one: &Visits| format!("{} {} {}", one.month, one.department, one.visits);
        let fault = |fault: &Fault| format!("{} {}", fault.pointer, fault.code);
        read.map(|rows| rows.iter().map(row).collect()).map_err(|faults| faults.iter().map(fault).collect())
    }

    #[test]
    fn it_is_taken_as_programs_write_it() {
        for text in [
            "month,department,visits\n2026-06,KM,1200\n2026-07,GN,0\n",
            "month;department;visits\r\n2026-06;KM;1200\r\n2026-07;GN;0\r\n",
            "visits, month ,Department\n1200,2026-06,KM\n0,2026-07,GN",
            "\"month\";\"department\";\"visits\"\n\"2026-06\";\"KM\";\"1200\"\n\n2026-07; GN ;0",
            "sep=;\r\nMiesiąc;Wydział;Wizyty;;\r\n2026-06;KM;1200;;\r\n;;;;\r\n2026-07;GN;0;;\r\n",
            "month\tdepartment\tvisits\n2026-06\tKM\t1200\n2026-07\tGN\t0",
        ] {
            let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            let windows = encoding_rs::WINDOWS_1250.encode(text).0.into_owned();
            for bytes in [text.as_bytes().to_vec(), utf16, windows] {
                assert_eq!(read(bytes).unwrap(), ["2026-06 KM 1200", "2026-07 GN 0"], "{text}");
            }
        }
        assert_eq!(read("month,department,visits\n"), Ok(Vec::new()));
    }

    #[test]
    fn every_line_that_does_not_fit_is_named() {
        let faults = |rows: &str| read(format!("month,department,visits\n{rows}")).unwrap_err();
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
        assert_eq!(faults("2026-06,KM,\"1\n2026-05,KM,2\n"), ["/2 malformed"], "a quote that is not closed");
        assert_eq!(faults("a,b,c").len(), 3);
        assert!(faults(&"a,b,c\n".repeat(1_000)).len() < 110);
    }

    #[test]
    fn a_file_of_something_else_is_refused_at_once() {
        for text in [
            "2026-06,KM,1",
            "month,department",
            "month,department,visits,note\n2026-06,KM,1,a",
            "month,month,visits",
            "{}",
        ] {
            assert_eq!(read(text).unwrap_err(), ["/1 malformed"], "{text}");
        }
        for text in [&b""[..], b"\n", b"\0", b"month,department,visits\n2026-06,KM\xfc,1"] {
            assert_eq!(read(text).unwrap_err(), [" malformed"], "{text:?}");
        }
    }
}
