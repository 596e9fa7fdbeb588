//! Views for investigations: forwarding, changes of identities, consents.

use serde_json::{Value, json};

use crate::investigation::{check, pairs, record, rows};

fn cmdlet(id: &str, minute: u32, operation: &str, object: &str, parameters: &[(&str, &str)]) -> String {
    let time = format!("2026-11-25T03:{minute:02}:07");
    record(
        id,
        &time,
        1,
        operation,
        &json!({"ObjectId": object, "Parameters": pairs(parameters), "ResultStatus": "True"}),
    )
}

#[tokio::test]
async fn forwarding_is_decoded_and_folded() {
    let folder = json!({"ParentFolder": {"Path": "\\Calendar", "MemberUpn": "x@contoso.example.com", "MemberRights": "ReadAny, Create"}});
    let mut failed: Value =
        serde_json::from_str(&cmdlet("9", 59, "Set-Mailbox", "Ann", &[("ForwardingSmtpAddress", "")]))
            .unwrap();
    failed["ResultStatus"] = json!("False");
    let records = [
        cmdlet(
            "1",
            1,
            "Set-Mailbox",
            "Ann",
            &[
                ("Identity", "ann@contoso.example.com"),
                ("ForwardingSmtpAddress", "smtp:X@evil.example"),
                ("DeliverToMailboxAndForward", "True"),
            ],
        ),
        cmdlet(
            "2",
            2,
            "Set-Mailbox",
            "Bob",
            &[("ForwardingSmtpAddress", "smtp:y@evil.example"), ("GrantSendOnBehalfTo", "z@evil.example")],
        ),
        cmdlet("3", 3, "Set-Mailbox", "Bob", &[("ForwardingSmtpAddress", "")]),
        cmdlet("4", 4, "Set-Mailbox", "Bob", &[("MaxSendSize", "1")]),
        cmdlet(
            "5",
            5,
            "New-TransportRule",
            "Journal",
            &[("Name", "Journal"), ("BlindCopyTo", "x@evil.example"), ("FromScope", "InOrganization")],
        ),
        cmdlet("6", 6, "Disable-TransportRule", "Journal", &[("Identity", "Journal")]),
        cmdlet(
            "7",
            7,
            "Add-MailboxPermission",
            "srv/Hosted/Carl",
            &[
                ("Identity", "srv/Hosted/Carl"),
                ("User", "srv/Hosted/Mallory"),
                ("AccessRights", "FullAccess"),
            ],
        ),
        cmdlet("8", 8, "Set-HostedOutboundSpamFilterPolicy", "Default", &[("AutoForwardingMode", "On")]),
        failed.to_string(),
        record(
            "a",
            "2026-11-25T04:00:07",
            2,
            "AddFolderPermissions",
            &json!({"MailboxOwnerUPN": "Ann@contoso.example.com", "Item": folder}),
        ),
        cmdlet(
            "b",
            20,
            "Add-MailboxFolderPermission",
            "",
            &[
                ("Identity", "ann@contoso.example.com:\\Calendar"),
                ("User", "Default"),
                ("AccessRights", "None"),
            ],
        ),
    ];
    check(
        &records,
        "SELECT id, kind AS k, mailbox AS m, targets AS t, change AS c, is_last AS l, is_present AS p, sentence AS s FROM forwarding ORDER BY id, k",
        json!([
            {"id": "1", "k": "mailbox_forwarding", "m": "ann@contoso.example.com", "t": ["x@evil.example"], "c": "set", "l": true, "p": true,
             "s": "Mail to «ann@contoso.example.com» is forwarded to «x@evil.example»; a copy stays in the mailbox."},
            {"id": "2", "k": "mailbox_forwarding", "m": "bob", "t": ["y@evil.example"], "c": "set", "l": false, "p": false,
             "s": "Mail to «bob» is forwarded to «y@evil.example»."},
            {"id": "2", "k": "send_on_behalf", "m": "bob", "t": ["z@evil.example"], "c": "set", "l": true, "p": true,
             "s": "«z@evil.example» may send on behalf of «bob»."},
            {"id": "3", "k": "mailbox_forwarding", "m": "bob", "c": "removed", "l": true, "p": false,
             "s": "Forwarding of the mailbox «bob» by ForwardingSmtpAddress was switched off."},
            {"id": "5", "k": "transport_rule", "t": ["x@evil.example"], "c": "set", "l": false, "p": false,
             "s": "Transport rule «Journal» was created: send a hidden copy to «x@evil.example», with «FromScope»: «InOrganization»."},
            {"id": "6", "k": "transport_rule", "c": "disabled", "l": true, "p": false, "s": "Transport rule «Journal» was disabled."},
            {"id": "7", "k": "mailbox_permission", "m": "carl", "t": ["Mallory"], "c": "set", "l": true, "p": true,
             "s": "«Mallory» was given «FullAccess» on the mailbox «carl»."},
            {"id": "8", "k": "outbound_policy", "c": "set", "l": true, "p": true, "s": "Outbound policy «Default» has automatic forwarding «On»."},
            {"id": "9", "k": "mailbox_forwarding", "m": "ann", "c": "removed", "l": false, "p": false,
             "s": "Attempted, but failed: Forwarding of the mailbox «ann» by ForwardingSmtpAddress was switched off."},
            {"id": "a", "k": "folder_permission", "m": "ann@contoso.example.com", "t": ["x@contoso.example.com"], "c": "set", "l": true, "p": true,
             "s": "«x@contoso.example.com» was given «ReadAny, Create» on the folder «\\Calendar» of «Ann@contoso.example.com»."},
            {"id": "b", "k": "folder_permission", "m": "ann@contoso.example.com", "t": ["Default"], "c": "removed", "l": true, "p": false,
             "s": "«Default» lost every permission on the folder «Calendar» of «ann@contoso.example.com»."},
        ]),
    )
    .await;
}

const ANN: &str = "ann@contoso.example.com";

fn directory(
    id: &str,
    time: &str,
    operation: &str,
    properties: &[(&str, &str, &str)],
    target: &Value,
) -> String {
    let properties: Value = properties
        .iter()
        .map(|(name, old, new)| json!({"Name": name, "OldValue": old, "NewValue": new}))
        .collect();
    let fields = json!({"ModifiedProperties": properties, "Target": target, "ResultStatus": "Success", "ObjectId": "Not Available",
        "Actor": [{"ID": "admin@contoso.example.com", "Type": 5}], "InterSystemsId": format!("of {id}")});
    record(id, time, 8, operation, &fields)
}

fn user(upn: &str) -> Value {
    json!([{"ID": "User_0c15be5d-1386-4758-846e-5bc12b1687b1", "Type": 2}, {"ID": upn, "Type": 5}])
}

#[tokio::test]
async fn changes_of_identities_are_told_by_kind() {
    let time = "2026-11-25T03:47:07";
    let records = [
        directory(
            "1",
            time,
            "Update user.",
            &[
                (
                    "StrongAuthenticationMethod",
                    "[{\"MethodType\":1,\"Default\":true}]",
                    "[\r\n {\"MethodType\":6,\"Default\":true}]",
                ),
                ("StrongAuthenticationPhoneAppDetail", "[]", "[{\"DeviceName\":\"SM-G99\",\"Id\":\"7\"}]"),
                ("StsRefreshTokensValidFrom", "[\"a\"]", "[\"b\"]"),
            ],
            &user("Ann@contoso.example.com"),
        ),
        directory("2", time, "Update user.", &[("JobTitle", "[\"a\"]", "[\"b\"]")], &user(ANN)),
        directory(
            "3",
            time,
            "Update user.",
            &[
                ("StrongAuthenticationMethod", "[{\"MethodType\":", "x"),
                ("StrongAuthenticationRequirement", "[{\"State\":1}]", "[]"),
            ],
            &user(ANN),
        ),
        directory("4", time, "Reset user password.", &[], &user(ANN)),
        directory("5", time, "Change user password.", &[], &user("admin@contoso.example.com")),
        directory(
            "6",
            time,
            "Add member to role.",
            &[("Role.DisplayName", "", "Global {t} Administrator"), ("Role.TemplateId", "", "T1")],
            &user(ANN),
        ),
        directory(
            "7",
            time,
            "Update conditional access policy.",
            &[(
                "ConditionalAccessPolicy",
                "{\"id\":\"1\",\"state\":\"enabled\"}",
                "{\"id\":\"1\",\"state\":\"disabled\"}",
            )],
            &json!([{"ID": "Policy_66f0a36e-b335-4262-9ef1-708f598eccad", "Type": 2}, {"ID": "Block old protocols", "Type": 1}]),
        ),
        directory(
            "8",
            time,
            "Add device.",
            &[("CloudDeviceOSType", "[]", "[\"Windows\"]")],
            &json!([{"ID": "Device_219e8194-22a5-4428-9831-4907e7819b95", "Type": 2}, {"ID": "LAPTOP\u{202e}", "Type": 1}]),
        ),
        directory("9", time, "Disable Strong Authentication.", &[], &json!("cut")),
    ];
    check(
        &records,
        "SELECT id, kind AS k, target_user AS u, object AS o, details AS d, is_containment AS c FROM identity_changes ORDER BY id, k",
        json!([
            {"id": "1", "k": "mfa_added", "u": ANN, "d": ["notification of an authenticator app (method 6)", "authenticator app on «SM-G99» (id «7»)"], "c": false},
            {"id": "1", "k": "mfa_removed", "u": ANN, "d": ["text message (method 1)"], "c": false},
            {"id": "1", "k": "tokens_revoked", "u": ANN, "c": true},
            {"id": "3", "k": "mfa_changed", "u": ANN, "d": ["StrongAuthenticationMethod cannot be read"], "c": false},
            {"id": "3", "k": "mfa_disabled", "u": ANN, "c": false},
            {"id": "4", "k": "password_reset", "u": ANN, "c": true},
            {"id": "5", "k": "password_changed", "u": "admin@contoso.example.com", "c": false},
            {"id": "6", "k": "role_added", "u": ANN, "o": "Global {t} Administrator", "d": ["Role.TemplateId «T1»"], "c": false},
            {"id": "7", "k": "policy_changed", "o": "Block old protocols", "d": ["ConditionalAccessPolicy.state «disabled» instead of «enabled»"], "c": false},
            {"id": "8", "k": "device_added", "o": "LAPTOP\u{202e}", "d": ["CloudDeviceOSType «Windows»"], "c": false},
            {"id": "9", "k": "mfa_disabled", "c": false},
        ]),
    )
    .await;
    check(
        &records,
        "SELECT sentence AS s FROM identity_changes WHERE id > '3' ORDER BY id",
        json!([
            {"s": "The password of «ann@contoso.example.com» was reset, by «admin@contoso.example.com»."},
            {"s": "The password of «admin@contoso.example.com» was changed, by the user."},
            {"s": "«ann@contoso.example.com» was given the role «Global {t} Administrator», by «admin@contoso.example.com»: Role.TemplateId «T1»."},
            {"s": "The conditional access policy «Block old protocols» was changed, by «admin@contoso.example.com»: ConditionalAccessPolicy.state «disabled» instead of «enabled»."},
            {"s": "The device «LAPTOP » was registered, by «admin@contoso.example.com»: CloudDeviceOSType «Windows»."},
            {"s": "Multi-factor authentication was switched off for an account that is not logged, by «admin@contoso.example.com»."},
        ]),
    )
    .await;
}

const APP: &str = "a62919b8-3d73-4b3f-ab2a-3790b3cb8550";
const OBJECT: &str = "2383a669-0671-49c4-a7e6-a15950eccc2e";

fn app() -> Value {
    json!([{"ID": format!("ServicePrincipal_{OBJECT}"), "Type": 2}, {"ID": OBJECT, "Type": 2}, {"ID": "Mail Sync", "Type": 1}, {"ID": APP, "Type": 2}])
}

fn graph() -> Value {
    json!([{"ID": "ServicePrincipal_c6de1beb-148e-43f6-8c73-29d84232e699", "Type": 2}, {"ID": "Microsoft Graph", "Type": 1}])
}

fn keyed(record: &str, key: &str) -> String {
    let mut record: Value = serde_json::from_str(record).unwrap();
    record["InterSystemsId"] = json!(key);
    record.to_string()
}

#[tokio::test]
async fn a_consent_and_its_companions_are_one_row() {
    let permissions = "[[Id: A, ClientId: c, ConsentType: Principal, Scope: User.Read]] => [[Id: A, ClientId: c, ConsentType: Principal, Scope: User.Read Mail.Read], [Id: B, ConsentType: Principal, Scope: offline_access]]; ";
    let grant = [
        ("DelegatedPermissionGrant.Scope", "", " Mail.Read"),
        ("DelegatedPermissionGrant.ConsentType", "", "Principal"),
        ("ServicePrincipal.ObjectID", "", OBJECT),
    ];
    let records = [
        // One key with the consent.
        keyed(&directory("1", "2026-11-25T03:00:00", "Add service principal.", &[], &app()), "k"),
        keyed(
            &directory("2", "2026-11-25T03:00:01", "Add delegated permission grant.", &grant, &graph()),
            "k",
        ),
        keyed(
            &directory(
                "3",
                "2026-11-25T03:00:01",
                "Consent to application.",
                &[
                    ("ConsentContext.IsAdminConsent", "", "False"),
                    ("ConsentAction.Permissions", "", permissions),
                ],
                &app(),
            ),
            "k",
        ),
        // A key of its own, within the minute.
        directory("4", "2026-11-25T03:00:40", "Add delegated permission grant.", &grant, &graph()),
        // Later, on its own.
        directory("5", "2026-11-25T05:00:00", "Add delegated permission grant.", &grant, &graph()),
        directory("6", "2026-11-25T06:00:00", "Remove service principal.", &[], &app()),
        // Nobody's consent.
        directory("7", "2026-11-25T07:00:00", "Add service principal.", &[], &graph()),
    ];
    check(
        &records,
        "SELECT id, kind AS k, app_name AS n, app_id AS a, scopes AS s, consent_type AS t, is_admin_consent AS adm, resources AS r, members AS m, \
         CAST(revoked_time AS VARCHAR) AS x, sentence FROM consents ORDER BY time",
        json!([
            {"id": "3", "k": "consent", "n": "Mail Sync", "a": APP, "s": ["Mail.Read", "offline_access"], "t": "Principal", "adm": false,
             "r": ["Microsoft Graph"], "m": ["1", "2", "3", "4"], "x": "2026-11-25T06:00:00Z",
             "sentence": format!("«admin@contoso.example.com» consented to the app «Mail Sync» (id «{APP}»): the permissions «Mail.Read» and «offline_access» for one user.")},
            {"id": "5", "k": "grant", "n": "Mail Sync", "a": APP, "s": ["Mail.Read"], "t": "Principal", "r": ["Microsoft Graph"], "m": ["5"], "x": "2026-11-25T06:00:00Z",
             "sentence": format!("«admin@contoso.example.com» granted the app «Mail Sync» (id «{APP}») the permissions «Mail.Read» for one user.")},
            {"id": "6", "k": "app_removed", "n": "Mail Sync", "a": APP, "m": ["6"],
             "sentence": format!("«admin@contoso.example.com» deleted the app «Mail Sync» (id «{APP}»).")},
        ]),
    )
    .await;
}

#[tokio::test]
async fn odd_texts_never_fail() {
    let odd = [
        "",
        "{",
        "[]",
        "null",
        "[{\"Name\":",
        "\u{0}",
        "«»\u{202e}",
        "=>",
        "[[Id:",
        "[{\"MethodType\":[]}]",
        "[null]",
        "\"[\"",
    ];
    let mut records = Vec::new();
    for (at, text) in odd.iter().enumerate() {
        let time = "2026-11-25T03:00:00";
        let property = |name: &'static str| (name, *text, *text);
        let properties = [
            property("StrongAuthenticationMethod"),
            property("StrongAuthenticationUserDetails"),
            property("StrongAuthenticationRequirement"),
            property("ConsentAction.Permissions"),
            property("DelegatedPermissionGrant.Scope"),
            property("AppRole.Value"),
            property("Role.DisplayName"),
        ];
        for operation in
            ["Update user.", "Consent to application.", "Add member to role.", "Set Company Information."]
        {
            records.push(directory(&format!("{operation}{at}"), time, operation, &properties, &json!(text)));
        }
        for operation in [
            "Set-Mailbox",
            "New-TransportRule",
            "Set-RemoteDomain",
            "New-InboundConnector",
            "Add-MailboxFolderPermission",
        ] {
            let names = [
                "Identity",
                "Name",
                "ForwardingSmtpAddress",
                "BlindCopyTo",
                "AutoForwardEnabled",
                "SmartHosts",
                "User",
                "AccessRights",
            ];
            let parameters: Vec<_> = names.iter().map(|name| (*name, *text)).collect();
            records.push(cmdlet(&format!("{operation}{at}"), 1, operation, text, &parameters));
        }
        records.push(record(
            &format!("item{at}"),
            time,
            2,
            "Send",
            &json!({"Item": text, "Recipients": text}),
        ));
        records.push(record(
            &format!("file{at}"),
            time,
            14,
            "SharingSet",
            &json!({"EventData": text, "SourceFileName": text}),
        ));
    }
    for view in trail365_sql::INVESTIGATION_VIEWS {
        rows(&records, &format!("SELECT * FROM {}", view.name)).await;
    }
    let count = |of: &str| format!("SELECT count(*) AS n FROM {of}");
    check(&records, &count("consents"), json!([{"n": odd.len()}])).await;
    check(
        &records,
        &count("identity_changes WHERE kind IN ('role_added', 'policy_changed')"),
        json!([{"n": 2 * odd.len()}]),
    )
    .await;
    check(
        &records,
        &count("forwarding WHERE kind IN ('inbound_connector', 'folder_permission')"),
        json!([{"n": 2 * odd.len()}]),
    )
    .await;
    check(&records, &count("mail_sent"), json!([{"n": odd.len()}])).await;
    check(&records, &count("file_access"), json!([{"n": odd.len()}])).await;
}
