//! Made-up identifiers and sentences for the tests. Check digits are computed here on their own,
//! so that a slip in the module's weights does not go unnoticed.

/// A small linear congruential generator (Knuth's MMIX constants): the same numbers on every run.
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall the same way for a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    /// One of several.
    pub fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.roll(choices.len())]
    }

    /// So many digits.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.roll(10) as u8)).collect()
    }

    /// A pattern with every # made a digit and every A a letter that plates and documents use.
    pub fn fill(&mut self, pattern: &str) -> String {
        let letters = b"ACEFGHJKLMNPRSTUWXY";
        let mut sign = |wanted| match wanted {
            '#' => char::from(b'0' + self.roll(10) as u8),
            'A' => char::from(letters[self.roll(letters.len())]),
            other => other,
        };
        pattern.chars().map(&mut sign).collect()
    }
}

pub fn pesel(dice: &mut Dice) -> String {
    let (year, month, day) = (1900 + dice.roll(200), 1 + dice.roll(12), 1 + dice.roll(28));
    let coded = if year < 2000 { month } else { month + 20 };
    let body = format!("{:02}{coded:02}{day:02}{}", year % 100, dice.digits(4));
    let check = (10 - sum(&body, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10;
    format!("{body}{check}")
}

pub fn nip(dice: &mut Dice) -> String {
    loop {
        let body = format!("{}{}", 101 + dice.roll(898), dice.digits(6));
        let check = sum(&body, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11;
        if check < 10 {
            return format!("{body}{check}");
        }
    }
}

pub fn regon(dice: &mut Dice) -> String {
    let body = dice.digits(8);
    let check = sum(&body, &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10;
    format!("{body}{check}")
}

pub fn long_regon(dice: &mut Dice) -> String {
    let body = format!("{}{}", regon(dice), dice.digits(4));
    let check = sum(&body, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11 % 10;
    format!("{body}{check}")
}

/// 26 digits, without PL.
pub fn nrb(dice: &mut Dice) -> String {
    let account = format!("1{}", dice.digits(23));
    format!("{:02}{account}", 98 - modulo_97(&format!("{account}252100")))
}

/// A German or British IBAN, in one piece.
pub fn foreign_iban(dice: &mut Dice) -> String {
    if dice.roll(2) == 0 {
        let account = dice.digits(18);
        return format!("DE{:02}{account}", 98 - modulo_97(&format!("{account}131400")));
    }
    let account = dice.digits(14);
    // N W B K = 23 32 11 20, G B = 16 11
    let check = 98 - modulo_97(&format!("23321120{account}161100"));
    format!("GB{check:02}NWBK{account}")
}

pub fn id_card(dice: &mut Dice) -> String {
    let letters = dice.fill("AAA");
    let body = dice.digits(5);
    let value = |index: usize| usize::from(letters.as_bytes()[index] - b'A') + 10;
    let weighted = value(0) * 7 + value(1) * 3 + value(2) + sum(&body, &[7, 3, 1, 7, 3]);
    // 9 times the check digit completes the sum to tens, and 9 is -1
    format!("{letters}{}{body}", weighted % 10)
}

pub fn land_register(dice: &mut Dice) -> String {
    let court = dice.pick(&["JG1J", "JG1K", "WA4M", "KR1P", "LU1B", "GD1W", "ZG1E", "BB1Z", "SW1S"]);
    let number = format!("00{}", dice.digits(6));
    let order = "0123456789XABCDEFGHIJKLMNOPRSTUWYZ";
    let values = court.chars().chain(number.chars()).map(|sign| order.find(sign).unwrap_or(99));
    let check = values.zip([1, 3, 7].into_iter().cycle()).map(|(a, b)| a * b).sum::<usize>() % 10;
    format!("{court}/{number}/{check}")
}

pub fn polish_phone(dice: &mut Dice) -> String {
    let area = dice.pick(&[
        "50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88", "75", "71", "22", "74", "76", "12",
        "32", "58", "61", "85", "91", "18",
    ]);
    format!("{area}{}", dice.digits(7))
}

pub fn spelled_phone(dice: &mut Dice) -> String {
    let number = polish_phone(dice);
    let groupings: &[&[usize]] = &[&[9], &[3, 3, 3], &[2, 3, 2, 2], &[2, 2, 2, 3], &[2, 7]];
    let lengths = dice.pick(groupings);
    let separators: &[&str] = if lengths.len() == 2 { &[" ", "-"] } else { &[" ", "-", ".", "\u{a0}", "–", " - "] };
    let separator = dice.pick(separators);
    let grouped = group(&number, lengths, separator);
    match dice.roll(8) {
        0 => format!("+48 {grouped}"),
        1 => format!("+48{grouped}"),
        2 => format!("0048 {grouped}"),
        3 => format!("48 {grouped}"),
        4 if lengths[0] == 2 => format!("({}) {}", &number[..2], group(&number[2..], &lengths[1..], separator)),
        5 if lengths[0] == 2 => format!("0{grouped}"),
        6 => format!("(+48) {grouped}"),
        _ => grouped,
    }
}

pub fn foreign_phone(dice: &mut Dice) -> String {
    let patterns = [
        "+380 50 ### ## ##",
        "+380(67)###-##-##",
        "+38093#######",
        "00380 66 ### ## ##",
        "+49 170 #######",
        "+49 (0) 3581 #####",
        "+49151########",
        "0049 3581 ### ###",
        "+44 20 7### ####",
        "+420 601 ### ###",
        "+1 (212) ###-####",
        "050 ### ## ##",
        "(067) ###-##-##",
        "0170 #######",
        "0151-########",
    ];
    let pattern = dice.pick(&patterns);
    dice.fill(pattern)
}

pub fn email(dice: &mut Dice) -> String {
    let name = dice.pick(&["jan", "anna.nowak", "j.kowalski85", "zosia_k", "biuro+uwagi", "michał.żak", "olena-k"]);
    let host = dice.pick(&["wp", "gmail", "example", "poczta.onet", "powiat-jg", "ukr", "firma24"]);
    let ending = dice.pick(&["pl", "com", "net", "com.pl", "eu", "online", "ua"]);
    let common = ending != "online";
    match dice.roll(10) {
        0 => format!("{name} (at) {host}.{ending}"),
        1 => format!("{name}[at]{host}.{ending}"),
        2 => format!("{name} [at] {host} [dot] {ending}"),
        3 => format!("{name}(małpa){host}.{ending}"),
        4 => format!("{name} małpa {host} kropka {ending}"),
        5 if common => format!("{name} @ {host}.{ending}"),
        6 => format!("{name}@{host}.{ending}").to_uppercase(),
        _ => format!("{name}@{host}.{ending}"),
    }
}

pub fn plate(dice: &mut Dice) -> String {
    let two = ["DJ", "DL", "DW", "KR", "PO", "GD", "WE", "WX", "RZ", "LU", "BI", "ZS", "EL", "CB"];
    let three = [
        "DJE", "DKL", "DLW", "DZG", "DLB", "DKA", "WPI", "KRA", "POZ", "SCI", "GWE", "NOL", "TKI", "ZGL", "LUB", "OPO",
        "FZI", "RZE", "BIA", "CTR", "EPA",
    ];
    let after_two = ["#####", "####A", "###AA", "#A###", "#AA##"];
    let after_three = ["A###", "##AA", "#A##", "##A#", "#AA#", "AA##", "#####", "####A", "###AA", "A##A", "A#AA"];
    let (code, serial) = match dice.roll(20) {
        0..=8 => (dice.pick(&two).to_owned(), dice.pick(&after_two).to_owned()),
        9..=17 => (dice.pick(&three).to_owned(), dice.pick(&after_three).to_owned()),
        18 => (unknown_code(dice), dice.pick(&after_two).to_owned()),
        _ => return individual_plate(dice),
    };
    let serial = dice.fill(&serial);
    let lower = serial.starts_with(|sign: char| sign.is_ascii_digit()) && !matches!(code.as_str(), "PO" | "WE" | "LUB");
    match dice.roll(8) {
        0 if lower => format!("{code} {serial}").to_lowercase(),
        1 if lower => format!("{code}{serial}").to_lowercase(),
        2 | 3 => format!("{code}{serial}"),
        4 => format!("{code}-{serial}"),
        5 => format!("{code}\u{a0}{serial}"),
        _ => format!("{code} {serial}"),
    }
}

/// A code that may be in no list yet.
fn unknown_code(dice: &mut Dice) -> String {
    let pattern =
        dice.pick(&["DA", "CA", "LA", "FA", "EA", "KA", "WA", "RA", "BA", "GA", "SA", "TA", "NA", "PA", "ZA"]);
    dice.fill(pattern)
}

fn individual_plate(dice: &mut Dice) -> String {
    let word = dice.pick(&["ABCDE", "KOT", "OLA12", "MAREK", "BMW99", "ZUZA"]);
    let region = dice.pick(&["D", "W", "S", "G", "K"]);
    let gap = dice.pick(&[" ", ""]);
    format!("{region}{}{gap}{word}", dice.roll(10))
}

pub fn case_number(dice: &mut Dice) -> String {
    let unit = dice.pick(&["KM", "GN", "OŚ", "WOOŚ-II", "PZD.DM", "Or", "SO", "BAU-I", "km"]);
    let class = dice.fill("6###");
    let number = 1 + dice.roll(2000);
    let year = 2015 + dice.roll(12);
    match dice.roll(5) {
        0 => format!("{unit}.{class}.{number}.{year}"),
        1 => format!("{unit}.{class}.{}.{number}.{year}.AB", 1 + dice.roll(9)),
        2 => format!("{unit}.{class}-{number}/{year}"),
        3 => format!("{unit}.{}.{number}.{year}.JKo", &class[..3]).to_uppercase(),
        _ => format!("{unit}.{class}.{number}.{year}.MNW"),
    }
}

/// A number in one of the groupings and separators that people use.
pub fn spelled(dice: &mut Dice, number: &str, groupings: &[&[usize]]) -> String {
    let lengths = dice.pick(groupings);
    let separators: &[&str] = &[" ", "-", "\u{a0}", "\u{2009}", "–", " - ", "\u{202f}", "‑"];
    let separator = dice.pick(separators);
    group(number, lengths, separator)
}

/// A number cut into groups; the last group takes the rest.
pub fn group(number: &str, lengths: &[usize], separator: &str) -> String {
    let mut rest = number;
    let mut groups = Vec::new();
    for &length in lengths {
        let (group, after) = rest.split_at(length.min(rest.len()));
        groups.push(group);
        rest = after;
    }
    groups.push(rest);
    groups.retain(|group| !group.is_empty());
    groups.join(separator)
}

/// Sentences with a place for an identifier, which they do not call by its name.
pub const FRAMES: &[&str] = &[
    "{}",
    "Chodzi o {}, proszę o odpowiedź.",
    "Pani w okienku wpisała ({}) i kazała czekać 20 minut.",
    "Jan Kowalski, ul. Lipowa 7/2, 58-500 Jelenia Góra, {}",
    "Byłem 14.07.2026 o 12:30 w pokoju 12 i podałem {}.",
    "{} – tak mnie zapisano, a opłata wyniosła 1 250,00 zł",
    "Zażółć gęślą jaźń 🚗 {} 🙂 дякую!",
    "Podałam: {}; nikt nie oddzwonił od 3 tygodni",
    "Mieszkam pod 12 {} od lat 20",
    "W 2026 r. czekałem 45 min. {}\nPozdrawiam",
    "\"{}\" - tego nie znaleziono w systemie, art. 35 § 1 k.p.a.",
];

/// Templates of sentences that identify no one.
pub const ORDINARY: &[&str] = &[
    "Wizyta 14.07.2026 o godz. 12:30 trwała {n} minut.",
    "Byłem w urzędzie {date} i czekałem {n} min w kolejce.",
    "Termin {iso}, pokój {room}, stanowisko {n}.",
    "Opłata {amount} zł to za dużo, rok temu było {amount} zł.",
    "Zapłaciłem {amount},00 zł za prawo jazdy i {n},50 zł za parking.",
    "Adres: ul. Kochanowskiego {n}/{n}, 58-500 Jelenia Góra.",
    "Mieszkam przy ul. Wolności {n} m. {n}, 58-{three} Podgórzyn.",
    "Zgodnie z art. {n} § {n} k.p.a. oraz Dz.U. {year} poz. {three} mam rację.",
    "Dz.U.{year}.{three} i Dz. U. z {year} r. Nr {n}, poz. {three} mówią co innego.",
    "Czynne pn.-pt. 7.30-15.30, a w środę 8.00–17.00, czyli {n} godz. tygodniowo.",
    "Parter, pok. {room}, {room} i {room}; drugie piętro bez windy.",
    "W latach {year}-{year} było lepiej, teraz {n}% gorzej.",
    "W powiecie mieszka {big} osób, a okienek jest {n}.",
    "Remont kosztował {amount} 000 zł, czyli {big} euro.",
    "Droga S3 i DK 30 oraz DW {three} są w remoncie do {date}.",
    "Działka nr {three}/{n}, obręb 00{n}, pow. 0,{four} ha.",
    "Numerek A{three}, okienko {n}, godzina {n}:15.",
    "Norma PN-EN {four}-1 i ISO 9001:{year} nie pomagają.",
    "Autobus nr {n} odjeżdża o 7.05, 8.15, 9.25 i 10.35.",
    "Wniosek złożyłem {date} r., decyzję dostałem {date} r., a minęło {n} dni.",
    "Ocena 5/5, wcześniej 3/5 w {year} roku; dzieci lat {n} i {n}.",
    "Samochód z {year} r., silnik 1.9 TDI, przebieg {big} km.",
    "COVID-19 i COVID19 to było w 2020; teraz RODO2018 i B2B.",
    "Po {n} tygodniach i {three} telefonach nadal nic.",
    "Telefon odebrano po {n} minutach, a potem 2 godz. ciszy.",
    "Telefon 14.07.2026 nie działał, zadzwoniłem {date} ponownie.",
    "Fotowoltaika 10 kW {year} i pompa 12 kW za {big} zł.",
    "Formularz PIT-{n}, druk VAT-R, załącznik nr {n} z {iso}.",
    "Rejestracja pojazdów w {year} r. trwała {n} minut, a rejestracja do lekarza {three}.",
    "Dowód osobisty ważny do {date}, odbiór w pok. {room}.",
    "Nie mam konta, a konto w ePUAP założyłem w {year}.",
    "Wykształcenie wyższe; ocena {n} na 10; 3 x w {year}.",
    "The office was open from 8:00 to 16:00, room {room}, fee {amount} EUR.",
    "Ich war am {date} um 10.30 Uhr im Zimmer {room}, Gebühr {amount} Euro.",
    "Я був тут {date} о 12:30, кабінет {room}, сплатив {amount} грн.",
    "Spotkajmy się @ urząd o 15, wszystk@ zadowolon@ w {n}%.",
    "Liczba ludności 62 {three}, budżet 210 {three} 000 zł w {year}.",
    "Lista: 1, 2, 3, {n}, {n}; razem {three} sztuk.",
    "Wersja 1.2.{n} programu z {iso} zawiesza się co {n} min.",
    "Współrzędne 50.90{four}, 15.73{four} na mapie są błędne.",
    "Na 12 500 zł dotacji czekam od {date}, sprawa stoi.",
    "NIE WIEM CO DALEJ, CZEKAM {n} DNI OD {year} ROKU.",
    "Od 1 stycznia {year} opłaty: {n} zł, {three} zł i {amount} zł.",
    "Uchwała nr LIV/{three}/22 i wyrok II SA/Wr {three}/22 z {date}.",
    "Śnieżka ma 1.603 m n.p.m., szlaków jest 600 km, a klientów ok. {n} tys. rocznie.",
    "Nr wniosku {four}/{year}, załącznik {n}/{year}, strona {n} z {three}.",
    "Pociąg KD 69{three} i IC {four} spóźniły się {n} minut, bilet {n},40 zł.",
    "W godz. 8:00-16:00 lub 8.00 - 15.30 nikt nie odbiera, tel. milczy od {date}.",
    "Grupa krwi A1, żarówka LED 12W, rura fi {three}, cegła B2, beton C20/25.",
    "Do 12345 osób przyszło pismo, po {big} zł na gminę.",
];

/// An ordinary sentence: a template with numbers filled in.
pub fn ordinary(dice: &mut Dice, template: &str) -> String {
    let mut text = template.to_owned();
    while let Some(open) = text.find('{') {
        let close = open + text[open..].find('}').unwrap_or(0);
        let value = match &text[open + 1..close] {
            "n" => (1 + dice.roll(60)).to_string(),
            "three" => (100 + dice.roll(900)).to_string(),
            "four" => (1000 + dice.roll(9000)).to_string(),
            "year" => (1990 + dice.roll(40)).to_string(),
            "room" => format!("{}{}", 1 + dice.roll(400), dice.pick(&["", "a", "B"])),
            "amount" => format!("{} {}", 1 + dice.roll(99), 100 + dice.roll(900)),
            "big" => format!("{} {}", 10 + dice.roll(290), 100 + dice.roll(900)),
            "iso" => format!("{}-{:02}-{:02}", 2000 + dice.roll(40), 1 + dice.roll(12), 1 + dice.roll(28)),
            _ => format!("{}.{:02}.{}", 1 + dice.roll(28), 1 + dice.roll(12), 2000 + dice.roll(40)),
        };
        text.replace_range(open..=close, &value);
    }
    text
}

fn sum(digits: &str, weights: &[usize]) -> usize {
    digits.bytes().zip(weights).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum()
}

fn modulo_97(digits: &str) -> u32 {
    digits.bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97)
}
