//! Check digits: plain arithmetic on digits (values 0 to 9, not characters).
//!
//! Every function is `false` for input of the wrong length, so callers need not count first.

/// PESEL: weights 1 3 7 9 1 3 7 9 1 3 1, sum divisible by 10, and a possible date of birth
/// (Ustawa o ewidencji ludności, art. 15, and the regulation on the PESEL number).
pub fn pesel(digits: &[u8]) -> bool {
    digits.len() == 11
        && weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
        && is_birth_date(digits)
}

/// NIP: weights 6 5 7 2 3 4 5 6 7, remainder by 11 is the last digit, never 10
/// (regulation on the NIP number, Ministry of Finance).
///
/// Numbers that begin with 000 are court register (KRS) numbers; no NIP begins so.
pub fn nip(digits: &[u8]) -> bool {
    digits.len() == 10
        && !digits.starts_with(&[0, 0, 0])
        && weighted(digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == u32::from(digits[9])
}

/// REGON of 9 digits (weights 8 9 2 3 4 5 6 7) or 14 digits (2 4 8 5 0 9 7 3 6 1 2 4 8);
/// the remainder by 11 is the last digit, 10 counts as 0 (regulation on the REGON register, GUS).
pub fn regon(digits: &[u8]) -> bool {
    let weights: &[u32] = match digits.len() {
        9 => &[8, 9, 2, 3, 4, 5, 6, 7],
        14 => &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8],
        _ => return false,
    };
    let remainder = weighted(digits, weights) % 11 % 10;
    digits.iter().any(|&digit| digit != 0) && digits.last().copied().map(u32::from) == Some(remainder)
}

/// NRB, the Polish account number: an IBAN without its PL (26 digits).
pub fn nrb(digits: &[u8]) -> bool {
    digits.len() == 26 && digits[2..].iter().any(|&digit| digit != 0) && iban(['P', 'L'], digits)
}

/// IBAN: country, check digits and account moved round, letters as 10 to 35,
/// remainder by 97 is 1 (ISO 13616, ISO 7064 MOD 97-10).
///
/// `rest` is what follows the country: digits as 0 to 9, letters as 10 to 35.
pub fn iban(country: [char; 2], rest: &[u8]) -> bool {
    let Some((check, account)) = rest.split_at_checked(2) else {
        return false;
    };
    let country = country.map(|letter| letter_value(letter).unwrap_or(0));
    let moved = account.iter().chain(&country).chain(check);
    let remainder = moved.fold(0u32, |sum, &value| {
        let shift = if value < 10 { 10 } else { 100 };
        (sum * shift + u32::from(value)) % 97
    });
    remainder == 1
}

/// ID card: letters as A = 10 to Z = 35, weights 7 3 1 9 7 3 1 7 3, sum divisible by 10
/// (ICAO 9303 weights, the check digit being the first of the six, with weight 9).
pub fn id_card(letters: [char; 3], digits: &[u8]) -> bool {
    let mut values = [0u8; 9];
    for (value, letter) in values.iter_mut().zip(letters) {
        *value = letter_value(letter).unwrap_or(0);
    }
    values[3..].iter_mut().zip(digits).for_each(|(value, &digit)| *value = digit);
    digits.len() == 6 && weighted(&values, &[7, 3, 1, 9, 7, 3, 1, 7, 3]).is_multiple_of(10)
}

/// Land register: X = 10, A = 11 and so on without Q and V to Z = 33, weights 1 3 7 repeated,
/// remainder by 10 is the check digit (regulation on keeping land registers electronically).
///
/// `number` may lack its leading zeros.
pub fn land_register(court: [char; 4], number: &[u8], check: u8) -> bool {
    if number.len() > 8 {
        return false;
    }
    let mut values = [0u8; 12];
    for (value, sign) in values.iter_mut().zip(court) {
        match court_value(sign) {
            Some(known) => *value = known,
            None => return false,
        }
    }
    let padded = values[12 - number.len()..].iter_mut();
    padded.zip(number).for_each(|(value, &digit)| *value = digit);
    weighted(&values, &[1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7]) % 10 == u32::from(check)
}

/// A letter as banks and identity cards count it: A = 10 to Z = 35, in either case.
pub fn letter_value(letter: char) -> Option<u8> {
    let upper = letter.to_ascii_uppercase();
    upper.is_ascii_uppercase().then(|| upper as u8 - b'A' + 10)
}

/// A digit or letter as land registers count it.
fn court_value(sign: char) -> Option<u8> {
    const ORDER: &[u8] = b"0123456789XABCDEFGHIJKLMNOPRSTUWYZ";
    let upper = u8::try_from(sign.to_ascii_uppercase()).ok()?;
    let place = ORDER.iter().position(|&known| known == upper)?;
    u8::try_from(place).ok()
}

/// Whether the first six digits are a date; the century is coded in the month:
/// +80 for 1800, +0 for 1900, +20 for 2000, +40 for 2100, +60 for 2200.
fn is_birth_date(digits: &[u8]) -> bool {
    let pair = |at: usize| u32::from(digits[at]) * 10 + u32::from(digits[at + 1]);
    let (coded_month, day) = (pair(2), pair(4));
    let century = [1900, 2000, 2100, 2200, 1800][(coded_month / 20).min(4) as usize];
    let year = century + pair(0);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match coded_month % 20 {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// The sum of products; values beyond the weights do not count.
fn weighted(values: &[u8], weights: &[u32]) -> u32 {
    values.iter().zip(weights).map(|(&value, weight)| u32::from(value) * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect()
    }

    /// Every other last digit must fail.
    fn only_last_digit(valid: &str, check: fn(&[u8]) -> bool) {
        let mut number = digits(valid);
        let last = number.len() - 1;
        let right = number[last];
        for digit in 0..10 {
            number[last] = digit;
            assert_eq!(check(&number), digit == right, "{valid} ending in {digit}");
        }
        number.push(0);
        assert!(!check(&number), "{valid} made longer");
        assert!(!check(&[]), "nothing");
    }

    #[test]
    fn published_numbers_pass_and_their_neighbours_fail() {
        only_last_digit("44051401359", pesel);
        only_last_digit("526-025-02-74", nip); // the Ministry of Finance
        only_last_digit("000331501", regon); // Statistics Poland
        only_last_digit("12345678512347", regon);
        only_last_digit("61 1090 1014 0000 0712 1981 2874", nrb);
    }

    #[test]
    fn pesel_needs_a_date_of_birth() {
        let with_check = |first_ten: &str| (0..10).any(|last| pesel(&[digits(first_ten), vec![last]].concat()));
        for possible in ["0002290000", "0022290000", "9912310000", "0081010000", "0061010000"] {
            // 1900 was no leap year, 2000 was
            assert_eq!(with_check(possible), possible != "0002290000", "{possible}");
        }
        for impossible in ["9900010000", "9913010000", "9901000000", "9901320000", "9904310000"] {
            assert!(!with_check(impossible), "{impossible}");
        }
    }

    #[test]
    fn foreign_iban_with_letters() {
        let rest = |text: &str| -> Vec<u8> {
            let value = |c: char| c.to_digit(10).map(|d| d as u8).or_else(|| letter_value(c));
            text.chars().filter_map(value).collect()
        };
        assert!(iban(['D', 'E'], &rest("89370400440532013000")));
        assert!(iban(['g', 'b'], &rest("29 nwbk 6016 1331 9268 19")));
        assert!(!iban(['G', 'B'], &rest("29NWBK60161331926818")));
        assert!(!iban(['G', 'B'], &[1]));
    }

    #[test]
    fn published_id_cards_and_land_registers() {
        assert!(id_card(['A', 'B', 'S'], &digits("123456")));
        assert!(id_card(['a', 'b', 'a'], &digits("300000")));
        assert!(!id_card(['A', 'B', 'S'], &digits("523456")));
        assert!(!id_card(['A', 'B', 'S'], &digits("12345")));
        assert!(land_register(['L', 'U', '1', 'B'], &digits("00012345"), 8));
        assert!(land_register(['g', 'd', '1', 'w'], &digits("90409"), 1));
        assert!(!land_register(['L', 'U', '1', 'B'], &digits("00012345"), 6));
        assert!(!land_register(['L', 'Q', '1', 'B'], &digits("00012345"), 8));
    }
}
