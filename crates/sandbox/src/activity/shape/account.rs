//! Changes to the directory with all names of who made them and what they were made on.

use crate::activity::event::{Account, Event};
use crate::activity::json::Writer;
use crate::activity::tenant::Person;
use crate::dice::{mix, mix_text};
use crate::guid::{guid_text, new_guid};

use super::directory::{TraceIds, add_identity, add_property, put_context};

/// Numbers of the schema's IdentityType: a name, an id, a PUID, the name of a service, a user principal name.
const NAME: i32 = 1;
const ID: i32 = 2;
const PUID: i32 = 3;
const SERVICE_NAME: i32 = 4;
const UPN: i32 = 5;

/// A service of Microsoft that changes the directory for somebody.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// Name.
    pub name: &'static str,
    /// Application id.
    pub app_id: &'static str,
}

/// Service that stores sign-in methods.
pub const CREDENTIALS: Service = Service {
    name: "Azure Credential Configuration Endpoint Service",
    app_id: "ea890292-c8c8-4433-b5ea-b09d0668e1a6",
};

/// Service that registers devices.
pub const DEVICES: Service =
    Service { name: "Device Registration Service", app_id: "01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9" };

/// An object of the directory that is changed.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// A person.
    User(&'a Person),
    /// A device: its object id and its name.
    Device(&'a str, &'a str),
    /// An application's account in the tenant: object id, name, application id.
    ServicePrincipal(&'a str, &'a str, &'a str),
    /// Something else: its kind, its id and its name.
    Other(&'a str, &'a str, &'a str),
}

/// A change to the directory.
#[derive(Debug, Clone, Copy)]
pub struct AccountChange<'a> {
    /// Operation, as Entra ID writes it.
    pub operation: &'a str,
    /// `extendedAuditEventCategory` of records.
    pub category: &'a str,
    /// Name, new value, and old value of each property.
    pub properties: &'a [(&'a str, &'a str, &'a str)],
    /// The object.
    pub target: Target<'a>,
    /// The service that does it for the actor, if one does.
    pub by: Option<Service>,
}

impl Target<'_> {
    /// Returns the `ObjectId` of records.
    fn object_id(&self) -> String {
        match self {
            Self::User(person) => person.upn.clone(),
            Self::Device(id, _) => format!("Device_{id}"),
            Self::ServicePrincipal(_, _, app_id) => (*app_id).to_owned(),
            Self::Other(kind, id, _) => format!("{kind}_{id}"),
        }
    }

    fn add_identities(&self, list: &mut Writer<'_>) {
        match self {
            Self::User(person) => {
                add_object(list, "User", &guid_text(&person.object_id));
                add_identity(list, person.upn.as_str(), UPN);
                add_identity(list, person.key.as_str(), PUID);
            }
            Self::Device(id, name) => {
                add_object(list, "Device", id);
                add_identity(list, *name, NAME);
            }
            Self::ServicePrincipal(id, name, app_id) => {
                add_object(list, "ServicePrincipal", id);
                add_identity(list, *name, NAME);
                add_identity(list, *app_id, ID);
                add_identity(list, *app_id, SERVICE_NAME);
            }
            Self::Other(kind, id, name) => {
                add_object(list, kind, id);
                add_identity(list, *name, NAME);
            }
        }
    }
}

/// Puts a change.
pub fn put_account_change(
    event: &Event<'_>,
    change: &AccountChange<'_>,
    trace: TraceIds,
    w: &mut Writer<'_>,
) {
    let (person, address) = (event.actor.person, event.actor.address);
    let kind = (8, change.operation, "AzureActiveDirectory");
    // The id of a service in this tenant follows from both.
    let principal = change.by.map(|service| principal_of(service, event));
    match &principal {
        Some(id) => {
            let id = format!("ServicePrincipal_{id}");
            event.put_common_of(Account { id: &id, key: "Not Available", user_type: 4 }, kind, w);
        }
        None => {
            let key = format!("{}@{}", person.key, event.tenant.domain);
            event.put_common_of(Account { id: &person.upn, key: &key, user_type: 0 }, kind, w);
        }
    }
    w.put("ResultStatus", "Success");
    // What a service does has no address.
    if change.by.is_none() {
        w.put("ClientIP", address);
    }
    w.put("ObjectId", change.target.object_id());
    w.put("AzureActiveDirectoryEventType", 1);
    let details = match change.by {
        Some(_) => "{\"User-Agent\":\"Microsoft ADO.NET Data Services\"}".to_owned(),
        None if event.actor.agent.is_empty() => "{}".to_owned(),
        None => format!("{{\"User-Agent\":\"{}\"}}", event.actor.agent),
    };
    w.put_pairs(
        "ExtendedProperties",
        &[("additionalDetails", &details), ("extendedAuditEventCategory", change.category)],
    );
    w.put_list("ModifiedProperties", |list| {
        change.properties.iter().for_each(|property| add_property(list, *property));
    });
    w.put_list("Actor", |list| match (change.by, &principal) {
        (Some(service), Some(id)) => {
            add_identity(list, service.name, NAME);
            add_identity(list, service.app_id, ID);
            add_object(list, "ServicePrincipal", id);
        }
        _ => {
            add_identity(list, person.upn.as_str(), UPN);
            add_identity(list, person.key.as_str(), PUID);
            add_object(list, "User", &guid_text(&person.object_id));
        }
    });
    put_context(event, trace, w);
    w.put_list("Target", |list| change.target.add_identities(list));
    w.put("TargetContextId", event.tenant.id.as_str());
}

fn add_object(list: &mut Writer<'_>, kind: &str, id: &str) {
    add_identity(list, format!("{kind}_{id}"), ID);
    add_identity(list, id, ID);
    add_identity(list, kind, ID);
}

fn principal_of(service: Service, event: &Event<'_>) -> String {
    let hash = mix_text(event.tenant.seed, service.app_id);
    guid_text(&new_guid(hash, mix(hash, &[1])))
}
