//! Modified properties, targets and actors of records of the directory.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::pairs::{read_list, text_of};

/// A property with its values before and after.
#[derive(Debug)]
pub(super) struct Property {
    pub name: String,
    pub old: String,
    pub new: String,
}

/// Reads modified properties, given as JSON.
pub(super) fn read_properties(text: Option<&str>) -> Vec<Property> {
    let read = |item: &Json| {
        let member = |name: &str| item.get(name).map(text_of).unwrap_or_default();
        let name = member("Name");
        (!name.is_empty()).then(|| Property { name, old: member("OldValue"), new: member("NewValue") })
    };
    read_list(text.unwrap_or_default()).iter().filter_map(read).collect()
}

/// Returns the property with a name.
pub(super) fn find<'a>(properties: &'a [Property], name: &str) -> Option<&'a Property> {
    properties.iter().find(|property| property.name.eq_ignore_ascii_case(name))
}

/// Returns the value that a property has now, or had before it was taken away, without the brackets of a list of one.
pub(super) fn value_of(properties: &[Property], name: &str) -> Option<String> {
    let property = find(properties, name)?;
    let value = |text: &str| Some(items_of(text).join(", ")).filter(|text| !text.trim().is_empty());
    value(&property.new).or_else(|| value(&property.old))
}

/// Returns the items of a value that is a JSON list; any other text is the one item.
pub(super) fn items_of(text: &str) -> Vec<String> {
    let items = match serde_json::from_str(text) {
        Ok(Json::Array(items)) => items.iter().map(text_of).collect(),
        Ok(Json::String(inner)) => vec![inner],
        _ => vec![text.to_owned()],
    };
    items.into_iter().filter(|item| !item.trim().is_empty()).collect()
}

/// Most members of an object that are compared.
const MOST: usize = 500;

/// A member of an object whose value differs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub path: String,
    pub old: Vec<String>,
    pub new: Vec<String>,
}

/// Compares two values that are JSON objects, member by member. `None` where one of the values is something else.
pub(super) fn changed_members(old: &str, new: &str) -> Option<Vec<Change>> {
    let object = |text: &str| match serde_json::from_str(text).ok()? {
        Json::Array(items) if items.len() == 1 && items[0].is_object() => items.into_iter().next(),
        value @ Json::Object(_) => Some(value),
        _ => None,
    };
    let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
    flatten(&object(old)?, String::new(), &mut before);
    flatten(&object(new)?, String::new(), &mut after);
    let paths: BTreeSet<_> = before.keys().chain(after.keys()).cloned().collect();
    let texts = |of: &BTreeMap<String, Vec<String>>, path: &String| of.get(path).cloned().unwrap_or_default();
    let changes =
        paths.into_iter().map(|path| Change { old: texts(&before, &path), new: texts(&after, &path), path });
    Some(changes.filter(|change| change.old != change.new).collect())
}

fn flatten(value: &Json, path: String, out: &mut BTreeMap<String, Vec<String>>) {
    match value {
        _ if out.len() >= MOST => {}
        Json::Object(members) => {
            for (name, member) in members {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(member, inner, out);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| flatten(item, path.clone(), out)),
        Json::Null => {}
        value => out.entry(path).or_default().push(text_of(value)),
    }
}

/// Ids of a target or actor.
#[derive(Debug, Default)]
pub(super) struct Party {
    ids: Vec<(String, i64)>,
}

impl Party {
    /// Reads a list of `{"Id": ..., "Type": ...}`; the key may be `ID`, as the service writes it.
    pub fn read(text: Option<&str>) -> Self {
        let read = |item: &Json| {
            let id = item.get("Id").or_else(|| item.get("ID")).map(text_of)?;
            let kind =
                item.get("Type").and_then(|kind| kind.as_i64().or_else(|| kind.as_str()?.parse().ok()))?;
            Some((id, kind)).filter(|(id, _)| !id.trim().is_empty())
        };
        Party { ids: read_list(text.unwrap_or_default()).iter().filter_map(read).collect() }
    }

    /// Returns the name of a user: a UPN, or whatever has an `@`.
    pub fn upn(&self) -> Option<&str> {
        self.of_type(5).or_else(|| self.ids().find(|id| id.contains('@')))
    }

    /// Returns the display name.
    pub fn display_name(&self) -> Option<&str> {
        self.of_type(1)
    }

    /// Returns the object id behind a prefix such as `ServicePrincipal_`.
    pub fn object_id(&self, prefix: &str) -> Option<&str> {
        self.ids().find_map(|id| id.strip_prefix(prefix))
    }

    /// Returns the id of the app of a service principal: the last plain GUID that is not the object's.
    pub fn app_id(&self) -> Option<&str> {
        let object = self.object_id("ServicePrincipal_");
        let guids = self.ids().filter(|id| is_guid(id) && Some(*id) != object);
        guids.last()
    }

    /// Returns the object id of anything.
    pub fn any_object(&self) -> Option<&str> {
        self.ids().find_map(|id| id.split_once('_').map(|(_, guid)| guid).filter(|guid| is_guid(guid)))
    }

    fn of_type(&self, kind: i64) -> Option<&str> {
        self.ids.iter().find(|(_, of)| *of == kind).map(|(id, _)| id.as_str())
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(|(id, _)| id.as_str())
    }
}

pub(super) fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Folds the name of an operation: case, full stops, kinds of dashes and spaces do not count.
pub(super) fn fold_operation(operation: &str) -> String {
    let words = operation.split_whitespace().map(|word| word.replace(['–', '—'], "-"));
    words.collect::<Vec<_>>().join(" ").trim_end_matches('.').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Change, Party, changed_members, fold_operation, items_of};

    #[test]
    fn members_that_differ() {
        let old = r#"{"id":"1","state":"disabled","users":{"include":["All"],"exclude":[]}}"#;
        let new = r#"[{"id":"1","state":"enabled","users":{"include":["All"],"exclude":["x"]}}]"#;
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        let change = |path: &str, old: &[&str], new: &[&str]| Change {
            path: path.into(),
            old: texts(old),
            new: texts(new),
        };
        let expect = vec![change("state", &["disabled"], &["enabled"]), change("users.exclude", &[], &["x"])];
        assert_eq!(changed_members(old, new), Some(expect));
        for (old, new) in [("", "{}"), ("[]", "[]"), ("{", "{}"), ("[{},{}]", "[{}]")] {
            assert_eq!(changed_members(old, new), None, "{old} {new}");
        }
    }

    #[test]
    fn parties_and_items() {
        let party = Party::read(Some(
            r#"[{"ID":"ServicePrincipal_2383a669-0671-49c4-a7e6-a15950eccc2e","Type":2},{"ID":"2383a669-0671-49c4-a7e6-a15950eccc2e","Type":2},{"ID":"Splunk","Type":1},{"Id":"a62919b8-3d73-4b3f-ab2a-3790b3cb8550","Type":"4"},7,{"ID":"x"}]"#,
        ));
        assert_eq!(party.display_name(), Some("Splunk"));
        assert_eq!(party.object_id("ServicePrincipal_"), Some("2383a669-0671-49c4-a7e6-a15950eccc2e"));
        assert_eq!(party.app_id(), Some("a62919b8-3d73-4b3f-ab2a-3790b3cb8550"));
        assert_eq!(Party::read(Some("{")).upn(), None);
        assert_eq!(items_of("[\r\n  \"a\",\r\n  true\r\n]"), ["a", "true"]);
        assert_eq!(items_of("[a"), ["[a"]);
        assert_eq!(fold_operation(" Update  user. "), "update user");
    }
}
