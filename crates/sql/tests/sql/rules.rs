//! Compiled rules match what a naive evaluator matches, over invented conditions and records.

use std::collections::BTreeSet;

use datafusion::arrow::array::{Array, RecordBatch};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use trail365_sigma::{
    Collection, Comparison, DatePart, Expr, LogSource, Match, Needle, Number, Pattern, Position, Quantifier,
    Regex, Rule, Subject,
};
use trail365_sql::rules::{Compiler, Matcher, Tenant};

use crate::activity::batch;
use crate::naive::holds;

/// Fields of many types: text, number, flag, list, bag, object, key of a bag, and names that no record type has.
const FIELDS: [&str; 22] = [
    "Operation",
    "operation",
    "Workload",
    "RecordType",
    "UserType",
    "ExternalAccess",
    "ObjectId",
    "CreationTime",
    "Parameters.ForwardTo",
    "ForwardTo",
    "forwardto",
    "Parameters.Dotted.Key",
    "ExtendedProperties.UserAgentX",
    "ModifiedProperties.Role.NewValue",
    "ModifiedProperties.Role",
    "ModifiedProperties{}.Name",
    "Item.ParentFolder.Path",
    "Item.Subject",
    "AffectedItems.Subject",
    "Novel",
    "Novel.Deep",
    "OperationCount",
];
const WORDS: [&str; 16] = [
    "Set-Mailbox",
    "set-mailbox",
    "UserLoggedIn",
    "Exchange",
    "SharePoint",
    "",
    "a",
    "ab",
    "B",
    "1",
    "true",
    "0",
    "\u{e4}b",
    "x@evil.example",
    "10.1.2.3",
    "15.0",
];
/// Lists, with members of their elements.
const LISTS: [(&str, [&str; 2]); 2] =
    [("ModifiedProperties", ["Name", "NewValue"]), ("AffectedItems", ["Subject", "Id"])];

fn needles() -> impl Strategy<Value = Needle> {
    let word = || select(WORDS.to_vec());
    let text = (word(), select(vec!["$", "$*", "*$", "*$*", "?$", "*"]), any::<bool>());
    let text = text.prop_map(|(word, form, cased)| {
        let pattern = Pattern::parse(&form.replace('$', word));
        Needle::Text { pattern, cased }
    });
    let number = prop_oneof![(-1..20_i64).prop_map(Number::Integer), Just(Number::Float(0.5))];
    let comparison = || {
        select(vec![
            Comparison::Less,
            Comparison::LessOrEqual,
            Comparison::Greater,
            Comparison::GreaterOrEqual,
            Comparison::Equal,
            Comparison::NotEqual,
        ])
    };
    let position = select(vec![Position::Whole, Position::Start, Position::End, Position::Anywhere]);
    let regex = (select(vec!["^a", "b$", "[0-9]", "mail", "(?i)SET", "a|b"]), any::<bool>());
    prop_oneof![
        6 => text,
        1 => Just(Needle::Empty),
        2 => Just(Needle::Null),
        1 => Just(Needle::Exists),
        1 => any::<bool>().prop_map(Needle::Bool),
        1 => number.clone().prop_map(Needle::Number),
        2 => (comparison(), number).prop_map(|(comparison, number)| Needle::Compare(comparison, number)),
        1 => select(vec!["10.0.0.0/8", "0.0.0.0/0"]).prop_map(|n| Needle::Network(n.parse().unwrap())),
        2 => regex.prop_map(|(source, ignore_case)| Needle::Regex(Regex {
            source: source.to_owned(), ignore_case, multi_line: false, dot_all: false
        })),
        1 => (select(FIELDS.to_vec()), position, any::<bool>()).prop_map(|(field, position, cased)| {
            Needle::Field { field: field.to_owned(), position, cased }
        }),
    ]
}

fn matches(fields: Vec<&'static str>) -> impl Strategy<Value = Expr> {
    let quantifier = select(vec![Quantifier::Any, Quantifier::Any, Quantifier::All]);
    let of = (select(fields), quantifier, prop::collection::vec(needles(), 1..4));
    of.prop_map(|(field, quantifier, needles)| {
        Expr::Match(Match { subject: Subject::Field(field.to_owned()), quantifier, needles })
    })
}

fn joined(leaf: impl Strategy<Value = Expr> + 'static, depth: u32) -> impl Strategy<Value = Expr> {
    leaf.prop_recursive(depth, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Expr::All),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Expr::Any),
            inner.prop_map(|inner| Expr::Not(Box::new(inner))),
        ]
    })
}

fn conditions() -> impl Strategy<Value = Expr> {
    let of_element = select(LISTS.to_vec()).prop_flat_map(|(field, members)| {
        // Fields of the record are not those of an element.
        let body = joined(matches(members.to_vec()), 2).prop_filter("a field of the record", |body| {
            let mut inside = true;
            body.visit_matches(&mut |m| {
                inside &= !m.needles.iter().any(|needle| matches!(needle, Needle::Field { .. }));
            });
            inside
        });
        body.prop_map(move |body| Expr::Element { field: field.to_owned(), body: Box::new(body) })
    });
    let hour = (select(vec![Comparison::Less, Comparison::GreaterOrEqual, Comparison::NotEqual]), 0..24_i64);
    let hour = hour.prop_map(|(comparison, hour)| {
        let needles = vec![Needle::Date(DatePart::Hour, comparison, hour)];
        Expr::Match(Match {
            subject: Subject::Field("CreationTime".to_owned()),
            quantifier: Quantifier::Any,
            needles,
        })
    });
    let whole = select(WORDS.to_vec()).prop_map(|word| {
        let needles = vec![Needle::Text { pattern: Pattern::parse(&format!("*{word}*")), cased: false }];
        Expr::Match(Match {
            subject: Subject::Field("Parameters".to_owned()),
            quantifier: Quantifier::Any,
            needles,
        })
    });
    joined(prop_oneof![8 => matches(FIELDS.to_vec()), 1 => of_element, 1 => hour, 1 => whole], 4)
}

fn records() -> impl Strategy<Value = Value> {
    let word = || select(WORDS.to_vec()).prop_map(Value::from);
    let maybe = |of: BoxedStrategy<Value>| prop::option::weighted(0.6, of);
    let odd = || {
        prop_oneof![
            6 => word(),
            1 => (0..20_i64).prop_map(Value::from),
            1 => any::<bool>().prop_map(Value::from),
            1 => Just(Value::Null),
            1 => Just(json!(["ab", "1"])),
            1 => Just(json!({"Deep": "ab", "deeper": [1]})),
        ]
    };
    let pair = (select(vec!["ForwardTo", "forwardTo", "Dotted.Key", "UserAgentX", "Novel"]), word());
    let pairs =
        || prop::collection::vec(pair.clone().prop_map(|(n, v)| json!({"Name": n, "Value": v})), 0..4);
    let property = (select(vec!["Role", "role", "Other"]), word(), word());
    let property = property.prop_map(|(n, new, old)| json!({"Name": n, "NewValue": new, "OldValue": old}));
    let item = (word(), prop::option::of(word())).prop_map(|(s, id)| json!({"Subject": s, "Id": id}));
    let fields = (
        (maybe(word().boxed()), maybe(word().boxed()), maybe(odd().boxed()), maybe(odd().boxed())),
        (
            maybe(select(vec![json!(1), json!(8), json!(15), json!(6), json!(99_999)]).boxed()),
            maybe(odd().boxed()),
        ),
        maybe((0..24_i64).prop_map(|hour| json!(format!("2026-03-02T{hour:02}:00:00"))).boxed()),
        (maybe(pairs().prop_map(Value::from).boxed()), maybe(pairs().prop_map(Value::from).boxed())),
        maybe(prop::collection::vec(property, 0..3).prop_map(Value::from).boxed()),
        maybe(word().prop_map(|w| json!({"Subject": w, "ParentFolder": {"Path": w}})).boxed()),
        maybe(prop::collection::vec(item, 0..3).prop_map(Value::from).boxed()),
        (maybe(odd().boxed()), maybe(odd().boxed())),
    );
    fields.prop_map(|(texts, numbers, time, bags, properties, item, items, others)| {
        let named = [
            ("Operation", texts.0),
            ("Workload", texts.1),
            ("UserType", texts.2),
            ("ObjectId", texts.3),
            ("RecordType", numbers.0),
            ("OperationCount", numbers.1),
            ("CreationTime", time),
            ("Parameters", bags.0),
            ("ExtendedProperties", bags.1),
            ("ModifiedProperties", properties),
            ("Item", item),
            ("AffectedItems", items),
            ("Novel", others.0),
            ("ExternalAccess", others.1),
        ];
        named
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    })
}

fn rule_with(condition: Expr, service: &str) -> Rule {
    let text = "title: T\nlogsource: {product: m365}\ndetection: {s: {A: b}, condition: s}\n";
    let mut rule = Collection::from_text("t.yml", text).link().rules.remove(0);
    rule.condition = condition;
    rule.log_source = LogSource {
        product: Some("m365".to_owned()),
        service: Some(service.to_owned()).filter(|service| !service.is_empty()),
        ..LogSource::default()
    };
    rule
}

fn is_of(service: &str, record: &Value) -> bool {
    match service {
        "sharepoint" => record.get("Workload").and_then(Value::as_str) == Some("SharePoint"),
        _ => true,
    }
}

/// Gives records copies of the lists that stand in columns. Others, which the record's type does not have, stand in `extra`, where no
/// elements are found.
fn with_lists(mut records: Vec<Value>, batch: &RecordBatch) -> Vec<Value> {
    for (row, record) in records.iter_mut().enumerate() {
        for (field, column) in [
            ("ModifiedProperties", "modified_properties"),
            ("AffectedItems", "affected_items"),
            ("Parameters", "parameters"),
            ("ExtendedProperties", "extended_properties"),
        ] {
            if batch.column_by_name(column).unwrap().is_valid(row) {
                record[format!("[]{field}")] = record[field].clone();
            }
        }
    }
    records
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_match_what_their_conditions_say(
        condition in conditions(),
        service in select(vec!["audit", "", "sharepoint"]),
        records in prop::collection::vec(records(), 1..8),
        start in 0..3_usize,
    ) {
        let compiler = Compiler::new(Tenant::default()).unwrap();
        let rule = compiler.compile(&rule_with(condition.clone(), service), &[]).unwrap();
        let mut matcher = Matcher::new(&compiler, vec![rule.clone()]).unwrap();
        let texts: Vec<String> = records.iter().map(Value::to_string).collect();
        // Arrays of a slice have offsets that do not begin with 0.
        let start = start.min(records.len() - 1);
        let all = batch(&texts);
        let records = with_lists(records, &all);
        let found = matcher.find_matches(&all.slice(start, records.len() - start)).unwrap();
        let found: BTreeSet<usize> =
            found.iter().map(|m| usize::try_from(m.facts.source_line.unwrap() - 1).unwrap()).collect();
        let expected: BTreeSet<usize> = (start..records.len())
            .filter(|at| is_of(service, &records[*at]) && holds(&condition, &records[*at], false))
            .collect();
        let differ: Vec<_> = found.symmetric_difference(&expected).map(|at| &texts[*at]).collect();
        prop_assert!(differ.is_empty(), "ours {:?}, expected {:?}: {:#?}\n{}", found, expected, differ, rule.sql());
    }
}
