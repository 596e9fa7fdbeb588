//! The commands that ask rules and look at them.

mod broken;
mod detect;
mod places;
mod tasks;

use crate::folder::Folder;

/// A rule, a correlation that counts its matches, and a query.
const RULE: &str = "\
title: Inbox rule made
id: 6f0c2b7e-0000-4000-8000-000000000001
name: rule_made
description: A person made an inbox rule.
level: medium
tags: [attack.persistence, attack.t1137.005]
logsource: {product: m365, service: exchange}
detection:
    selection: {Operation: New-InboxRule}
    condition: selection
fields: [UserId, RuleName]
falsepositives: [Newsletters]
references: ['https://example.com/rules']
";

const COUNT: &str = "\
title: Many inbox rules made
id: 6f0c2b7e-0000-4000-8000-000000000002
level: high
tags: [attack.collection]
correlation:
    type: event_count
    rules: [rule_made]
    group-by: [UserId]
    timespan: 1h
    condition: {gte: 3}
    generate: true
";

const QUERY: &str = "\
-- title: Rule without a name
-- id: 6f0c2b7e-0000-4000-8000-000000000003
-- level: low

SELECT user_id AS finding, content_hash, 'it has no name' AS reason FROM events
WHERE operation = 'New-InboxRule' AND parameters['Name'] = ''
";

/// Cases of the rule; the last does not hold if `fires` is not 1.
fn cases(fires: usize) -> String {
    let record = record(1, "mia@contoso.example.com", "x");
    let id = "6f0c2b7e-0000-4000-8000-000000000001";
    let other = record.replace("New-", "Remove-");
    format!(
        r#"{{"cases": [{{"rule": "{id}", "name": "another cmdlet", "fires": 0, "records": [{other}]}},
        {{"rule": "{id}", "name": "a rule is made", "fires": {fires}, "records": [{record}]}}]}}"#
    )
}

/// A folder with the three rules and the cases of one.
fn rules() -> Folder {
    let folder = Folder::new();
    folder.file("made.yml", RULE);
    folder.file("count.yml", COUNT);
    folder.file("nameless.sql", QUERY);
    folder.file("made.cases.json", cases(1));
    folder
}

/// A record of an inbox rule that somebody made, with its name.
fn record(number: u32, user: &str, name: &str) -> String {
    let user = serde_json::Value::from(user);
    let name = serde_json::Value::from(name);
    format!(
        r#"{{"CreationTime":"2026-03-02T10:00:{number:02}","Id":"00000000-0000-4000-8000-0000000000{number:02}","Operation":"New-InboxRule","RecordType":1,"Workload":"Exchange","UserType":0,"OrganizationId":"db5b5fab-8f4d-4e27-9da1-494c73cf256d","ResultStatus":"True","UserId":{user},"ClientIP":"198.51.100.7","Parameters":[{{"Name":"Name","Value":{name}}}]}}"#
    )
}
