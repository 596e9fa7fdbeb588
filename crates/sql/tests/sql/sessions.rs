//! Sessions: their ids wherever they stand, surrogates, branches.

use serde_json::json;

use crate::activity::over;
use crate::slt::result;

const SESSION: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const EDGE: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0";

fn sign_in(id: &str, time: &str, address: &str) -> String {
    json!({"Id": id, "RecordType": 15, "Operation": "UserLoggedIn", "CreationTime": time, "UserId": "Ann@example.com", "ClientIP": address,
        "ActorIpAddress": address, "ExtendedProperties": [{"Name": "UserAgent", "Value": EDGE}],
        "DeviceProperties": [{"Name": "SessionId", "Value": SESSION.to_uppercase()}]})
    .to_string()
}

fn access(id: &str, time: &str, address: &str, client: &str, more: &serde_json::Value) -> String {
    let mut record = json!({"Id": id, "RecordType": 50, "Operation": "MailItemsAccessed", "CreationTime": time, "UserId": "ann@example.com",
        "ClientIPAddress": address, "ClientInfoString": client});
    record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    record.to_string()
}

#[tokio::test]
async fn a_session_id_is_one_wherever_it_stands_and_branches_are_told_apart() {
    let records = [
        sign_in("1", "2026-03-02T08:00:00", "192.0.2.7:4711"),
        access(
            "2",
            "2026-03-02T08:10:00",
            "192.0.2.99",
            &format!("Client=OWA;{EDGE};"),
            &json!({"SessionId": SESSION}),
        ),
        // What names no program is that of the others from its network.
        access(
            "3",
            "2026-03-02T08:20:00",
            "192.0.2.7",
            "Client=OWA;Action=ViaProxy",
            &json!({"SessionId": SESSION}),
        ),
        // The session of the token goes before that of Exchange.
        access(
            "4",
            "2026-03-02T08:30:00",
            "198.51.100.9",
            "Client=REST;;",
            &json!({"SessionId": "11111111-d9cb-469f-a165-70867728950e", "AppAccessContext": {"AADSessionId": SESSION}}),
        ),
    ];
    let session = over(&records);
    let query = "SELECT user_id, network, agent, records, sign_ins, branches FROM sessions WHERE session_key = '0f8fad5b-d9cb-469f-a165-70867728950e' \
                 ORDER BY network";
    assert_eq!(
        result(&session, query).await.unwrap(),
        "user_id | network | agent | records | sign_ins | branches\n\
         ann@example.com | 192.0.2.0/24 | Edge on Windows | 3 | 1 | 2\n\
         ann@example.com | 198.51.100.0/24 | REST | 1 | 0 | 2"
    );
    assert_eq!(
        result(&session, "SELECT count(*) AS n FROM sessions WHERE is_surrogate").await.unwrap(),
        "n\n0"
    );
}

#[tokio::test]
async fn records_without_an_id_are_together_until_a_pause_of_two_hours() {
    let of = |id, time, address| {
        access(
            id,
            time,
            address,
            "Client=REST;;",
            &json!({"SessionId": "00000000-0000-0000-0000-000000000000"}),
        )
    };
    let records = [
        of("1", "2026-03-02T08:00:00", "192.0.2.7"),
        of("2", "2026-03-02T09:59:59", "192.0.2.7"),
        of("3", "2026-03-02T12:00:00", "192.0.2.7"),
        of("4", "2026-03-02T12:00:00", "192.0.2.8"),
    ];
    let session = over(&records);
    let query = "SELECT addresses, records, is_surrogate, starts_with(session_key, '~') AS mark FROM sessions ORDER BY first_time, records, addresses";
    assert_eq!(
        result(&session, query).await.unwrap(),
        "addresses | records | is_surrogate | mark\n\
         [192.0.2.7] | 2 | true | true\n\
         [192.0.2.7] | 1 | true | true\n\
         [192.0.2.8] | 1 | true | true"
    );
    // Keys do not depend on what else is asked for.
    let keys = "SELECT DISTINCT session_key FROM session_records WHERE id IN ('1', '2')";
    assert_eq!(result(&session, keys).await.unwrap().lines().count(), 2);
}

#[tokio::test]
async fn what_has_neither_id_nor_address_is_in_no_session() {
    let records = [
        r#"{"Id":"1","RecordType":8,"Operation":"Update user.","CreationTime":"2026-03-02T08:00:00","UserId":"ServicePrincipal_1"}"#,
        r#"{"Id":"2","RecordType":15,"Operation":"UserLoggedIn","CreationTime":"2026-03-02T08:00:00","ClientIP":"192.0.2.7"}"#,
    ];
    assert_eq!(result(&over(&records), "SELECT count(*) AS n FROM session_records").await.unwrap(), "n\n0");
}
