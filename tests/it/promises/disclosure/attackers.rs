//! Attackers that know nothing of the rule are set on small offices with every edge. They find what was told wrongly
//! by the rules that were given up, and nothing now.

use std::collections::BTreeSet;

use ankieta::survey::codes::QuestionCode;
use ankieta::survey::response::Channel;
use jiff::civil::date;
use serde_json::json;

use super::bounds::{Told, certain};
use super::small_office::{FOLLOW_UPS, Office, Person, QUESTIONS, Shape, answers};
use super::support::smallest_support;

const K: u32 = 5;

fn shape(seed: u64) -> Shape {
    Shape {
        people: 80 + seed as usize * 7 % 90,
        departments: 2 + seed as usize % 3,
        low: 0.15,
        flagged: [0.0, 0.15, 0.3][seed as usize % 3],
        imported: [0.0, 0.2][seed as usize % 2],
        nightly: seed % 4 < 2,
    }
}

/// The sets of people of whom a question is told, by block and by class.
fn sets(office: &Office, code: &str) -> Vec<Vec<usize>> {
    let unions = office.unions(code).into_iter().map(|(members, _)| members);
    unions.chain(office.classes(Some(code)).into_iter().map(|(members, _)| members)).collect()
}

/// The smallest group that combinations of some sets are about, by people and by answers, with and without those flagged.
fn smallest(office: &Office, sets: &[Vec<usize>], answered: Option<&str>) -> Option<(u64, Vec<usize>)> {
    let weights = |independent: bool| -> Vec<Option<u64>> {
        let weight = |person: &Person| {
            let counts = answered.is_none_or(|code| person.is_real(code));
            counts.then_some(u64::from(!independent || !person.flagged))
        };
        office.people.iter().map(weight).collect()
    };
    [false, true].into_iter().find_map(|independent| smallest_support(sets, &weights(independent), u64::from(K)))
}

/// Everything that is told of a question counts the people that it should.
fn check_counts(office: &Office, code: &str) {
    let question: QuestionCode = code.parse().unwrap();
    for (members, published) in office.unions(code) {
        let counts = published.question(&question).unwrap();
        assert_eq!(counts.people, members.len() as u64, "{code}");
        assert_eq!(
            counts.answered,
            members.iter().filter(|person| office.people[**person].is_real(code)).count() as u64
        );
        for (option, n) in &counts.options {
            let said =
                members.iter().filter(|person| office.people[**person].says(code).as_deref() == Some(option.as_str()));
            assert_eq!(said.count() as u64, *n, "{code} {option}");
        }
    }
    for (members, class) in office.classes(Some(code)) {
        let counts = class.counts.question(&question).unwrap();
        assert_eq!(counts.people, members.len() as u64, "{code} by class");
        for (options, n) in &counts.options {
            let chose = |person: &usize| {
                office.people[*person].says(code).is_some_and(|said| options.split('|').any(|option| option == said))
            };
            assert_eq!(members.iter().filter(|person| chose(person)).count() as u64, *n, "{code} {options}");
        }
        assert_eq!((counts.asked, counts.not_applicable), (None, None));
    }
}

#[test]
fn no_combination_of_tables_is_about_fewer_than_k_people() {
    let (mut by_class, mut questions) = (0, 0);
    for seed in 0..40 {
        let office = Office::random(seed, K, shape(seed));
        let mut everything: Vec<Vec<usize>> = office.classes(None).into_iter().map(|(members, _)| members).collect();
        everything
            .extend(office.blocks.iter().map(|block| block.members.clone()).filter(|members| !members.is_empty()));
        assert_eq!(smallest(&office, &everything, None), None, "people, seed {seed}");
        for code in QUESTIONS {
            check_counts(&office, code);
            let sets = sets(&office, code);
            assert_eq!(smallest(&office, &sets, None), None, "people of {code}, seed {seed}");
            assert_eq!(smallest(&office, &sets, Some(code)), None, "answers to {code}, seed {seed}");
            check_exactness(&office, code);
            by_class += office.classes(Some(code)).len();
            questions += office.unions(code).len();
            everything.extend(sets);
        }
        for (code, followed) in FOLLOW_UPS {
            // Who was asked is who answered the other one in a certain way.
            let asked = office.unions(code).into_iter().map(|(members, _)| members);
            let sets: Vec<Vec<usize>> = asked.chain(sets(&office, followed)).collect();
            assert_eq!(smallest(&office, &sets, Some(followed)), None, "{followed} by {code}, seed {seed}");
        }
        everything.sort();
        everything.dedup();
        assert_eq!(smallest(&office, &everything, None), None, "people of all questions, seed {seed}");
    }
    assert!(
        by_class > 30 && questions > 400,
        "{by_class} tables by class, {questions} by block: there is nothing to attack"
    );
}

/// A question is told by class only of the very people of whom it is told by block.
fn check_exactness(office: &Office, code: &str) {
    for (classified, blocks) in &office.classified {
        let told =
            |class: &&ankieta::survey::disclosure::Class| class.counts.question(&code.parse().unwrap()).is_some();
        let by_class: u64 = classified
            .classes
            .iter()
            .filter(told)
            .map(|class| class.counts.question(&code.parse().unwrap()).unwrap().people)
            .sum();
        if by_class == 0 {
            continue;
        }
        let mut people: Vec<usize> = blocks.iter().flat_map(|place| office.blocks[*place].members.clone()).collect();
        people.sort_unstable();
        let unions = office.unions(code).into_iter().map(|(members, _)| members);
        let mut by_block: Vec<usize> =
            unions.filter(|members| people.binary_search(&members[0]).is_ok()).flatten().collect();
        by_block.sort_unstable();
        assert!(people == by_block && by_class == people.len() as u64, "{code} in {}", classified.period);
    }
}

fn visitor(channel: Channel, day: i8, given: &[(&str, serde_json::Value)]) -> Person {
    let day = date(2026, 1, day);
    Person { department: "KM", channel, day, history: false, flagged: false, version: 1, answers: answers(given) }
}

/// Nine people tapped one face, and one filled in everything.
#[test]
fn a_question_that_one_of_ten_answered_is_not_told() {
    let mut office = Office::open(10);
    let mut people: Vec<Person> = (0..9).map(|_| visitor(Channel::Kiosk, 5, &[("OVERALL", 5.into())])).collect();
    people.push(visitor(
        Channel::Paper,
        5,
        &[("OVERALL", 2.into()), ("WAIT", 3.into()), ("REASON", json!("x")), ("RTYPE", json!("private"))],
    ));
    office.accept(people);
    office.tick(date(2026, 1, 6));
    assert_eq!(office.unions("OVERALL").len(), 1);
    for code in &QUESTIONS[1..] {
        assert!(office.unions(code).is_empty(), "{code}");
    }
    // Where every question is told with every block, the attacker has that person at once.
    let all = vec![(0..10).collect::<Vec<usize>>()];
    assert_eq!(smallest(&office, &all, Some("WAIT")), Some((1, vec![9])));
}

/// The second night's only low answer, with a reason, waits for others.
#[test]
fn a_follow_up_covers_whole_unions_of_what_it_follows() {
    let mut office = Office::open(10);
    let low = |day| visitor(Channel::Paper, day, &[("OVERALL", 1.into()), ("REASON", json!("x"))]);
    let content = |day| visitor(Channel::Paper, day, &[("OVERALL", 5.into())]);
    office.accept((0..9).map(|_| low(5)).chain((0..6).map(|_| content(5))).collect());
    office.tick(date(2026, 1, 6));
    assert!(office.unions("REASON").is_empty());
    office.accept(std::iter::once(low(6)).chain((0..9).map(|_| content(6))).collect());
    office.tick(date(2026, 1, 7));
    let told = office.unions("REASON");
    assert_eq!(told.iter().map(|(members, _)| members.len()).collect::<Vec<_>>(), [25]);
    let asked = told[0].1.question(&"REASON".parse().unwrap()).unwrap().asked;
    assert_eq!(asked, Some(10));
}

/// 15 private@kiosk and 15 business@web, then 15 private@web and 1 business@web.
fn two_nights() -> Office {
    let mut office = Office::open(10);
    let come = |day, channel, kind: &str, count| {
        let person = visitor(channel, day, &[("OVERALL", 4.into()), ("RTYPE", json!(kind))]);
        std::iter::repeat_n(person, count).collect::<Vec<_>>()
    };
    office.accept([come(5, Channel::Kiosk, "private", 15), come(5, Channel::Web, "business", 15)].concat());
    office.tick(date(2026, 1, 6));
    office.accept([come(6, Channel::Web, "private", 15), come(6, Channel::Web, "business", 1)].concat());
    office.tick(date(2026, 1, 7));
    office.tick(date(2026, 4, 14));
    office
}

#[test]
fn three_tables_together_isolate_nobody() {
    let office = two_nights();
    let classes = office.classes(None);
    let blocks: Vec<Vec<usize>> = office.blocks.iter().map(|block| block.members.clone()).collect();
    let told: Vec<Vec<usize>> = classes.iter().map(|(members, _)| members.clone()).chain(blocks.clone()).collect();
    assert_eq!(smallest(&office, &told, None), None);
    // Each dimension in a table of its own, no two of which differ by fewer than fifteen, is a third partition.
    let by = |holds: &dyn Fn(&Person) -> bool| -> Vec<Vec<usize>> {
        let (one, other) = (0..46).partition(|person| holds(&office.people[*person]));
        vec![one, other]
    };
    let mut tables = blocks;
    tables.extend(by(&|person| person.channel == Channel::Web));
    tables.extend(by(&|person| person.says("RTYPE").as_deref() == Some("private")));
    assert_eq!(smallest(&office, &tables, None), Some((1, vec![45])));
}

/// Who is pooled is told for the office: not even what they came for says of which department they are.
#[test]
fn a_pool_tells_nothing_that_depends_on_the_department() {
    let mut office = Office::open(10);
    for (department, count) in [("KM", 5), ("GN", 4), ("RK", 3)] {
        let matter = json!(format!("{}_a", department.to_lowercase()));
        let person = visitor(Channel::Paper, 5, &[("OVERALL", 4.into()), ("MATTER", matter)]);
        office.accept(std::iter::repeat_n(Person { department, ..person }, count).collect());
    }
    office.tick(date(2026, 4, 14));
    assert_eq!(office.blocks.iter().map(|block| block.members.len()).collect::<Vec<_>>(), [12]);
    assert!(office.unions("MATTER").is_empty());
    for (_, class) in office.classes(None) {
        let department =
            office.classified[0].0.dimensions.iter().position(|dimension| dimension.as_str() == "department");
        assert_eq!(class.values[department.unwrap()], None);
    }
}

/// An option that only the newer version has, and a question that not everybody is asked.
#[test]
fn who_was_asked_is_counted() {
    let mut office = Office::open(5);
    let given = |reason: bool| {
        let mut given = vec![("OVERALL", 2.into())];
        given.extend(reason.then(|| ("REASON", json!("x"))));
        given
    };
    let mut people: Vec<Person> = (0..20).map(|_| visitor(Channel::Kiosk, 5, &[("OVERALL", 5.into())])).collect();
    people.extend((0..10).map(|place| visitor(Channel::Paper, 5, &given(place < 6))));
    office.accept(people);
    office.tick(date(2026, 1, 6));
    let counts = |code: &str| office.unions(code)[0].1.question(&code.parse().unwrap()).cloned();
    let reason = counts("REASON").unwrap();
    assert_eq!((reason.people, reason.asked, reason.answered), (30, Some(10), 6));
    // The kiosk does not ask whether it was timely.
    assert_eq!(counts("OVERALL").unwrap().asked, Some(30));
}

/// People who were carried on are in a block and in no class: by them alone the two partitions would differ.
#[test]
fn classes_without_those_who_were_carried_would_isolate_them() {
    let office = Office::random(3, K, shape(3));
    let population =
        |quarter: usize| office.classified[quarter].1.iter().map(|place| office.blocks[*place].members.clone());
    let blocks: Vec<Vec<usize>> = population(0).collect();
    let mut classes: Vec<Vec<usize>> = office.classes(None).into_iter().map(|(members, _)| members).collect();
    classes.retain(|members| blocks.iter().any(|block| block.contains(&members[0])));
    let carried = blocks[0][..3].to_vec();
    classes.iter_mut().for_each(|members| members.retain(|person| !carried.contains(person)));
    let told = [blocks, classes].concat();
    assert!(smallest(&office, &told, None).is_some_and(|(weight, _)| weight <= 3));
}

/// An import of a few people under the labels of classes that were made without them.
#[test]
fn an_addition_under_old_labels_would_isolate_people() {
    let shape = Shape { people: 160, departments: 2, low: 0.15, flagged: 0.0, imported: 0.15, nightly: true };
    let mut isolated = 0;
    for seed in 0..10 {
        let office = Office::random(seed, K, shape);
        let added = |block: &&super::small_office::Block| block.enumerated.history && block.period == date(2026, 1, 1);
        let blocks: Vec<Vec<usize>> = office.blocks.iter().filter(added).map(|block| block.members.clone()).collect();
        let imported: Vec<usize> = blocks.concat();
        let by = |channel: Channel| -> Vec<usize> {
            imported.iter().copied().filter(|person| office.people[*person].channel == channel).collect()
        };
        let labels = [Channel::Kiosk, Channel::Web, Channel::Paper].map(by).to_vec();
        isolated += u32::from(smallest(&office, &[blocks, labels].concat(), None).is_some());
    }
    assert!(isolated > 5, "{isolated} of 10");
}

#[test]
fn whole_numbers_do_not_tell_of_a_small_group_either() {
    let shape = Shape { people: 700, departments: 4, low: 0.07, flagged: 0.0, imported: 0.0, nightly: true };
    let (mut tables, mut holes) = (0, 0);
    for seed in 0..8 {
        let office = Office::random(seed, 10, shape);
        let Some(told) = margins(&office) else { continue };
        tables += 1;
        assert_eq!(certain(&told, 10, &[0, 1]).len(), 0, "seed {seed}");
        // Where rare options are told by class as they are, it finds some.
        let fine = Told {
            joined: (0..5).collect(),
            class_unions: (0..told.compatible[0].len()).map(|class| vec![class]).collect(),
            ..told
        };
        holes += certain(&fine, 10, &[0, 1]).len();
    }
    assert!(tables > 2 && holes > 0, "{tables} tables, {holes} holes");
}

/// What is told of OVERALL in the first quarter, for the attacker who bounds; none: nothing is by class.
fn margins(office: &Office) -> Option<Told> {
    let places = &office.classified[0].1;
    let people: Vec<usize> = places.iter().flat_map(|place| office.blocks[*place].members.clone()).collect();
    let within = |(members, _): &(Vec<usize>, ankieta::survey::disclosure::Class)| people.contains(&members[0]);
    let classes: Vec<_> = office.classes(None).into_iter().filter(within).collect();
    let by_class: Vec<_> = office.classes(Some("OVERALL")).into_iter().filter(within).collect();
    by_class.first()?;
    let number = |person: &usize, sets: &[&Vec<usize>]| sets.iter().position(|set| set.contains(person)).unwrap();
    let blocks: Vec<&Vec<usize>> = places.iter().map(|place| &office.blocks[*place].members).collect();
    let groups: Vec<&Vec<usize>> = classes.iter().map(|(members, _)| members).collect();
    let department = office.classified[0].0.dimensions.iter().position(|it| it.as_str() == "department").unwrap();
    let compatible = places.iter().map(|place| {
        let own = office.blocks[*place].enumerated.department.as_ref().map(|code| code.as_str());
        let fits = |(_, class): &(Vec<usize>, ankieta::survey::disclosure::Class)| {
            class.values[department].as_deref().is_none_or(|code| Some(code) == own)
        };
        classes.iter().map(fits).collect()
    });
    let overall: QuestionCode = "OVERALL".parse().unwrap();
    let options = by_class.iter().flat_map(|(_, class)| class.counts.question(&overall).unwrap().options.keys());
    let joined: BTreeSet<String> = options.map(ToString::to_string).collect();
    let joined: Vec<String> = joined.into_iter().collect();
    let parts = |sets: &[(Vec<usize>, ankieta::survey::disclosure::Class)], of: &[&Vec<usize>]| -> Vec<Vec<usize>> {
        sets.iter().map(|(set, _)| (0..of.len()).filter(|place| set.contains(&of[*place][0])).collect()).collect()
    };
    let names = (1..=5).map(|value| value.to_string());
    Some(Told {
        block_of: people.iter().map(|person| number(person, &blocks)).collect(),
        class_of: people.iter().map(|person| number(person, &groups)).collect(),
        compatible: compatible.collect(),
        answer_of: people
            .iter()
            .map(|person| Some(office.people[*person].says("OVERALL")?.parse::<usize>().unwrap() - 1))
            .collect(),
        options: 5,
        joined: names
            .map(|name| joined.iter().position(|names| names.split('|').any(|it| it == name)).unwrap_or(0))
            .collect(),
        unions: (0..blocks.len()).map(|block| vec![block]).collect(),
        class_unions: parts(&by_class, &groups),
        beside: Vec::new(),
    })
}
