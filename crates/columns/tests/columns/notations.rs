//! Random records in random notations: notation never changes the hash, and any change of content does.

use trail365_columns::content_hash;
use trail365_records::Parser;

struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Truth(bool),
    Number(i64),
    /// Seconds of a day in March 2026, and milliseconds.
    Time(i64, i64),
    Guid(u32),
    Text(String),
    UserType(u8),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

fn random_value(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth == 0 { 6 } else { 8 }) {
        0 => Value::Truth(dice.below(2) == 0),
        1 => Value::Number(dice.below(2000) as i64 - 1000),
        2 => Value::Time(dice.below(86_400) as i64, dice.pick(&[0, 0, 500, 125])),
        3 => Value::Guid(dice.below(1 << 30) as u32),
        4 => Value::Text(
            dice.pick(&["", "mail", "x\"y\\z", "Müller", "[draft", "/sites/a", "007", "1.10", "a@b"]).into(),
        ),
        5 => Value::UserType(dice.pick(&[0, 2, 3])),
        6 => Value::List((0..dice.below(4)).map(|_| random_item(dice, depth - 1)).collect()),
        _ => random_object(dice, depth - 1),
    }
}

/// Returns a value that no key tells the enum of.
fn random_item(dice: &mut Dice, depth: usize) -> Value {
    match random_value(dice, depth) {
        Value::UserType(number) => Value::Number(number.into()),
        value => value,
    }
}

fn random_object(dice: &mut Dice, depth: usize) -> Value {
    let members = (0..dice.below(5)).map(|n| {
        let value = random_value(dice, depth);
        // The key tells the enum.
        let key = if matches!(value, Value::UserType(_)) { "UserType".into() } else { format!("key{n}") };
        (key, value)
    });
    let mut members: Vec<_> = members.collect();
    members.dedup_by(|a, b| a.0 == b.0);
    Value::Object(members)
}

fn quote(dice: &mut Dice, text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' => "\\\"".into(),
            '\\' => "\\\\".into(),
            '/' if dice.below(2) == 0 => "\\/".into(),
            c if dice.below(10) == 0 => format!("\\u{:04x}", c as u32),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

fn write_time(dice: &mut Dice, seconds: i64, millis: i64) -> String {
    let at = |seconds: i64| format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = match millis {
        0 => dice.pick(&["", ".0", ".000"]).to_owned(),
        _ => format!(".{millis}{}", dice.pick(&["", "0000"])),
    };
    match dice.below(5) {
        0 => format!("2026-03-10T{}{fraction}{}", at(seconds), dice.pick(&["", "Z", "+00:00"])),
        1 => format!("2026-03-10 {}{fraction}{}", at(seconds), dice.pick(&["", "Z"])),
        2 if seconds < 82_800 => format!("2026-03-10T{}{fraction}+01:00", at(seconds + 3600)),
        3 if seconds >= 19_800 => format!("2026-03-10 {}{fraction}-0530", at(seconds - 19_800)),
        _ => format!("/Date({})/", (1_773_100_800 + seconds) * 1000 + millis),
    }
}

/// Writes a value in one of its notations. `embedded` objects and lists may still be put into texts.
fn write(dice: &mut Dice, value: &Value, embedded: usize) -> String {
    match value {
        Value::Truth(truth) => match dice.below(3) {
            0 => truth.to_string(),
            1 => format!("\"{truth}\""),
            _ => if *truth { "\"True\"" } else { "\"False\"" }.into(),
        },
        Value::Number(number) => dice.pick(&[
            number.to_string(),
            format!("\"{number}\""),
            format!("{number}.0"),
            if *number == 0 { "0e3".into() } else { format!("{number}0e-1") },
        ]),
        Value::Time(seconds, millis) => {
            let time = write_time(dice, *seconds, *millis);
            quote(dice, &time)
        }
        Value::Guid(n) => {
            let lower = format!("{n:08x}-aaaa-4bbb-8ccc-0000000000ff");
            dice.pick(&[format!("\"{lower}\""), format!("\"{}\"", lower.to_uppercase())])
        }
        Value::Text(text) => quote(dice, text),
        Value::UserType(number) => {
            let name = match number {
                0 => "Regular",
                2 => "Admin",
                _ => "DcAdmin",
            };
            dice.pick(&[
                number.to_string(),
                format!("\"{number}\""),
                format!("\"{name}\""),
                format!("\"{}\"", name.to_lowercase()),
            ])
        }
        Value::List(_) | Value::Object(_) if embedded > 0 && dice.below(4) == 0 => {
            let json = write(dice, value, embedded - 1);
            // What came out as a text already stays one level deep.
            if json.starts_with('"') { json } else { quote(dice, &json) }
        }
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| write(dice, item, embedded)).collect();
            format!("[{}]", items.join(dice.pick(&[",", " , "])))
        }
        Value::Object(members) => write_object(dice, members, embedded),
    }
}

fn write_object(dice: &mut Dice, members: &[(String, Value)], embedded: usize) -> String {
    let mut all = Vec::new();
    for (key, value) in members {
        let place = dice.below(all.len() + 1);
        let value = write(dice, value, embedded);
        all.insert(place, format!("{}{}{value}", quote(dice, key), dice.pick(&[":", " : "])));
        if dice.below(4) == 0 {
            all.push(format!("\"{key}@odata.type\":\"#Int64\""));
        }
    }
    if dice.below(4) == 0 {
        all.push("\"absent\":null".into());
    }
    format!("{{{}}}", all.join(","))
}

/// Changes one thing that a value says.
fn change(dice: &mut Dice, value: &mut Value) {
    match value {
        Value::Truth(truth) => *truth = !*truth,
        Value::Number(number) => *number += 1,
        Value::Time(seconds, millis) => match dice.below(2) {
            0 => *seconds = (*seconds + 1) % 86_400,
            _ => *millis = 250 * i64::from(*millis == 0),
        },
        Value::Guid(n) => *n ^= 1,
        Value::Text(text) => text.push('x'),
        Value::UserType(number) => *number = if *number == 0 { 2 } else { 0 },
        Value::List(items) => match items.len() {
            0 => items.push(Value::Number(1)),
            _ if dice.below(4) == 0 => drop(items.pop()),
            len => {
                let place = dice.below(len);
                change(dice, &mut items[place]);
            }
        },
        Value::Object(members) => match members.len() {
            0 => members.push(("new".into(), Value::Text(String::new()))),
            _ if dice.below(5) == 0 => drop(members.pop()),
            len => match dice.below(len) {
                place if dice.below(5) == 0 && members[place].0 != "UserType" => members[place].0.push('2'),
                place => change(dice, &mut members[place].1),
            },
        },
    }
}

fn record(dice: &mut Dice, members: &Value) -> String {
    let Value::Object(members) = members else { panic!("a record is an object") };
    write_object(dice, members, 3)
}

fn hash(json: &str) -> i64 {
    let mut parser = Parser::new();
    content_hash(&parser.parse(json.as_bytes()).unwrap_or_else(|error| panic!("{error}: {json}")))
}

#[test]
fn notation_never_changes_the_hash_and_content_always_does() {
    for seed in 0..2000 {
        let mut dice = Dice(seed);
        let Value::Object(mut members) = random_object(&mut dice, 4) else { panic!("no object") };
        if seed % 3 > 0 {
            members.push(("Id".into(), Value::Guid(seed as u32)));
        }
        let value = Value::Object(members);
        let first = record(&mut dice, &value);
        for _ in 0..4 {
            let other = record(&mut dice, &value);
            assert_eq!(hash(&first), hash(&other), "seed {seed}\n{first}\n{other}");
        }
        let mut changed = value.clone();
        change(&mut dice, &mut changed);
        let other = record(&mut dice, &changed);
        assert_ne!(hash(&first), hash(&other), "seed {seed}\n{first}\n{other}");
    }
}
