//! `consent_facts`, `consent_sentence`: consents to apps, and the grants that come with them.

use super::properties::{Party, Property, find, fold_operation, is_guid, read_properties, value_of};
use super::quote::{quote, quote_all};
use super::table::{Columns, Kind, Row, Value};

pub(in super::super) const CONSENT: &Columns = &[
    ("role", Kind::Text),
    ("rank", Kind::Number),
    ("app_name", Kind::Text),
    ("app_id", Kind::Text),
    ("app_object_id", Kind::Text),
    ("scopes", Kind::Text),
    ("consent_type", Kind::Text),
    ("is_admin_consent", Kind::Flag),
    ("resource", Kind::Text),
    ("actor", Kind::Text),
];

/// What a record is in the event that it belongs to; of several the first here stands for the event.
const ROLES: [(&str, &str); 14] = [
    ("consent to application", "consent"),
    ("add delegated permission grant", "grant"),
    ("add oauth2permissiongrant", "grant"),
    ("add app role assignment to service principal", "app_role"),
    ("add app role assignment grant to user", "assignment"),
    ("add app role assignment to group", "assignment"),
    ("remove delegated permission grant", "revoked"),
    ("remove oauth2permissiongrant", "revoked"),
    ("remove app role assignment from service principal", "revoked"),
    ("remove app role assignment from user", "revoked_assignment"),
    ("remove service principal", "app_removed"),
    ("hard delete service principal", "app_removed"),
    ("delete application", "app_removed"),
    ("add service principal", "service_principal"),
];

/// Roles in their rank. Those from 9 on are no event of their own.
const RANKS: [(&str, i64); 8] = [
    ("consent", 0),
    ("grant", 1),
    ("app_role", 2),
    ("assignment", 3),
    ("revoked", 4),
    ("revoked_assignment", 5),
    ("app_removed", 6),
    ("service_principal", 9),
];

/// Decodes a record: operation, user, object, modified properties, target and actor.
pub(in super::super) fn decode_consent(texts: &[Option<&str>]) -> Row {
    let text = |place: usize| texts.get(place).copied().flatten();
    let operation = fold_operation(text(0).unwrap_or_default());
    let role =
        ROLES.iter().find(|(name, _)| *name == operation).map_or("service_principal", |(_, role)| *role);
    let rank = RANKS.iter().find(|(name, _)| *name == role).map(|(_, rank)| *rank);
    let properties = read_properties(text(3));
    let (target, actor) = (Party::read(text(4)), Party::read(text(5)));
    let value = |name: &str| value_of(&properties, name);
    // The target of a grant is the API; the app is in the properties. The target of all others is the app.
    let is_grant = operation.contains("permission grant")
        || operation.contains("oauth2permissiongrant")
        || operation.ends_with("service principal") && operation.contains("app role");
    let named = value("ServicePrincipal.DisplayName").or_else(|| {
        let name = if is_grant { None } else { target.display_name() };
        name.map(str::to_owned)
    });
    let app_id = value("ServicePrincipal.AppId").filter(|id| is_guid(id)).or_else(|| {
        let id = if is_grant { None } else { target.app_id().or(text(2).filter(|id| is_guid(id))) };
        id.map(str::to_owned)
    });
    let object = value("ServicePrincipal.ObjectID").or_else(|| {
        let id = if is_grant { None } else { target.object_id("ServicePrincipal_") };
        id.map(str::to_owned)
    });
    let consent =
        find(&properties, "ConsentAction.Permissions").map(|property| new_permissions(&property.new));
    let (scopes, consent_type) = match consent {
        Some(found) => found,
        None => (grant_scopes(&properties, role), value("DelegatedPermissionGrant.ConsentType")),
    };
    let admin = value("ConsentContext.IsAdminConsent").map(|value| value.eq_ignore_ascii_case("true"));
    let resource = if is_grant { target.display_name() } else { None };
    let user = text(1).filter(|user| !user.trim().is_empty() && *user != "Not Available");
    vec![
        Value::text(role),
        Value::Number(rank),
        Value::text(named.unwrap_or_default()),
        Value::text(app_id.unwrap_or_default().to_lowercase()),
        Value::text(object.unwrap_or_default().to_lowercase()),
        Value::text(scopes.join(" ")),
        Value::text(consent_type.unwrap_or_default()),
        Value::Flag(admin),
        Value::optional(resource),
        Value::optional(actor.upn().or(actor.display_name()).or(user)),
    ]
}

/// Returns the scopes and app roles that a grant has now and lacked before; those it took away for a withdrawal.
fn grant_scopes(properties: &[Property], role: &str) -> Vec<String> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let role_name = find(properties, "AppRole.Value");
    let scope = find(properties, "DelegatedPermissionGrant.Scope");
    let mut found = Vec::new();
    for property in [scope, role_name].into_iter().flatten() {
        let (old, new) = (words(&property.old), words(&property.new));
        let is_gone = role.starts_with("revoked") && !old.is_empty();
        let (from, without) = if is_gone { (old, new) } else { (new, old) };
        found.extend(from.into_iter().filter(|word| !without.contains(word)));
    }
    found
}

/// A permission in the text of a consent.
#[derive(Debug, Default)]
struct Permission {
    id: String,
    consent_type: String,
    scopes: Vec<String>,
}

/// Reads `[] => [[Id: a, ClientId: b, ..., ConsentType: Principal, Scope: x y], ...]; `: the scopes that are new right of the arrow, and how
/// wide the widest consent is.
fn new_permissions(text: &str) -> (Vec<String>, Option<String>) {
    let (old, new) = text.split_once("=>").unwrap_or(("", text));
    let (before, after) = (permissions_of(old), permissions_of(new));
    let mut scopes: Vec<String> = Vec::new();
    let mut consent_type = None;
    for permission in &after {
        let same = before.iter().find(|old| old.id == permission.id);
        let had = |scope: &String| same.is_some_and(|old| old.scopes.contains(scope));
        for scope in permission.scopes.iter().filter(|scope| !had(scope)) {
            if !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        if consent_type.is_none() || permission.consent_type == "AllPrincipals" {
            consent_type = Some(permission.consent_type.clone());
        }
    }
    (scopes, consent_type.filter(|kind| !kind.is_empty()))
}

fn permissions_of(text: &str) -> Vec<Permission> {
    let blocks = text.split("[Id:").skip(1);
    blocks
        .map(|block| {
            let block = block.split(']').next().unwrap_or_default();
            let mut permission = Permission::default();
            for (place, part) in block.split(',').enumerate() {
                let (name, value) =
                    if place == 0 { ("Id", part) } else { part.split_once(':').unwrap_or(("", part)) };
                match name.trim() {
                    "Id" => value.trim().clone_into(&mut permission.id),
                    "ConsentType" => value.trim().clone_into(&mut permission.consent_type),
                    "Scope" => permission.scopes = value.split_whitespace().map(str::to_owned).collect(),
                    _ => {}
                }
            }
            permission
        })
        .collect()
}

/// Writes an event as a sentence: role, name and id of the app, actor, type of the consent, and scopes joined by spaces.
pub(in super::super) fn decode_consent_sentence(texts: &[Option<&str>]) -> Option<String> {
    let text = |place: usize| texts.get(place).copied().flatten().filter(|text| !text.trim().is_empty());
    let role = text(0)?;
    let app = match (text(1), text(2)) {
        (Some(name), Some(id)) => format!("the app {} (id {})", quote(name), quote(id)),
        (Some(one), None) | (None, Some(one)) => format!("the app {}", quote(one)),
        (None, None) => "an app that the records do not name".to_owned(),
    };
    let actor = text(3).map_or_else(|| "Somebody that is not logged".to_owned(), quote);
    let mut scopes: Vec<&str> = Vec::new();
    for scope in text(5).unwrap_or_default().split_whitespace() {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    let permissions = match scopes.as_slice() {
        // The type of a consent is read from its permissions: they are logged, and the app had them before.
        [] if role == "consent" && text(4).is_some() => "no new permissions".to_owned(),
        [] => "permissions that are not logged".to_owned(),
        scopes => format!("the permissions {}", quote_all(scopes, "and")),
    };
    let width = match text(4) {
        Some("AllPrincipals") => " for everybody in the organisation",
        Some("Principal") => " for one user",
        _ => "",
    };
    Some(match role {
        "consent" => format!("{actor} consented to {app}: {permissions}{width}."),
        "grant" => format!("{actor} granted {app} {permissions}{width}."),
        "app_role" => format!("{actor} granted {app} {permissions} of its own, without a user."),
        "assignment" => format!("{actor} assigned {app} to a user or group."),
        "revoked_assignment" => format!("{actor} took {app} from a user or group."),
        "app_removed" => format!("{actor} deleted {app}."),
        _ => format!("{actor} took {permissions} from {app}."),
    })
}

#[cfg(test)]
mod tests {
    use super::{decode_consent_sentence, new_permissions};

    #[test]
    fn only_what_is_right_of_the_arrow_and_new() {
        let text = "[[Id: A, ClientId: c, PrincipalId: , ResourceId: r, ConsentType: Principal, Scope: User.Read]] => \
                    [[Id: A, ClientId: c, PrincipalId: , ResourceId: r, ConsentType: Principal, Scope: User.Read Mail.Read], \
                    [Id: B, ClientId: c, PrincipalId: , ResourceId: r, ConsentType: AllPrincipals, Scope:  offline_access Mail.Read]]; ";
        let expect =
            (vec!["Mail.Read".to_owned(), "offline_access".to_owned()], Some("AllPrincipals".to_owned()));
        assert_eq!(new_permissions(text), expect);
        for text in ["", "=>", "[] => [[Id", "nonsense", "[[Id: => ]]"] {
            assert_eq!(new_permissions(text), (vec![], None), "{text}");
        }
    }

    #[test]
    fn sentences() {
        let all = [
            Some("consent"),
            Some("x»"),
            None,
            Some("ann@contoso.example.com"),
            Some("Principal"),
            Some("Mail.Read User.Read"),
        ];
        let expect = "«ann@contoso.example.com» consented to the app «x›»: the permissions «Mail.Read» and «User.Read» for one user.";
        assert_eq!(decode_consent_sentence(&all).unwrap(), expect);
        assert!(
            decode_consent_sentence(&[Some("revoked"), None, None, None, None, None])
                .unwrap()
                .contains("not logged")
        );
        assert_eq!(decode_consent_sentence(&[None]), None);
    }
}
