//! Ids and names of what tags of ATT&CK stand for.
//!
//! Source: MITRE ATT&CK for Enterprise, version 19 of April 2026 for tactics, which split "Defense Evasion" into "Stealth" and "Defense
//! Impairment". Techniques are those that the rules that ship name, by the ids in their tags.

/// A tactic: its name in tags, its id and its name.
static TACTICS: [(&str, &str, &str); 16] = [
    ("collection", "TA0009", "Collection"),
    ("command-and-control", "TA0011", "Command and Control"),
    ("credential-access", "TA0006", "Credential Access"),
    ("defense-evasion", "TA0005", "Defense Evasion"),
    ("defense-impairment", "TA0112", "Defense Impairment"),
    ("discovery", "TA0007", "Discovery"),
    ("execution", "TA0002", "Execution"),
    ("exfiltration", "TA0010", "Exfiltration"),
    ("impact", "TA0040", "Impact"),
    ("initial-access", "TA0001", "Initial Access"),
    ("lateral-movement", "TA0008", "Lateral Movement"),
    ("persistence", "TA0003", "Persistence"),
    ("privilege-escalation", "TA0004", "Privilege Escalation"),
    ("reconnaissance", "TA0043", "Reconnaissance"),
    ("resource-development", "TA0042", "Resource Development"),
    ("stealth", "TA0005", "Stealth"),
];

/// Techniques and their names, ordered by id.
static TECHNIQUES: [(&str, &str); 72] = [
    ("T1020", "Automated Exfiltration"),
    ("T1036", "Masquerading"),
    ("T1036.005", "Match Legitimate Resource Name or Location"),
    ("T1070", "Indicator Removal"),
    ("T1070.008", "Clear Mailbox Data"),
    ("T1078", "Valid Accounts"),
    ("T1078.004", "Cloud Accounts"),
    ("T1080", "Taint Shared Content"),
    ("T1090", "Proxy"),
    ("T1090.003", "Multi-hop Proxy"),
    ("T1098", "Account Manipulation"),
    ("T1098.001", "Additional Cloud Credentials"),
    ("T1098.002", "Additional Email Delegate Permissions"),
    ("T1098.003", "Additional Cloud Roles"),
    ("T1098.005", "Device Registration"),
    ("T1110", "Brute Force"),
    ("T1110.001", "Password Guessing"),
    ("T1110.003", "Password Spraying"),
    ("T1110.004", "Credential Stuffing"),
    ("T1114", "Email Collection"),
    ("T1114.002", "Remote Email Collection"),
    ("T1114.003", "Email Forwarding Rule"),
    ("T1119", "Automated Collection"),
    ("T1136", "Create Account"),
    ("T1136.003", "Cloud Account"),
    ("T1137", "Office Application Startup"),
    ("T1137.005", "Outlook Rules"),
    ("T1137.006", "Add-ins"),
    ("T1199", "Trusted Relationship"),
    ("T1204", "User Execution"),
    ("T1204.001", "Malicious Link"),
    ("T1213", "Data from Information Repositories"),
    ("T1213.002", "Sharepoint"),
    ("T1213.005", "Messaging Applications"),
    ("T1484", "Domain or Tenant Policy Modification"),
    ("T1484.002", "Trust Modification"),
    ("T1485", "Data Destruction"),
    ("T1486", "Data Encrypted for Impact"),
    ("T1490", "Inhibit System Recovery"),
    ("T1496", "Resource Hijacking"),
    ("T1528", "Steal Application Access Token"),
    ("T1530", "Data from Cloud Storage"),
    ("T1531", "Account Access Removal"),
    ("T1534", "Internal Spearphishing"),
    ("T1539", "Steal Web Session Cookie"),
    ("T1550", "Use Alternate Authentication Material"),
    ("T1550.004", "Web Session Cookie"),
    ("T1552", "Unsecured Credentials"),
    ("T1556", "Modify Authentication Process"),
    ("T1556.006", "Multi-Factor Authentication"),
    ("T1556.009", "Conditional Access Policies"),
    ("T1557", "Adversary-in-the-Middle"),
    ("T1562", "Impair Defenses"),
    ("T1562.001", "Disable or Modify Tools"),
    ("T1562.008", "Disable or Modify Cloud Logs"),
    ("T1564", "Hide Artifacts"),
    ("T1564.008", "Email Hiding Rules"),
    ("T1566", "Phishing"),
    ("T1566.001", "Spearphishing Attachment"),
    ("T1566.002", "Spearphishing Link"),
    ("T1566.003", "Spearphishing via Service"),
    ("T1567", "Exfiltration Over Web Service"),
    ("T1567.002", "Exfiltration to Cloud Storage"),
    ("T1583", "Acquire Infrastructure"),
    ("T1583.001", "Domains"),
    ("T1606", "Forge Web Credentials"),
    ("T1606.002", "SAML Tokens"),
    ("T1608", "Stage Capabilities"),
    ("T1608.005", "Link Target"),
    ("T1621", "Multi-Factor Authentication Request Generation"),
    ("T1657", "Financial Theft"),
    ("T1671", "Cloud Application Integration"),
];

/// Returns id and name of the tactic that a tag names, such as `collection`.
pub(crate) fn find_tactic(tag: &str) -> Option<(&'static str, &'static str)> {
    // Older rules write underscores.
    let is_named = |name: &str| name.bytes().eq(tag.bytes().map(|b| if b == b'_' { b'-' } else { b }));
    TACTICS.iter().find(|(name, ..)| is_named(name)).map(|(_, id, name)| (*id, *name))
}

/// Returns the name of a technique, such as `T1114.003`; of a sub-technique its own.
pub fn technique_name(id: &str) -> Option<&'static str> {
    let place = TECHNIQUES.binary_search_by(|(known, _)| (*known).cmp(id)).ok()?;
    Some(TECHNIQUES[place].1)
}
