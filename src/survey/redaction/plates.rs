//! Vehicle number plates: the code of a county and a serial, or an individual plate.
//!
//! A code in use may be written in any way; an unknown code (new, or mistyped) must be in capitals
//! or mix digits and letters as plates do.

use crate::survey::redaction::identifier::{Hit, Identifier};
use crate::survey::redaction::view::{View, is_listed, is_word};

/// First letters: the sixteen voivodeships, and H for uniformed services
/// (Rozporządzenie w sprawie rejestracji i oznaczania pojazdów, Dz.U. 2022 poz. 1847, annex).
const REGIONS: &str = "DCLFEKWORBGSTNPZH";

/// Codes of cities; the last six are reserves for cities whose serials ran out.
const CITIES: &str = "DJ DL DB DW DX CB CG CT CW LB LC LU LZ FG FZ EL EP ES KR KK KN KT WO WP WR WS \
    WA WB WD WE WF WH WI WJ WK WN WT WU WW WX WY OP RK RP RZ RT BI BL BS GD GA GS SB SY SH SC SD SG \
    SJ SK SM SL SR SI SO SW ST SZ TK NE NO PA PK PN PL PO PY PZ ZK ZS ZZ XD IK JR MO YZ VW";

/// Codes of the other counties and of services.
const COUNTIES: &str = "DBL DDZ DGL DGR DJA DJE DKA DKL DLE DLB DLU DLW DMI DOL DOA DPL DST DSR DSW \
    DTR DBA DWL DWR DZA DZG DZL CAL CBR CBY CCH CGD CGR CIN CLI CMG CNA CRA CRY CSE CSW CTR CTU CWA \
    CWL CZN LBI LBL LCH LHR LJA LKS LKR LLB LUB LLE LLU LOP LPA LPU LRA LRY LSW LTM LWL LZA FGW FKR \
    FMI FNW FSL FSD FSU FSW FWS FZI FZG FZA EBR EBE EKU ELA ELE ELC ELW EOP EPA EPJ EPI EPD ERA ERW \
    ESI ESK ETM EWI EWE EZD EZG KBA KBC KBR KCH KDA KGR KRA KLI KMI KMY KNS KNT KOL KOS KPR KSU KTA \
    KTT KWA KWI WBR WCI WG WGS WGM WGR WKZ WL WLI WLS WMA WM WML WND WOS WOR WOT WPA WPI WPL WPN WPP \
    WPR WPS WPZ WPY WPU WRA WSI WSE WSC WSK WSZ WZ WWE WWL WV WWY WZW WZU WZY OB OGL OK OKL OKR ONA \
    ONY OOL OPO OPR OST RBI RBR RDE RJA RJS RKL RKR RLS RLE RLU RLA RMI RNI RPR RPZ RRS RZE RSA RST \
    RSR RTA BAU BIA BBI BGR BHA BKL BLM BMN BSE BSI BSK BSU BWM BZA GSP GBY GCH GCZ GDA GKY GKA GKS \
    GKW GLE GMB GND GPU GSL GST GSZ GTC GWE GWO SJZ SPI SRS SZO SBE SBI SCN SCI SCZ SGL SKL SLU SMI \
    SMY SPS SRC SRB STA SBL SWD SWZ SZA SZY TBU TJE TKA TKI TKN TOP TOS TPI TSA TSK TST TSZ TLW NBA \
    NBR NDZ NEB NEL NGI NIL NKE NLI NMR NNI NNM NOE NGO NOL NOS NPI NSZ NWE PKO PCH PCT PGN PGS PGO \
    PJA PKA PKE PKL PKN PKS PKR PLE PMI PNT POB POS POT PP PPL POZ PRA PSL PSZ PSR PSE PTU PWA PWL \
    PWR PZL ZSW ZBI ZCH ZDR ZGL ZGY ZGR ZKA ZKL ZKO ZLO ZMY ZPL ZPY ZSL ZST ZSZ ZSD ZWA HPA HPB HPC \
    HPD HPE HPF HPG HPH HPJ HPK HPL HPM HPN HPP HPS HPT HPU HPW HPZ HBA HCA HMA HSA HWA";

/// Serials after two letters; A stands for a letter, 9 for a digit.
const AFTER_TWO: &[&str] = &["99999", "9999A", "999AA", "9A999", "9AA99"];

/// Serials after three letters.
const AFTER_THREE: &[&str] =
    &["A999", "99AA", "9A99", "99A9", "9AA9", "AA99", "99999", "9999A", "999AA", "A99A", "A9AA"];

/// Serials of motorcycles after a city's code.
const MOTORCYCLES: &[&str] = &["9999", "999A", "99A9", "9A99", "A999", "99AA", "9AA9"];

/// Words and abbreviations that stand before numbers and look like codes.
const NO_CODES: &str = "bdo bez bo bok bym byl co czy dla din dk dn dni do dz ean ela en fax fb for gdy gm go \
    gus kod kol kom kpa kpc krs kto ktos kw lat led los lot lp lub na nad nam nas nfz nie nim nip niz no nr \
    od ok ona one oni op oraz os ot oto pan par pit pkd pkt pln po pod pok pol por pos pow pn pp ppm raz rok \
    roz sie so sp st str sto tak tam te tej tel ten tez the to tu tym tys wam was we wg woj wom wz za zas ze \
    zl zip zus";

/// What other numbers start with, in whatever form.
const OTHER_CODES: &str = "NR PKD EN PN DIN DZ LP NIP KRS KOD KW BDO EAN KD";

/// What may follow digits that count something.
const UNITS: &str = "zl zlotych zlote pln eur euro osob m km kg ha szt sztuk tys mieszkancow metrow";

/// Words before a road number: "droga S3".
const ROADS: &[&str] = &["drog", "tras", "wez", "eks", "dk", "dw", "ulic", "lini", "blok", "klas"];

/// Reports all number plates.
pub fn find(view: &View, hits: &mut Vec<Hit>) {
    for word in view.words() {
        let start = word.start;
        let joined = matches!(view.before(start), '-' | '/' | '.') && is_word(view.before(start - 1));
        if view.is_start(start) && !joined {
            let end = standard(view, start).or_else(|| individual(view, start));
            hits.extend(end.map(|end| Hit::by_form(start, end, Identifier::Plate)));
        }
    }
}

/// The end of a token of ASCII letters and digits, of at most nine.
pub fn token_end(view: &View, start: usize) -> usize {
    view.run(start, 9, |sign| sign.is_ascii_alphanumeric())
}

/// Whether digits written apart are more likely a year than a serial.
pub fn is_year(serial: &str) -> bool {
    serial.len() == 4 && (serial.starts_with("19") || serial.starts_with("20"))
}

/// The end of a plate of a county: "DJ 12345", "dje1a23", "DJE-1A23".
fn standard(view: &View, start: usize) -> Option<usize> {
    let first = token_end(view, start);
    let token: String = (start..first).map(|index| view.at(index)).collect();
    if (6..=8).contains(&token.len()) {
        let splits = [3, 2].into_iter().map(|at| token.split_at(at));
        let found = splits.into_iter().any(|(code, serial)| is_plate(code, serial, false));
        return (found && view.is_end(first)).then_some(first);
    }
    let gap = if view.at(first) == '-' { first + 1 } else { view.after_spaces(first, 2) };
    if !(2..=3).contains(&token.len()) || gap == first {
        return None;
    }
    let end = token_end(view, gap);
    let serial: String = (gap..end).map(|index| view.at(index)).collect();
    let amount = serial.bytes().all(|byte| byte.is_ascii_digit()) && is_counted(view, end);
    (is_plate(&token, &serial, true) && view.is_end(end) && !amount).then_some(end)
}

/// Whether a code and a serial, written apart or not, make a plate.
fn is_plate(code: &str, serial: &str, apart: bool) -> bool {
    let serials = if code.len() == 2 { AFTER_TWO } else { AFTER_THREE };
    let fits = |patterns: &[&str]| patterns.iter().any(|pattern| has_pattern(serial, pattern));
    if !fits(serials) && !fits(MOTORCYCLES) {
        return false;
    }
    let upper = code.to_ascii_uppercase();
    let city = is_listed(CITIES, &upper);
    let known = city || is_listed(COUNTIES, &upper);
    let capital = code.chars().chain(serial.chars()).all(|sign| !sign.is_ascii_lowercase());
    let digits_only = serial.bytes().all(|byte| byte.is_ascii_digit());
    let leading_digit = serial.starts_with(|sign: char| sign.is_ascii_digit());
    let unlike_a_word = if digits_only { known && capital } else { capital || !apart };
    if !unlike_a_word && is_listed(NO_CODES, &code.to_ascii_lowercase()) {
        return false;
    }
    if is_listed(OTHER_CODES, &upper) || !upper.chars().all(|sign| sign.is_ascii_uppercase()) {
        return false;
    }
    if city && capital && fits(MOTORCYCLES) {
        return !is_year(serial);
    }
    let likely = match (known, capital) {
        (true, true) => true,
        (true, false) => leading_digit || apart || has_pattern(serial, "A999"),
        (false, true) => leading_digit || apart,
        (false, false) => leading_digit && !digits_only,
    };
    likely && fits(serials) && (known || upper.starts_with(|letter| REGIONS.contains(letter)))
}

/// The end of an individual plate, which counts in capitals only: "D0 ABCDE", "W1KOT".
fn individual(view: &View, start: usize) -> Option<usize> {
    let region = REGIONS.contains(view.at(start)) && view.at(start) != 'H';
    if !region || view.digit(start + 1).is_none() {
        return None;
    }
    let choice = view.after_spaces(start + 2, 1);
    let end = token_end(view, choice);
    let letters = view.run(choice, 5, |sign| sign.is_ascii_uppercase());
    let digits = end - letters;
    let shape = (3..=5).contains(&(end - choice)) && letters > choice && digits <= 2;
    let numeric = (letters..end).all(|index| view.digit(index).is_some());
    let loud = choice > start + 2 && is_loud(view, start, end);
    (shape && numeric && view.is_end(end) && !loud && !follows_road(view, start)).then_some(end)
}

/// Whether the words around are in capitals too, so that capitals say nothing.
fn is_loud(view: &View, start: usize, end: usize) -> bool {
    let loud = |range: [usize; 2]| range.iter().all(|&index| view.at(index).is_uppercase());
    let after = view.after_spaces(end, 1);
    let loud_before = start >= 3 && view.before(start) == ' ' && loud([start - 3, start - 2]);
    loud_before || (after > end && loud([after, after + 1]))
}

/// Whether the word before says that a road, a line or a block is meant.
fn follows_road(view: &View, start: usize) -> bool {
    let end = start.saturating_sub(usize::from(view.before(start) == ' '));
    let mut word = end;
    while view.before(word).is_alphabetic() && end - word < 20 {
        word -= 1;
    }
    let plain = view.plain(word..end);
    ROADS.iter().any(|road| plain.starts_with(road))
}

/// Whether a unit follows, so that "PO 12000 zł" is no plate.
fn is_counted(view: &View, end: usize) -> bool {
    let start = view.after_spaces(end, 1);
    let word = view.plain(start..view.run(start, 13, char::is_alphabetic));
    matches!(view.at(start), '€' | '$' | '%') || is_listed(UNITS, &word)
}

fn has_pattern(serial: &str, pattern: &str) -> bool {
    let fits = |(sign, wanted): (u8, u8)| match wanted {
        b'A' => sign.is_ascii_alphabetic(),
        _ => sign.is_ascii_digit(),
    };
    serial.len() == pattern.len() && serial.bytes().zip(pattern.bytes()).all(fits)
}
