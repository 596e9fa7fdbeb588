//! `directory_changes`: what a record of the directory changed for accounts, devices, roles and policies.

use super::mfa::{Difference, call_app, call_method, compare, compare_details, is_required};
use super::properties::{
    Change, Party, Property, changed_members, find, fold_operation, items_of, read_properties, value_of,
};
use super::quote::{quote, quote_all};
use super::table::{Columns, Kind, Row, Value};

pub(in super::super) const DIRECTORY: &Columns = &[
    ("kind", Kind::Text),
    ("target_user", Kind::Text),
    ("object", Kind::Text),
    ("actor", Kind::Text),
    ("details", Kind::Texts),
    ("is_containment", Kind::Flag),
    ("sentence", Kind::Text),
];

/// Operations by folded name, with the kind of change and what it did in words. `{o}` stands for the object, `{t}` for the user.
const OPERATIONS: [(&str, &str, &str); 74] = [
    ("user registered security info", "mfa_added", "An authentication method of {t} was registered"),
    (
        "user registered all required security info",
        "mfa_added",
        "All required authentication methods of {t} were registered",
    ),
    (
        "admin registered security info",
        "mfa_added",
        "An administrator registered an authentication method for {t}",
    ),
    ("user deleted security info", "mfa_removed", "An authentication method of {t} was deleted"),
    (
        "admin deleted security info",
        "mfa_removed",
        "An administrator deleted an authentication method of {t}",
    ),
    (
        "user changed default security info",
        "mfa_changed",
        "The default authentication method of {t} was changed",
    ),
    (
        "admin changed default security info",
        "mfa_changed",
        "An administrator changed the default authentication method of {t}",
    ),
    ("user updated security info", "mfa_changed", "An authentication method of {t} was changed"),
    (
        "admin updated security info",
        "mfa_changed",
        "An administrator changed an authentication method of {t}",
    ),
    ("disable strong authentication", "mfa_disabled", "Multi-factor authentication was switched off for {t}"),
    ("enable strong authentication", "mfa_enabled", "Multi-factor authentication was switched on for {t}"),
    ("change user password", "password_changed", "The password of {t} was changed"),
    ("change password (self-service)", "password_changed", "The password of {t} was changed by self-service"),
    ("reset user password", "password_reset", "The password of {t} was reset"),
    ("reset password (self-service)", "password_reset", "The password of {t} was reset by self-service"),
    ("reset password (by admin)", "password_reset", "The password of {t} was reset by an administrator"),
    ("set force change user password", "password_reset", "A change of password was forced on {t}"),
    ("update stsrefreshtokenvalidfrom timestamp", "tokens_revoked", "The sessions of {t} were revoked"),
    ("revoke user sign-in sessions", "tokens_revoked", "The sessions of {t} were revoked"),
    ("add device", "device_added", "The device {o} was registered"),
    ("add registered owner to device", "device_owner_added", "{t} became owner of the device {o}"),
    ("add registered users to device", "device_user_added", "{t} became user of the device {o}"),
    ("update device", "device_changed", "The device {o} was changed"),
    ("delete device", "device_removed", "The device {o} was deleted"),
    (
        "remove registered owner from device",
        "device_owner_removed",
        "{t} is no longer owner of the device {o}",
    ),
    ("remove registered users from device", "device_user_removed", "{t} is no longer user of the device {o}"),
    ("add member to role", "role_added", "{t} was given the role {o}"),
    ("add eligible member to role", "role_added", "{t} may take the role {o}"),
    ("add scoped member to role", "role_added", "{t} was given the role {o} for a part of the directory"),
    ("add member to role completed (pim activation)", "role_added", "{t} activated the role {o}"),
    (
        "add eligible member to role in pim completed (permanent)",
        "role_added",
        "{t} may take the role {o} without end",
    ),
    (
        "add member to role in pim completed (permanent)",
        "role_added",
        "{t} was given the role {o} without end",
    ),
    ("remove member from role", "role_removed", "The role {o} was taken from {t}"),
    ("remove eligible member from role", "role_removed", "{t} may no longer take the role {o}"),
    ("remove scoped member from role", "role_removed", "The role {o} was taken from {t}"),
    ("add user", "user_added", "The account {t} was created"),
    ("invite external user", "user_added", "The guest {t} was invited"),
    ("delete user", "user_removed", "The account {t} was deleted"),
    ("hard delete user", "user_removed", "The account {t} was deleted for good"),
    ("restore user", "user_restored", "The account {t} was restored"),
    ("disable account", "account_disabled", "The account {t} was disabled"),
    ("enable account", "account_enabled", "The account {t} was enabled"),
    ("add member to group", "group_added", "{t} was added to the group {o}"),
    ("remove member from group", "group_removed", "{t} was removed from the group {o}"),
    ("add owner to group", "owner_added", "{t} became owner of the group {o}"),
    ("add owner to application", "owner_added", "{t} became owner of the application {o}"),
    ("add owner to service principal", "owner_added", "{t} became owner of the service principal {o}"),
    ("add owner to policy", "owner_added", "{t} became owner of the policy {o}"),
    ("remove owner from group", "owner_removed", "{t} is no longer owner of the group {o}"),
    ("remove owner from application", "owner_removed", "{t} is no longer owner of the application {o}"),
    (
        "remove owner from service principal",
        "owner_removed",
        "{t} is no longer owner of the service principal {o}",
    ),
    (
        "add service principal credentials",
        "credential_added",
        "A credential was added to the service principal {o}",
    ),
    (
        "remove service principal credentials",
        "credential_removed",
        "A credential was removed from the service principal {o}",
    ),
    (
        "update application - certificates and secrets management",
        "credential_changed",
        "The credentials of the application {o} were changed",
    ),
    ("add policy", "policy_changed", "The policy {o} was created"),
    ("update policy", "policy_changed", "The policy {o} was changed"),
    ("delete policy", "policy_changed", "The policy {o} was deleted"),
    ("add conditional access policy", "policy_changed", "The conditional access policy {o} was created"),
    ("update conditional access policy", "policy_changed", "The conditional access policy {o} was changed"),
    ("delete conditional access policy", "policy_changed", "The conditional access policy {o} was deleted"),
    ("add named location", "policy_changed", "The named location {o} was created"),
    ("update named location", "policy_changed", "The named location {o} was changed"),
    ("delete named location", "policy_changed", "The named location {o} was deleted"),
    ("update authorization policy", "policy_changed", "The authorization policy was changed"),
    (
        "authentication methods policy update",
        "policy_changed",
        "The policy of authentication methods was changed",
    ),
    ("set company information", "policy_changed", "Settings of the organisation were changed"),
    ("update security defaults", "policy_changed", "The security defaults were changed"),
    (
        "add a partner to cross-tenant access setting",
        "policy_changed",
        "A partner was added to the settings of access across tenants",
    ),
    (
        "update a partner cross-tenant access setting",
        "policy_changed",
        "A partner's settings of access across tenants were changed",
    ),
    ("add unverified domain", "domain_changed", "The domain {o} was added"),
    ("add verified domain", "domain_changed", "The domain {o} was added"),
    ("verify domain", "domain_changed", "The domain {o} was verified"),
    ("set domain authentication", "domain_changed", "The authentication of the domain {o} was changed"),
    ("set federation settings on domain", "domain_changed", "The federation of the domain {o} was changed"),
];

/// Starts of the names of properties that say what a record is about and nothing of a change.
const CONTROLS: [&str; 6] =
    ["TargetId.", "ActorId.", "Included Updated Properties", "Action Client Name", "TargetName", "SPN"];

/// Ends of the names of properties that name the object, which stands beside them.
const NAMES: [&str; 3] = [".ObjectID", ".DisplayName", ".WellKnownObjectName"];

/// Compares the old and the new value of a property.
type Compare = fn(&str, &str) -> Difference;

/// Most details of a change.
const MOST: usize = 20;

/// A record, read.
struct Record {
    properties: Vec<Property>,
    target_user: Option<String>,
    object: Option<String>,
    actor: Option<String>,
}

/// Decodes a record: operation, user, object, modified properties, target and actor.
pub(in super::super) fn decode_directory(texts: &[Option<&str>]) -> Vec<Row> {
    let text = |place: usize| texts.get(place).copied().flatten();
    let operation = fold_operation(text(0).unwrap_or_default());
    let known = OPERATIONS.iter().find(|(name, ..)| *name == operation);
    if known.is_none() && operation != "update user" {
        return Vec::new();
    }
    let record = Record::read(text(1), text(2), text(3), text(4), text(5));
    match known {
        Some((_, kind, words)) => vec![record.row(kind, words, record.details())],
        None => record.user_rows(),
    }
}

impl Record {
    fn read(
        user: Option<&str>,
        object: Option<&str>,
        properties: Option<&str>,
        target: Option<&str>,
        actor: Option<&str>,
    ) -> Self {
        let (target, actor) = (Party::read(target), Party::read(actor));
        let properties = read_properties(properties);
        let object = object.filter(|object| !object.trim().is_empty() && *object != "Not Available");
        let target_user =
            target.upn().or(object.filter(|object| object.contains('@'))).map(str::to_lowercase);
        let named = [
            "Role.DisplayName",
            "Group.DisplayName",
            "Device.DisplayName",
            "Application.DisplayName",
            "ServicePrincipal.DisplayName",
        ];
        let named = named.iter().find_map(|name| value_of(&properties, name));
        let own_name =
            || target.display_name().map(str::to_owned).or_else(|| value_of(&properties, "DisplayName"));
        // A user has a name of its own, so only other things are called by their ids.
        let id = || object.filter(|object| !object.contains('@')).or(target.any_object()).map(str::to_owned);
        let object = named.or_else(own_name).or_else(|| if target_user.is_none() { id() } else { None });
        let user = user.filter(|user| !user.trim().is_empty() && *user != "Not Available");
        let actor = actor.upn().or(actor.display_name()).or(user).map(str::to_owned);
        Record { properties, target_user, object, actor }
    }

    /// Reports whether somebody changed the own account.
    fn is_own(&self) -> bool {
        match (&self.actor, &self.target_user) {
            (Some(actor), Some(target)) => actor.eq_ignore_ascii_case(target),
            _ => false,
        }
    }

    fn row(&self, kind: &str, words: &str, details: Vec<String>) -> Row {
        let shown =
            |text: &Option<String>, other: &str| text.as_deref().map_or_else(|| other.to_owned(), quote);
        // A service principal, group or device may be what is added, so the object stands in for the user.
        let target = self.target_user.as_ref().or(self.object.as_ref()).cloned();
        let mut sentence = fill(
            words,
            &shown(&target, "an account that is not logged"),
            &shown(&self.object, "that is not logged"),
        );
        if let Some(actor) = &self.actor {
            sentence.push_str(if self.is_own() { ", by the user" } else { ", by " });
            if !self.is_own() {
                sentence.push_str(&quote(actor));
            }
        }
        if !details.is_empty() {
            sentence.push_str(": ");
            sentence.push_str(&details.join("; "));
        }
        sentence.push('.');
        // Whoever holds an account may change its password: that ends nothing.
        let is_containment = match kind {
            "tokens_revoked" | "account_disabled" => true,
            "password_reset" | "password_changed" => !self.is_own(),
            _ => false,
        };
        vec![
            Value::text(kind),
            Value::optional(self.target_user.as_deref()),
            Value::optional(self.object.as_deref()),
            Value::optional(self.actor.as_deref()),
            Value::Texts(details),
            Value::flag(is_containment),
            Value::text(sentence),
        ]
    }

    /// Reads `Update user.`: each of its properties that matters is a change of its own.
    fn user_rows(&self) -> Vec<Row> {
        let mut all = Difference::default();
        let compared: [(&str, Compare); 3] = [
            ("StrongAuthenticationMethod", |old, new| compare(old, new, call_method)),
            ("StrongAuthenticationPhoneAppDetail", |old, new| compare(old, new, call_app)),
            ("StrongAuthenticationUserDetails", compare_details),
        ];
        let mut unreadable = Vec::new();
        let mut has_methods_changed = false;
        for (name, compare) in compared {
            let Some(property) = find(&self.properties, name) else { continue };
            let found = compare(&property.old, &property.new);
            if found.is_unreadable {
                unreadable.push(format!("{name} cannot be read"));
            }
            // What an authenticator app last did changes with every use, and is no change of methods.
            has_methods_changed |= found.is_changed && name == "StrongAuthenticationMethod";
            all.added.extend(found.added);
            all.removed.extend(found.removed);
        }
        let mut rows = Vec::new();
        let is_silent = all.added.is_empty() && all.removed.is_empty();
        for (kind, words, details) in [
            ("mfa_added", "Authentication methods of {t} were added", all.added),
            ("mfa_removed", "Authentication methods of {t} were removed", all.removed),
            ("mfa_changed", "Authentication methods of {t} were changed", unreadable),
        ] {
            if !details.is_empty() {
                rows.push(self.row(kind, words, details));
            }
        }
        if rows.is_empty() && is_silent && has_methods_changed {
            rows.push(self.row(
                "mfa_changed",
                "The default authentication method of {t} was changed",
                Vec::new(),
            ));
        }
        rows.extend(self.requirement_row());
        if find(&self.properties, "StsRefreshTokensValidFrom").is_some() {
            rows.push(self.row("tokens_revoked", "The sessions of {t} were revoked", Vec::new()));
        }
        rows.extend(self.enabled_row());
        rows
    }

    fn requirement_row(&self) -> Option<Row> {
        let property = find(&self.properties, "StrongAuthenticationRequirement")?;
        match (is_required(&property.old), is_required(&property.new)) {
            (Some(true), Some(false)) => Some(self.row(
                "mfa_disabled",
                "Multi-factor authentication was switched off for {t}",
                Vec::new(),
            )),
            (Some(false), Some(true)) => Some(self.row(
                "mfa_enabled",
                "Multi-factor authentication was switched on for {t}",
                Vec::new(),
            )),
            (Some(_), Some(_)) => None,
            _ => Some(self.row(
                "mfa_changed",
                "The requirement of multi-factor authentication of {t} was changed",
                vec!["StrongAuthenticationRequirement cannot be read".to_owned()],
            )),
        }
    }

    fn enabled_row(&self) -> Option<Row> {
        let property = find(&self.properties, "AccountEnabled")?;
        let is = |text: &str, word: &str| items_of(text).iter().any(|item| item.eq_ignore_ascii_case(word));
        if is(&property.new, "false") && !is(&property.old, "false") {
            return Some(self.row("account_disabled", "The account {t} was disabled", Vec::new()));
        }
        let is_back = is(&property.new, "true") && is(&property.old, "false");
        is_back.then(|| self.row("account_enabled", "The account {t} was enabled", Vec::new()))
    }

    /// Writes what each property has now and lacked before, and the other way round.
    fn details(&self) -> Vec<String> {
        let is_control = |name: &str| CONTROLS.iter().any(|control| name.starts_with(control));
        let is_name = |name: &str| NAMES.iter().any(|end| name.ends_with(end));
        let told = self.properties.iter().filter(|of| !is_control(&of.name) && !is_name(&of.name));
        told.flat_map(details_of).take(MOST).collect()
    }
}

/// Writes what a property has now and lacked before. Of an object only the members that changed are told.
fn details_of(property: &Property) -> Vec<String> {
    if let Some(changes) = changed_members(&property.old, &property.new) {
        let told = |change: &Change| {
            detail_of(&format!("{}.{}", property.name, change.path), &change.old, &change.new)
        };
        return changes.iter().filter_map(told).collect();
    }
    let (old, new) = (items_of(&property.old), items_of(&property.new));
    detail_of(&property.name, &old, &new).into_iter().collect()
}

fn detail_of(name: &str, old: &[String], new: &[String]) -> Option<String> {
    // The names of properties are Microsoft's, but the record is whoever's wrote it.
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || ". _-".contains(*c)).take(80).collect();
    let added: Vec<_> = new.iter().filter(|item| !old.contains(item)).collect();
    let removed: Vec<_> = old.iter().filter(|item| !new.contains(item)).collect();
    match (added.as_slice(), removed.as_slice()) {
        ([], []) => None,
        (added, []) => Some(format!("{name} {}", quote_all(added, "and"))),
        ([], removed) => Some(format!("{name} without {}", quote_all(removed, "and"))),
        (added, removed) => {
            Some(format!("{name} {} instead of {}", quote_all(added, "and"), quote_all(removed, "and")))
        }
    }
}

/// Puts user and object into a sentence. They go in in one pass, so that text of a record is never taken for a place.
fn fill(words: &str, target: &str, object: &str) -> String {
    let mut filled = String::with_capacity(words.len() + target.len() + object.len());
    let mut rest = words;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        let (value, len) = match &rest[at..] {
            place if place.starts_with("{t}") => (target, 3),
            place if place.starts_with("{o}") => (object, 3),
            _ => ("{", 1),
        };
        filled.push_str(value);
        rest = &rest[at + len..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::{OPERATIONS, decode_directory, fill, fold_operation};

    #[test]
    fn operations_are_folded_and_unique() {
        let mut names: Vec<_> = OPERATIONS.iter().map(|(name, ..)| *name).collect();
        assert!(names.iter().all(|name| *name == fold_operation(name)));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), OPERATIONS.len());
        let odd = "Update application \u{2013} Certificates and secrets management ";
        assert_eq!(decode_directory(&[Some(odd), None, None, None, None, None]).len(), 1);
        assert_eq!(decode_directory(&[Some("Update user."), None, None, None, None, None]).len(), 0);
    }

    #[test]
    fn texts_of_records_are_no_places() {
        assert_eq!(fill("{t} was given {o}", "«{o}»", "«{t} {»"), "«{o}» was given «{t} {»");
    }
}
