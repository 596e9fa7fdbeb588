//! A record as its schema describes it: each field with its meaning, each value with what it leads to.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use trail365_records::{Parser, Record};
use trail365_schema::describe::is_same_name;
use trail365_schema::glossary::{app, operations_named, property_key, sign_in_error};
use trail365_schema::{Field as Definition, Schema, Type, record_type};

use super::entity::Kind;

/// Depth at which values are no longer taken apart: the raw JSON shows the rest.
const DEEPEST: usize = 8;

/// A record as its schema describes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Typed {
    /// Name of the schema.
    pub schema: &'static str,
    /// What records of this schema tell.
    pub schema_meaning: &'static str,
    /// The members, in the order of the record.
    pub members: Vec<Member>,
    /// Where the record is not as documented, a line each.
    pub deviations: Vec<String>,
}

/// A member of a record or of an object inside.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// The key.
    pub name: String,
    /// The documented meaning.
    pub meaning: Option<&'static str>,
    /// The value.
    pub value: Shown,
    /// What the value stands for, in words.
    pub words: Option<Cow<'static, str>>,
    /// What the value leads to.
    pub pivot: Option<Pivot>,
}

/// A value as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Shown {
    /// A text.
    Text(String),
    /// A number, true, false or null, as written.
    Plain(String),
    /// Properties that changed.
    Changes {
        /// One a property.
        changes: Vec<Change>,
    },
    /// An object, or a list of names and values.
    Members(Vec<Member>),
    /// A list.
    List(Vec<Shown>),
}

/// A property before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// Its meaning.
    pub meaning: Option<&'static str>,
    /// Its value before.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
}

/// What a value leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "to", content = "name", rename_all = "lowercase")]
pub enum Pivot {
    /// The page of an entity.
    Entity(Kind, String),
    /// A search for the operation.
    Operation(String),
    /// A search for the record type.
    Type(String),
}

/// Reads a record. `None` for a text that is none.
pub(crate) fn read_typed(json: &str) -> Option<Typed> {
    let mut parser = Parser::new();
    let record = parser.parse(json.as_bytes()).ok()?;
    let object = record.object();
    let members = object.entries().map(|entry| {
        let value = serde_json::from_str(entry.json().as_str()).unwrap_or(Value::Null);
        member(&entry.key(), Around::default(), entry.definition(), value, DEEPEST)
    });
    let schema = object.schema();
    let members = members.collect();
    Some(Typed {
        schema: schema.name,
        schema_meaning: schema.meaning,
        members,
        deviations: deviations(&record),
    })
}

fn deviations(record: &Record<'_>) -> Vec<String> {
    record.deviations().map(|deviation| deviation.to_string()).collect()
}

/// What surrounds a value: it decides what a name inside means.
#[derive(Clone, Copy, Default)]
struct Around<'n> {
    /// Name of the field that holds it.
    bag: &'n str,
    /// Schema of the objects in it.
    schema: Option<&'static Schema>,
}

fn member(
    name: &str,
    around: Around<'_>,
    definition: Option<&'static Definition>,
    value: Value,
    depth: usize,
) -> Member {
    let of_bag = property_key(name).filter(|key| key.bags.contains(&around.bag)).map(|key| key.meaning);
    let meaning = definition.map(|field| field.meaning).or(of_bag);
    let text = scalar_text(&value);
    let inside = Around { bag: name, schema: definition.and_then(|field| schema_of(field.ty)) };
    Member {
        meaning: meaning.filter(|meaning| !meaning.is_empty()),
        words: text.as_deref().and_then(|text| words_for(name, definition, text)),
        pivot: text.as_deref().and_then(|text| pivot_for(name, definition, text)),
        value: shown(value, inside, depth),
        name: name.to_owned(),
    }
}

fn schema_of(ty: Type) -> Option<&'static Schema> {
    match ty.item() {
        Type::Complex(id) => Some(id.get()),
        _ => None,
    }
}

fn shown(value: Value, around: Around<'_>, depth: usize) -> Shown {
    match value {
        // Some fields hold JSON as text; a person reads its values, and the raw record has it as it stands.
        Value::String(text) => match embedded(&text) {
            Some(inner) if depth > 0 => shown(inner, around, depth - 1),
            _ => Shown::Text(text),
        },
        Value::Array(items) if depth > 0 => shown_list(items, around, depth - 1),
        Value::Object(object) if depth > 0 => {
            let inner = object.into_iter().map(|(name, value)| {
                let mut fields = around.schema.into_iter().flat_map(Schema::all_fields);
                let definition = fields.find(|(_, field)| field.name == name).map(|(_, field)| field);
                member(&name, around, definition, value, depth - 1)
            });
            Shown::Members(inner.collect())
        }
        other => Shown::Plain(other.to_string()),
    }
}

fn embedded(text: &str) -> Option<Value> {
    let text = text.trim();
    let is_container =
        (text.starts_with('{') && text.ends_with('}')) || (text.starts_with('[') && text.ends_with(']'));
    is_container.then(|| serde_json::from_str(text).ok()).flatten()
}

fn shown_list(items: Vec<Value>, around: Around<'_>, depth: usize) -> Shown {
    if !items.is_empty() && items.iter().all(is_change) {
        return Shown::Changes { changes: items.iter().map(change).collect() };
    }
    if !items.is_empty() && items.iter().all(is_pair) {
        let pairs = items.into_iter().map(|mut item| {
            let (name, value) = (item["Name"].take(), item["Value"].take());
            member(name.as_str().unwrap_or_default(), around, None, value, depth)
        });
        return Shown::Members(pairs.collect());
    }
    Shown::List(items.into_iter().map(|item| shown(item, around, depth)).collect())
}

fn is_change(item: &Value) -> bool {
    item.get("Name").is_some_and(Value::is_string)
        && (item.get("NewValue").is_some() || item.get("OldValue").is_some())
}

fn is_pair(item: &Value) -> bool {
    let object = item.as_object();
    object.is_some_and(|object| object.len() == 2 && object.contains_key("Value"))
        && item.get("Name").is_some_and(Value::is_string)
}

fn change(item: &Value) -> Change {
    let name = item["Name"].as_str().unwrap_or_default().to_owned();
    let text = |key: &str| item.get(key).and_then(change_text).filter(|text| !text.is_empty());
    let of_bag = property_key(&name).filter(|key| key.bags.contains(&"ModifiedProperties"));
    let meaning = of_bag.map(|key| key.meaning);
    Change { before: text("OldValue"), after: text("NewValue"), name, meaning }
}

/// Returns the text of a side of a change. Entra ID writes lists of one text, `["x"]`, for a plain value.
fn change_text(value: &Value) -> Option<String> {
    let text = scalar_text(value).or_else(|| Some(value.to_string()).filter(|_| !value.is_null()))?;
    match serde_json::from_str::<Vec<Value>>(&text) {
        Ok(items) => Some(
            items
                .iter()
                .map(|item| scalar_text(item).unwrap_or_else(|| item.to_string()))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        Err(_) => Some(text),
    }
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// Says in words what a value stands for.
fn words_for(name: &str, definition: Option<&'static Definition>, text: &str) -> Option<Cow<'static, str>> {
    match definition.map(|field| field.ty) {
        Some(Type::Enum(id)) => {
            let values = id.get();
            let number = text.parse().ok();
            let found = values.members.iter().find(|member| member.value.is_some() && member.value == number);
            let member = found.or_else(|| values.by_name(text))?;
            let meaning = member.meaning.trim();
            let named = if member.name.eq_ignore_ascii_case(text) {
                String::new()
            } else {
                format!("{}: ", member.name)
            };
            let words = format!("{named}{meaning}").trim_end_matches([':', ' ']).to_owned();
            return (!words.is_empty()).then_some(Cow::Owned(words));
        }
        _ if name == "RecordType" => {
            return text
                .parse()
                .ok()
                .and_then(record_type)
                .map(|of| Cow::Owned(format!("{}: {}", of.name, of.meaning)));
        }
        _ => (),
    }
    let known = match name {
        "Operation" => operations_named(text).first().map(|operation| operation.meaning),
        "ErrorNumber" | "ErrorCode" => text.parse().ok().and_then(sign_in_error).map(|error| error.meaning),
        _ => None,
    };
    known.or_else(|| app(text).map(|app| app.name)).map(Cow::Borrowed)
}

/// Fields that name who acted or was acted on as a user.
const USERS: [&str; 5] =
    ["UserId", "MailboxOwnerUPN", "SendAsUserSmtp", "SendOnBehalfOfUserSmtp", "TargetUserOrGroupName"];

/// Fields that name a session.
const SESSIONS: [&str; 2] = ["SessionId", "AADSessionId"];

/// Fields that name an app.
const APPS: [&str; 5] = ["AppId", "ClientAppId", "ApplicationId", "ClientApplicationId", "ResourceAppId"];

fn pivot_for(name: &str, definition: Option<&'static Definition>, text: &str) -> Option<Pivot> {
    let is_one_of = |names: &[&str]| names.iter().any(|other| is_same_name(other, name));
    let entity = |kind: Kind| Some(Pivot::Entity(kind, text.to_owned()));
    if text.is_empty() {
        return None;
    }
    let is_address_field = definition.is_some_and(|field| field.ty == Type::Address) || name == "IPAddress";
    if is_address_field || is_one_of(&["ClientIP", "ActorIpAddress", "ClientIPAddress"]) {
        let parsed = trail365_records::Address::parse(text).ip?;
        return Some(Pivot::Entity(Kind::Address, parsed.to_string()));
    }
    match name {
        "Operation" => return Some(Pivot::Operation(text.to_owned())),
        "RecordType" => return Some(Pivot::Type(text.to_owned())),
        "ObjectId" => return entity(Kind::Object),
        _ => (),
    }
    if is_one_of(&USERS) {
        return entity(Kind::User);
    }
    let is_guid = || trail365_records::Guid::parse(text).is_some();
    if is_one_of(&SESSIONS) && is_guid() {
        return entity(Kind::Session);
    }
    (is_one_of(&APPS) && is_guid()).then(|| Pivot::Entity(Kind::App, text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Kind, Pivot, Shown, read_typed};

    const RECORD: &str = r#"{"Id":"1","RecordType":8,"Operation":"Add member to role.","UserId":"lena.berg@example.com",
        "ClientIP":"192.0.2.7:4711","ModifiedProperties":[{"Name":"Role.DisplayName","OldValue":"[]","NewValue":"[\"Global Administrator\"]"}],
        "ExtendedProperties":[{"Name":"UserAgent","Value":"curl/8"}],"Novel":"{\"a\":[1,{\"AppId\":\"00000003-0000-0000-c000-000000000000\"}]}"}"#;

    #[test]
    fn values_have_meaning_and_lead_somewhere() {
        let typed = read_typed(RECORD).unwrap();
        let member = |name: &str| typed.members.iter().find(|member| member.name == name).unwrap();
        assert_eq!(
            member("UserId").pivot,
            Some(Pivot::Entity(Kind::User, "lena.berg@example.com".to_owned()))
        );
        assert_eq!(member("ClientIP").pivot, Some(Pivot::Entity(Kind::Address, "192.0.2.7".to_owned())));
        assert!(member("Operation").words.is_some() && member("UserId").meaning.is_some());
        let Shown::Changes { changes } = &member("ModifiedProperties").value else { panic!() };
        assert_eq!(
            (changes[0].before.as_deref(), changes[0].after.as_deref()),
            (None, Some("Global Administrator"))
        );
        let Shown::Members(pairs) = &member("ExtendedProperties").value else { panic!() };
        assert_eq!(pairs[0].name, "UserAgent");
        let Shown::Members(inner) = &member("Novel").value else { panic!() };
        let Shown::List(items) = &inner[0].value else { panic!() };
        let Shown::Members(app) = &items[1] else { panic!() };
        assert_eq!(app[0].words.as_deref(), Some("Microsoft Graph"));
        assert!(typed.deviations.iter().any(|line| line.contains("Novel")));
    }

    #[test]
    fn what_is_no_record_is_not_typed() {
        assert!(read_typed("").is_none() && read_typed("[1]").is_none());
    }
}
