//! A crowd of one is seen: what one person sends in the place of many is marked by numbers, told, held for a week, and
//! confirms nothing; and what administrators set aside gives nobody away.

use ankieta::survey::wording::Verdict;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Engine, Office, noon};
use crate::ledger::Census;
use crate::on_both_databases;
use crate::pages::dashboard::Visitor;
use crate::v1::samples::{SURVEY, collect, item, send_batch};

on_both_databases!(
    thirty_votes_from_ten_addresses_confirm_nothing,
    everybody_reads_whether_doubtful_answers_made_a_verdict,
    five_hundred_by_a_submit_key_are_seen,
    a_late_queue_is_no_burst_and_a_tablet_without_rest_is,
    comments_of_a_burst_are_nobodys_own,
    a_day_that_is_set_aside_is_in_no_figure,
    an_order_is_made_once_and_can_be_taken_back,
    what_was_set_aside_leaves_no_trace_of_what_it_said,
    a_flood_moves_nothing_before_the_tick,
    a_held_day_arrives_late_when_its_quarter_is_closed,
    who_waited_for_a_week_is_not_held_again,
);

/// What every face says of a verdict that doubtful answers could have made.
const DOUBTFUL: &str = "wątpliwe: wiele odpowiedzi budzi zastrzeżenia";
const CEILING: [&str; 2] = ["--day-ceiling", "10"];
/// The limits of an office behind a proxy, and its ceiling.
const BEHIND_PROXY: [&str; 8] =
    ["--web-per-10-minutes", "3", "--web-per-day", "10", "--trusted-proxy", "127.0.0.1", "--day-ceiling", "10"];

fn results(office: &Office, key: &str, query: &str) -> Value {
    office.get(&format!("{SURVEY}/results?{query}"), key).expect(200).json()
}

/// What is held and ordered, as administrators see it.
fn set_aside(office: &Office) -> Value {
    office.get(&format!("{SURVEY}/set-aside"), &office.admin).expect(200).json()
}

#[track_caller]
fn order(office: &Office, place: &str) -> Value {
    let body = json!({ "reason": "skradziony tablet" });
    office.json("PUT", &format!("{SURVEY}/set-aside/{place}"), &office.admin, &body).expect(200).json()
}

/// A rating of everything that the attack is about.
fn rated(rating: u8) -> Value {
    json!({ "OVERALL": rating, "COURTESY": rating, "WAIT": rating })
}

/// Sends a vote from an address of its own, through a proxy.
fn vote(office: &Office, address: &str, rating: u8) {
    let path = format!("{SURVEY}/responses/{}", Uuid::new_v4());
    let body = json!({ "department": "KM", "answers": rated(rating) }).to_string();
    let headers = [("content-type", "application/json"), ("x-forwarded-for", address)];
    office.send("PUT", &path, "", &headers, body.as_bytes()).expect(201);
}

/// Thirty votes from ten addresses.
fn stuff(office: &Office) {
    for _ in 0..3 {
        (0..10).for_each(|address| vote(office, &format!("198.51.100.{address}"), 1));
    }
}

/// Twelve more on paper, so that what waits is enough for a block.
fn come_on_paper(office: &Office, day: Date) {
    let paper = office.key("paper", &[]);
    for (rating, people) in [(5, 10), (2, 2)] {
        collect(office, &paper, "KM", &day.to_string(), &rated(rating), people);
    }
}

/// Two visitors a day from addresses of their own, of whom the first so many are content, and a tick each night. Gives the day after.
fn live(office: &Office, first: Date, visitors: usize, content: usize) -> Date {
    let mut day = first;
    for number in 0..visitors {
        office.clock.set(noon(day).timestamp());
        vote(office, &format!("192.0.2.{}", 1 + number), if number < content { 5 } else { 2 });
        if number % 2 == 1 {
            day = day.saturating_add(1.day());
            office.tick(day);
        }
    }
    day
}

fn thirty_votes_from_ten_addresses_confirm_nothing(engine: Engine) {
    let office = Office::with(engine, &BEHIND_PROXY);
    let analyst = office.key("results", &[]);
    live(&office, date(2026, 7, 14), 40, 37);
    let day = live(&office, date(2026, 10, 5), 32, 30);
    let compare = || {
        let path = format!("{SURVEY}/comparison?period=2026-Q4&against=2026-Q3&department=KM");
        office.get(&path, &analyst).expect(200).json()["total"]["questions"][0].clone()
    };
    assert_eq!(compare()["verdict"], "within_error", "nearly all were content, and are");
    let board = || {
        let visitor = Visitor::signed_in(&office, &analyst);
        visitor.get("/results/obsluga?period=2026-Q4&lang=pl").expect(200).text()
    };
    assert!(!board().contains(DOUBTFUL));
    stuff(&office);
    // The day is above its ceiling of ten, and waits for a week.
    let (since, until) = (day.saturating_add(1.day()), day.saturating_add(8.days()));
    let held = json!([{ "department": "KM", "channel": "web", "day": day.to_string(),
                        "since": since.to_string(), "until": until.to_string() }]);
    for tick in [since, until.saturating_sub(1.day())] {
        office.tick(tick);
        assert_eq!(results(&office, &analyst, "period=2026-Q4")["total"]["n"], 30);
        assert_eq!(set_aside(&office)["held"], held);
    }
    office.tick(until);
    assert_eq!(set_aside(&office)["held"], json!([]), "nobody set it aside: it goes on by itself");
    come_on_paper(&office, until);
    office.tick(until.saturating_add(1.day()));
    let told = results(&office, &analyst, "period=2026-Q4");
    assert_eq!((&told["total"]["n"], &told["coverage"]["flags"]), (&74.into(), &json!({ "burst": 20, "repeat": 20 })));
    let repeated = told["coverage"]["repeated"].as_u64().unwrap();
    assert!((20..=30).contains(&repeated), "{repeated} of thirty are marked, some twice");
    let positive = &told["total"]["questions"][0]["positive"];
    assert_eq!((positive["n"].as_u64(), positive["share"].as_f64().unwrap() < 0.55), (Some(40), true));
    let bound = &positive["without_repeated"];
    let high = 40.0 / (74 - repeated) as f64;
    let low = (40 - repeated) as f64 / (74 - repeated) as f64;
    assert_eq!(
        (bound["repeated"].as_u64(), bound["high"].as_f64(), bound["low"].as_f64()),
        (Some(repeated), Some(high), Some(low))
    );
    let compared = compare();
    assert!(compared["p_adjusted"].as_f64().unwrap() < 0.001, "{compared}");
    assert_eq!(compared["verdict"], "not_confirmed");
    assert_eq!(compared["words"]["pl"], DOUBTFUL);
    let file = office.get(&format!("{SURVEY}/results?period=2026-Q4&format=csv"), &analyst).expect(200).text();
    let header = file.lines().next().unwrap().split(',').position(|name| name == "repeated").unwrap();
    assert_eq!(file.lines().nth(1).unwrap().split(',').nth(header), Some(&*repeated.to_string()));
    assert!(board().contains(DOUBTFUL), "{}", board());
    office.tick(date(2027, 1, 15));
    let review = |quarter: &str| {
        let path = format!("/api/v1/reviews/2026-{quarter}?format=html&lang=pl");
        office.get(&path, &analyst).expect(200).text()
    };
    assert_eq!(["Q3", "Q4"].map(|quarter| review(quarter).contains(DOUBTFUL)), [false, true]);
    // The meeting is asked about the answers, and not about a cause.
    let asked = ["sprawdzić wątpliwe odpowiedzi", "ustalić przyczynę i zdecydować o działaniu"];
    assert_eq!(asked.map(|proposal| review("Q4").contains(proposal)), [true, false]);
}

fn everybody_reads_whether_doubtful_answers_made_a_verdict(engine: Engine) {
    let read = |visitors: usize, stuffed: bool| {
        let office = Office::with(engine, &BEHIND_PROXY);
        let public = json!({ "public": true });
        office.json("PUT", &format!("{SURVEY}/settings"), &office.admin, &public).expect(200);
        live(&office, date(2026, 7, 14), 40, 37);
        let day = live(&office, date(2026, 10, 5), visitors, 30);
        if stuffed {
            stuff(&office);
            // The day is above its ceiling, and waits for a week.
            let (since, until) = (day.saturating_add(1.day()), day.saturating_add(8.days()));
            for later in [since, until] {
                office.tick(later);
            }
            come_on_paper(&office, until);
        }
        office.tick(date(2027, 1, 15));
        let page = office.get("/wyniki/obsluga/2026-Q4?lang=pl", "").expect(200).text();
        [DOUBTFUL, Verdict::Decrease.words().pl, Verdict::Unchanged.words().pl].map(|words| page.contains(words))
    };
    assert_eq!(read(32, true), [true, false, false]);
    assert_eq!(read(32, false), [false, false, true], "nearly all were content, and are");
    assert_eq!(read(62, false), [false, true, false], "as many who came one by one are believed");
}

fn five_hundred_by_a_submit_key_are_seen(engine: Engine) {
    let office = Office::with(engine, &CEILING);
    let (analyst, kiosk) = (office.key("results", &[]), office.key("submit", &[]));
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 1 }), 500);
    // Paper carries no mark, however much of it is typed in.
    collect(&office, &office.key("paper", &[]), "KM", "2026-07-14", &json!({ "OVERALL": 5 }), 300);
    office.tick(date(2026, 7, 15));
    assert_eq!(results(&office, &analyst, "period=2026-Q3")["total"]["n"], 300);
    assert_eq!(set_aside(&office)["held"][0]["channel"], "kiosk");
    office.tick(date(2026, 7, 22));
    let told = results(&office, &analyst, "period=2026-Q3");
    // A pace that is not known yet has room for a campaign, and for no more.
    assert_eq!((&told["total"]["n"], &told["coverage"]["flags"]), (&800.into(), &json!({ "burst": 400 })));
    let positive = &told["total"]["questions"][0]["positive"];
    assert_eq!((&positive["share"], &positive["without_repeated"]["high"]), (&json!(0.375), &json!(0.75)));
    // Another department has a ceiling of its own.
    collect(&office, &kiosk, "GN", "2026-07-22", &json!({ "OVERALL": 1 }), 100);
    office.tick(date(2026, 7, 23));
    assert_eq!(results(&office, &analyst, "period=2026-Q3&department=GN")["total"]["n"], 100, "below the ceiling");
}

fn a_late_queue_is_no_burst_and_a_tablet_without_rest_is(engine: Engine) {
    let office = Office::with(engine, &CEILING);
    let analyst = office.key("results", &[]);
    let hours =
        ["monday", "tuesday", "wednesday", "thursday", "friday"].map(|day| (day.to_owned(), json!(["08:00-09:00"])));
    let tablet = |body: Value| {
        let made = office.json("POST", "/api/v1/kiosks", &office.admin, &body).expect(201).json();
        let code = json!({ "code": made["pairing"]["code"] });
        let paired = office.json("POST", "/api/v1/kiosks/pairing", "", &code).expect(200).json();
        paired["key"].as_str().unwrap().to_owned()
    };
    let usual = tablet(json!({ "name": "a", "survey": "obsluga", "department": "KM" }));
    let slow = tablet(json!({ "name": "b", "survey": "obsluga", "department": "GN", "cooldown_seconds": 600,
                              "opening_hours": hours.into_iter().collect::<serde_json::Map<String, Value>>() }));
    // Two days of a tablet that was offline, at once.
    for day in ["2026-07-10", "2026-07-13"] {
        collect(&office, &usual, "KM", day, &json!({ "OVERALL": 4 }), 90);
    }
    // In an hour a tablet that rests for ten minutes collects seven.
    collect(&office, &slow, "GN", "2026-07-10", &json!({ "OVERALL": 4 }), 7);
    collect(&office, &slow, "GN", "2026-07-13", &json!({ "OVERALL": 4 }), 12);
    office.tick(date(2026, 7, 15));
    let told = results(&office, &analyst, "period=2026-Q3");
    assert_eq!((&told["total"]["n"], &told["coverage"]["flags"]), (&180.into(), &json!({})));
    let held = set_aside(&office)["held"].clone();
    assert_eq!((&held[0]["department"], &held[0]["day"], &held[1]), (&"GN".into(), &"2026-07-13".into(), &Value::Null));
    office.tick(date(2026, 7, 22));
    let told = results(&office, &analyst, "period=2026-Q3&department=GN");
    assert_eq!((&told["total"]["n"], &told["coverage"]["flags"]), (&19.into(), &json!({ "burst": 5 })));
}

fn comments_of_a_burst_are_nobodys_own(engine: Engine) {
    let told = |options: &[&str], aside: bool| {
        let office = Office::with(engine, options);
        let mut today = date(2026, 7, 14);
        for _ in 0..7 {
            office.respond("KM", json!({ "OVERALL": 4 })).expect(201);
            today = today.saturating_add(1.day());
            office.tick(today);
        }
        let with_words = json!({ "OVERALL": 2, "SUGGEST": "Więcej krzeseł" });
        (0..12).for_each(|_| drop(office.respond("KM", with_words.clone()).expect(201)));
        (0..13).for_each(|_| drop(office.respond("KM", json!({ "OVERALL": 2 })).expect(201)));
        if aside {
            order(&office, &format!("KM/web/{today}"));
        }
        office.tick(date(2026, 10, 1));
        let path = format!("{SURVEY}/comments/moderation");
        let comments = office.get(&path, &office.admin).expect(200).json();
        comments["items"].as_array().unwrap().iter().filter(|comment| comment["department"] == "KM").count()
    };
    assert_eq!(told(&[], false), 12);
    // Fifteen of twenty-five are above the ceiling of ten, and who of them wrote the twelve comments nobody knows.
    assert_eq!(told(&CEILING, false), 0);
    assert_eq!(told(&[], true), 0, "nor are those of responses that were set aside");
}

fn a_day_that_is_set_aside_is_in_no_figure(engine: Engine) {
    let office = Office::with(engine, &CEILING);
    let (analyst, kiosk) = (office.key("results", &[]), office.key("submit", &[]));
    collect(&office, &kiosk, "KM", "2026-07-10", &json!({ "OVERALL": 1 }), 12);
    collect(&office, &kiosk, "KM", "2026-07-13", &json!({ "OVERALL": 5 }), 20);
    collect(&office, &kiosk, "GN", "2026-07-10", &json!({ "OVERALL": 5 }), 20);
    order(&office, "KM/kiosk/2026-07-10");
    office.tick(date(2026, 7, 15));
    let told = results(&office, &analyst, "period=2026-Q3");
    assert_eq!((&told["total"]["n"], &told["coverage"]["set_aside"]), (&40.into(), &12.into()));
    assert_eq!(told["total"]["questions"][0]["positive"]["share"], 1.0);
    // It is told of the whole office and of whole quarters, as it stood on a day.
    for query in ["period=2026-07", "period=2026-Q3&department=KM", "period=2026-Q2", "period=2026-Q3&as_of=2026-07-14"]
    {
        assert_eq!(results(&office, &analyst, query)["coverage"]["set_aside"], Value::Null, "{query}");
    }
    // One more is too few to tell, and so are nine; ten are not.
    let day = |number: i64| date(2026, 7, 15).saturating_add(number.days());
    for number in 0..10 {
        let today = day(number);
        office.clock.set(noon(today).timestamp());
        collect(&office, &kiosk, "KM", &today.to_string(), &json!({ "OVERALL": 1 }), 1);
        order(&office, &format!("KM/kiosk/{today}"));
        office.tick(day(number + 1));
        let told = results(&office, &analyst, "period=2026-Q3");
        let expected = if number < 9 { 12 } else { 22 };
        assert_eq!((&told["coverage"]["set_aside"], &told["total"]["n"]), (&expected.into(), &40.into()), "{today}");
    }
    let census = Census::of(&office.database.url);
    assert_eq!((census.receipts, census.pending + census.released), (62, 40), "what is set aside is gone");
    let review = office.get("/api/v1/reviews/2026-Q3?format=html", &analyst).expect(200).text();
    assert!(review.contains("Liczba wyłączonych odpowiedzi: 22."), "{review}");
    let path = "/api/v1/audit?limit=100";
    let audit = office.get(path, &office.admin).expect(200).text();
    assert!(audit.contains("obsluga KM kiosk 2026-07-10: skradziony tablet"), "{audit}");
}

fn an_order_is_made_once_and_can_be_taken_back(engine: Engine) {
    let office = Office::with(engine, &CEILING);
    let analyst = office.key("results", &[]);
    let sent: Vec<Value> = (0..20).map(|_| item("KM", json!({ "OVERALL": 5 }))).collect();
    let kiosk = office.key("submit", &[]);
    send_batch(&office, &kiosk, &sent).expect(200);
    let place = format!("{SURVEY}/set-aside/KM/kiosk/2026-07-14");
    let ordered = json!([{ "department": "KM", "channel": "kiosk", "day": "2026-07-14" }]);
    assert_eq!(order(&office, "KM/kiosk/2026-07-14"), ordered[0]);
    assert_eq!(order(&office, "KM/kiosk/2026-07-14"), ordered[0], "the same again is the same");
    assert_eq!(set_aside(&office), json!({ "held": [], "orders": ordered }));
    office.delete(&place, &office.admin).expect(204);
    office.delete(&place, &office.admin).expect(404);
    office.tick(date(2026, 7, 15));
    assert_eq!(results(&office, &analyst, "period=2026-Q3")["total"]["n"], 20);
    // What is in a block stays there, whatever is ordered; and what was accepted stays recognised.
    order(&office, "KM/kiosk/2026-07-14");
    office.tick(date(2026, 7, 16));
    let told = results(&office, &analyst, "period=2026-Q3");
    assert_eq!((&told["total"]["n"], &told["coverage"]["set_aside"]), (&20.into(), &Value::Null));
    let again = send_batch(&office, &kiosk, &sent[..1]).expect(200).json();
    assert_eq!(again["results"][0]["status"], "replayed");
    office.delete(&place, &office.admin).expect(404);
    let put = |place: &str, body: Value| {
        office.json("PUT", &format!("{SURVEY}/set-aside/{place}"), &office.admin, &body).status
    };
    for wrong in ["XX/kiosk/2026-07-14", "KM/fax/2026-07-14", "KM/kiosk/2026-7-14", "KM/kiosk/2026-02-30"] {
        assert_eq!(put(wrong, json!({ "reason": "skradziony tablet" })), 404, "{wrong}");
    }
    for wrong in
        [json!({}), json!({ "reason": "" }), json!({ "reason": "a\nb c" }), json!({ "reason": "abc", "answers": 1 })]
    {
        assert!([400, 422].contains(&put("KM/kiosk/2026-07-14", wrong.clone())), "{wrong}");
    }
}

/// An administrator sets aside a day with one response, and watches everything: whatever it said, all is the same.
fn what_was_set_aside_leaves_no_trace_of_what_it_said(engine: Engine) {
    let watch = |said: Value| {
        let office = Office::with(engine, &CEILING);
        let (analyst, kiosk) = (office.key("results", &[]), office.key("submit", &[]));
        let mut seen = Vec::new();
        for number in 0..14_i64 {
            let today = date(2026, 7, 14).saturating_add(number.days());
            office.clock.set(noon(today).timestamp());
            collect(&office, &kiosk, "KM", &today.to_string(), &rated(if number % 3 == 0 { 2 } else { 5 }), 3);
            if number == 4 {
                let mut alone = item("KM", said.clone());
                alone["collected_on"] = today.to_string().into();
                send_batch(&office, &office.key("paper", &[]), &[alone]).expect(200);
                seen.push(order(&office, &format!("KM/paper/{today}")).to_string());
            }
            office.tick(today.saturating_add(1.day()));
            seen.push(set_aside(&office).to_string());
            for query in ["period=2026-Q3", "period=2026-07&group_by=department"] {
                seen.push(results(&office, &analyst, query).to_string());
            }
        }
        office.tick(date(2026, 10, 1));
        seen.push(results(&office, &analyst, "period=2026-Q3&group_by=channel").to_string());
        seen
    };
    let one = watch(json!({ "OVERALL": 1, "WAIT": 1 }));
    assert!(one.iter().any(|seen| seen.contains("\"n\":12")), "something is told");
    assert_eq!(one, watch(json!({ "OVERALL": 5, "COURTESY": 5 })));
}

fn a_flood_moves_nothing_before_the_tick(engine: Engine) {
    let office = Office::with(engine, &CEILING);
    let (analyst, kiosk) = (office.key("results", &[]), office.key("submit", &[]));
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 5 }), 20);
    office.tick(date(2026, 7, 15));
    let seen = || {
        let admin = office.get(&format!("{SURVEY}/set-aside"), &office.admin).expect(200);
        (admin.bytes, results(&office, &analyst, "period=2026-Q3"))
    };
    let before = seen();
    let answers = order(&office, "KM/kiosk/2026-07-15");
    office.delete(&format!("{SURVEY}/set-aside/KM/kiosk/2026-07-15"), &office.admin).expect(204);
    collect(&office, &kiosk, "KM", "2026-07-15", &json!({ "OVERALL": 1 }), 300);
    assert_eq!(seen(), before);
    assert_eq!(order(&office, "KM/kiosk/2026-07-15"), answers, "an order does not say whether anything waits");
}

fn a_held_day_arrives_late_when_its_quarter_is_closed(engine: Engine) {
    let office = Office::with(engine, &CEILING);
    let (analyst, kiosk) = (office.key("results", &[]), office.key("submit", &[]));
    collect(&office, &kiosk, "KM", "2026-07-10", &json!({ "OVERALL": 5 }), 20);
    office.tick(date(2026, 9, 29));
    office.clock.set(noon(date(2026, 9, 30)).timestamp());
    collect(&office, &kiosk, "KM", "2026-09-30", &json!({ "OVERALL": 1 }), 150);
    office.tick(date(2026, 10, 1));
    assert_eq!(results(&office, &analyst, "period=2026-Q3")["total"]["n"], 20, "closed without what is held");
    office.tick(date(2026, 10, 2));
    office.tick(date(2026, 10, 8));
    assert_eq!(results(&office, &analyst, "period=2026-Q3")["total"]["n"], 20);
    let later = results(&office, &analyst, "period=2026-Q4");
    assert_eq!((&later["total"]["n"], &later["coverage"]["first_day"]), (&150.into(), &"2026-10-02".into()));
    let census = Census::of(&office.database.url);
    assert_eq!((census.pending, census.released, census.in_blocks), (0, 170, 170));
}

fn who_waited_for_a_week_is_not_held_again(engine: Engine) {
    let office = Office::with(engine, &CEILING);
    let (analyst, kiosk) = (office.key("results", &[]), office.key("submit", &[]));
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 5 }), 150);
    office.tick(date(2026, 7, 15));
    office.tick(date(2026, 7, 21));
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 1 }), 120);
    office.tick(date(2026, 7, 22));
    let told = results(&office, &analyst, "period=2026-Q3");
    assert_eq!((&told["total"]["n"], &told["coverage"]["flags"]), (&150.into(), &json!({ "burst": 50 })));
    assert_eq!(set_aside(&office)["held"][0]["since"], "2026-07-22", "those who come later wait a week of their own");
    // All of them are above the ceiling: they fill no block by themselves.
    collect(&office, &kiosk, "KM", "2026-07-22", &json!({ "OVERALL": 5 }), 10);
    office.tick(date(2026, 7, 28));
    assert_eq!(results(&office, &analyst, "period=2026-Q3")["total"]["n"], 160);
    office.tick(date(2026, 7, 29));
    assert_eq!(results(&office, &analyst, "period=2026-Q3")["total"]["n"], 160);
    collect(&office, &kiosk, "KM", "2026-07-29", &json!({ "OVERALL": 5 }), 10);
    office.tick(date(2026, 7, 30));
    let told = results(&office, &analyst, "period=2026-Q3");
    assert_eq!((&told["total"]["n"], &told["coverage"]["flags"]), (&290.into(), &json!({ "burst": 170 })));
}
