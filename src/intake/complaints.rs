//! Complaints and motions from a CSV file, by quarter and department. All of it fits, or nothing is taken.

use encoding_rs::Encoding;
use jiff::civil::Date;

use crate::intake::sheet::{Column, Line, MOST_FAULTS, read_lines};
use crate::survey::codes::DepartmentCode;
use crate::survey::complaint::{Cases, Complaints, MOST_CASES};
use crate::survey::fault::Fault;
use crate::survey::period::{Period, Unit};

/// The columns that there must be, and what they are called in Polish.
pub const COLUMNS: [Column; 8] = [
    ("quarter", "kwartał"),
    ("department", "wydział"),
    ("complaints_received", "skargi"),
    ("complaints_on_time", "skargi w terminie"),
    ("complaints_justified", "skargi zasadne"),
    ("motions_received", "wnioski"),
    ("motions_on_time", "wnioski w terminie"),
    ("motions_justified", "wnioski zasadne"),
];

/// Reads a file, for the departments that the office has, on a day; quarters that have not begun have no complaints.
/// Without an encoding it is in the one that it shows.
///
/// # Errors
/// Every fault, where the pointer names line and column: `/3/complaints_on_time`.
pub fn read_complaints(
    bytes: &[u8],
    encoding: Option<&'static Encoding>,
    departments: &[DepartmentCode],
    today: Date,
) -> Result<Vec<Complaints>, Vec<Fault>> {
    let (lines, mut faults) = read_lines("complaints", bytes, encoding, &COLUMNS)?;
    let mut complaints: Vec<Complaints> = Vec::new();
    for line in lines {
        if faults.len() >= MOST_FAULTS {
            break;
        }
        let Some(read) = read(&line, departments, &mut faults) else { continue };
        let place = |fault: Fault| line.fault(column(&fault.pointer), fault.code, &fault.detail);
        faults.extend(read.faults(today).into_iter().map(place));
        if complaints.iter().any(|other| (&other.quarter, &other.department) == (&read.quarter, &read.department)) {
            faults.push(line.fault(None, "duplicate", "an earlier line has the same quarter and department"));
        }
        complaints.push(read);
    }
    if faults.is_empty() { Ok(complaints) } else { Err(faults) }
}

fn read(line: &Line, departments: &[DepartmentCode], faults: &mut Vec<Fault>) -> Option<Complaints> {
    let quarter = line.cells[0].parse().ok().filter(|quarter: &Period| quarter.is_one(Unit::Quarter));
    if quarter.is_none() {
        faults.push(line.fault(Some(0), "malformed", "must be a quarter such as 2026-Q3"));
    }
    let department = line.department(1, departments, faults);
    let mut cases = |first: usize| {
        let mut number = |column| line.number(column, MOST_CASES.into(), faults).and_then(|it| it.try_into().ok());
        let (received, on_time, justified) = (number(first), number(first + 1), number(first + 2));
        Some(Cases { received: received?, on_time: on_time?, justified: justified? })
    };
    let (complaints, motions) = (cases(2), cases(5));
    Some(Complaints { quarter: quarter?, department: department?, complaints: complaints?, motions: motions? })
}

/// The column of a pointer into a document.
fn column(pointer: &str) -> Option<usize> {
    let name = pointer.trim_start_matches('/').replace('/', "_");
    COLUMNS.iter().position(|(english, _)| *english == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const HEADER: &str =
        "kwartał;wydział;skargi;skargi w terminie;skargi zasadne;wnioski;wnioski w terminie;wnioski zasadne\r\n";

    fn read(rows: &str) -> Result<Vec<Complaints>, Vec<String>> {
        let departments = ["KM", "GN"].map(|code| code.parse().unwrap());
        let read = read_complaints(format!("{HEADER}{rows}").as_bytes(), None, &departments, date(2026, 7, 14));
        read.map_err(|faults| faults.iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect())
    }

    #[test]
    fn a_line_is_a_quarter_of_a_department() {
        let read = read("2026-Q2;KM;3;2;1;1;1;0\r\n2026-Q3;GN;0;0;0;0;0;0\r\n").unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].complaints, Cases { received: 3, on_time: 2, justified: 1 });
        assert_eq!(read[0].motions, Cases { received: 1, on_time: 1, justified: 0 });
    }

    #[test]
    fn every_line_that_does_not_fit_is_named() {
        let faults = |rows: &str| read(rows).unwrap_err();
        assert_eq!(faults("2026-07;KM;0;0;0;0;0;0"), ["/2/quarter malformed"]);
        assert_eq!(faults("2026-Q4;KM;0;0;0;0;0;0"), ["/2/quarter out_of_range"]);
        assert_eq!(faults("2026-Q2;XX;0;0;0;0;0;0"), ["/2/department unknown_department"]);
        assert_eq!(
            faults("2026-Q2;KM;1;2;0;0;0;1"),
            ["/2/complaints_on_time out_of_range", "/2/motions_justified out_of_range"]
        );
        assert_eq!(
            faults("2026-Q2;KM;;0;0;100001;0;0"),
            ["/2/complaints_received malformed", "/2/motions_received malformed"]
        );
        assert_eq!(faults("2026-Q2;KM;0;0;0;0;0;0\n2026-Q2;KM;0;0;0;0;0;0"), ["/3 duplicate"]);
        assert_eq!(faults("2026-Q2;KM;0;0"), ["/2 malformed"]);
    }
}
