//! Sign-ins with all that real records say of them: application, resource, kind of request, device.

use crate::activity::event::{Account, Event};
use crate::activity::json::Writer;
use crate::activity::tenant::Actor;
use crate::guid::guid_text;

use super::directory::{SignInError, TraceIds, add_identity, browser_of, os_of, put_context};

/// An application or a service that is signed in to, by its application id.
pub type AppId = &'static str;

/// Start page of Office 365.
pub const OFFICE_HOME: AppId = "4765445b-32c6-49b0-83e6-1d93765276ca";
/// Outlook and the other programs of Office on a computer.
pub const OFFICE: AppId = "d3590ed6-52b3-4102-aeff-aad2292ab01c";
/// The program of OneDrive on a computer.
pub const ONEDRIVE_CLIENT: AppId = "ab9b8c07-8f02-4f72-87fa-80105867a763";
/// Teams on any device.
pub const TEAMS: AppId = "1fec8e78-bce4-4aaf-ab1b-5451cc387264";
/// Page on which people change their sign-in methods.
pub const MY_SIGN_INS: AppId = "19db86c3-b2b9-44cc-b339-36da233a3be2";
/// Broker that signs devices and programs in.
pub const BROKER: AppId = "29d9ed98-a469-4536-ade2-f981bc1d605e";
/// Command line tool of Azure.
pub const AZURE_CLI: AppId = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
/// Exchange Online.
pub const EXCHANGE: AppId = "00000002-0000-0ff1-ce00-000000000000";
/// SharePoint Online.
pub const SHAREPOINT: AppId = "00000003-0000-0ff1-ce00-000000000000";
/// Microsoft Graph.
pub const GRAPH: AppId = "00000003-0000-0000-c000-000000000000";
/// Registration of devices.
pub const DEVICE_REGISTRATION: AppId = "01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9";

/// The prompt for a second factor was not approved.
pub const PROMPT_REFUSED: SignInError = ("500121", "AuthenticationFailedSasError");

/// A second factor has to be set up first.
pub const PROOF_TO_SET_UP: SignInError = ("50072", "UserStrongAuthEnrollmentRequiredInterrupt");

/// A sign-in.
#[derive(Debug, Clone, Copy)]
pub struct SignIn<'a> {
    /// Application that signs in.
    pub app: &'a str,
    /// Service that it wants to use.
    pub resource: AppId,
    /// `RequestType`: the step of the protocol.
    pub request: &'a str,
    /// `ResultStatusDetail`.
    pub detail: &'a str,
    /// Id and name of the device, if the tenant knows it.
    pub device: Option<(&'a str, &'a str)>,
    /// User agent that the facts of the device follow from, if that is not the actor's: a code that is typed in on one
    /// machine signs another in, and the facts stay those of the first.
    pub device_agent: Option<&'a str>,
    /// Error, if it failed.
    pub error: Option<SignInError>,
}

impl<'a> SignIn<'a> {
    /// Returns the sign-in of a browser to a service.
    pub const fn in_browser(app: &'a str, resource: AppId) -> Self {
        let (request, detail) = ("OAuth2:Authorize", "Redirect");
        Self { app, resource, request, detail, device: None, device_agent: None, error: None }
    }

    /// Returns the sign-in of a program that trades a code or an older token for a new one.
    pub const fn for_token(app: &'a str, resource: AppId) -> Self {
        Self { request: "OAuth2:Token", detail: "Success", ..Self::in_browser(app, resource) }
    }
}

/// Puts a sign-in.
pub fn put_full_sign_in(event: &Event<'_>, sign_in: &SignIn<'_>, trace: TraceIds, w: &mut Writer<'_>) {
    let Actor { person, address, agent, session } = event.actor;
    let operation = if sign_in.error.is_none() { "UserLoggedIn" } else { "UserLoginFailed" };
    // Sign-ins name people by their object id.
    let key = guid_text(&person.object_id);
    let account = Account { id: &person.upn, key: &key, user_type: person.user_type };
    event.put_common_of(account, (15, operation, "AzureActiveDirectory"), w);
    // Real failures say `Success` here as well: the service wrote its record successfully.
    w.put("ResultStatus", "Success");
    w.put("ClientIP", address);
    w.put("ObjectId", sign_in.resource);
    w.put("AzureActiveDirectoryEventType", 1);
    let extended =
        [("ResultStatusDetail", sign_in.detail), ("UserAgent", agent), ("RequestType", sign_in.request)];
    w.put_pairs("ExtendedProperties", &extended);
    w.put_list("ModifiedProperties", |_| {});
    w.put_list("Actor", |list| {
        add_identity(list, person.object_id, 0);
        add_identity(list, person.upn.as_str(), 5);
    });
    put_context(event, trace, w);
    w.put_list("Target", |list| add_identity(list, sign_in.resource, 0));
    w.put("TargetContextId", event.tenant.id.as_str());
    w.put("ApplicationId", sign_in.app);
    put_device(sign_in, sign_in.device_agent.unwrap_or(agent), &guid_text(&session), w);
    let (number, name) = sign_in.error.unwrap_or(("0", ""));
    w.put("ErrorNumber", number);
    if sign_in.error.is_some() {
        w.put("LogonError", name);
    }
}

fn put_device(sign_in: &SignIn<'_>, agent: &str, session: &str, w: &mut Writer<'_>) {
    let mut properties = Vec::new();
    if let Some((id, name)) = sign_in.device {
        properties.extend([("Id", id), ("DisplayName", name)]);
    }
    // A client that is no browser has neither.
    if agent.starts_with("Mozilla/") {
        properties.extend([("OS", os_of(agent)), ("BrowserType", browser_of(agent))]);
    }
    let managed = if sign_in.device.is_some() { "True" } else { "False" };
    properties.push(("IsCompliantAndManaged", managed));
    if sign_in.device.is_some() {
        properties.push(("TrustType", "Azure AD joined"));
    }
    properties.push(("SessionId", session));
    w.put_pairs("DeviceProperties", &properties);
}
