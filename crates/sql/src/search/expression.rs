//! Expressions of SQL for what records have in one of several columns.

/// The object that was acted on, or the mailbox where a record names no object.
pub const OBJECT: &str = "coalesce(object_id, mailbox_owner_upn)";

/// Name of the app that a record is about: that of the object where it is an app, else that of the app that acted; null for apps
/// without a known name.
pub const APP_NAME: &str =
    "coalesce(app_name(object_id), app_name(client_app_id), app_name(application_id), app_name(app_id))";

/// Id of the app that acted.
pub const APP_ID: &str =
    "first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id)";

/// Id of the session. The view `session_records` takes it from the same columns.
pub const SESSION: &str = "first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId'))";

/// The program that acted, as it named itself.
pub const USER_AGENT: &str =
    "first_values(user_agent, values_at(extended_properties, 'UserAgent'), client_info_string)[1]";

/// The first address that a record has.
pub const ADDRESS: &str = "first_address(client_ip, client_ip_address, actor_ip_address)";

/// Id of the device that acted. The view `session_records` takes it from the same columns.
pub const DEVICE: &str = "first_guid(device_id, values_at(device_properties, 'Id'))";
