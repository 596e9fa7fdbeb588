//! Rules and lists that ship.

/// Rules, by their files.
pub(crate) static RULES: [(&str, &str); 203] = [
    (
        "alerts/microsoft-alert-admin-privilege.yml",
        r##"title: Microsoft reports new administrators of Exchange
id: 0b0d3c11-da91-419d-b937-0479acac32cd
name: alert_exchange_admin_privilege
status: experimental
description: >-
    Microsoft reports that an account got rights over Exchange. The record of the role group tells
    who gave them.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.privilege-escalation
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Elevation of Exchange admin privilege
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - New administrators
level: medium
behaviour: AL-06
"##,
    ),
    (
        "alerts/microsoft-alert-ediscovery.yml",
        r##"title: Microsoft reports a content search or its export
id: 3748a609-fa88-4298-ab9f-99909ffb69f0
name: alert_ediscovery
status: experimental
description: >-
    Microsoft reports that a content search was started or exported. The records of the search tell
    who did it and what was searched for.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - eDiscovery search started or exported
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Everyday work of legal and compliance
level: low
behaviour: AL-05
"##,
    ),
    (
        "alerts/microsoft-alert-file-activity.yml",
        r##"title: Microsoft reports an unusual use of files
id: e07a803b-79b3-454e-9f7e-fd4cd4199162
name: alert_file_activity
status: experimental
description: >-
    Microsoft reports that far more files than usual were shared with people outside, downloaded or
    deleted. Look at the account and at the names of the files.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1213.002
    - attack.impact
    - attack.t1485
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Unusual external user file activity
            - Unusual volume of external file sharing
            - Unusual volume of file deletion
            - Unusual file download
            - Unusual file share activity
            - Unusual file deletion activity
            - Mass download
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Migrations and handovers
level: medium
behaviour: AL-07
"##,
    ),
    (
        "alerts/microsoft-alert-forwarding-rule.yml",
        r##"title: Microsoft reports a new forwarding or redirect rule
id: f9f133c6-7631-4719-bec3-b8d7cf4964a3
name: alert_forwarding_rule
status: experimental
description: >-
    Microsoft reports that somebody set up forwarding, a redirect rule or a mail flow rule. It does
    so for harmless rules too. The records of the rule itself tell where the mail goes.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Creation of forwarding/redirect rule
        - PolicyId:
            - d59a8fd4-1272-41ee-9408-86f7bcf72479
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Harmless forwarding
level: low
behaviour: AL-01
"##,
    ),
    (
        "alerts/microsoft-alert-mail-deletion.yml",
        r##"title: Microsoft reports suspicious deletion of mail
id: 53865c09-c773-4deb-9fff-a4a51ac7a078
name: alert_mail_deletion
status: experimental
description: >-
    Microsoft reports that an account deletes mail in a suspicious way. Intruders remove the traces
    of mail that they sent. Look at the records of deletion in the mailbox.
references:
    - https://learn.microsoft.com/en-us/defender-cloud-apps/anomaly-detection-policy
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Suspicious email deletion activity
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Mailboxes that are tidied up
level: medium
behaviour: AL-17
"##,
    ),
    (
        "alerts/microsoft-alert-mail-removed.yml",
        r##"title: Microsoft removed harmful mail after delivery
id: 2100e667-7b15-4051-a11c-67d0a6ff745e
name: alert_mail_removed
status: experimental
description: >-
    Microsoft took mail out of mailboxes after delivery. Somebody may have opened it before. It
    counts together with a click or an odd sign-in of a receiver.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1566
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - removed after delivery
            - Malware campaign detected and blocked
    filter_other:
        Name|contains:
            - not removed
    condition: selection and alert and not filter_other
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Everyday work of the filter
level: informational
behaviour: AL-10
"##,
    ),
    (
        "alerts/microsoft-alert-malware-campaign.yml",
        r##"title: Microsoft reports malware that was delivered
id: e6baac28-b295-4b2e-b929-2b86e57afc94
name: alert_malware_delivered
status: experimental
description: >-
    Microsoft found out after delivery that mails or files hold malware. Look at who opened them.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1566.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Malware campaign detected after delivery
            - Malware campaign detected in SharePoint and OneDrive
            - Malware not zapped
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Verdicts that are taken back
level: high
behaviour: AL-08
"##,
    ),
    (
        "alerts/microsoft-alert-oauth-app.yml",
        r##"title: Microsoft reports a suspicious app
id: 5c0f1e80-236c-4ac3-ad4e-4af7bb1d65c1
name: alert_oauth_app
status: experimental
description: >-
    Microsoft reports an app with a misleading name, a suspicious download by an app, a harmful
    consent, or unusual credentials of an app. Look at who consented and what the app read.
references:
    - https://learn.microsoft.com/en-us/defender-cloud-apps/anomaly-detection-policy
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1671
    - attack.collection
    - attack.t1530
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Suspicious OAuth app file download
            - Malicious OAuth app consent
            - Misleading OAuth app name
            - Misleading publisher name
            - Unusual addition of credentials to an OAuth app
            - Suspicious OAuth app
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - New apps of the organisation
level: high
behaviour: AL-15
"##,
    ),
    (
        "alerts/microsoft-alert-odd-place.yml",
        r##"title: Microsoft reports activity from an odd place or network
id: 23f6117d-06fc-44ca-842b-619d3ddbac26
name: alert_odd_place
status: experimental
description: >-
    Microsoft reports impossible travel, a rare country, or an anonymous or risky address. Many of
    these alerts come from VPNs and mobile networks. Look at what the session did.
references:
    - https://learn.microsoft.com/en-us/defender-cloud-apps/anomaly-detection-policy
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Impossible travel
            - Activity from infrequent country
            - Activity from anonymous IP
            - Activity from a Tor IP
            - Activity from suspicious IP
            - Logon from a risky IP
            - Activity from a password-spray
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - VPN, mobile networks, cloud proxies
level: medium
behaviour: AL-12
"##,
    ),
    (
        "alerts/microsoft-alert-phish-delivered.yml",
        r##"title: Microsoft reports phishing that a setting let through
id: 596c8673-ed96-427a-a9b5-50fec97c1345
name: alert_phish_let_through
status: experimental
description: >-
    Microsoft reports that phishing reached mailboxes, since a rule, an allow list or a missing
    clean-up let it through. Mend the setting, and look at who clicked.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1566.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Phish delivered due to
            - Phish not zapped
            - Phish delivered because
            - Messages containing malicious entity not removed after delivery
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Phishing tests
level: medium
behaviour: AL-09
"##,
    ),
    (
        "alerts/microsoft-alert-ransomware.yml",
        r##"title: Microsoft reports encryption of files
id: 3d94992f-b83a-460e-bedd-e8d489e8f596
name: alert_ransomware
status: experimental
description: >-
    Microsoft reports that an account renames or uploads files like a program that encrypts them.
    Sign the user out everywhere and cut the computer from the network. Older versions of the files
    can be restored.
references:
    - https://learn.microsoft.com/en-us/defender-cloud-apps/anomaly-detection-policy
author: trail365
date: 2026-11-29
tags:
    - attack.impact
    - attack.t1486
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Ransomware activity
            - Potential ransomware
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Conversions of many files
level: critical
behaviour: AL-14
"##,
    ),
    (
        "alerts/microsoft-alert-suspicious-forwarding.yml",
        r##"title: Microsoft reports suspicious forwarding or inbox rules
id: 6e32f133-8c74-4e71-a6c1-c3f3cd70a774
name: alert_suspicious_forwarding
status: experimental
description: >-
    Microsoft reports that an account forwards mail in a suspicious way or has an inbox rule that
    hides mail. Look at the rules of the mailbox and at its sign-ins.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
    - attack.stealth
    - attack.t1564.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Suspicious email forwarding activity
            - Suspicious inbox forwarding
            - Suspicious inbox manipulation rule
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Forwarding that was agreed on
level: high
behaviour: AL-02
"##,
    ),
    (
        "alerts/microsoft-alert-tenant-restricted.yml",
        r##"title: Microsoft bars the organisation from sending mail
id: 915e131a-5d68-4f1c-9715-92e403da13a3
name: alert_tenant_restricted
status: experimental
description: >-
    Most of the mail of the organisation is spam, so Microsoft barred it from sending or is about to
    do so. Look for new connectors and for accounts that send in masses.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.impact
    - attack.t1496
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Tenant restricted from sending
            - Suspicious tenant sending patterns
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - None known
level: critical
behaviour: AL-04
"##,
    ),
    (
        "alerts/microsoft-alert-terminated-user.yml",
        r##"title: Microsoft reports activity of a person who left
id: 13b33fc8-f5d5-4113-9c2b-c2e826004b47
name: alert_terminated_user
status: experimental
description: >-
    Microsoft reports that the account of a person who left is in use. Close the account and its
    sessions, and look at what was taken.
references:
    - https://learn.microsoft.com/en-us/defender-cloud-apps/anomaly-detection-policy
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Activity performed by terminated user
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Accounts that are kept for a handover
level: high
behaviour: AL-13
"##,
    ),
    (
        "alerts/microsoft-alert-unsanctioned-app.yml",
        r##"title: Microsoft reports data that went to an unsanctioned app
id: 4a8e0679-3b06-45bc-90dd-abf5419a6a63
name: alert_unsanctioned_app
status: experimental
description: >-
    Microsoft reports that much data went to an app that the organisation does not allow. Ask the
    person.
references:
    - https://learn.microsoft.com/en-us/defender-cloud-apps/anomaly-detection-policy
author: trail365
date: 2026-11-29
tags:
    - attack.exfiltration
    - attack.t1567.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Data exfiltration to unsanctioned apps
            - Data exfiltration to an app that is not sanctioned
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Work with private storage
level: medium
behaviour: AL-16
"##,
    ),
    (
        "alerts/microsoft-alert-unusual-admin.yml",
        r##"title: Microsoft reports unusual administration or impersonation
id: 816ac6cc-843d-40c3-9d0d-be35ec860b72
name: alert_unusual_admin
status: experimental
description: >-
    Microsoft reports that an account does far more administration, or acts for other accounts far
    more, than it used to. Look at what was changed.
references:
    - https://learn.microsoft.com/en-us/defender-cloud-apps/anomaly-detection-policy
author: trail365
date: 2026-11-29
tags:
    - attack.privilege-escalation
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - Unusual administrative activity
            - Unusual impersonated activity
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Projects of administrators
level: medium
behaviour: AL-18
"##,
    ),
    (
        "alerts/microsoft-alert-url-click.yml",
        r##"title: Microsoft reports a click on a harmful link
id: 25236434-da7b-4783-acc0-57d7cff82e4e
name: alert_malicious_click
status: experimental
description: >-
    Microsoft reports that a user clicked a link that leads to phishing or malware, or went on past
    the warning. Look at sign-ins of the user from new places since the click.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.execution
    - attack.t1204.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - potentially malicious URL
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Phishing tests
level: high
behaviour: AL-11
"##,
    ),
    (
        "alerts/microsoft-alert-user-restricted.yml",
        r##"title: Microsoft reports an account that sends spam
id: 02ebf7bf-b90e-499a-8932-382d3785e0c3
name: alert_user_restricted
status: experimental
description: >-
    Microsoft barred an account from sending, or reports that it sends like an account in other
    hands. Reset its sign-in before the bar is lifted, and look at what was sent.
references:
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AlertTriggered
            - AlertEntityGenerated
    alert:
        - Name|contains:
            - User restricted from sending email
            - Suspicious email sending patterns detected
            - Suspicious connector activity
    condition: selection and alert
fields:
    - Name
    - Data.f3u
    - AlertEntityId
    - Severity
    - AlertId
    - PolicyId
    - Category
    - Data
falsepositives:
    - Newsletters from a mailbox
level: high
behaviour: AL-03
"##,
    ),
    (
        "audit/alert-policy-off.yml",
        r##"title: Alert of Microsoft was switched off
id: f514461e-76ef-41e3-9cf3-6e2715df500c
name: alert_policy_off
status: experimental
description: >-
    An alert policy was deleted or switched off. Microsoft no longer reports what it was for. Check
    which policy it was, and what happened since that it would have reported.
references:
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-protectionalert
    - https://learn.microsoft.com/en-us/defender-xdr/alert-policies
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection_gone:
        Operation:
            - Remove-ProtectionAlert
            - Remove-ActivityAlert
            - Disable-ActivityAlert
    selection_set:
        Operation:
            - Set-ProtectionAlert
            - Set-ActivityAlert
        Parameters|contains:
            - '-Disabled "True"'
            - '-Disabled:$true'
            - '-Disabled $true'
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Tuning of alerts
level: high
behaviour: AU-06
"##,
    ),
    (
        "audit/audit-bypass-for-account.yml",
        r##"title: Account was exempted from mailbox auditing
id: d71c78f6-343f-4e7b-afcf-bd76036b77f8
name: audit_bypass_for_account
status: experimental
description: >-
    An account was exempted from the auditing of mailboxes. Whatever it does in any mailbox is no
    longer recorded. Intruders set this for the account that they use. Take it back, and look for
    other acts of both accounts.
references:
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailboxauditbypassassociation
    - https://attack.mitre.org/techniques/T1562/008/
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-MailboxAuditBypassAssociation
        Parameters.AuditBypassEnabled: 'True'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Accounts of backup and migration programs
level: critical
behaviour: AU-02
"##,
    ),
    (
        "audit/audit-retention-changed.yml",
        r##"title: Rule on how long audit records are kept was changed
id: 4321bcf8-f593-4632-a5af-2c49cae236ba
name: audit_retention_changed
status: experimental
description: >-
    A retention policy of the audit log was changed or deleted. Records may be gone earlier than
    before. This is rare. Compare the time before and after.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-retention-policies
    - https://attack.mitre.org/techniques/T1562/008/
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.008
logsource:
    product: m365
    service: audit
detection:
    selection_gone:
        Operation:
            - Remove-UnifiedAuditLogRetentionPolicy
            - Set-UnifiedAuditLogRetentionPolicy
    selection_short:
        Operation: New-UnifiedAuditLogRetentionPolicy
        Parameters|contains:
            - '-RetentionDuration "SevenDays"'
            - '-RetentionDuration "OneMonth"'
            - '-RetentionDuration "ThirtyDays"'
            - '-RetentionDuration "ThreeMonths"'
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Administrators who set up retention
level: medium
behaviour: AU-04
"##,
    ),
    (
        "audit/hold-removed.yml",
        r##"title: Hold or retention was taken off
id: 94996be9-b6eb-4734-beba-fd4ae476c6cd
name: hold_removed
status: experimental
description: >-
    A hold or a retention policy that keeps mail and files was taken off. What is deleted then can
    be lost. Legal teams do this at the end of a case. Check whether the case has ended.
references:
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailbox
    - https://learn.microsoft.com/en-us/powershell/module/exchange/remove-caseholdpolicy
    - https://learn.microsoft.com/en-us/powershell/module/exchange/remove-retentioncompliancepolicy
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070
    - attack.impact
    - attack.t1490
logsource:
    product: m365
    service: audit
detection:
    selection_mailbox:
        Operation: Set-Mailbox
    off_mailbox:
        - Parameters.LitigationHoldEnabled: 'False'
        - Parameters.RetentionHoldEnabled: 'False'
        - Parameters.ComplianceTagHoldApplied: 'False'
    selection_gone:
        Operation:
            - Remove-CaseHoldPolicy
            - Remove-HoldCompliancePolicy
            - Remove-RetentionCompliancePolicy
            - HoldRemoved
    filter_failed:
        Outcome: failed
    condition: ((selection_mailbox and off_mailbox) or selection_gone) and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - End of a case, people who left
level: medium
behaviour: AU-05
"##,
    ),
    (
        "audit/mailbox-audit-age-shortened.yml",
        r##"title: Records of a mailbox are kept for a shorter time
id: 7fac42a2-9e67-42f0-8f71-5459b8a7d9ac
name: mailbox_audit_age_shortened
status: experimental
description: >-
    The time for which audit records of a mailbox are kept was set to some days. Traces vanish soon
    then. Check why it was done.
references:
    - https://learn.microsoft.com/en-us/purview/audit-mailboxes
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailbox
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-Mailbox
        Parameters.AuditLogAgeLimit|re: '^(?:\d|[12]\d)(?:\.\d\d:\d\d:\d\d)?$|^\d\d:\d\d:\d\d$'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Privacy rules of a works council
level: medium
behaviour: AU-03
"##,
    ),
    (
        "audit/mailbox-audit-list-replaced.yml",
        r##"title: List of recorded acts of a mailbox was replaced
id: 2b84c535-f101-432f-96fb-0d54a174d76e
name: mailbox_audit_list_set
status: experimental
description: >-
    The list of acts that are recorded for the owner of a mailbox was replaced by one without the
    opening of mail. This is a part of other rules and raises no alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-mailboxes
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailbox
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-Mailbox
        Parameters.AuditOwner: '?*'
    filter_kept:
        Parameters.AuditOwner|contains:
            - MailItemsAccessed
            - Add
            - Remove
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Old scripts that set the acts to be audited
level: informational
behaviour: AU-03
---
title: Opening of mail is no longer recorded for some mailboxes
id: c8eb99e5-d554-46c3-9048-f1660e44231c
name: mailbox_audit_list_replaced
status: experimental
description: >-
    The list of acts that are recorded for the owner of a mailbox was replaced, and the opening of
    mail is not in it. Old scripts that were written to record more do this by mistake. All
    mailboxes that one account changes within a day are one alert. Set the list back to the default.
references:
    - https://learn.microsoft.com/en-us/purview/audit-mailboxes
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailbox
    - https://attack.mitre.org/techniques/T1562/008/
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.008
correlation:
    type: event_count
    rules:
        - mailbox_audit_list_set
    group-by:
        - UserId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Old scripts that set the acts to be audited
level: medium
behaviour: AU-03
"##,
    ),
    (
        "audit/mailbox-audit-trimmed.yml",
        r##"title: Auditing of a mailbox was switched off or cut down
id: 6beb8f33-8195-41af-acb3-6b16a7d7295c
name: mailbox_audit_trimmed
status: experimental
description: >-
    Auditing was switched off for a mailbox or for the organisation, or acts were taken out of it.
    Reading or sending mail may then leave no record. Compare the setting with that of other
    mailboxes, and look at what happened in the mailbox around that time.
references:
    - https://learn.microsoft.com/en-us/purview/audit-mailboxes
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailbox
    - https://attack.mitre.org/techniques/T1562/008/
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.008
logsource:
    product: m365
    service: audit
detection:
    selection_mailbox:
        Operation: Set-Mailbox
        Parameters.AuditEnabled: 'False'
    selection_organisation:
        Operation: Set-OrganizationConfig
        Parameters.AuditDisabled: 'True'
    selection_taken_out:
        Operation: Set-Mailbox
    taken_out:
        - Parameters.AuditOwner|contains: Remove
        - Parameters.AuditDelegate|contains: Remove
        - Parameters.AuditAdmin|contains: Remove
    filter_failed:
        Outcome: failed
    condition: (selection_mailbox or selection_organisation or (selection_taken_out and taken_out)) and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Privacy rules of a works council
level: high
behaviour: AU-03
"##,
    ),
    (
        "audit/mailbox-recovery-switched-off.yml",
        r##"title: Recovery of deleted mail was switched off for a mailbox
id: b7d9de5f-309a-481c-adbf-9387c8daf81e
name: mailbox_recovery_switched_off
status: experimental
description: >-
    Recovery of single items was switched off for a mailbox, or the time for which deleted mail is
    kept was set to nothing. Mail that is deleted then is gone. Intruders do this before they delete
    what they sent. Put the mailbox on hold at once.
references:
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailbox
    - https://attack.mitre.org/techniques/T1490/
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
    - attack.impact
    - attack.t1490
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-Mailbox
    cut_short:
        - Parameters.SingleItemRecoveryEnabled: 'False'
        - Parameters.RetainDeletedItemsFor|re: '^0?0(?:\.00)?(?::00:00(?::00)?)?$|^0$|^00:00:00$'
    filter_failed:
        Outcome: failed
    condition: selection and cut_short and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Work on mailboxes that are full
level: high
behaviour: AU-05
"##,
    ),
    (
        "audit/unified-audit-switched-off.yml",
        r##"title: Recording of the audit log was switched off
id: 789c8243-2c22-4d83-9292-0860828d224a
name: unified_audit_switched_off
status: experimental
description: >-
    The audit log of the organisation was switched off. From then on no service records what anybody
    does, and this tool becomes blind. There is hardly a good reason for it. Switch it on again at
    once, and treat the account that did it as taken over.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-enable-disable
    - https://attack.mitre.org/techniques/T1562/008/
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-AdminAuditLogConfig
        Parameters.UnifiedAuditLogIngestionEnabled: 'False'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Another product that keeps the records, which still needs this log
level: critical
behaviour: AU-01
"##,
    ),
    (
        "audit/workload-fell-silent.sql",
        r##"-- title: A service that left records every day has fallen silent
-- id: 8e0c87e6-cf84-48c9-ae51-c965fbe70b8e
-- name: workload_fell_silent
-- status: experimental
-- description: >-
--     A service left records on each of 14 days, and then none for two days, while other services of
--     the organisation went on. Intruders switch auditing off for what they are about to do. More
--     often a subscription was stopped or a licence ended. Check whether the service still audits,
--     and whether its content type is still collected.
-- references:
--     - https://attack.mitre.org/techniques/T1562/008/
--     - https://learn.microsoft.com/en-us/purview/audit-log-enable-disable
-- author: trail365
-- date: 2026-11-29
-- tags:
--     - attack.defense-impairment
--     - attack.t1562.008
-- falsepositives:
--     - A subscription that was stopped, a licence that ended
--     - Long holidays of a small organisation
-- level: medium
-- behaviour: AU-07
WITH daily AS (
    -- Without its zone a time is cut to the day without a look at the calendar.
    SELECT
        organization_id,
        workload,
        date_trunc('day', arrow_cast(creation_time, 'Timestamp(Microsecond, None)')) AS day,
        max(creation_time) AS last_record
    FROM events
    WHERE organization_id IS NOT NULL
    GROUP BY organization_id, workload, day
),
placed AS (
    SELECT
        organization_id,
        workload,
        day,
        max(last_record) OVER (PARTITION BY organization_id, workload) AS last_record,
        max(last_record) OVER (PARTITION BY organization_id) AS tenant_last_record,
        dense_rank() OVER (PARTITION BY organization_id ORDER BY day DESC) AS days_to_end
    FROM daily
),
silent AS (
    SELECT organization_id, workload, last_record
    FROM placed
    WHERE workload <> ''
        AND tenant_last_record > last_record + INTERVAL '2 days'
        AND day > date_trunc('day', arrow_cast(last_record, 'Timestamp(Microsecond, None)')) - INTERVAL '14 days'
    GROUP BY organization_id, workload, last_record
    HAVING count(*) >= 14 AND min(days_to_end) > 2
)
SELECT
    s.organization_id || ' ' || s.workload || ' ' || CAST(s.last_record AS VARCHAR) AS finding,
    e.content_hash,
    'no record of ' || s.workload || ' after ' || CAST(s.last_record AS VARCHAR)
        || ', while other services went on' AS reason
FROM silent s
JOIN events e ON e.organization_id = s.organization_id AND e.workload = s.workload
WHERE e.creation_time > s.last_record - INTERVAL '1 hour'
"##,
    ),
    (
        "consent/app-adds-apps.yml",
        r##"title: An app added an app
id: 91f71c26-51a7-4538-8f6e-6ae3a32104d9
name: app_added_by_app
status: experimental
description: >-
    The account of an app added another app to the tenant.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-applications
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1136.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Add service principal.
        UserId|startswith: ServicePrincipal_
    filter_microsoft:
        Actor.ID|expand: '%microsoft_provisioning_apps%'
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - ObjectId
    - Target.ID
    - Actor.ID
falsepositives:
    - Tools that provision apps
level: informational
behaviour: OA-09
---
title: One app added several apps
id: d0268b47-fb20-41c4-b69e-023e6d659eae
name: app_adds_apps
status: experimental
description: >-
    The account of an app added at least three apps to the tenant within ten minutes. Attackers who
    hold an app with strong permissions add further ones to stay. Check what the app is and what it
    added.
references:
    - https://attack.mitre.org/techniques/T1136/003/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-applications
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1136.003
correlation:
    type: event_count
    rules:
        - app_added_by_app
    group-by:
        - UserId
    timespan: 10m
    condition:
        gte: 3
fields:
    - UserId
    - ObjectId
    - Target.ID
    - Actor.ID
falsepositives:
    - Tools that provision apps or cloud resources
level: medium
behaviour: OA-09
"##,
    ),
    (
        "consent/app-permission-granted.yml",
        r##"title: App got a permission on mailboxes, contacts, files or the directory of everybody
id: bf2468c4-4664-477e-ab39-54c2168d591d
name: app_role_risky
status: experimental
description: >-
    An app got a permission that it uses by itself, without a person: on all mailboxes, on all
    files, or on the directory. With some of them the app can make itself administrator. Check who
    the app belongs to and whether it needs this, and look at the secrets that were added to it.
references:
    - https://attack.mitre.org/techniques/T1098/003/
    - https://www.microsoft.com/en-us/security/blog/2024/01/25/midnight-blizzard-guidance-for-responders-on-nation-state-attack/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-applications
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Add app role assignment to service principal.
        ModifiedProperties.AppRole.Value.NewValue|expand: '%risky_app_roles%'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Backup and security products that are set up
level: high
behaviour: OA-03
"##,
    ),
    (
        "consent/app-reads-many-mailboxes.yml",
        r##"title: Somebody else read a mailbox through an app
id: 43a7e98b-fee3-4844-9bfc-10f2db1d18d3
name: app_read_foreign_mailbox
status: experimental
description: >-
    An app read messages of a mailbox, and the reader is not the mailbox's owner. Apps with
    permissions of their own do so.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
    - attack.t1119
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: MailItemsAccessed
        ClientAppId: '?*'
    filter_services:
        ClientInfoString|contains: RESTSystem
    filter_owner:
        UserId|fieldref: MailboxOwnerUPN
    condition: selection and not 1 of filter_*
fields:
    - Mailbox
    - UserId
    - ClientAppId
    - AppId
    - ClientIP
falsepositives:
    - Backup and security products
level: informational
behaviour: OA-08
---
title: One app read many mailboxes
id: 9f831760-8adb-48eb-adbd-03d9f2555b3a
name: app_reads_many_mailboxes
status: experimental
description: >-
    One app read at least five mailboxes within ten minutes, and it is none of their owners who
    read. An app with a permission on all mailboxes can copy the mail of the whole tenant. Check
    which app it is and who holds its secrets.
references:
    - https://attack.mitre.org/techniques/T1114/002/
    - https://www.microsoft.com/en-us/security/blog/2024/01/25/midnight-blizzard-guidance-for-responders-on-nation-state-attack/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
    - attack.t1119
correlation:
    type: value_count
    rules:
        - app_read_foreign_mailbox
    group-by:
        - ClientAppId
    timespan: 10m
    condition:
        field: Mailbox
        gte: 5
fields:
    - Mailbox
    - UserId
    - ClientAppId
    - AppId
    - ClientIP
falsepositives:
    - Backup, archiving and security products
level: high
behaviour: OA-08
"##,
    ),
    (
        "consent/consent-for-whole-tenant.yml",
        r##"title: App allowed to reach mail or files of everybody
id: 84721400-e977-467d-af51-6d5fc2d6930e
name: consent_risky_for_all
status: experimental
description: >-
    An administrator consented for the whole tenant to an app that may read or send mail, or read
    and write files or the directory. The app can do so in the name of everybody who signs in to it.
    Check that the roll-out of the app was planned; if not, remove the app and look at how the
    administrator signed in.
references:
    - https://attack.mitre.org/techniques/T1098/003/
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-app-consent
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-applications
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098.003
    - attack.t1671
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Consent to application.
        ModifiedProperties.ConsentAction.Permissions.NewValue|contains|expand: '=>*Scope:*%risky_delegated_scopes%'
    for_all:
        ModifiedProperties.ConsentContext.OnBehalfOfAll.NewValue|contains: 'true'
    for_all_principals:
        ModifiedProperties.ConsentAction.Permissions.NewValue|contains: '=>*AllPrincipals'
    filter_failed:
        Outcome: failed
    condition: selection and 1 of for_* and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - The roll-out of an app
level: high
behaviour: OA-02
---
title: Administrator consented to an app for everybody
id: d78b2fe7-988b-461c-bb8b-5f6bc42165f1
name: consent_for_all
status: experimental
description: >-
    An administrator consented for the whole tenant to an app, to permissions that are not on the list
    of risky ones. It is ordinary when an app is rolled out. Look at the permissions all the same.
references:
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-app-consent
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Consent to application.
        ModifiedProperties.ConsentContext.OnBehalfOfAll.NewValue|contains: 'true'
    filter_risky:
        ModifiedProperties.ConsentAction.Permissions.NewValue|contains|expand: '=>*Scope:*%risky_delegated_scopes%'
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - The roll-out of an app
level: low
behaviour: OA-02
"##,
    ),
    (
        "consent/consent-to-mail-or-files.yml",
        r##"title: User consented to an app that reads mail or files
id: 6c306a5e-a6e8-4acf-947c-75e85a9f0506
name: consent_risky_by_user
status: experimental
description: >-
    A person let an app read or send their mail, or read and write their files, contacts or chats,
    also while they are away. Consent phishing asks for these permissions: the app stays in after a
    new password. Look at the app and its publisher, ask the person, and remove the consent if
    nobody knows the app.
references:
    - https://attack.mitre.org/techniques/T1528/
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-app-consent
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.collection
    - attack.t1528
    - attack.t1671
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Consent to application.
        ModifiedProperties.ConsentAction.Permissions.NewValue|contains|expand: '=>*Scope:*%risky_delegated_scopes%'
    while_away:
        ModifiedProperties.ConsentAction.Permissions.NewValue|contains: '=>*offline_access'
    filter_for_all:
        ModifiedProperties.ConsentContext.OnBehalfOfAll.NewValue|contains: 'true'
    filter_failed:
        Outcome: failed
    condition: selection and while_away and not 1 of filter_*
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Mail programs and productivity apps that people choose
level: high
behaviour: OA-01
---
title: User consented to a risky app for a short time
id: 7d8a6e86-65c1-4990-ab58-5536058a9105
name: consent_risky_short_by_user
status: experimental
description: >-
    A person let an app read or send mail, or read and write files, contacts or chats, but only
    while they use it. Look at the app when something else about the person is strange.
references:
    - https://attack.mitre.org/techniques/T1528/
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-app-consent
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1528
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Consent to application.
        ModifiedProperties.ConsentAction.Permissions.NewValue|contains|expand: '=>*Scope:*%risky_delegated_scopes%'
    filter_while_away:
        ModifiedProperties.ConsentAction.Permissions.NewValue|contains: '=>*offline_access'
    filter_for_all:
        ModifiedProperties.ConsentContext.OnBehalfOfAll.NewValue|contains: 'true'
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Productivity apps that people choose
level: low
behaviour: OA-01
"##,
    ),
    (
        "consent/delegated-permission-granted.yml",
        r##"title: Permission on mail or files granted to an app in a person's name
id: 7f626f67-b64d-4b8a-849c-6c69cb119dd2
name: delegated_grant_risky
status: experimental
description: >-
    An app got a permission on mail, files, contacts or chats in the name of a person or of
    everybody. Each consent writes such a record as well. A grant without a consent was made through
    the programming interface.
references:
    - https://attack.mitre.org/techniques/T1528/
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-app-consent
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.credential-access
    - attack.t1528
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add delegated permission grant.
            - Add OAuth2PermissionGrant.
        ModifiedProperties.DelegatedPermissionGrant.Scope.NewValue|contains|expand: '%risky_delegated_scopes%'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Every consent to such an app
level: low
behaviour: OA-04
"##,
    ),
    (
        "consent/flow-sends-mail-or-files-out.yml",
        r##"title: Flow joins mail or files with an outside service
id: 9b29256d-627d-4473-bdad-91f986b7f853
name: flow_to_outside
status: experimental
description: >-
    A person made or changed a flow that joins company mail or files with a service outside, such as
    Gmail, Dropbox or a plain web request. Such a flow copies data out quietly and stays after a new
    password. Look at what it does.
references:
    - https://attack.mitre.org/techniques/T1020/
    - https://learn.microsoft.com/en-us/power-platform/admin/logging-power-automate
author: trail365
date: 2026-11-29
tags:
    - attack.exfiltration
    - attack.collection
    - attack.t1020
    - attack.t1119
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - CreateFlow
            - EditFlow
    inside:
        FlowConnectorNames|contains:
            - Outlook
            - SharePoint
            - OneDrive for Business
    outside:
        FlowConnectorNames|contains:
            - Gmail
            - Google Drive
            - Dropbox
            - HTTP
            - FTP
            - Telegram
            - Outlook.com
            - Amazon S3
    filter_failed:
        Outcome: failed
    condition: selection and inside and outside and not filter_failed
fields:
    - UserId
    - ClientIP
    - FlowConnectorNames
    - FlowDetailsUrl
falsepositives:
    - People who automate their work
level: low
behaviour: OA-12
"##,
    ),
    (
        "consent/known-abused-app.yml",
        r##"title: Trace of an app that intruders often add
id: 860468e8-2486-40d4-8b84-75131ca6599f
name: abused_app_trace
status: experimental
description: >-
    The record names a mail program, an exporter or a harvester of contacts that intruders often
    add. Such apps have honest users as well.
references:
    - https://huntresslabs.github.io/rogueapps/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.collection
    - attack.t1671
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    added:
        Operation:
            - Add service principal.
            - Consent to application.
        Target.ID|expand: '%abused_apps%'
    signed_in:
        Operation: UserLoggedIn
        ApplicationId|expand: '%abused_apps%'
    mail:
        Operation: MailItemsAccessed
        ClientAppId|expand: '%abused_apps%'
    filter_failed:
        Outcome: failed
    condition: (added or signed_in or mail) and not filter_failed
fields:
    - UserId
    - ObjectId
    - ApplicationId
    - ClientAppId
    - Target.ID
    - ClientIP
falsepositives:
    - People who chose the app
level: informational
behaviour: OA-05
---
title: App that intruders often add is used by a person
id: 666b113b-ab05-412e-a91c-4e4eacca6ba9
name: abused_app_seen
status: experimental
description: >-
    A person added, signed in to or used an app that intruders often add after they took an account
    over, such as eM Client or PerfectData. It copies the whole mailbox, harvests contacts or sends
    mail in bulk. Ask the person whether they installed it. All traces of one person are one alert
    while less than a week lies between them.
references:
    - https://huntresslabs.github.io/rogueapps/
    - https://www.huntress.com/blog/legitimate-apps-as-traitorware-for-persistent-microsoft-365-compromise
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.collection
    - attack.t1671
    - attack.t1114.002
correlation:
    type: event_count
    rules:
        - abused_app_trace
    group-by:
        - UserId
    timespan: 7d
    condition:
        gte: 1
fields:
    - UserId
    - ObjectId
    - ApplicationId
    - ClientAppId
    - Target.ID
    - ClientIP
falsepositives:
    - People who chose the app themselves
level: high
behaviour: OA-05
"##,
    ),
    (
        "consent/known-malicious-app.yml",
        r##"title: Trace of a known malicious app
id: 6bdb5a18-5a9b-42b1-a1f7-66ef30517b51
name: malicious_app_trace
status: experimental
description: >-
    The record names an app that public reports call malicious.
references:
    - https://www.proofpoint.com/us/blog/threat-insight/microsoft-oauth-app-impersonation-campaign-leads-mfa-phishing
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.t1528
    - attack.t1671
logsource:
    product: m365
    service: audit
detection:
    added:
        Operation:
            - Add service principal.
            - Consent to application.
            - Add delegated permission grant.
        Target.ID|expand: '%malicious_apps%'
    signed_in:
        Operation: UserLoggedIn
        ApplicationId|expand: '%malicious_apps%'
    mail:
        Operation:
            - MailItemsAccessed
            - Send
        ClientAppId|expand: '%malicious_apps%'
    filter_failed:
        Outcome: failed
    condition: (added or signed_in or mail) and not filter_failed
fields:
    - UserId
    - ObjectId
    - ApplicationId
    - ClientAppId
    - Target.ID
    - ClientIP
falsepositives:
    - None known
level: informational
behaviour: OA-05
---
title: Known malicious app seen
id: 4d38d489-0fa9-4809-b437-9fdf5b0ca522
name: malicious_app_seen
status: experimental
description: >-
    An app that public reports name as made for consent phishing was added, signed in to, or used on
    a mailbox. Remove its service principal and its consents, revoke the sessions of the people who
    met it, and look at what it read. All traces of one person are one alert while less than a day
    lies between them.
references:
    - https://www.proofpoint.com/us/blog/threat-insight/microsoft-oauth-app-impersonation-campaign-leads-mfa-phishing
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-app-consent
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.t1528
    - attack.t1671
correlation:
    type: event_count
    rules:
        - malicious_app_trace
    group-by:
        - UserId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ObjectId
    - ApplicationId
    - ClientAppId
    - Target.ID
    - ClientIP
falsepositives:
    - None known
level: critical
behaviour: OA-05
"##,
    ),
    (
        "consent/new-app-reads-mailbox.yml",
        r##"title: An app read a mailbox
id: cf28bdbe-0ebb-49b4-a8a9-3d60a11c470d
name: app_read_mailbox
status: experimental
description: >-
    An app that is no part of Exchange read messages. It counts in the rule over apps that are new
    for a mailbox.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: MailItemsAccessed
        ClientAppId: '?*'
    filter_services:
        ClientInfoString|contains: RESTSystem
    filter_outlook:
        ClientAppId:
            - 27922004-5251-4030-b22d-91ecd9a37ea4
            - d3590ed6-52b3-4102-aeff-aad2292ab01c
            - 9199bf20-a13f-4107-85dc-02114787ef48
            - 5d661950-3475-41cd-a2c3-d671a3162bc1
            - 1fec8e78-bce4-4aaf-ab1b-5451cc387264
            - 5e3ce6c0-2b1f-4285-8d4b-75ee78787346
            - 00000002-0000-0ff1-ce00-000000000000
    condition: selection and not 1 of filter_*
fields:
    - Mailbox
    - UserId
    - ClientAppId
    - AppId
    - ClientIP
    - ClientInfoString
falsepositives:
    - Every app with access to mail
level: informational
behaviour: OA-07
---
title: An app read this mailbox for the first time
id: 2c0aea05-189a-4da2-aa99-4c2f0b17bbd5
name: app_new_for_mailbox
status: experimental
description: >-
    An app read messages of a mailbox that it did not read during the last fourteen days. New apps
    are common, and one of them may be the intruder's. Look at it when something else about the
    mailbox is strange.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
correlation:
    rules:
        - app_read_mailbox
    group-by:
        - Mailbox
    trail365:
        first_seen:
            - Mailbox
            - ClientAppId
        history: 14d
fields:
    - Mailbox
    - UserId
    - ClientAppId
    - AppId
    - ClientIP
    - ClientInfoString
falsepositives:
    - A new add-in or phone
level: low
behaviour: OA-07
"##,
    ),
    (
        "consent/outlook-add-in-installed.yml",
        r##"title: Outlook add-in installed from a file or an address
id: 4a0cda3a-c4a3-4eea-951a-3c264cdde998
name: outlook_add_in_installed
status: experimental
description: >-
    An Outlook add-in was installed, not from the store but from a file or an address. An add-in
    sees each message that is opened, and stays after a new password. Look at who made it and for
    whom it is.
references:
    - https://attack.mitre.org/techniques/T1137/006/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-app
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.collection
    - attack.t1137.006
    - attack.t1671
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-App
            - Set-App
    file:
        Parameters.FileData: '?*'
    address:
        Parameters.Url: '?*'
    filter_failed:
        Outcome: failed
    condition: selection and (file or address) and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Add-ins of a vendor that are rolled out
level: medium
behaviour: OA-11
"##,
    ),
    (
        "consent/risky-consent-blocked.yml",
        r##"title: Consent to a risky app was blocked
id: ade5c1ed-745f-446b-bbbf-adc9ecb37546
name: consent_blocked_as_risky
status: experimental
description: >-
    A person tried to consent to an app, and Microsoft refused because the app looks risky. Somebody
    may have sent the person a link to it. Ask where the link came from, and look for others who
    tried.
references:
    - https://attack.mitre.org/techniques/T1528/
    - https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/configure-risk-based-step-up-consent
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1528
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Consent to application.
        ModifiedProperties.ConsentAction.Reason.NewValue|contains: Risky
        Outcome: failed
    condition: selection
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - New apps of honest companies
level: medium
behaviour: OA-06
---
title: A sign-in stopped because an administrator has to consent
id: 79f083d6-1299-4a2a-9f00-3b13315e1cc5
name: sign_in_needs_admin_consent
status: experimental
description: >-
    The person reached the page that asks for the consent of an administrator, or declined to
    consent.
references:
    - https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1528
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoginFailed
        ErrorNumber:
            - 90094
            - 900941
            - 65004
    condition: selection
fields:
    - UserId
    - ClientIP
    - ApplicationId
    - ErrorNumber
falsepositives:
    - New apps
level: informational
behaviour: OA-06
---
title: Many people were asked for consent to one app
id: c36fd328-207a-44db-a891-af9c6e787a75
name: many_asked_for_consent
status: experimental
description: >-
    At least five people within a day came to the page on which they or an administrator would have
    to consent to one app, and were stopped. A message with a link to a malicious app reaches many
    people at once. Look the app up and search for the message.
references:
    - https://attack.mitre.org/techniques/T1528/
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-app-consent
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1528
    - attack.t1566.002
correlation:
    type: value_count
    rules:
        - sign_in_needs_admin_consent
    group-by:
        - ApplicationId
    timespan: 1d
    condition:
        field: UserId
        gte: 5
fields:
    - ApplicationId
    - UserId
    - ClientIP
falsepositives:
    - An app that is rolled out without consent
level: medium
behaviour: OA-06
"##,
    ),
    (
        "copilot/injected-instructions-in-file.yml",
        r##"title: Copilot read a file with instructions for it
id: d5d52375-0860-4994-977e-e0ecc28e5963
name: injected_instructions_in_file
status: experimental
description: >-
    Microsoft marked a file or mail that Copilot read as an attempt to give it instructions.
    Somebody outside may have sent it so that Copilot tells or changes something for them. Look at
    who made the file, and who else got it.
references:
    - https://learn.microsoft.com/en-us/office/office-365-management-api/copilot-schema
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1213
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: CopilotInteraction
        CopilotEventData.AccessedResources.XPIADetected: true
    condition: selection
fields:
    - UserId
    - ClientIP
    - AppHost
    - CopilotEventData
falsepositives:
    - Articles and tests about such attacks
level: medium
behaviour: CP-01
"##,
    ),
    (
        "copilot/jailbreak-of-copilot.yml",
        r##"title: User tried to talk Copilot out of its limits
id: 8f22a1fb-97ee-406f-bf3d-e8ac4ca1034a
name: jailbreak_of_copilot
status: experimental
description: >-
    Microsoft marked a prompt to Copilot as an attempt to get around its limits. Testers and curious
    people do this. With an account in other hands it is a way to data that the user could not
    easily find. Look at which files Copilot read.
references:
    - https://learn.microsoft.com/en-us/office/office-365-management-api/copilot-schema
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1213
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: CopilotInteraction
        CopilotEventData.Messages.JailbreakDetected: true
    condition: selection
fields:
    - UserId
    - ClientIP
    - AppHost
    - CopilotEventData
falsepositives:
    - Tests and curiosity
level: medium
behaviour: CP-01
"##,
    ),
    (
        "ediscovery/administrator-reads-mail-in-explorer.yml",
        r##"title: Administrator opened a mail in Threat Explorer
id: 957d5a5d-b31c-41bb-be41-db057265b8a5
name: administrator_reads_mail
status: experimental
description: >-
    An administrator opened or downloaded a mail of a user in Threat Explorer. Security teams do
    this every day. It counts when the account does no such work.
references:
    - https://attack.mitre.org/techniques/T1114/002/
    - https://learn.microsoft.com/en-us/defender-office-365/threat-explorer-real-time-detections-about
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: AdminMailAccess
    condition: selection
fields:
    - UserId
    - ClientIP
    - ObjectId
falsepositives:
    - Security teams
level: low
behaviour: ED-05
"##,
    ),
    (
        "ediscovery/content-search-by-new-person.yml",
        r##"title: Content search was made or run
id: 39559028-3433-4783-9b5d-acbeae860e69
name: content_search_run
status: experimental
description: >-
    A content search over mailboxes or sites was made or run. This is a part of other rules and
    raises no alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/edisc-ref-audit-log
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
    - attack.t1213
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - SearchCreated
            - SearchStarted
            - New-ComplianceSearch
            - Start-ComplianceSearch
            - PurviewSearchAdded
            - PurviewSearchStatisticsJobSubmitted
            - PurviewSearchSampleJobSubmitted
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Query
    - ExchangeLocations
    - SharepointLocations
    - Parameters
falsepositives:
    - Everyday work of legal and compliance
level: informational
behaviour: ED-01
---
title: Person who never did so before runs a content search
id: 91823ced-cc81-4b57-a655-e58dc92a97da
name: content_search_by_new_person
status: experimental
description: >-
    An account made or ran a content search that did not do so in the three months before. Such a
    search reads all mailboxes and sites without a trace in them. Check who asked for it, and which
    words were searched for.
references:
    - https://learn.microsoft.com/en-us/purview/edisc-ref-audit-log
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
    - attack.t1213
correlation:
    rules:
        - content_search_run
    group-by:
        - Workload
    trail365:
        first_seen:
            - UserId
        history: 90d
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Query
    - ExchangeLocations
    - SharepointLocations
    - Parameters
falsepositives:
    - New colleagues in legal and compliance
level: medium
behaviour: ED-01
"##,
    ),
    (
        "ediscovery/ediscovery-role-granted.yml",
        r##"title: Right to search all mailboxes was granted
id: 911e1793-63f0-4cba-98f3-a22dd7b2cb5b
name: ediscovery_role_granted
status: experimental
description: >-
    An account became eDiscovery manager or eDiscovery administrator. It can search and export the
    mail and files of everybody. This is rare. Check who asked for it, and look for searches and
    exports of that account.
references:
    - https://learn.microsoft.com/en-us/purview/edisc-ref-audit-log
    - https://learn.microsoft.com/en-us/purview/ediscovery-assign-permissions
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.003
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection_admin:
        Operation:
            - Add-eDiscoveryCaseAdmin
            - Update-eDiscoveryCaseAdmin
            - CaseAdminAdded
            - CaseAdminUpdated
    selection_group:
        Operation:
            - Add-RoleGroupMember
            - Update-RoleGroupMember
    group:
        - Parameters.Identity|contains:
            - eDiscoveryManager
            - eDiscovery Manager
            - ComplianceAdministrator
            - OrganizationManagement
        - Parameters|re|i: '-Identity "(?:eDiscovery ?Manager|Compliance ?Administrator|OrganizationManagement)'
    filter_failed:
        Outcome: failed
    condition: (selection_admin or (selection_group and group)) and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Query
    - ExchangeLocations
    - SharepointLocations
    - Parameters
falsepositives:
    - New colleagues in legal and compliance
level: high
behaviour: ED-04
"##,
    ),
    (
        "ediscovery/many-mails-read-in-explorer.yml",
        r##"title: Administrator opened many mails in Threat Explorer
id: fb64566f-549c-4a16-aa22-494b023fca01
name: many_mails_read_by_administrator
status: experimental
description: >-
    One administrator opened 30 mails or more of users in Threat Explorer within an hour. Intruders
    with the rights of a security reader read mail this way without a trace in the mailbox. Ask the
    administrator which incident it was for.
references:
    - https://attack.mitre.org/techniques/T1114/002/
    - https://learn.microsoft.com/en-us/defender-office-365/threat-explorer-real-time-detections-about
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
correlation:
    type: event_count
    rules:
        - administrator_reads_mail
    group-by:
        - UserId
    timespan: 1h
    condition:
        gte: 30
    generate: true
fields:
    - UserId
    - ClientIP
    - ObjectId
falsepositives:
    - Security teams during an incident
level: medium
behaviour: ED-05
"##,
    ),
    (
        "ediscovery/search-results-exported.yml",
        r##"title: Record of an export of search results
id: b4d86f58-efb9-41a1-8c82-4c99f0967b97
name: search_export_record
status: experimental
description: >-
    Results of a content search were exported or downloaded. One export leaves several records. This
    is a part of other rules and raises no alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/edisc-ref-audit-log
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection_event:
        Operation:
            - SearchExported
            - SearchExportDownloaded
            - PurviewSearchExportJobSubmitted
            - ExportJob
            - ReviewSetExportJobSubmitted
    selection_cmdlet:
        Operation: New-ComplianceSearchAction
        Parameters|re|i: '-Export\b'
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Query
    - ExchangeLocations
    - SharepointLocations
    - Parameters
falsepositives:
    - Everyday work of legal and compliance
level: informational
behaviour: ED-02
---
title: Results of a content search were exported
id: 50488a4a-9862-4b1b-af61-2fcf19226fa9
name: search_results_exported
status: experimental
description: >-
    Results of a content search were exported: mail and files of many people in one package.
    Intruders with the rights of an administrator take whole mailboxes this way, and the mailboxes
    show no trace. All exports of one account within a day are one alert. Check the case and who
    asked for it.
references:
    - https://learn.microsoft.com/en-us/purview/edisc-ref-audit-log
    - https://attack.mitre.org/techniques/T1114/002/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-compliancesearchaction
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
    - attack.exfiltration
    - attack.t1567
correlation:
    type: event_count
    rules:
        - search_export_record
    group-by:
        - UserId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Query
    - ExchangeLocations
    - SharepointLocations
    - Parameters
falsepositives:
    - Everyday work of legal and compliance
level: high
behaviour: ED-02
"##,
    ),
    (
        "ediscovery/search-results-purged.yml",
        r##"title: Mail found by a search was deleted from mailboxes
id: 87bb9ada-e0d3-4a58-aa8c-14ee65e87e40
name: search_results_purged
status: experimental
description: >-
    A purge deleted the mail that a content search had found, from all mailboxes that were searched.
    It is meant for phishing that got through. Intruders can remove the traces of their mail from a
    whole organisation with it. Check the query of the search.
references:
    - https://learn.microsoft.com/en-us/purview/edisc-ref-audit-log
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-compliancesearchaction
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
    - attack.impact
    - attack.t1485
logsource:
    product: m365
    service: audit
detection:
    selection_event:
        Operation: SearchResultsPurged
    selection_cmdlet:
        Operation: New-ComplianceSearchAction
        Parameters|re|i: '-Purge\b'
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Query
    - ExchangeLocations
    - SharepointLocations
    - Parameters
falsepositives:
    - Clean-up after phishing
level: high
behaviour: ED-03
"##,
    ),
    (
        "files/file-shared-with-many-guests.yml",
        r##"title: Guest was added to a link
id: 1d2449de-21f9-4a9e-9a5a-0e6c5d52ba03
name: guest_added_to_link
status: experimental
description: >-
    A person outside the organisation was added to a link for named people. This is a part of other
    rules and raises no alert by itself.
references:
    - https://www.microsoft.com/en-us/security/blog/2024/10/08/file-hosting-services-misused-for-identity-phishing/
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: AddedToSecureLink
        TargetUserOrGroupType: Guest
    condition: selection
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
    - TargetUserOrGroupName
falsepositives:
    - Everyday sharing
level: informational
behaviour: FS-06
---
title: One file was shared with many people outside
id: 2605d1f5-aca3-4963-a93e-ac2631c1a870
name: file_shared_with_many_guests
status: experimental
description: >-
    One file was shared with 20 different people outside or more within a day. Intruders put a lure
    into the OneDrive of a victim and share it with all contacts, so that the invitation comes from
    Microsoft. Open the file in a safe place, take the sharing back, and warn the receivers.
references:
    - https://www.microsoft.com/en-us/security/blog/2024/10/08/file-hosting-services-misused-for-identity-phishing/
    - https://attack.mitre.org/techniques/T1534/
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
    - attack.initial-access
    - attack.t1566.002
correlation:
    type: value_count
    rules:
        - guest_added_to_link
    group-by:
        - UserId
        - ObjectId
    timespan: 1d
    condition:
        field: TargetUserOrGroupName
        gte: 20
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
    - TargetUserOrGroupName
falsepositives:
    - Newsletters and tenders that are shared as a file
level: high
behaviour: FS-06
"##,
    ),
    (
        "files/files-downloaded-by-script.yml",
        r##"title: File was downloaded by a script
id: d6629e8f-80e4-4738-8123-50503dca7cc9
name: file_downloaded_by_script
status: experimental
description: >-
    A file was opened or downloaded by a script or a copy program. This is a part of other rules and
    raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1213/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1213.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - FileDownloaded
            - FileAccessed
        UserAgent|contains|expand: '%file_scripted_agents%'
    condition: selection
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Programs of the organisation
level: informational
behaviour: FS-02
---
title: Files are read or downloaded by a script
id: 55fff540-4799-4a7e-9fd7-adbe71d83eae
name: files_downloaded_by_script
status: experimental
description: >-
    Files of SharePoint or OneDrive are read by a script or a copy program such as rclone. All use
    of one agent by one account is one alert for as long as it goes on. Check whether the account is
    meant for programs.
references:
    - https://attack.mitre.org/techniques/T1213/002/
    - https://attack.mitre.org/techniques/T1530/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1213.002
    - attack.t1530
correlation:
    type: event_count
    rules:
        - file_downloaded_by_script
    group-by:
        - UserId
        - UserAgent
    timespan: 7d
    condition:
        gte: 5
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Administrators and programs of the organisation
level: medium
behaviour: FS-02
"##,
    ),
    (
        "files/files-downloaded-from-new-address.yml",
        r##"title: Download from an address that is new for the user
id: 664cbbf7-4c1c-4932-b3b1-7bdc7b3d144b
name: file_downloaded_from_new_address
status: experimental
description: >-
    A file was downloaded from an address from which the user did not download in the two weeks
    before. This is a part of other rules and raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1530/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1530
correlation:
    rules:
        - file_downloaded
    group-by:
        - UserId
    trail365:
        first_seen:
            - ClientIP
        history: 14d
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Travel and home networks
level: informational
behaviour: FS-03
---
title: Several files were downloaded from one address
id: 5b0c0a30-402b-4ebd-9194-965ee160ca82
name: files_downloaded_from_address
status: experimental
description: >-
    One account downloaded 20 different files within an hour from one address. This is a part of
    other rules and raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1530/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1530
correlation:
    type: value_count
    rules:
        - file_downloaded
    group-by:
        - UserId
        - ClientIP
    timespan: 1h
    condition:
        field: ObjectId
        gte: 20
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Everyday work
level: informational
behaviour: FS-03
---
title: Files were downloaded from an address that is new for the user
id: f7878dd0-1cac-497c-a740-07c6e3e0a04d
name: files_downloaded_from_new_address
status: experimental
description: >-
    An account downloaded 20 files or more within an hour, from an address that was new for it.
    Travel explains it in most cases. Look at sign-ins from that address and at the names of the
    files.
references:
    - https://attack.mitre.org/techniques/T1530/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1530
correlation:
    type: temporal_ordered
    rules:
        - file_downloaded_from_new_address
        - files_downloaded_from_address
    group-by:
        - UserId
        - ClientIP
    timespan: 1h
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Travel and home networks
level: medium
behaviour: FS-03
"##,
    ),
    (
        "files/files-get-one-new-ending.yml",
        r##"title: File got another ending
id: 605e466b-b4c8-4997-a9d2-9209a17f1068
name: file_ending_changed
status: experimental
description: >-
    A file was renamed so that its ending changed. This is a part of other rules and raises no alert
    by itself.
references:
    - https://attack.mitre.org/techniques/T1486/
author: trail365
date: 2026-11-29
tags:
    - attack.impact
    - attack.t1486
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: FileRenamed
        DestinationFileExtension: '?*'
    filter_same:
        SourceFileExtension|fieldref: DestinationFileExtension
    condition: selection and not filter_same
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
    - DestinationFileExtension
falsepositives:
    - Everyday renames
level: informational
behaviour: FS-11
---
title: Very many files got the same new ending
id: 780d1dec-f9ac-4598-9ed0-dae111d33ee3
name: files_get_one_new_ending
status: experimental
description: >-
    One account renamed 100 different files or more within ten minutes so that all have the same new
    ending. That is what programs that encrypt files do. Sign the user out everywhere and cut the
    computer from the network first, then look at the names. Older versions of the files can be
    restored.
references:
    - https://attack.mitre.org/techniques/T1486/
    - https://learn.microsoft.com/en-us/defender-office-365/recover-from-ransomware
author: trail365
date: 2026-11-29
tags:
    - attack.impact
    - attack.t1486
correlation:
    type: value_count
    rules:
        - file_ending_changed
    group-by:
        - UserId
        - DestinationFileExtension
    timespan: 10m
    condition:
        field: ObjectId
        gte: 100
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
    - DestinationFileExtension
falsepositives:
    - Conversions of a folder to another format
level: critical
behaviour: FS-11
"##,
    ),
    (
        "files/files-searched-for-secrets.yml",
        r##"title: Files were searched for secrets or money
id: 5919d9b6-8875-4701-b725-c8b2e8024e46
name: file_search_for_secrets
status: experimental
description: >-
    SharePoint or OneDrive was searched with a word about secrets or payments. This is a part of
    other rules and raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1213/002/
    - https://attack.mitre.org/techniques/T1552/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1213.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - SearchQueryInitiatedSharePoint
            - SearchQueryPerformed
        QueryText|re|i|expand:
            - '\b%secret_words%\b'
            - '\b%fraud_words%s?\b'
    condition: selection
fields:
    - UserId
    - ClientIP
    - QueryText
falsepositives:
    - Everyday searches
level: informational
behaviour: FS-13
---
title: Files were searched several times for secrets or money
id: 16a142b4-9a5e-450b-a57f-0fd7f28b86c2
name: files_searched_for_secrets
status: experimental
description: >-
    One account searched files within half an hour for three different texts about secrets or
    payments, such as password, VPN or bank. Intruders look for the next way in or for money. Look
    at the files that were opened after the searches.
references:
    - https://attack.mitre.org/techniques/T1213/002/
    - https://attack.mitre.org/techniques/T1552/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1213.002
    - attack.credential-access
    - attack.t1552
correlation:
    type: value_count
    rules:
        - file_search_for_secrets
    group-by:
        - UserId
    timespan: 30m
    condition:
        field: QueryText
        gte: 3
fields:
    - UserId
    - ClientIP
    - QueryText
falsepositives:
    - Support staff and people in accounting
level: low
behaviour: FS-13
"##,
    ),
    (
        "files/lure-uploaded.yml",
        r##"title: File that opens a page or a program was uploaded
id: fd056775-c85b-4ae5-987f-814062b883f5
name: lure_uploaded
status: experimental
description: >-
    A file was uploaded whose kind opens a web page or starts a program, such as html, svg, url or
    lnk. Such files lie in many folders for good reasons. It counts when the same account then
    shares the file with many people.
references:
    - https://www.microsoft.com/en-us/security/blog/2024/10/08/file-hosting-services-misused-for-identity-phishing/
    - https://attack.mitre.org/techniques/T1608/005/
author: trail365
date: 2026-11-29
tags:
    - attack.resource-development
    - attack.t1608.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: FileUploaded
        SourceFileExtension|expand: '%lure_extensions%'
    filter_sync:
        UserAgent|contains: SkyDriveSync
    condition: selection and not filter_sync
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Developers and saved web pages
level: low
behaviour: FS-07
"##,
    ),
    (
        "files/malware-in-library.yml",
        r##"title: Malware was found in a file
id: 92955df6-3f5a-4da7-83d6-fa943b8aff25
name: malware_in_library
status: experimental
description: >-
    The virus scan of SharePoint found malware in a file. Everybody who opens or synchronises the
    file is at risk. Look at who uploaded it, from where, and who opened it before it was found.
references:
    - https://attack.mitre.org/techniques/T1080/
    - https://learn.microsoft.com/en-us/defender-office-365/anti-malware-protection-for-spo-odfb-teams-about
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1080
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: FileMalwareDetected
    condition: selection
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
    - VirusInfo
    - VirusVendor
falsepositives:
    - Security tools and samples of analysts
level: high
behaviour: FS-12
"##,
    ),
    (
        "files/many-anonymous-links.yml",
        r##"title: Link for anyone was made
id: 58e757d7-7f89-4095-b504-01b322e86a2d
name: anonymous_link_made
status: experimental
description: >-
    A link that anyone can open without signing in was made. This is a part of other rules and
    raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1567/
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.exfiltration
    - attack.t1567.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: AnonymousLinkCreated
    condition: selection
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Everyday sharing
level: informational
behaviour: FS-04
---
title: Many links for anyone were made in one hour
id: bc082d62-62ad-4dd0-97aa-e8d429d0b434
name: many_anonymous_links
status: experimental
description: >-
    One account made links for anyone to ten different files or more within an hour. Files can leave
    by such links without any account. Look at the files and at who opened the links.
references:
    - https://attack.mitre.org/techniques/T1567/
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.exfiltration
    - attack.t1567.002
correlation:
    type: value_count
    rules:
        - anonymous_link_made
    group-by:
        - UserId
    timespan: 1h
    condition:
        field: ObjectId
        gte: 10
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - People who share a set of files with a partner
level: medium
behaviour: FS-04
"##,
    ),
    (
        "files/many-files-deleted.yml",
        r##"title: File was deleted
id: 5b0666ed-bcb3-4b04-86a8-dc1575d43267
name: file_deleted
status: experimental
description: >-
    A file was deleted or sent to the recycle bin. This is a part of other rules and raises no alert
    by itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.impact
    - attack.t1485
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - FileDeleted
            - FileRecycled
            - FileVersionsAllDeleted
            - FileDeletedFirstStageRecycleBin
    condition: selection
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Everyday tidying
level: informational
behaviour: FS-10
---
title: Very many files were deleted in ten minutes
id: 0b3e61d4-2854-4d1b-838d-a78f7ebb3d5f
name: many_files_deleted
status: experimental
description: >-
    One account deleted 200 different files or more within ten minutes. Files in the recycle bin can
    be restored for 93 days. Ask the user, and look whether the recycle bin was emptied as well.
references:
    - https://attack.mitre.org/techniques/T1485/
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.impact
    - attack.t1485
correlation:
    type: value_count
    rules:
        - file_deleted
    group-by:
        - UserId
    timespan: 10m
    condition:
        field: ObjectId
        gte: 200
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - People who tidy up a synchronised folder
level: medium
behaviour: FS-10
"##,
    ),
    (
        "files/many-files-downloaded.yml",
        r##"title: File was downloaded
id: ca429372-2916-4f6e-adc5-f6d05cf19154
name: file_downloaded
status: experimental
description: >-
    A file was downloaded in a browser or by a program. This is a part of other rules and raises no
    alert by itself.
references:
    - https://attack.mitre.org/techniques/T1530/
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1530
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: FileDownloaded
    condition: selection
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Every download
level: informational
behaviour: FS-01
---
title: Many files were downloaded in ten minutes
id: 1b277007-ac79-4a86-82d0-4478787c6dc5
name: many_files_downloaded
status: experimental
description: >-
    One account downloaded 100 different files or more within ten minutes. Intruders take whole
    libraries at once, and so do people who leave. A folder that is downloaded as a whole leaves one
    record for each file. Look at the site, the names and the address.
references:
    - https://attack.mitre.org/techniques/T1530/
    - https://attack.mitre.org/techniques/T1213/002/
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1530
    - attack.t1213.002
correlation:
    type: value_count
    rules:
        - file_downloaded
    group-by:
        - UserId
    timespan: 10m
    condition:
        field: ObjectId
        gte: 100
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - People who download a whole folder
    - Migration and backup programs
level: high
behaviour: FS-01
"##,
    ),
    (
        "files/many-files-synchronised.yml",
        r##"title: File was synchronised to a computer
id: 628a131f-b858-44f4-88ed-6ae89b120e87
name: file_synchronised
status: experimental
description: >-
    The sync program of OneDrive downloaded a file. This is a part of other rules and raises no
    alert by itself.
references:
    - https://attack.mitre.org/techniques/T1530/
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1530
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: FileSyncDownloadedFull
    condition: selection
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Every computer with OneDrive
level: informational
behaviour: FS-01
---
title: Very many files were synchronised to a computer
id: 1e837719-c479-47dc-b152-280c183192e7
name: many_files_synchronised
status: experimental
description: >-
    The sync program downloaded 1000 different files or more to a computer within an hour. It does
    so when a computer is set up. Intruders who have a session synchronise whole libraries to their
    own machine. Check whether the user has a new computer.
references:
    - https://attack.mitre.org/techniques/T1530/
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1530
correlation:
    type: value_count
    rules:
        - file_synchronised
    group-by:
        - UserId
        - ClientIP
    timespan: 1h
    condition:
        field: ObjectId
        gte: 1000
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - New computers
level: low
behaviour: FS-01
"##,
    ),
    (
        "files/onedrives-opened-by-administrator.yml",
        r##"title: One account became administrator of several sites
id: 8c26ddda-6dbe-4047-bd45-8534746b1284
name: many_sites_administered
status: experimental
description: >-
    One account made someone administrator of five different sites or OneDrives or more within an
    hour. Intruders with the rights of an administrator open the OneDrives of many people like this.
    Check who became administrator.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
    - https://attack.mitre.org/techniques/T1098/003/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.003
    - attack.collection
    - attack.t1213.002
correlation:
    type: value_count
    rules:
        - site_administrator_added
    group-by:
        - UserId
    timespan: 1h
    condition:
        field: ObjectId
        gte: 5
    generate: true
fields:
    - UserId
    - ClientIP
    - ObjectId
falsepositives:
    - Migrations
level: medium
behaviour: FS-09
"##,
    ),
    (
        "files/recycle-bin-emptied.yml",
        r##"title: File was deleted from the recycle bin of a site
id: b6b73670-06fa-4a46-a4a7-f6100e88b4b6
name: file_purged
status: experimental
description: >-
    A file was deleted from the second recycle bin, so that only Microsoft could bring it back. This
    is a part of other rules and raises no alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.impact
    - attack.t1485
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - FileDeletedSecondStageRecycleBin
            - FolderDeletedSecondStageRecycleBin
    condition: selection
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Tidying of a site
level: informational
behaviour: FS-10
---
title: Many files were deleted beyond recovery
id: 19cff965-0843-4376-b538-3d8dd0146170
name: many_files_purged
status: experimental
description: >-
    One account deleted 50 files or more from the second recycle bin within ten minutes. That bin is
    hidden from users and only its emptying makes a deletion final. It is rarely needed. Ask the
    person at once, since Microsoft can restore a site for a short time.
references:
    - https://attack.mitre.org/techniques/T1485/
    - https://attack.mitre.org/techniques/T1490/
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.impact
    - attack.t1485
    - attack.t1490
correlation:
    type: event_count
    rules:
        - file_purged
    group-by:
        - UserId
    timespan: 10m
    condition:
        gte: 50
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Sites that are deleted for reasons of privacy or space
level: high
behaviour: FS-10
"##,
    ),
    (
        "files/sensitive-file-shared-with-anyone.yml",
        r##"title: File with a sensitive name was shared with anyone
id: 61478e3a-e870-4619-92bb-b050c0042029
name: sensitive_file_shared_with_anyone
status: experimental
description: >-
    A link that anyone can open was made for a file whose name speaks of passwords, pay, bank
    details or other private things. Check whether the link was meant for one person, and take it
    back.
references:
    - https://attack.mitre.org/techniques/T1567/
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.exfiltration
    - attack.t1567.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AnonymousLinkCreated
            - AnonymousLinkUpdated
        SourceFileName|re|i|expand: '(?:^|[\s_.-])%sensitive_file_words%(?:$|[\s_.-])'
    condition: selection
fields:
    - UserId
    - ClientIP
    - Session
    - UserAgent
    - SiteUrl
    - SourceFileName
falsepositives:
    - Templates and published files
level: medium
behaviour: FS-04
"##,
    ),
    (
        "files/sharing-policy-loosened.yml",
        r##"title: Sharing with people outside was made easier
id: da2cb64e-7867-46aa-be32-e08f008e8619
name: sharing_policy_loosened
status: experimental
description: >-
    A setting of the organisation or of a site was changed so that more can be shared with people
    outside: sharing was allowed, links for anyone were allowed, or a domain was added. Check who
    asked for it, and what was shared since.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
    - https://learn.microsoft.com/en-us/sharepoint/turn-external-sharing-on-or-off
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - SharingPolicyChanged
            - NetworkAccessPolicyChanged
            - DeviceAccessPolicyChanged
    opened:
        - ModifiedProperties.ShareWithGuests.NewValue:
            - Enabled
            - 'True'
        - ModifiedProperties.ShareUsingAnonymousLinks.NewValue:
            - Enabled
            - 'True'
        - ModifiedProperties.SharingCapability.NewValue|contains:
            - ExternalUserSharing
            - ExternalUserAndGuestSharing
        - ModifiedProperties.AllowDomainList.Added: '?*'
        - ModifiedProperties.AnonymousLinkExpirationRestrictionRemoved.NewValue: 'True'
        - ModifiedProperties.IPAddressEnforcement.NewValue: 'False'
    condition: selection and opened
fields:
    - UserId
    - ClientIP
    - ObjectId
    - ModifiedProperties
falsepositives:
    - Owners and administrators who open a site for partners
level: low
behaviour: FS-08
"##,
    ),
    (
        "files/site-administrator-added.yml",
        r##"title: Administrator of a site was added
id: c8127ac1-3890-4328-affb-71dd9c6c4342
name: site_administrator_added
status: experimental
description: >-
    An account became administrator of a site or of a OneDrive, and can read everything there.
    Administrators do this to help or when somebody left. Check whether the new administrator opened
    files that are none of their business.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
    - https://attack.mitre.org/techniques/T1098/003/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: SiteCollectionAdminAdded
        ModifiedProperties.SiteAdmin.NewValue|contains: '@'
    condition: selection
fields:
    - UserId
    - ClientIP
    - SiteUrl
    - ObjectId
    - ModifiedProperties
falsepositives:
    - People who left, support work
level: low
behaviour: FS-09
"##,
    ),
    (
        "filters/microsoft-noise.yml",
        r##"title: Microsoft's own services and directory sync
id: cbd4e33d-571a-40e6-8800-0293f776cf9a
name: microsoft_noise
status: experimental
description: >-
    Leaves out what Microsoft's services and directory sync do in every tenant by themselves.
    Exchange runs thousands of cmdlets under system accounts, SharePoint works as its own app, and
    directory sync rewrites users. Acts of people, of partners and of third-party apps stay in. A
    partner that works in the tenant has ExternalAccess true as well, so that field is no part of
    this filter.
references:
    - https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema
    - https://learn.microsoft.com/en-us/entra/identity/hybrid/connect/reference-connect-accounts-permissions
author: trail365
date: 2026-11-29
logsource:
    product: m365
filter:
    rules: any
    system_account:
        UserId|startswith:
            - 'NT AUTHORITY\'
            - 'NT SERVICE\'
    service_account:
        UserId:
            - S-1-5-18
            - 'SHAREPOINT\system'
            - app@sharepoint
            - Certificate
            - fim_password_service@support.onmicrosoft.com
    exchange_operator:
        RecordType:
            - 1
            - ExchangeAdmin
        UserType:
            - 3
            - 4
            - DcAdmin
            - System
    discovery_mailbox:
        Operation: Add-MailboxPermission
        Parameters.Identity|contains: 'DiscoverySearchMailbox{'
    directory_sync:
        Operation:
            - Add user.
            - Update user.
            - Delete user.
            - Add group.
            - Update group.
            - Add member to group.
            - Remove member from group.
            - Add device.
            - Update device.
            - Reset user password.
            - Change user password.
        UserId|startswith:
            - Sync_
            - ADToAADSyncServiceAccount@
    condition: 1 of them
level: informational
"##,
    ),
    (
        "identity/advanced-audit-licence-removed.yml",
        r##"title: Advanced auditing taken from a user's licence
id: 8b249b0a-a03a-430b-b1f7-70e55c14d78c
name: advanced_audit_removed
status: experimental
description: >-
    The part of the licence that records access to mail in detail was switched off for a user. From
    then on it cannot be told which mails were read. Switch it on again, and look at what happened
    in the mailbox since.
references:
    - https://attack.mitre.org/techniques/T1562/008/
    - https://learn.microsoft.com/en-us/purview/audit-solutions-overview
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Change user license.
    plan:
        ModifiedProperties.AssignedLicense.Added|re: 'DisabledPlans=\[[^\]]*M365_ADVANCED_AUDITING'
    details:
        ExtendedProperties.additionalDetails|re: 'DisabledPlans[^\]]*M365_ADVANCED_AUDITING'
    filter_failed:
        Outcome: failed
    condition: selection and (plan or details) and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
falsepositives:
    - Licences that are tidied up
level: high
behaviour: ID-24
"##,
    ),
    (
        "identity/app-credential-added.yml",
        r##"title: Secret or certificate added to an app
id: f2378087-1d9e-44ef-a6b6-00dcdbf1b5e0
name: app_credential_added
status: experimental
description: >-
    A key was added to an app registration. Whoever holds the key can use all permissions of the
    app, without a person and without a second factor. Check whether the app's owner added it.
references:
    - https://attack.mitre.org/techniques/T1098/001/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-applications
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: 'Update application – Certificates and secrets management '
        ModifiedProperties.KeyDescription.Added|contains: KeyIdentifier
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Keys that are renewed
level: medium
behaviour: ID-15
---
title: Secret or certificate added to the app's account in the tenant
id: b14943cd-4a11-4f82-b911-f4a5a93f5b52
name: service_principal_credential_added
status: experimental
description: >-
    A key was added to the service principal of an app, past the registration of the app. The portal
    shows such a key nowhere, so attackers who got a privileged role put theirs there, on an app
    that has strong permissions already. Remove the key, and look for sign-ins of the app.
references:
    - https://attack.mitre.org/techniques/T1098/001/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-applications
    - https://www.cisa.gov/news-events/cybersecurity-advisories/aa21-008a
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Add service principal credentials.
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - The yearly renewal of a certificate for single sign-on
level: high
behaviour: ID-15
"##,
    ),
    (
        "identity/app-federated-credential-added.yml",
        r##"title: App trusts a foreign issuer of tokens
id: 02d87d1c-92e3-48ef-8314-bf79dba72998
name: app_foreign_issuer_added
status: experimental
description: >-
    An app got a federated credential, so that tokens of another issuer sign in as the app. The
    issuer is none of the usual build services. An attacker adds an issuer of their own and needs no
    secret from then on. Check the issuer and the subject.
references:
    - https://attack.mitre.org/techniques/T1098/001/
    - https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098.001
    - attack.t1484.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Update application.
            - Update service principal.
        ModifiedProperties.FederatedIdentityCredentials.Added|contains: issuer
    filter_build_service:
        ModifiedProperties.FederatedIdentityCredentials.Added|contains:
            - https://token.actions.githubusercontent.com
            - https://vstoken.dev.azure.com
            - https://login.microsoftonline.com
            - https://gitlab.com
            - https://app.terraform.io
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Own build services and clusters
level: high
behaviour: ID-18
"##,
    ),
    (
        "identity/app-opened-to-other-tenants.yml",
        r##"title: App opened to other tenants
id: 2c93ea18-f9e6-4f44-811d-d04d776675f7
name: app_opened_to_other_tenants
status: experimental
description: >-
    An app that only this tenant could use was opened to all tenants. Intruders open an app to use
    it from a tenant of their own, or to phish for consents elsewhere under this company's name. Ask
    the app's owner.
references:
    - https://attack.mitre.org/techniques/T1098/001/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-applications
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.001
    - attack.t1671
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add application.
            - Update application.
        ModifiedProperties.AvailableToOtherTenants.NewValue|contains: 'true'
    filter_before:
        ModifiedProperties.AvailableToOtherTenants.OldValue|contains: 'true'
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Developers whose app serves several companies
level: low
behaviour: ID-14
"##,
    ),
    (
        "identity/app-owner-added.yml",
        r##"title: Owner added to an app
id: d88c1d2e-f869-4105-b1d2-a87654e4fb8d
name: app_owner_added
status: experimental
description: >-
    A person other than the one who did it became owner of an app. An owner can add keys and so use
    all permissions of the app. Check whether the new owner belongs to the app.
references:
    - https://attack.mitre.org/techniques/T1098/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-applications
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add owner to application.
            - Add owner to service principal.
    filter_self:
        UserId|fieldref: ObjectId
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Teams of developers
level: medium
behaviour: ID-16
"##,
    ),
    (
        "identity/app-redirect-uri-unsafe.yml",
        r##"title: App got an unsafe address for its tokens
id: 4c565c68-24f0-4ece-b278-648cb82c2bdf
name: app_redirect_unsafe
status: experimental
description: >-
    An address that an app's codes and tokens are sent to was added, and it is plain http or leads
    to a free tunnel or host. Whoever owns the address gets the tokens of people who sign in to the
    app. Remove it unless the app's owner knows it.
references:
    - https://attack.mitre.org/techniques/T1528/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-applications
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.credential-access
    - attack.t1098
    - attack.t1528
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Update application.
            - Update service principal.
    plain:
        ModifiedProperties.AppAddress.Added|re|i: '"Address"\s*:\s*"http://'
    tunnel:
        ModifiedProperties.AppAddress.Added|contains:
            - .ngrok.
            - .ngrok-free.
            - .trycloudflare.com
            - .workers.dev
            - .pages.dev
            - .loca.lt
            - .serveo.net
            - .webhook.site
            - //webhook.site
            - .requestcatcher.com
    filter_local:
        ModifiedProperties.AppAddress.Added|re|i: 'http://(localhost|127\.0\.0\.1)'
    filter_failed:
        Outcome: failed
    condition: selection and (plain and not filter_local or tunnel) and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Developers who test an app
level: medium
behaviour: ID-17
"##,
    ),
    (
        "identity/app-with-misleading-name.yml",
        r##"title: App whose name mixes alphabets
id: 16f8e386-e8d4-41a9-b2ad-3491aff72f29
name: app_name_mixes_alphabets
status: experimental
description: >-
    An app appeared in the tenant whose name has Latin next to Greek or Cyrillic letters within one
    word. Such a name looks like a known product and is another one, so that people consent to it.
    Remove the app, and look at who consented.
references:
    - https://www.proofpoint.com/us/blog/threat-insight/microsoft-oauth-app-impersonation-campaign-leads-mfa-phishing
    - https://attack.mitre.org/techniques/T1036/005/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.stealth
    - attack.t1671
    - attack.t1036.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add application.
            - Add service principal.
            - Consent to application.
        Target.ID|re: '[A-Za-z][\p{Greek}\p{Cyrillic}]|[\p{Greek}\p{Cyrillic}][A-Za-z]'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Product names that join two alphabets
level: high
behaviour: ID-14
---
title: App registered with a name of symbols
id: d88194c1-5f7d-4cd7-8192-57a75b271779
name: app_name_of_symbols
status: experimental
description: >-
    Somebody registered an app whose name has neither a letter nor a digit, such as a row of dots.
    Apps that intruders register for themselves often have such names. Look at its permissions and
    its secrets.
references:
    - https://huntresslabs.github.io/rogueapps/
    - https://attack.mitre.org/techniques/T1671/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1671
    - attack.t1098.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add application.
            - Add service principal.
        ModifiedProperties.DisplayName.NewValue|re: '^[\s\["]*[^\p{L}\p{N}\s\[\]"]+[\s\]"]*$'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Tests of developers
level: medium
behaviour: ID-14
---
title: App whose name is misspelled to look like Microsoft's
id: 5b9f4c1d-37e8-4f02-a6b5-90c2d8e1f374
name: app_name_looks_like_microsoft
status: experimental
description: >-
    An app appeared or was changed whose name looks like that of Microsoft or one of its products, with
    other letters or digits in the place of some: rn for m, 0 for o, 1 for l. Nobody names an app so by
    chance. Remove it, and look at who registered it and who consented.
references:
    - https://huntresslabs.github.io/rogueapps/
    - https://attack.mitre.org/techniques/T1036/005/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.stealth
    - attack.t1671
    - attack.t1036.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add application.
            - Add service principal.
            - Update application.
            - Consent to application.
        Target.ID|re:
            - '(?i)rnicr[o0]s[o0]ft|m[1l]cr[o0]s[o0]ft|micr(0s[o0]|os0)ft|mircosoft|micorsoft|microsfot|microsoff|micros[o0]tf'
            - '(?i)[0]utl[o0]{2}k|outl(0[o0]|o0)k|0ffice|off[1l]ce|[0]nedrive|0nedr[i1l]ve|onedr[1l]ve|sharep[0]int|sharep[o0][1l]nt'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - Target.ID
    - ObjectId
falsepositives:
    - Tests of security teams
level: high
behaviour: ID-14
"##,
    ),
    (
        "identity/conditional-access-weakened.yml",
        r##"title: Conditional access policy switched off or deleted
id: bc9e0755-67b7-4944-8bf0-b28c6a04178d
name: conditional_access_switched_off
status: experimental
description: >-
    A policy of conditional access was deleted, or it was enforced before and is no longer.
    Attackers with a privileged role do so to sign in without a second factor or a managed device.
    Ask the person who did it, restore the policy, and look at the sign-ins since.
references:
    - https://attack.mitre.org/techniques/T1556/009/
    - https://learn.microsoft.com/en-us/entra/identity/conditional-access/troubleshoot-policy-changes-audit-log
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.defense-impairment
    - attack.t1556.009
logsource:
    product: m365
    service: audit
detection:
    deleted:
        Operation: Delete conditional access policy.
    updated:
        Operation:
            - Update conditional access policy.
            - Update policy.
        ModifiedProperties.ConditionalAccessPolicy.OldValue|re|i: '"state"\s*:\s*"enabled"'
        ModifiedProperties.ConditionalAccessPolicy.NewValue|re|i: '"state"\s*:\s*"(disabled|enabledForReportingButNotEnforced)"'
    filter_failed:
        Outcome: failed
    condition: (deleted or updated) and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Target.ID
falsepositives:
    - Administrators who replace a policy
level: high
behaviour: ID-04
---
title: First exclusion added to a conditional access policy
id: 4c86bf64-ac06-4fbf-be8f-93bdd7193ef4
name: conditional_access_exclusion_added
status: experimental
description: >-
    A policy of conditional access excluded nobody before, and now it excludes users, groups or
    roles. The policy no longer protects them. Check who is excluded and why.
references:
    - https://attack.mitre.org/techniques/T1556/009/
    - https://learn.microsoft.com/en-us/entra/identity/conditional-access/troubleshoot-policy-changes-audit-log
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.defense-impairment
    - attack.t1556.009
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Update conditional access policy.
            - Update policy.
    users:
        ModifiedProperties.ConditionalAccessPolicy.OldValue|re|i: '"excludeUsers"\s*:\s*\[\s*\]'
        ModifiedProperties.ConditionalAccessPolicy.NewValue|re|i: '"excludeUsers"\s*:\s*\[\s*"'
    groups:
        ModifiedProperties.ConditionalAccessPolicy.OldValue|re|i: '"excludeGroups"\s*:\s*\[\s*\]'
        ModifiedProperties.ConditionalAccessPolicy.NewValue|re|i: '"excludeGroups"\s*:\s*\[\s*"'
    roles:
        ModifiedProperties.ConditionalAccessPolicy.OldValue|re|i: '"excludeRoles"\s*:\s*\[\s*\]'
        ModifiedProperties.ConditionalAccessPolicy.NewValue|re|i: '"excludeRoles"\s*:\s*\[\s*"'
    filter_failed:
        Outcome: failed
    condition: selection and (users or groups or roles) and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Target.ID
falsepositives:
    - Emergency accounts that have to be excluded
level: medium
behaviour: ID-04
---
title: Conditional access policy added or changed
id: 6ea535bd-7afc-4936-af1a-2fa3e4b204dc
name: conditional_access_changed
status: experimental
description: >-
    A policy of conditional access was added or changed. Most of these are the work of
    administrators. Read the old and the new text when something else about the person who did it is
    strange.
references:
    - https://attack.mitre.org/techniques/T1556/009/
    - https://learn.microsoft.com/en-us/entra/identity/conditional-access/troubleshoot-policy-changes-audit-log
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.defense-impairment
    - attack.t1556.009
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add conditional access policy.
            - Update conditional access policy.
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Target.ID
falsepositives:
    - Administrators at work
level: low
behaviour: ID-04
"##,
    ),
    (
        "identity/consent-policy-loosened.yml",
        r##"title: Users may consent to more apps
id: 3aee867c-4668-4716-9176-31407553dcda
name: consent_policy_loosened
status: experimental
description: >-
    The authorization policy now lets users consent to risky apps, or to apps without any limit. It
    opens the way for consent phishing. Set it back, and look at the consents since.
references:
    - https://attack.mitre.org/techniques/T1528/
    - https://learn.microsoft.com/en-us/entra/identity/enterprise-apps/configure-user-consent
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.persistence
    - attack.t1562
    - attack.t1528
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Update authorization policy.
    risky:
        ModifiedProperties.AllowUserConsentForRiskyApps.NewValue|contains: 'true'
    filter_was_risky:
        ModifiedProperties.AllowUserConsentForRiskyApps.OldValue|contains: 'true'
    unlimited:
        ModifiedProperties.PermissionGrantPolicyIdsAssignedToDefaultUserRole.Added|contains: microsoft-user-default-legacy
    filter_failed:
        Outcome: failed
    condition: selection and (risky and not filter_was_risky or unlimited) and not filter_failed
fields:
    - UserId
    - ModifiedProperties
falsepositives:
    - Administrators who want to allow consents
level: high
behaviour: ID-22
"##,
    ),
    (
        "identity/device-registered.yml",
        r##"title: Device registered for a person
id: da5323d7-0645-41fa-a107-738054d6451c
name: device_registered
status: experimental
description: >-
    A device was registered or joined, and a person became its owner or user. The account stands in
    ObjectId; UserId is the registration service. A registered device gets a token that lives long,
    so attackers register one of theirs after a phished sign-in.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-devices
    - https://attack.mitre.org/techniques/T1098/005/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add registered owner to device.
            - Add registered users to device.
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - ObjectId
    - UserId
    - ModifiedProperties
falsepositives:
    - New devices
level: informational
behaviour: ID-08
---
title: New device of a person
id: fc2830aa-4e08-44c5-b6d3-62855fb8d1c7
name: device_registered_seen
status: experimental
description: >-
    A device was registered or joined for a person. It is ordinary for new devices. Look at it
    together with the sign-ins of the person in the hour before.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-devices
    - https://attack.mitre.org/techniques/T1098/005/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.005
correlation:
    type: event_count
    rules:
        - device_registered
    group-by:
        - ObjectId
    timespan: 1d
    condition:
        gte: 1
fields:
    - ObjectId
    - UserId
    - ModifiedProperties
falsepositives:
    - New devices
level: low
behaviour: ID-08
---
title: Device registered with the default values of an attack tool
id: bfb127db-5b72-4b79-a6fa-059f51d33ed4
name: device_of_attack_tool
status: experimental
description: >-
    The new device has the version of its operating system, or its kind, that a public tool for
    attacks writes by default. Tools register devices that do not exist, to get a token that lives
    long. Find the person who signed in to device registration just before, delete the device, and
    revoke the person's sessions.
references:
    - https://dirkjanm.io/phishing-for-microsoft-entra-primary-refresh-tokens/
    - https://aadinternals.com/aadinternals/
    - https://attack.mitre.org/techniques/T1098/005/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add device.
            - Update device.
    roadtools:
        ModifiedProperties.CloudDeviceOSVersion.NewValue|contains: 10.0.19041.928
    aadinternals_kind:
        ModifiedProperties.CloudDeviceOSType.NewValue|contains: Commodore
    aadinternals_version:
        ModifiedProperties.CloudDeviceOSVersion.NewValue|re: '^[\[\s"]*C64'
    filter_failed:
        Outcome: failed
    condition: selection and (roadtools or 1 of aadinternals_*) and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Target.ID
falsepositives:
    - A device that really runs this old version
level: high
behaviour: ID-08
"##,
    ),
    (
        "identity/domain-added.yml",
        r##"title: Domain added to the tenant
id: c3cb9a7c-34f9-4e1e-9967-fd9df654ee2a
name: domain_added_record
status: experimental
description: >-
    A domain was added or verified. It counts once for each domain.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-infrastructure
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.resource-development
    - attack.t1583.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add unverified domain.
            - Add verified domain.
            - Verify domain.
            - New-AcceptedDomain
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
falsepositives:
    - A new brand
level: informational
behaviour: ID-20
---
title: New domain in the tenant
id: 3a9f94fc-4761-47a8-988a-bb44b503edb8
name: domain_added
status: experimental
description: >-
    A domain was added to the tenant or verified. Attackers add a domain to send mail from it or to
    federate it and sign in as anybody. Check whether the company owns it.
references:
    - https://attack.mitre.org/techniques/T1484/002/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-infrastructure
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.resource-development
    - attack.t1484.002
    - attack.t1583.001
correlation:
    type: event_count
    rules:
        - domain_added_record
    group-by:
        - ObjectId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ObjectId
    - Target.ID
falsepositives:
    - A new brand of the company
level: medium
behaviour: ID-20
"##,
    ),
    (
        "identity/domain-federated.yml",
        r##"title: Domain federated with an outside sign-in service
id: bfd27ca2-dfc5-423f-b565-6a7379e7bdc0
name: domain_federated
status: experimental
description: >-
    The way in which people of a domain sign in was changed to an outside service, or its settings
    changed. Whoever controls that service can sign in as anybody of the domain. Compare the issuer
    and the certificate with the company's own. If nobody planned this, set the domain back to
    managed now.
references:
    - https://attack.mitre.org/techniques/T1484/002/
    - https://www.cisa.gov/news-events/cybersecurity-advisories/aa21-008a
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-infrastructure
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.defense-impairment
    - attack.t1484.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Set federation settings on domain.
            - Set domain authentication.
            - Add-FederatedDomain
            - New-FederationTrust
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - A migration of the sign-in service
    - The renewal of its certificate
level: high
behaviour: ID-19
"##,
    ),
    (
        "identity/guest-made-member.yml",
        r##"title: Guest made a member
id: 46b47c04-81e1-46a3-a094-1ab2b6f5901f
name: guest_made_member
status: experimental
description: >-
    The type of an account changed from guest to member. Members see the directory and what is
    shared with everybody. Attackers promote a guest account that they own. Check whose account it
    is.
references:
    - https://attack.mitre.org/techniques/T1136/003/
    - https://learn.microsoft.com/en-us/entra/external-id/user-properties
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098
    - attack.t1136.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Update user.
        ModifiedProperties.UserType.NewValue|contains: Member
        ModifiedProperties.UserType.OldValue|contains: Guest
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
falsepositives:
    - A merger of two companies
    - External employees who are hired
level: high
behaviour: ID-13
"##,
    ),
    (
        "identity/guest-policy-changed.yml",
        r##"title: Policy for guests changed
id: 2ad3e401-3fa2-424c-8012-d26af9b0c5f4
name: guest_policy_changed
status: experimental
description: >-
    The policy that says which domains guests may come from changed. A wider list lets an attacker
    invite accounts of their own. Compare the old and the new list.
references:
    - https://attack.mitre.org/techniques/T1484/
    - https://learn.microsoft.com/en-us/entra/external-id/allow-deny-list
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.persistence
    - attack.t1484
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Update policy.
            - Add policy.
            - Delete policy.
        Target.ID: B2BManagementPolicy
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Administrators who add a partner
level: medium
behaviour: ID-23
"##,
    ),
    (
        "identity/mfa-method-added.yml",
        r##"title: Sign-in method of an account added or changed
id: e04acc36-999b-44f8-bc0f-f46aaca8b3d1
name: mfa_method_added
status: experimental
description: >-
    A phone number, an authenticator app or another method was added to an account, or its methods
    changed. Whoever holds a session adds a method of their own to get back in later. Compare it
    with the sign-ins of the account just before: a new phone is ordinary, a new method after a
    sign-in from a strange network is not. The account stands in ObjectId; UserId is often a
    service.
references:
    - https://attack.mitre.org/techniques/T1098/005/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
    - https://www.microsoft.com/en-us/security/blog/2025/10/09/investigating-targeted-payroll-pirate-attacks-affecting-us-universities/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.credential-access
    - attack.t1098.005
    - attack.t1556.006
logsource:
    product: m365
    service: audit
detection:
    registered:
        Operation:
            - User registered security info
            - Add users strong authentication phone app detail.
    updated:
        Operation: Update user.
    method:
        ModifiedProperties.StrongAuthenticationMethod.Added|contains: MethodType
    phone:
        ModifiedProperties.StrongAuthenticationUserDetails.Added|contains: PhoneNumber
    # The details of an app change with every use. Only the first app of an account is sure to be new.
    first_app:
        ModifiedProperties.StrongAuthenticationPhoneAppDetail.OldValue: '[]'
        ModifiedProperties.StrongAuthenticationPhoneAppDetail.NewValue|contains: DeviceName
    filter_failed:
        Outcome: failed
    condition: (registered or updated and (method or phone or first_app)) and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Actor.ID
falsepositives:
    - A person with a new phone
    - New employees
level: medium
behaviour: ID-02
"##,
    ),
    (
        "identity/mfa-switched-off.yml",
        r##"title: Multifactor authentication switched off for a user
id: 35822880-8a56-4579-9170-83206ac8421a
name: mfa_switched_off
status: experimental
description: >-
    Somebody switched off the requirement of a second factor for one account. With it gone, the
    password alone opens the account. Find out who did it and why, switch it on again, and look at
    the sign-ins of the account since then.
references:
    - https://attack.mitre.org/techniques/T1556/006/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-privileged-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.defense-impairment
    - attack.t1556.006
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Disable Strong Authentication.
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Actor.ID
    - Target.ID
falsepositives:
    - A help desk that sets up the second factor of a person anew
level: high
behaviour: ID-01
"##,
    ),
    (
        "identity/mfa-trusted-networks-changed.yml",
        r##"title: Networks that need no second factor changed
id: 3ecbb099-0226-4059-b0f4-d677168cbb44
name: mfa_trusted_networks_changed
status: experimental
description: >-
    The setting that names trusted networks for multifactor authentication changed, and it names
    networks now. From these networks no second factor is asked for. Compare the old and the new
    list, and remove a network that is not the company's.
references:
    - https://attack.mitre.org/techniques/T1556/009/
    - https://learn.microsoft.com/en-us/entra/identity/authentication/howto-mfa-mfasettings
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.defense-impairment
    - attack.t1556.009
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set Company Information.
        ModifiedProperties.StrongAuthenticationPolicy.Added|re: '\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ModifiedProperties
    - Actor.ID
falsepositives:
    - A new office whose network is trusted
level: high
behaviour: ID-03
"##,
    ),
    (
        "identity/new-account-becomes-admin.yml",
        r##"title: Account created
id: ee4d38eb-93bf-404a-900e-c6c382ee53c2
name: account_created
status: experimental
description: >-
    A person created an account. It counts in the rule over accounts that get a role.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1136.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Add user.
        UserId|contains: '@'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
falsepositives:
    - New employees
level: informational
behaviour: ID-12
---
title: Account got a role
id: 630dfcc0-76fd-46c8-82bf-56ab224767f8
name: account_got_role
status: experimental
description: >-
    An account got a directory role. It counts in the rule over new accounts.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-privileged-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.privilege-escalation
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Add member to role.
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
falsepositives:
    - Administrators at work
level: informational
behaviour: ID-12
---
title: New account got a directory role within a day
id: fef1292b-35e2-423d-9829-87b099791000
name: new_account_becomes_admin
status: experimental
description: >-
    An account was created and got a directory role within a day. Attackers make an administrator of
    their own to stay when their first account is closed. Ask the person who created it. If nobody
    knows the account, disable it.
references:
    - https://attack.mitre.org/techniques/T1136/003/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-privileged-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1136.003
    - attack.t1098.003
correlation:
    type: temporal_ordered
    rules:
        - account_created
        - account_got_role
    group-by:
        - ObjectId
    timespan: 1d
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
falsepositives:
    - A new administrator in the company
level: high
behaviour: ID-12
"##,
    ),
    (
        "identity/partner-or-tenant-trusted.yml",
        r##"title: Partner or other tenant trusted
id: 940bdd0b-f6ef-4c46-a83c-ce32b1af97db
name: partner_trusted
status: experimental
description: >-
    A partner company was given delegated rights, or another tenant was added to the settings for
    access across tenants. Its people, or whoever took its accounts over, may then enter this
    tenant. Check the contract with it.
references:
    - https://attack.mitre.org/techniques/T1199/
    - https://learn.microsoft.com/en-us/entra/external-id/cross-tenant-access-overview
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.persistence
    - attack.t1199
    - attack.t1484.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add a partner to cross-tenant access setting.
            - Add partner to company.
            - Create a partner cross-tenant identity sync setting.
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - A new service company
level: high
behaviour: ID-21
"##,
    ),
    (
        "identity/password-reset-by-other.yml",
        r##"title: Password of a person reset by somebody else
id: 85e3a6f9-edf9-4320-b0c9-2a4da3ad621a
name: password_reset_by_other
status: experimental
description: >-
    An administrator reset the password of another account. Help desks do so every day, so it counts
    only in other rules.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.impact
    - attack.t1098
    - attack.t1531
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Reset user password.
            - Reset password (by admin)
        UserId|contains: '@'
    filter_self:
        UserId|fieldref: ObjectId
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - ObjectId
falsepositives:
    - A help desk at work
level: informational
behaviour: ID-07
---
title: First password reset by this administrator
id: 1f2aae9a-446f-42d4-af1c-8f1812d36c65
name: password_reset_by_new_admin
status: experimental
description: >-
    A person who reset nobody's password during the last thirty days reset that of somebody else.
    Attackers reset passwords to take further accounts over or to lock people out. Ask both people,
    and look at how the administrator signed in.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
    - https://attack.mitre.org/techniques/T1098/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.impact
    - attack.t1098
    - attack.t1531
correlation:
    rules:
        - password_reset_by_other
    group-by:
        - UserId
    trail365:
        first_seen:
            - UserId
        history: 30d
fields:
    - UserId
    - ObjectId
falsepositives:
    - New members of the help desk
    - Small companies where passwords are seldom reset
level: medium
behaviour: ID-07
"##,
    ),
    (
        "identity/pim-bypassed-or-loosened.yml",
        r##"title: Rules of a role in Privileged Identity Management changed
id: 17217790-fc21-45e9-b22a-9a1a41998357
name: pim_role_setting_changed
status: experimental
description: >-
    The rules for activating a role changed, such as whether a second factor or an approval is
    needed. Attackers loosen them to activate roles unseen. Compare the settings with what was
    agreed.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-privileged-identity-management
    - https://attack.mitre.org/techniques/T1098/003/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Update role setting in PIM
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Target.ID
falsepositives:
    - Administrators who set roles up
level: medium
behaviour: ID-11
---
title: Role granted outside of Privileged Identity Management
id: 500f3829-7e42-45b3-9f51-8e06fc1a61c4
name: pim_bypassed
status: experimental
description: >-
    A role was granted for good and past Privileged Identity Management, which the tenant uses for
    this role. Such a grant needs no approval and never ends. Ask who did it and why.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-privileged-identity-management
    - https://attack.mitre.org/techniques/T1098/003/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Add member to role outside of PIM (permanent)
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Target.ID
falsepositives:
    - Scripts of administrators
level: medium
behaviour: ID-11
"##,
    ),
    (
        "identity/privileged-role-granted.yml",
        r##"title: Privileged role granted
id: 6f5f9f94-4168-4f90-990f-c0f23a1d8f8b
name: privileged_role_granted
status: experimental
description: >-
    An account got a directory role that leads to control of the tenant, its mail or its files, or
    became eligible for it. Attackers grant roles to keep what they took over. Ask the person who
    granted it; if nobody knows, remove the role and look at what both accounts did. Activations
    through Privileged Identity Management are left out.
references:
    - https://attack.mitre.org/techniques/T1098/003/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-privileged-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add member to role.
            - Add eligible member to role.
    by_id:
        ModifiedProperties.Role.TemplateId.NewValue|contains|expand: '%privileged_role_ids%'
    by_name:
        ModifiedProperties.Role.DisplayName.NewValue|contains|expand: '%privileged_role_names%'
    filter_pim:
        Actor.ID:
            - MS-PIM
            - MS-PIM-Fairfax
    filter_no_person:
        Target.ID|startswith:
            - ServicePrincipal_
            - Group_
    filter_failed:
        Outcome: failed
    condition: selection and 1 of by_* and not 1 of filter_*
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Target.ID
falsepositives:
    - New administrators
level: high
behaviour: ID-09
---
title: Privileged role granted to an app or a group
id: df47533c-df1d-4922-95d6-e0ac26d3405e
name: privileged_role_granted_to_app
status: experimental
description: >-
    An app or a group got a directory role that leads to control of the tenant, its mail or its
    files. An app with such a role works without a person and without a second factor, and everybody
    in a group gets its role. Check what the app or group is and who may change it.
references:
    - https://attack.mitre.org/techniques/T1098/003/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-applications
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add member to role.
            - Add eligible member to role.
        Target.ID|startswith:
            - ServicePrincipal_
            - Group_
    by_id:
        ModifiedProperties.Role.TemplateId.NewValue|contains|expand: '%privileged_role_ids%'
    by_name:
        ModifiedProperties.Role.DisplayName.NewValue|contains|expand: '%privileged_role_names%'
    filter_pim:
        Actor.ID:
            - MS-PIM
            - MS-PIM-Fairfax
    filter_failed:
        Outcome: failed
    condition: selection and 1 of by_* and not 1 of filter_*
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Target.ID
falsepositives:
    - Automation that needs the role
level: high
behaviour: ID-10
"##,
    ),
    (
        "identity/security-info-changed-by-other.yml",
        r##"title: Sign-in methods of a person changed by somebody else
id: 62ce79aa-8652-4048-9e0c-9cec20094b05
name: security_info_changed_by_other
status: experimental
description: >-
    An administrator registered, changed or deleted sign-in methods of another account, such as a
    temporary access pass. Help desks do so; an attacker with a help desk's account does so to enter
    other accounts. Ask the person whether they wanted it.
references:
    - https://attack.mitre.org/techniques/T1098/005/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-privileged-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Admin registered security info
            - Admin updated security info
            - Admin deleted security info
    filter_self:
        UserId|fieldref: ObjectId
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - ObjectId
    - Target.ID
falsepositives:
    - A help desk at work
level: medium
behaviour: ID-06
"##,
    ),
    (
        "identity/sessions-revoked.yml",
        r##"title: Sessions of a person revoked
id: 10356c04-fe4a-41b6-92ae-44093db68509
name: sessions_revoked
status: experimental
description: >-
    All sessions of an account were ended. Defenders do so to throw an attacker out, and people do
    so by changing their password. It marks the moment of containment in a timeline.
references:
    - https://learn.microsoft.com/en-us/entra/identity/users/users-revoke-access
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Update StsRefreshTokenValidFrom Timestamp.
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
falsepositives:
    - Every change of a password
level: informational
behaviour: ID-25
"##,
    ),
    (
        "identity/trusted-location-added.yml",
        r##"title: Trusted location added or changed
id: bd569e56-da3c-4487-9981-a8d7f1d41604
name: trusted_location_changed
status: experimental
description: >-
    A named location that counts as trusted was added or changed. Policies often ask for less from
    trusted locations. Check that its networks are the company's.
references:
    - https://attack.mitre.org/techniques/T1556/009/
    - https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-assignment-network
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.defense-impairment
    - attack.t1556.009
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add named location.
            - Update named location.
        ModifiedProperties.NewValue|re|i: '"isTrusted"\s*:\s*true'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ObjectId
    - ModifiedProperties
    - Target.ID
falsepositives:
    - A new office
level: medium
behaviour: ID-05
"##,
    ),
    (
        "inbox-rules/inbox-rule-deletes-mail.yml",
        r##"title: Inbox rule deletes mail or marks it read and puts it away
id: 4ed12277-4838-478f-965f-82213f0b2e38
name: inbox_rule_deletes_mail
status: experimental
description: >-
    An inbox rule was made that deletes mail, or that marks it as read and moves it to the archive,
    the junk folder or the deleted items. Many people do this with newsletters. Intruders do it with
    the answers to the mail that they send. The conditions of the rule tell the two apart.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://learn.microsoft.com/en-us/defender-xdr/alert-grading-playbook-inbox-manipulation-rules
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-InboxRule
            - Set-InboxRule
    action_delete:
        - Parameters.DeleteMessage: 'True'
        - Parameters.SoftDeleteMessage: 'True'
    action_put_away:
        Parameters.MoveToFolder|re|i|expand: '(?:^|[\\/:])%deletion_folders%$'
        Parameters.MarkAsRead: 'True'
    filter_failed:
        Outcome: failed
    condition: selection and 1 of action_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - RuleName
    - Parameters
falsepositives:
    - Rules against newsletters and notices
level: low
behaviour: MR-02
"##,
    ),
    (
        "inbox-rules/inbox-rule-forwards-outside.yml",
        r##"title: Inbox rule sends mail outside the organisation
id: e1493340-8aaa-456f-8a52-b04227dddab7
name: inbox_rule_forwards_outside
status: experimental
description: >-
    An inbox rule was made that forwards or redirects mail to an address outside the organisation.
    The mail leaves from then on without any sign-in, also after the password is changed. Check who
    owns the address, and whether the session that made the rule is the user's own.
references:
    - https://attack.mitre.org/techniques/T1114/003/
    - https://learn.microsoft.com/en-us/defender-xdr/alert-grading-playbook-email-forwarding
    - https://redcanary.com/blog/email-forwarding-rules/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
    - attack.exfiltration
    - attack.t1020
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-InboxRule
            - Set-InboxRule
    outside:
        ExternalRecipients|contains: '@'
    filter_failed:
        Outcome: failed
    condition: selection and outside and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - RuleName
    - Parameters
    - ExternalRecipients
falsepositives:
    - People who forward to their private address or to a partner
level: high
behaviour: MR-07
"##,
    ),
    (
        "inbox-rules/inbox-rule-fraud-words.yml",
        r##"title: Inbox rule hides mail about payments
id: bf99c227-7e72-4c26-a27f-28e620074b2d
name: inbox_rule_fraud_words
status: experimental
description: >-
    An inbox rule was made that looks for words such as invoice, payment or bank, and deletes what
    it finds or moves it where nobody looks. This is the mark of payment fraud: the intruder talks
    to the payer, and the owner of the mailbox must not see the answers. Look at the mail that was
    sent since, and tell the people who pay.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://www.microsoft.com/en-us/security/blog/2025/10/09/investigating-targeted-payroll-pirate-attacks-affecting-us-universities/
    - https://learn.microsoft.com/en-us/defender-office-365/responding-to-a-compromised-email-account
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
    - attack.impact
    - attack.t1657
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-InboxRule
            - Set-InboxRule
    words:
        - Parameters.SubjectContainsWords|re|i|expand: '\b%fraud_words%s?\b'
        - Parameters.BodyContainsWords|re|i|expand: '\b%fraud_words%s?\b'
        - Parameters.SubjectOrBodyContainsWords|re|i|expand: '\b%fraud_words%s?\b'
    hides:
        - Parameters.DeleteMessage: 'True'
        - Parameters.SoftDeleteMessage: 'True'
        - Parameters.MoveToFolder|re|i|expand:
            - '(?:^|[\\/:])%hiding_folders%$'
            - '(?:^|[\\/:])%deletion_folders%$'
        - ExternalRecipients|contains: '@'
    client:
        Operation: UpdateInboxRules
        OperationProperties.RuleCondition|re|i|expand: '\b%fraud_words%s?\b'
        OperationProperties.RuleActions|contains:
            - '"Delete"'
            - DeleteAction
            - PermanentDelete
    filter_failed:
        Outcome: failed
    condition: ((selection and words and hides) or client) and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - RuleName
    - Parameters
    - OperationProperties
falsepositives:
    - Bookkeepers who clear away automatic payment notices
level: high
behaviour: MR-03
"##,
    ),
    (
        "inbox-rules/inbox-rule-hides-mail.yml",
        r##"title: Inbox rule moves mail into a folder that nobody reads
id: acc3368b-f4e4-41ee-a421-89d6c50ab4ef
name: inbox_rule_hides_mail
status: experimental
description: >-
    An inbox rule was made that moves mail into a folder such as RSS Feeds or Conversation History.
    People do not file mail there. Intruders do, so that replies and warnings never show up, and
    they can read them later. Look at the conditions of the rule and at the mail in that folder.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://learn.microsoft.com/en-us/defender-xdr/alert-grading-playbook-inbox-manipulation-rules
    - https://learn.microsoft.com/en-us/defender-office-365/responding-to-a-compromised-email-account
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-InboxRule
            - Set-InboxRule
    folder_hiding:
        Parameters.MoveToFolder|re|i|expand: '(?:^|[\\/:])%hiding_folders%$'
    filter_failed:
        Outcome: failed
    condition: selection and folder_hiding and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - RuleName
    - Parameters
falsepositives:
    - A rule for real feeds, which is rare
level: high
behaviour: MR-02
"##,
    ),
    (
        "inbox-rules/inbox-rule-removed-by-its-session.yml",
        r##"title: Inbox rule was made
id: 5ec0ebe0-26db-4f7f-8025-a532618a7355
name: inbox_rule_made
status: experimental
description: >-
    An inbox rule was made. This is a part of other rules and raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1564/008/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1137.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: New-InboxRule
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - Session
    - RuleName
falsepositives:
    - Every rule that somebody makes
level: informational
behaviour: MR-10
---
title: Inbox rule was removed or switched off
id: 1c100777-f84a-4a35-986c-f8d46bc3d92d
name: inbox_rule_removed
status: experimental
description: >-
    An inbox rule was removed or switched off. This is a part of other rules and raises no alert by
    itself.
references:
    - https://attack.mitre.org/techniques/T1564/008/
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Remove-InboxRule
            - Disable-InboxRule
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - Session
    - RuleName
falsepositives:
    - Every rule that somebody removes
level: informational
behaviour: MR-10
---
title: Inbox rule made and removed again in one session
id: fde955a0-5c8d-41fc-afe9-13e9317679c1
name: inbox_rule_removed_by_its_session
status: experimental
description: >-
    One session made an inbox rule and removed or disabled a rule within a day. Intruders clean up
    when they are done. People who try out a rule do the same. Look at what the rule did in between.
references:
    - https://attack.mitre.org/techniques/T1564/008/
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
correlation:
    type: temporal_ordered
    rules:
        - inbox_rule_made
        - inbox_rule_removed
    group-by:
        - UserId
        - Session
    timespan: 24h
fields:
    - UserId
    - Session
    - ClientIP
falsepositives:
    - People who try out rules
level: low
behaviour: MR-10
"##,
    ),
    (
        "inbox-rules/inbox-rule-security-words.yml",
        r##"title: Inbox rule hides warnings from the owner of the mailbox
id: ab8982f9-51cd-4b8e-866f-b4aeea08e7bb
name: inbox_rule_security_words
status: experimental
description: >-
    An inbox rule was made that deletes or hides mail about sign-ins, passwords, phishing or failed
    delivery, or mail from the senders of such notices. It keeps the owner from learning that the
    account is in other hands, or that the pay goes to another bank account. Look at sign-ins and at
    changes of sign-in methods around the same time.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://www.microsoft.com/en-us/security/blog/2025/10/09/investigating-targeted-payroll-pirate-attacks-affecting-us-universities/
    - https://learn.microsoft.com/en-us/defender-xdr/alert-grading-playbook-inbox-manipulation-rules
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-InboxRule
            - Set-InboxRule
    words:
        - Parameters.SubjectContainsWords|re|i|expand: '\b%security_words%\b'
        - Parameters.BodyContainsWords|re|i|expand: '\b%security_words%\b'
        - Parameters.SubjectOrBodyContainsWords|re|i|expand: '\b%security_words%\b'
        - Parameters.From|contains|expand: '%security_senders%'
        - Parameters.FromAddressContainsWords|contains|expand: '%security_senders%'
    hides:
        - Parameters.DeleteMessage: 'True'
        - Parameters.SoftDeleteMessage: 'True'
        - Parameters.MoveToFolder|re|i|expand:
            - '(?:^|[\\/:])%hiding_folders%$'
            - '(?:^|[\\/:])%deletion_folders%$'
    filter_failed:
        Outcome: failed
    condition: selection and words and hides and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - RuleName
    - Parameters
falsepositives:
    - Mass mailers who clear away bounced mail
    - Security teams that archive reports of phishing
level: high
behaviour: MR-04
"##,
    ),
    (
        "inbox-rules/inbox-rule-short-name.yml",
        r##"title: Inbox rule named with two characters
id: 7d04e83b-1708-48d2-9567-50e2b461458d
name: inbox_rule_short_name
status: experimental
description: >-
    An inbox rule was made whose name has two characters. Intruders use very short names, and so do
    some people. It is worth a look when the same user has other findings.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://learn.microsoft.com/en-us/defender-xdr/alert-grading-playbook-inbox-manipulation-rules
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-InboxRule
            - Set-InboxRule
    name_short:
        RuleName|re: '^[\p{L}\p{N}]{2}$'
    name_repeated:
        RuleName|re|i: '^(?:a{2}|b{2}|c{2}|d{2}|e{2}|f{2}|g{2}|h{2}|i{2}|j{2}|k{2}|l{2}|m{2}|n{2}|o{2}|p{2}|q{2}|r{2}|s{2}|t{2}|u{2}|v{2}|w{2}|x{2}|y{2}|z{2}|0{2}|1{2}|2{2}|3{2}|4{2}|5{2}|6{2}|7{2}|8{2}|9{2})$'
    filter_failed:
        Outcome: failed
    condition: selection and 1 of name_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - RuleName
    - Parameters
falsepositives:
    - Abbreviations such as HR or IT
level: low
behaviour: MR-01
"##,
    ),
    (
        "inbox-rules/inbox-rule-symbol-name.yml",
        r##"title: Inbox rule named with symbols or a single character
id: a70c9d7d-ef89-4a26-b18d-ea68de2430b0
name: inbox_rule_symbol_name
status: experimental
description: >-
    An inbox rule was made whose name has no letter and no digit, is a single character, or repeats
    one character. Intruders type such names because the rule only has to exist, and a dot or a
    comma is easily overlooked in the list. Look at what the rule does, and at the session that made
    it.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://learn.microsoft.com/en-us/defender-xdr/alert-grading-playbook-inbox-manipulation-rules
    - https://redcanary.com/blog/email-forwarding-rules/
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
    - attack.persistence
    - attack.t1137.005
logsource:
    product: m365
    service: audit
detection:
    selection_cmdlet:
        Operation:
            - New-InboxRule
            - Set-InboxRule
    selection_client:
        Operation: UpdateInboxRules
        OperationProperties.RuleOperation: AddMailboxRule
    name_odd:
        RuleName|re|i:
            - '^[^\p{L}\p{N}]+$'
            - '^.$'
            - '^(?:a{3,}|b{3,}|c{3,}|d{3,}|e{3,}|f{3,}|g{3,}|h{3,}|i{3,}|j{3,}|k{3,}|l{3,}|m{3,}|n{3,}|o{3,}|p{3,}|q{3,}|r{3,}|s{3,}|t{3,}|u{3,}|v{3,}|w{3,}|x{3,}|y{3,}|z{3,}|0{3,}|1{3,}|2{3,}|3{3,}|4{3,}|5{3,}|6{3,}|7{3,}|8{3,}|9{3,})$'
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and name_odd and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - RuleName
    - Parameters
    - OperationProperties
falsepositives:
    - People who name a rule in haste; what the rule does tells
level: high
behaviour: MR-01
"##,
    ),
    (
        "inbox-rules/inbox-rule-takes-all-mail.yml",
        r##"title: Inbox rule without a condition deletes or moves all mail
id: 0bfa3e72-3567-4482-8b9f-84238a4ac7f1
name: inbox_rule_takes_all_mail
status: experimental
description: >-
    An inbox rule was made that has no condition and deletes every mail or moves it away. The owner
    sees an empty inbox from then on. Intruders do this for some hours while they work, or to stop
    an owner who was warned. Look at what was sent from the mailbox since.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-inboxrule
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: New-InboxRule
    action_delete:
        - Parameters.DeleteMessage: 'True'
        - Parameters.SoftDeleteMessage: 'True'
    action_move:
        Parameters.MoveToFolder: '?*'
    filter_condition:
        - Parameters.From: '?*'
        - Parameters.FromAddressContainsWords: '?*'
        - Parameters.FromSubscription: '?*'
        - Parameters.SentTo: '?*'
        - Parameters.SubjectContainsWords: '?*'
        - Parameters.BodyContainsWords: '?*'
        - Parameters.SubjectOrBodyContainsWords: '?*'
        - Parameters.HeaderContainsWords: '?*'
        - Parameters.RecipientAddressContainsWords: '?*'
        - Parameters.MessageTypeMatches: '?*'
        - Parameters.FlaggedForAction: '?*'
        - Parameters.WithImportance: '?*'
        - Parameters.WithSensitivity: '?*'
        - Parameters.WithinSizeRangeMinimum: '?*'
        - Parameters.WithinSizeRangeMaximum: '?*'
        - Parameters.ReceivedAfterDate: '?*'
        - Parameters.ReceivedBeforeDate: '?*'
        - Parameters.HasClassification: '?*'
        - Parameters.HasAttachment: 'True'
        - Parameters.MyNameInToBox: 'True'
        - Parameters.MyNameInCcBox: 'True'
        - Parameters.MyNameInToOrCcBox: 'True'
        - Parameters.MyNameNotInToBox: 'True'
        - Parameters.SentOnlyToMe: 'True'
    filter_failed:
        Outcome: failed
    condition: selection and 1 of action_* and not 1 of filter_*
fields:
    - UserId
    - ClientIP
    - Session
    - RuleName
    - Parameters
falsepositives:
    - People who move all mail into another folder or mailbox on purpose
level: high
behaviour: MR-05
"##,
    ),
    (
        "inbox-rules/inbox-rule-trick-condition.yml",
        r##"title: Inbox rule with a condition that every mail meets
id: 9c317379-0622-4a63-a1c2-fc48d5a1891a
name: inbox_rule_trick_condition
status: experimental
description: >-
    An inbox rule was made whose condition holds for every mail: it looks for a single letter, a
    dot, an at sign or a NUL character, or for a size of a few bytes. Such a rule looks harmless in
    the list and takes all mail. Look at what the rule does with it.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-inboxrule
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-InboxRule
            - Set-InboxRule
    action:
        - Parameters.DeleteMessage: 'True'
        - Parameters.SoftDeleteMessage: 'True'
        - Parameters.MoveToFolder: '?*'
        - Parameters.ForwardTo: '?*'
        - Parameters.RedirectTo: '?*'
        - Parameters.ForwardAsAttachmentTo: '?*'
    trick_words:
        - Parameters.SubjectContainsWords|re: '(?:^|;)\s*[\p{L}\p{N}@.,:_/-]\s*(?:;|$)'
        - Parameters.BodyContainsWords|re: '(?:^|;)\s*[\p{L}\p{N}@.,:_/-]\s*(?:;|$)'
        - Parameters.SubjectOrBodyContainsWords|re: '(?:^|;)\s*[\p{L}\p{N}@.,:_/-]\s*(?:;|$)'
        - Parameters.FromAddressContainsWords|re: '(?:^|;)\s*[\p{L}\p{N}@.,:_/-]\s*(?:;|$)'
        - Parameters.HeaderContainsWords|re: '(?:^|;)\s*[\p{L}\p{N}@.,:_/-]\s*(?:;|$)'
    trick_nul:
        - Parameters.SubjectContainsWords|re: '\x00'
        - Parameters.BodyContainsWords|re: '\x00'
        - Parameters.SubjectOrBodyContainsWords|re: '\x00'
    trick_size:
        Parameters.WithinSizeRangeMinimum|re: '\((?:\d{1,3}|[1-4],\d{3}) bytes\)|^\d{1,3}$'
    filter_failed:
        Outcome: failed
    condition: selection and action and 1 of trick_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - RuleName
    - Parameters
falsepositives:
    - Typing mistakes
level: high
behaviour: MR-06
"##,
    ),
    (
        "inbox-rules/mailbox-forwarding-inside.yml",
        r##"title: Mailbox forwards its mail to another recipient
id: bb33ced4-8da1-4d5b-b346-88b74d95790e
name: mailbox_forwarding_inside
status: experimental
description: >-
    A mailbox was set to forward its mail to a recipient of the directory. This is everyday work of
    administrators, mostly for people who left. The recipient may be a contact that stands for an
    address outside, so it is worth a look when there are other findings.
references:
    - https://attack.mitre.org/techniques/T1114/003/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailbox
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-Mailbox
    target:
        - Parameters.ForwardingSmtpAddress: '?*'
        - Parameters.ForwardingAddress: '?*'
    filter_outside:
        ExternalRecipients|contains: '@'
    filter_failed:
        Outcome: failed
    condition: selection and target and not 1 of filter_*
fields:
    - UserId
    - ClientIP
    - Mailbox
    - Parameters
falsepositives:
    - Mail of people who left
level: low
behaviour: MR-11
"##,
    ),
    (
        "inbox-rules/mailbox-forwarding-outside.yml",
        r##"title: Mailbox forwards all its mail outside the organisation
id: e2aee207-2a96-4554-80fe-d808a99a3b69
name: mailbox_forwarding_outside
status: experimental
description: >-
    A mailbox was set to forward its mail to an address outside the organisation. Forwarding of a
    mailbox needs no inbox rule and does not show among the rules. Check who asked for it, who owns
    the address, and whether a copy stays in the mailbox.
references:
    - https://attack.mitre.org/techniques/T1114/003/
    - https://learn.microsoft.com/en-us/defender-xdr/alert-grading-playbook-email-forwarding
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailbox
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
    - attack.exfiltration
    - attack.t1020
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-Mailbox
    target:
        - Parameters.ForwardingSmtpAddress: '?*'
        - Parameters.ForwardingAddress: '?*'
    outside:
        ExternalRecipients|contains: '@'
    filter_failed:
        Outcome: failed
    condition: selection and target and outside and not filter_failed
fields:
    - UserId
    - ClientIP
    - Mailbox
    - ExternalRecipients
    - Parameters
falsepositives:
    - Mail of people who left, sent on to them or to a partner
level: high
behaviour: MR-11
"##,
    ),
    (
        "inbox-rules/one-target-for-many-mailboxes.yml",
        r##"title: Rule or mailbox forwards outside the organisation
id: d75eae6a-196e-4017-a61d-b0b01f96a886
name: forwarding_outside_any
status: experimental
description: >-
    A rule or a mailbox was set to send mail outside. This is a part of other rules and raises no
    alert by itself.
references:
    - https://attack.mitre.org/techniques/T1114/003/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-InboxRule
            - Set-InboxRule
            - UpdateInboxRules
            - Set-Mailbox
    outside:
        ExternalRecipients|contains: '@'
    filter_removed:
        OperationProperties.RuleOperation: RemoveMailboxRule
    filter_failed:
        Outcome: failed
    condition: selection and outside and not 1 of filter_*
fields:
    - UserId
    - Mailbox
    - ExternalRecipients
falsepositives:
    - Every forwarding to the outside
level: informational
behaviour: MR-12
---
title: Several mailboxes send their mail to the same outside address
id: cbf51874-2b44-4179-824f-94296360e1a5
name: one_target_for_many_mailboxes
status: experimental
description: >-
    Two or more mailboxes forward mail to the same address outside the organisation within a week.
    One intruder has several accounts, or an administrator's account is used to collect mail. Look
    for further mailboxes with this address.
references:
    - https://attack.mitre.org/techniques/T1114/003/
    - https://learn.microsoft.com/en-us/defender-xdr/alert-grading-playbook-email-forwarding
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
correlation:
    type: value_count
    rules:
        - forwarding_outside_any
    group-by:
        - ExternalRecipients
    timespan: 7d
    condition:
        field: Mailbox
        gte: 2
fields:
    - ExternalRecipients
    - Mailbox
    - UserId
falsepositives:
    - Journaling and archive addresses
    - A partner that handles the mail of several people
level: high
behaviour: MR-12
"##,
    ),
    (
        "inbox-rules/outlook-rule-deletes-mail.yml",
        r##"title: Rule made by a mail client deletes mail
id: 0673b952-1ab0-4aad-9061-b483d1076e6c
name: outlook_rule_deletes_mail
status: experimental
description: >-
    A mail client such as Outlook stored a new rule that deletes mail. Many people have such rules
    for newsletters. It counts when the same session did other things that do not fit the user.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://learn.microsoft.com/en-us/defender-office-365/detect-and-remediate-outlook-rules-forms-attack
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
    - attack.persistence
    - attack.t1137.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UpdateInboxRules
        OperationProperties.RuleOperation: AddMailboxRule
        OperationProperties.RuleActions|contains:
            - '"Delete"'
            - DeleteAction
            - PermanentDelete
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - RuleName
    - OperationProperties
falsepositives:
    - Rules against newsletters
level: low
behaviour: MR-08
"##,
    ),
    (
        "inbox-rules/outlook-rule-forwards-outside.yml",
        r##"title: Rule made by a mail client sends mail outside the organisation
id: d55027c2-7a74-4ce8-98fa-0a942ac07e95
name: outlook_rule_forwards_outside
status: experimental
description: >-
    A mail client such as Outlook stored a rule that forwards or redirects mail to an address
    outside the organisation. Rules that are stored by a client leave another record than those of
    webmail. Check who owns the address, and from where the client worked.
references:
    - https://attack.mitre.org/techniques/T1114/003/
    - https://learn.microsoft.com/en-us/defender-office-365/detect-and-remediate-outlook-rules-forms-attack
    - https://learn.microsoft.com/en-us/defender-xdr/alert-grading-playbook-email-forwarding
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
    - attack.persistence
    - attack.t1137.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UpdateInboxRules
        OperationProperties.RuleOperation:
            - AddMailboxRule
            - ModifyMailboxRule
    outside:
        ExternalRecipients|contains: '@'
    filter_failed:
        Outcome: failed
    condition: selection and outside and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - ClientInfoString
    - RuleName
    - ExternalRecipients
    - OperationProperties
falsepositives:
    - Outlook stores its whole set of rules again after a change, so an old rule may show up
level: high
behaviour: MR-08
"##,
    ),
    (
        "inbox-rules/outlook-rule-hidden.yml",
        r##"title: Rule without a name or maker was stored in a mailbox
id: 6fcefea9-8a8e-407a-82c7-896759a895b5
name: outlook_rule_hidden
status: experimental
description: >-
    A rule that forwards, moves or deletes mail was stored without a name or without the program
    that made it. Outlook and webmail always give both. A rule that lacks them does not show in the
    lists of rules, which is how intruders hide one. Look for it with Get-InboxRule and its switch
    IncludeHidden, or with a MAPI editor.
references:
    - https://learn.microsoft.com/en-us/defender-office-365/detect-and-remediate-outlook-rules-forms-attack
    - https://attack.mitre.org/techniques/T1137/005/
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
    - attack.persistence
    - attack.t1137.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UpdateInboxRules
        OperationProperties.RuleOperation: AddMailboxRule
        OperationProperties.RuleActions|contains:
            - Forward
            - Redirect
            - Delete
            - Move
    provider:
        OperationProperties.RuleProvider: '?*'
    provider_outlook:
        OperationProperties.RuleProvider:
            - RuleOrganizer
            - 'ExchangeMailboxRules*'
    name:
        OperationProperties.RuleName: '?*'
    filter_failed:
        Outcome: failed
    condition: selection and (not provider or (provider_outlook and not name)) and not filter_failed
fields:
    - UserId
    - ClientIP
    - Session
    - ClientInfoString
    - OperationProperties
falsepositives:
    - Old clients and programs that manage mailboxes
level: medium
behaviour: MR-09
"##,
    ),
    (
        "mail-flow/anti-phish-or-malware-filter-off.yml",
        r##"title: Filter against phishing, malware or spam was switched off
id: c8d0ccc9-6544-43c2-8253-3e780c1bf345
name: anti_phish_or_malware_filter_off
status: experimental
description: >-
    A policy or rule against phishing, malware or spam was deleted or switched off. The default
    policy still works, with less protection for the people that the rule was for. Check what
    replaced it.
references:
    - https://attack.mitre.org/techniques/T1562/001/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/disable-antiphishrule
    - https://learn.microsoft.com/en-us/powershell/module/exchange/disable-malwarefilterrule
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection_gone:
        Operation:
            - Disable-AntiPhishRule
            - Remove-AntiPhishRule
            - Remove-AntiPhishPolicy
            - Disable-MalwareFilterRule
            - Remove-MalwareFilterRule
            - Remove-MalwareFilterPolicy
            - Disable-HostedContentFilterRule
            - Remove-HostedContentFilterRule
            - Remove-HostedContentFilterPolicy
    selection_phish:
        Operation: Set-AntiPhishPolicy
        Parameters.Enabled: 'False'
    selection_malware:
        Operation: Set-MalwareFilterPolicy
        Parameters.ZapEnabled: 'False'
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Replacement of a policy by another
level: high
behaviour: MF-09
"##,
    ),
    (
        "mail-flow/automatic-forwarding-allowed.yml",
        r##"title: Automatic forwarding to the outside was allowed
id: 30129d3d-6d45-4a04-b24f-eaffbf99a9af
name: automatic_forwarding_allowed
status: experimental
description: >-
    A remote domain or an outbound spam policy was set to allow automatic forwarding to the outside.
    Forwarding is blocked by default, and this is the way around it. Look for inbox rules and
    forwarding that were set since.
references:
    - https://learn.microsoft.com/en-us/defender-office-365/outbound-spam-policies-external-email-forwarding
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-hostedoutboundspamfilterpolicy
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-remotedomain
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection_domain:
        Operation:
            - Set-RemoteDomain
            - New-RemoteDomain
        Parameters.AutoForwardEnabled: 'True'
    selection_policy:
        Operation:
            - Set-HostedOutboundSpamFilterPolicy
            - New-HostedOutboundSpamFilterPolicy
        Parameters.AutoForwardingMode: 'On'
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - A decision to let some people forward
level: high
behaviour: MF-06
"##,
    ),
    (
        "mail-flow/dkim-signing-off.yml",
        r##"title: Signing of outgoing mail with DKIM was switched off
id: 3c823bbd-3708-498c-b26f-fe17719d5c93
name: dkim_signing_off
status: experimental
description: >-
    DKIM signing of a domain was switched off or removed. Receivers can then no longer tell mail of
    the domain from forged mail by its signature. It happens when mail moves to another provider.
references:
    - https://attack.mitre.org/techniques/T1672/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-dkimsigningconfig
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection_off:
        Operation: Set-DkimSigningConfig
        Parameters.Enabled: 'False'
    selection_gone:
        Operation: Remove-DkimSigningConfig
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Moves to another provider
level: medium
behaviour: MF-10
"##,
    ),
    (
        "mail-flow/dlp-policy-removed.yml",
        r##"title: Policy against loss of data was removed or switched off
id: 15008e5a-612f-4c71-8643-d9d8c8714895
name: dlp_policy_removed
status: experimental
description: >-
    A policy or rule against loss of data was deleted or switched off. Files and mail with personal
    or payment data may then leave without a warning. Check what replaced it.
references:
    - https://attack.mitre.org/techniques/T1562/001/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/remove-dlpcompliancepolicy
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection_gone:
        Operation:
            - Remove-DlpPolicy
            - Remove-DlpCompliancePolicy
            - Remove-DlpComplianceRule
    selection_changed:
        Operation:
            - Set-DlpPolicy
            - Set-DlpCompliancePolicy
            - Set-DlpComplianceRule
    off_changed:
        - Parameters.State: Disabled
        - Parameters|contains:
            - '-Mode "Disable"'
            - '-Disabled "True"'
            - '-Disabled:$true'
    filter_failed:
        Outcome: failed
    condition: (selection_gone or (selection_changed and off_changed)) and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Administrators who rebuild policies
level: medium
behaviour: MF-12
"##,
    ),
    (
        "mail-flow/inbound-connector-changed.yml",
        r##"title: Connector for incoming mail takes mail from other servers
id: 0081365b-e185-443c-9ec8-f6f787f55129
name: inbound_connector_changed
status: experimental
description: >-
    A connector for incoming mail was changed to take mail from other addresses or with another
    certificate. Check the new values with the people who run the mail servers.
references:
    - https://www.microsoft.com/en-us/security/blog/2022/09/22/malicious-oauth-applications-used-to-compromise-email-servers-and-spread-spam/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-inboundconnector
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-InboundConnector
    source:
        - Parameters.SenderIPAddresses: '?*'
        - Parameters.TlsSenderCertificateName: '?*'
        - Parameters.RequireTls: 'False'
        - Parameters.RestrictDomainsToIPAddresses: 'False'
        - Parameters.RestrictDomainsToCertificate: 'False'
    filter_failed:
        Outcome: failed
    condition: selection and source and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - New mail servers and certificates
level: medium
behaviour: MF-04
"##,
    ),
    (
        "mail-flow/inbound-connector-made.yml",
        r##"title: Connector for incoming mail was made
id: a3c0e1c2-772f-409a-95d8-fd9c447f84b3
name: inbound_connector_made
status: experimental
description: >-
    A connector was made that takes mail from given servers or certificates. Intruders with the
    rights of an administrator made such connectors to send spam in the name of the organisation.
    Mail through them may pass the filters. Check the addresses and the certificate name.
references:
    - https://www.microsoft.com/en-us/security/blog/2022/09/22/malicious-oauth-applications-used-to-compromise-email-servers-and-spread-spam/
    - https://attack.mitre.org/techniques/T1672/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-inboundconnector
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
    - attack.initial-access
    - attack.t1199
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: New-InboundConnector
    source:
        - Parameters.SenderIPAddresses: '?*'
        - Parameters.TlsSenderCertificateName: '?*'
        - Parameters.SenderDomains: '?*'
    filter_failed:
        Outcome: failed
    condition: selection and source and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Hybrid set-up and mail gateways
level: high
behaviour: MF-04
"##,
    ),
    (
        "mail-flow/mail-allow-list-widened.yml",
        r##"title: Sender, domain or address was put on the allow list
id: 25b507b5-1e01-473c-8a0c-be2194cd3617
name: mail_allow_list_widened
status: experimental
description: >-
    Senders, domains, links or addresses were allowed to pass the spam filter. Mail from them is
    delivered even if it is phishing. Administrators allow partners and phishing tests. Check
    whether the entry is one of those.
references:
    - https://attack.mitre.org/techniques/T1562/001/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-hostedcontentfilterpolicy
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-tenantallowblocklistitems
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection_content:
        Operation:
            - Set-HostedContentFilterPolicy
            - New-HostedContentFilterPolicy
    allowed_content:
        - Parameters.AllowedSenders: '?*'
        - Parameters.AllowedSenderDomains: '?*'
    selection_connection:
        Operation: Set-HostedConnectionFilterPolicy
    allowed_connection:
        - Parameters.IPAllowList: '?*'
        - Parameters.EnableSafeList: 'True'
    selection_list:
        Operation:
            - New-TenantAllowBlockListItems
            - New-TenantAllowBlockListSpoofItems
    allowed_list:
        - Parameters.Allow: 'True'
        - Parameters.Action: Allow
        - Parameters|contains:
            - '-Allow:$true'
            - '-Allow "True"'
            - '-Action "Allow"'
    filter_failed:
        Outcome: failed
    condition: ((selection_content and allowed_content) or (selection_connection and allowed_connection) or (selection_list and allowed_list)) and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Partners and phishing tests
level: medium
behaviour: MF-07
"##,
    ),
    (
        "mail-flow/outbound-connector-made.yml",
        r##"title: Connector sends outgoing mail through other servers
id: dedf4e1d-ce9e-49fe-900b-80d00ca44e1d
name: outbound_connector_made
status: experimental
description: >-
    A connector was made or changed that sends outgoing mail through named servers. Whoever runs
    those servers can read the mail. Check the servers with the people who run the mail.
references:
    - https://attack.mitre.org/techniques/T1114/003/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-outboundconnector
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-OutboundConnector
            - Set-OutboundConnector
        Parameters.SmartHosts: '?*'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Hybrid set-up, gateways for encryption or signatures
level: high
behaviour: MF-05
"##,
    ),
    (
        "mail-flow/phish-delivered.yml",
        r##"title: Phishing or malware was delivered to an inbox
id: 54f97a97-a443-4eb6-99b8-06da900bee64
name: phish_delivered
status: experimental
description: >-
    Defender calls a mail phishing or malware, and the mail was delivered to the inbox all the same.
    It may be moved out later. Look whether a recipient opened it, clicked, or signed in from a new
    place soon after.
references:
    - https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema
    - https://attack.mitre.org/techniques/T1566/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1566.001
    - attack.t1566.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: TIMailData
        Directionality: Inbound
        DeliveryAction: Delivered
    threat:
        Verdict|contains:
            - Phish
            - Malware
    place:
        OriginalDeliveryLocation|contains: Inbox
    condition: selection and threat and place
fields:
    - Recipients
    - P2Sender
    - SenderIp
    - Subject
    - NetworkMessageId
    - LatestDeliveryLocation
falsepositives:
    - Phishing tests
    - Verdicts that are taken back
level: medium
behaviour: MF-15
"##,
    ),
    (
        "mail-flow/quarantined-mail-released.yml",
        r##"title: Quarantined mail was released
id: 0b3f277e-01c1-4faa-8e0a-98c7317f4e93
name: quarantined_mail_released
status: experimental
description: >-
    A mail was let out of quarantine and delivered. The record does not say why the mail was held.
    It counts when the same person has other findings soon after.
references:
    - https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema
    - https://learn.microsoft.com/en-us/powershell/module/exchange/release-quarantinemessage
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1566
logsource:
    product: m365
    service: audit
detection:
    selection_record:
        RecordType:
            - 65
            - Quarantine
        RequestType:
            - 2
            - Release
    selection_cmdlet:
        Operation: Release-QuarantineMessage
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - NetworkMessageId
    - ReleaseTo
    - RequestSource
    - Parameters
falsepositives:
    - Mail that was held by mistake
level: low
behaviour: MF-14
"##,
    ),
    (
        "mail-flow/restricted-user-released.yml",
        r##"title: Account that sent spam may send again
id: d9711724-f0c5-4791-bb15-ae65482c9f8e
name: restricted_user_released
status: experimental
description: >-
    An administrator let an account send mail again that Microsoft had barred because of spam. If
    the account is still in other hands, the spam goes on. Check that its sign-in was reset before.
references:
    - https://learn.microsoft.com/en-us/defender-office-365/outbound-spam-restore-restricted-users
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Remove-BlockedSenderAddress
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - End of an incident
level: low
behaviour: MF-13
"##,
    ),
    (
        "mail-flow/safe-links-or-attachments-off.yml",
        r##"title: Safe Links or Safe Attachments was switched off
id: ad54c781-07e3-495b-9605-61ca7f143e35
name: safe_links_or_attachments_off
status: experimental
description: >-
    A policy or rule that checks links and attachments was deleted or switched off. Mail is then
    delivered without that check. Administrators do it rarely, and mostly to replace a policy. Check
    what replaced it.
references:
    - https://attack.mitre.org/techniques/T1562/001/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/disable-safelinksrule
    - https://learn.microsoft.com/en-us/powershell/module/exchange/disable-safeattachmentrule
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection_gone:
        Operation:
            - Disable-SafeLinksRule
            - Remove-SafeLinksRule
            - Remove-SafeLinksPolicy
            - Disable-SafeAttachmentRule
            - Remove-SafeAttachmentRule
            - Remove-SafeAttachmentPolicy
            - Disable-ATPProtectionPolicyRule
            - Disable-EOPProtectionPolicyRule
    selection_links:
        Operation: Set-SafeLinksPolicy
        Parameters.EnableSafeLinksForEmail: 'False'
    selection_attachments:
        Operation: Set-SafeAttachmentPolicy
        Parameters.Enable: 'False'
    selection_files:
        Operation: Set-AtpPolicyForO365
        Parameters.EnableATPForSPOTeamsODB: 'False'
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Replacement of a policy by another
level: high
behaviour: MF-08
"##,
    ),
    (
        "mail-flow/spoof-protection-weakened.yml",
        r##"title: Protection against forged senders was weakened
id: c5aa8fc2-18bf-49e9-a307-4a640fdfa3a6
name: spoof_protection_weakened
status: experimental
description: >-
    A policy was set to ignore forged senders, the DMARC wish of a domain, or people who are
    imitated. Mail in a false name then looks like any other. Check who asked for it.
references:
    - https://attack.mitre.org/techniques/T1672/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-antiphishpolicy
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-AntiPhishPolicy
    weak:
        - Parameters.EnableSpoofIntelligence: 'False'
        - Parameters.HonorDmarcPolicy: 'False'
        - Parameters.EnableMailboxIntelligence: 'False'
        - Parameters.EnableTargetedUserProtection: 'False'
        - Parameters.EnableOrganizationDomainsProtection: 'False'
        - Parameters.EnableUnauthenticatedSender: 'False'
    selection_tag:
        Operation: Set-ExternalInOutlook
        Parameters.Enabled: 'False'
    selection_sealer:
        Operation: Set-ArcConfig
        Parameters.ArcTrustedSealers: '?*'
    filter_failed:
        Outcome: failed
    condition: ((selection and weak) or selection_tag or selection_sealer) and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Tuning of a policy
level: medium
behaviour: MF-11
"##,
    ),
    (
        "mail-flow/transport-rule-bypasses-filter.yml",
        r##"title: Mail flow rule lets mail pass the filters
id: 9b8dc927-6e07-479d-8dca-9861434298b4
name: transport_rule_bypasses_filter
status: experimental
description: >-
    A mail flow rule was made or changed that marks mail as never spam, or sets a header that makes
    Safe Links or Safe Attachments skip it. Administrators do this for partners. Intruders do it so
    that their own mail arrives. Check which senders the rule is for.
references:
    - https://attack.mitre.org/techniques/T1562/001/
    - https://www.microsoft.com/en-us/security/blog/2022/09/22/malicious-oauth-applications-used-to-compromise-email-servers-and-spread-spam/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-transportrule
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-TransportRule
            - Set-TransportRule
    guard_scl:
        Parameters.SetSCL: '-1'
    guard_header:
        Parameters.SetHeaderName|contains:
            - X-MS-Exchange-Organization-SkipSafeLinksProcessing
            - X-MS-Exchange-Organization-SkipSafeAttachmentProcessing
            - X-MS-Exchange-Organization-BypassClutter
            - X-MS-Exchange-Organization-SCL
            - X-Forefront-Antispam-Report
    filter_failed:
        Outcome: failed
    condition: selection and 1 of guard_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Rules for partners, phishing tests and mail gateways
level: medium
behaviour: MF-02
"##,
    ),
    (
        "mail-flow/transport-rule-copies-mail-outside.yml",
        r##"title: Mail flow rule sends mail of the organisation outside
id: 9aa137a3-5326-4854-a840-8a888b1feeb6
name: transport_rule_copies_mail_outside
status: experimental
description: >-
    A mail flow rule was made or changed that copies or redirects mail to an address outside the
    organisation. Such a rule works on the mail of everybody and shows in no mailbox. Find out who
    owns the address before anything else, and switch the rule off if nobody knows it.
references:
    - https://attack.mitre.org/techniques/T1114/003/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-transportrule
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.003
    - attack.exfiltration
    - attack.t1020
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-TransportRule
            - Set-TransportRule
    outside:
        ExternalRecipients|contains: '@'
    filter_failed:
        Outcome: failed
    condition: selection and outside and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
    - ExternalRecipients
falsepositives:
    - Journaling and archive services outside
    - A service that adds signatures
level: critical
behaviour: MF-01
"##,
    ),
    (
        "mail-flow/transport-rule-deletes-mail.yml",
        r##"title: Mail flow rule deletes mail
id: 661d2bea-ce04-407c-8db1-69000da2d281
name: transport_rule_deletes_mail
status: experimental
description: >-
    A mail flow rule was made or changed that deletes mail without a notice to anybody. Intruders
    use it to keep warnings from a whole organisation. Check which mail the rule is for.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-transportrule
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - New-TransportRule
            - Set-TransportRule
        Parameters.DeleteMessage: 'True'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Rules against spam or loops
level: medium
behaviour: MF-02
"##,
    ),
    (
        "mail-flow/transport-rule-removed.yml",
        r##"title: Mail flow rule was switched off or deleted
id: 713a7055-fd64-4833-b04d-77545197f711
name: transport_rule_removed
status: experimental
description: >-
    A mail flow rule was switched off or deleted. Rules that warn of outside mail or block
    forwarding are a hindrance to intruders. Check what the rule did.
references:
    - https://attack.mitre.org/techniques/T1562/001/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/disable-transportrule
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Disable-TransportRule
            - Remove-TransportRule
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Administrators who tidy up
level: low
behaviour: MF-03
"##,
    ),
    (
        "mail-flow/user-clicked-through-pending-scan.yml",
        r##"title: User went on to a site while its scan was pending
id: 013b1334-9d2f-47c6-bae3-81a17e8870be
name: user_clicked_through_pending_scan
status: experimental
description: >-
    A person clicked a link and went on while the scan of the site had not ended. The site may be
    harmless. It counts when the person has other findings soon after.
references:
    - https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema
author: trail365
date: 2026-11-29
tags:
    - attack.execution
    - attack.t1204.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: TIUrlClickData
        URLClickAction:
            - 5
            - PendingDetonationPageOverride
    condition: selection
fields:
    - UserId
    - UserIp
    - URL
    - AppName
    - SourceId
falsepositives:
    - Impatience
level: low
behaviour: MF-16
"##,
    ),
    (
        "mail-flow/user-clicked-through.yml",
        r##"title: User went on to a site that Safe Links had blocked
id: 7a28b1b8-4e5b-4b5f-85a3-3cbf5be22363
name: user_clicked_through
status: experimental
description: >-
    A person clicked a link, saw the page that blocks it, and went on to the site. Reset the
    password if a sign-in page was there. Look at sign-ins of the person from new places since the
    click.
references:
    - https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema
    - https://attack.mitre.org/techniques/T1204/001/
author: trail365
date: 2026-11-29
tags:
    - attack.execution
    - attack.t1204.001
    - attack.initial-access
    - attack.t1566.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: TIUrlClickData
        URLClickAction:
            - 4
            - BlockPageOverride
    condition: selection
fields:
    - UserId
    - UserIp
    - URL
    - AppName
    - SourceId
falsepositives:
    - Phishing tests and curious security staff
level: high
behaviour: MF-16
"##,
    ),
    (
        "mail-flow/user-restricted-from-sending.yml",
        r##"title: Account was barred from sending because of spam
id: 681fc395-2143-49ee-bb5b-46dc4eb751b5
name: user_restricted_from_sending
status: experimental
description: >-
    Microsoft barred an account from sending mail, since it sent spam or far too much. Most such
    accounts are in other hands. Reset the sign-in of the account before the bar is lifted, and look
    at what was sent.
references:
    - https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema
    - https://learn.microsoft.com/en-us/defender-office-365/outbound-spam-restore-restricted-users
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - HygieneTenantEvents
            - HygieneEvent
        Event: Listed
    condition: selection
fields:
    - EventValue
    - Reason
    - Event
falsepositives:
    - Newsletters that are sent from a person's mailbox
level: high
behaviour: MF-13
"##,
    ),
    (
        "mailbox/app-mailbox-limit-removed.yml",
        r##"title: Limit on the mailboxes that an app may open was removed
id: 9b6d790b-af1c-4fa8-949f-546b987a8065
name: app_mailbox_limit_removed
status: experimental
description: >-
    A policy that limited an app to some mailboxes was deleted or widened. The app may open every
    mailbox from then on, if it has the right for it. Check who asked for it, and what the app read
    since.
references:
    - https://learn.microsoft.com/en-us/powershell/module/exchange/remove-applicationaccesspolicy
    - https://attack.mitre.org/techniques/T1098/002/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.002
    - attack.defense-impairment
    - attack.t1562
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Remove-ApplicationAccessPolicy
            - Remove-ManagementScope
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - Apps that are retired
level: medium
behaviour: MR-16
"##,
    ),
    (
        "mailbox/auto-reply-about-payments.yml",
        r##"title: Automatic reply tells outsiders about bank details
id: a63787d5-9f20-46ee-8de7-a28dc0163231
name: auto_reply_about_payments
status: experimental
description: >-
    The automatic reply of a mailbox was set to a text with words about payments or bank details,
    and it goes to people outside. An intruder lets the mailbox itself announce a new bank account.
    Read the text, and ask the owner.
references:
    - https://attack.mitre.org/techniques/T1534/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailboxautoreplyconfiguration
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-MailboxAutoReplyConfiguration
    text:
        Parameters.ExternalMessage|re|i: '\b(?:iban|swift|bank details|bank account|new account|account number|routing number|wire|updated payment|payment details|Bankverbindung|Kontonummer|coordonnées bancaires|datos bancarios|rekeningnummer)\b'
    filter_off:
        Parameters.AutoReplyState: Disabled
    filter_failed:
        Outcome: failed
    condition: selection and text and not 1 of filter_*
fields:
    - UserId
    - ClientIP
    - Session
    - Parameters
falsepositives:
    - Bookkeepers who name an address for invoices
level: medium
behaviour: MR-20
"##,
    ),
    (
        "mailbox/exchange-admin-group-joined.yml",
        r##"title: Account joined the administrators of Exchange
id: 8dc37f07-4c99-488f-9af9-fd4e31336184
name: exchange_admin_group_joined
status: experimental
description: >-
    An account was put into a role group that administers the mail of the whole organisation. This
    is rare, and with it every mailbox, rule and audit setting can be changed. Check who asked for
    it.
references:
    - https://attack.mitre.org/techniques/T1098/002/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/add-rolegroupmember
author: trail365
date: 2026-11-29
tags:
    - attack.privilege-escalation
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Add-RoleGroupMember
            - Update-RoleGroupMember
    group_bag:
        Parameters.Identity|contains:
            - Organization Management
            - Hygiene Management
            - Discovery Management
            - Security Administrator
            - Recipient Management
    group_text:
        Parameters|contains:
            - '-Identity "Organization Management'
            - '-Identity "Security Administrator'
            - '-Identity "Discovery Management'
    filter_failed:
        Outcome: failed
    condition: selection and 1 of group_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - Parameters
falsepositives:
    - New administrators
level: medium
behaviour: MR-16
"##,
    ),
    (
        "mailbox/impersonation-role-granted.yml",
        r##"title: Right to open every mailbox was granted
id: 2eadb938-692d-4e18-8f09-5aa953f14f2e
name: impersonation_role_granted
status: experimental
description: >-
    The role ApplicationImpersonation, or a similar role over all mailboxes, was assigned. Its
    holder can open any mailbox of the tenant through a program. Migrations and backups need it for
    some time. Check who has it, and whether its use is limited to some mailboxes.
references:
    - https://attack.mitre.org/techniques/T1098/002/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/new-managementroleassignment
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.002
    - attack.privilege-escalation
    - attack.t1098.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: New-ManagementRoleAssignment
        Parameters.Role:
            - ApplicationImpersonation
            - 'Application Mail.ReadWrite'
            - 'Application Mail.Read'
            - 'Application Mail Full Access'
            - 'Application Exchange Full Access'
            - 'Application EWS.AccessAsApp'
            - Mailbox Import Export
            - Mailbox Search
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - Parameters
falsepositives:
    - Migrations, backup products, room systems
level: high
behaviour: MR-16
"##,
    ),
    (
        "mailbox/junk-settings-changed.yml",
        r##"title: Mailbox trusts new senders or blocks new ones
id: f01adbb1-6122-4798-863b-8edea706252b
name: junk_settings_changed
status: experimental
description: >-
    The lists of trusted or blocked senders of a mailbox were changed. Intruders put their own
    domain among the trusted senders, or block the people who could warn the owner. People change
    these lists themselves, so it counts only with other findings.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailboxjunkemailconfiguration
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1564.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-MailboxJunkEmailConfiguration
    lists:
        - Parameters.TrustedSendersAndDomains: '?*'
        - Parameters.TrustedRecipientsAndDomains: '?*'
        - Parameters.BlockedSendersAndDomains: '?*'
        - Parameters.Enabled: 'False'
    filter_failed:
        Outcome: failed
    condition: selection and lists and not filter_failed
fields:
    - UserId
    - ClientIP
    - Mailbox
    - Parameters
falsepositives:
    - People who block or trust senders
level: low
behaviour: MR-17
"##,
    ),
    (
        "mailbox/mail-folder-opened-to-everyone.yml",
        r##"title: Mail folder was opened to everyone
id: c660a637-7968-47df-8e1d-1954b3c72848
name: mail_folder_opened_to_everyone
status: experimental
description: >-
    The inbox, the sent items or a whole mailbox was opened to Default, Anonymous or Everyone with
    the right to read. Then every account of the tenant can read that mail without a sign of it at
    the owner. Calendars are left out, since people share those.
references:
    - https://attack.mitre.org/techniques/T1098/002/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-mailboxfolderpermission
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.002
logsource:
    product: m365
    service: audit
detection:
    selection_cmdlet:
        Operation:
            - Add-MailboxFolderPermission
            - Set-MailboxFolderPermission
        Parameters.User:
            - Default
            - Anonymous
            - Everyone
        Parameters.AccessRights|contains:
            - Owner
            - Editor
            - Reviewer
            - Author
            - ReadItems
    folder_cmdlet:
        Parameters.Identity|re|i|expand:
            - '[:\\/]%main_mail_folders%$'
    folder_root:
        Parameters.Identity|re: '^[^:]*:?\\?$'
    selection_record:
        Operation:
            - AddFolderPermissions
            - ModifyFolderPermissions
        Item.ParentFolder.MemberUpn:
            - Everyone
            - Default
            - Anonymous
        Item.ParentFolder.MemberRights|contains: ReadAny
    folder_record:
        Item.ParentFolder.Path|re|i|expand: '^\\(?:%main_mail_folders%)?$'
    filter_failed:
        Outcome: failed
    condition: ((selection_cmdlet and 1 of folder_cmdlet) or (selection_cmdlet and folder_root) or (selection_record and folder_record)) and not filter_failed
fields:
    - UserId
    - ClientIP
    - Mailbox
    - Parameters
    - Item
falsepositives:
    - Mailboxes that a whole team reads
level: high
behaviour: MR-15
"##,
    ),
    (
        "mailbox/mail-protocols-opened-for-all.yml",
        r##"title: Old mail protocols were opened for the whole organisation
id: 69605af7-ffbe-4540-938f-1869c2a1acd6
name: mail_protocols_opened_for_all
status: experimental
description: >-
    Authenticated SMTP, IMAP or POP was switched on for all mailboxes or for all new ones. Passwords
    alone may then be enough to send or copy mail. Check why it was done, and whether single
    mailboxes would do.
references:
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-transportconfig
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-casmailboxplan
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562
logsource:
    product: m365
    service: audit
detection:
    selection_smtp:
        Operation: Set-TransportConfig
        Parameters.SmtpClientAuthenticationDisabled: 'False'
    selection_plan:
        Operation: Set-CASMailboxPlan
    opened_plan:
        - Parameters.ImapEnabled: 'True'
        - Parameters.PopEnabled: 'True'
    filter_failed:
        Outcome: failed
    condition: (selection_smtp or (selection_plan and opened_plan)) and not filter_failed
fields:
    - UserId
    - ClientIP
    - Parameters
falsepositives:
    - Printers and scanners of a whole company
level: medium
behaviour: MR-18
"##,
    ),
    (
        "mailbox/mail-protocols-opened.yml",
        r##"title: Old mail protocols were opened for a mailbox
id: 5300eab1-7f02-40ca-bec3-2a11af8acf21
name: mail_protocols_opened
status: experimental
description: >-
    IMAP, POP or authenticated SMTP was switched on for a mailbox. These protocols copy or send mail
    with little trace, and some programs of intruders need them. Printers and old programs need them
    too.
references:
    - https://learn.microsoft.com/en-us/powershell/module/exchange/set-casmailbox
    - https://learn.microsoft.com/en-us/defender-office-365/responding-to-a-compromised-email-account
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Set-CASMailbox
    opened:
        - Parameters.ImapEnabled: 'True'
        - Parameters.PopEnabled: 'True'
        - Parameters.SmtpClientAuthenticationDisabled: 'False'
    filter_failed:
        Outcome: failed
    condition: selection and opened and not filter_failed
fields:
    - UserId
    - ClientIP
    - Mailbox
    - Parameters
falsepositives:
    - Printers, scanners and old programs
level: low
behaviour: MR-18
"##,
    ),
    (
        "mailbox/mailbox-access-granted-to-oneself.yml",
        r##"title: Administrator gave themselves access to a mailbox
id: 3e46e409-225b-4c42-9542-9e351ac206e5
name: mailbox_access_granted_to_oneself
status: experimental
description: >-
    The account that granted the right to open a mailbox or to send from it is the account that got
    the right. Administrators rarely need to read mail. An intruder who has the account of an
    administrator takes this way. Look at what was opened in the mailbox since.
references:
    - https://attack.mitre.org/techniques/T1098/002/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/add-mailboxpermission
    - https://learn.microsoft.com/en-us/powershell/module/exchange/add-recipientpermission
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.002
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection_full:
        Operation: Add-MailboxPermission
        Parameters.User|fieldref: UserId
    selection_send:
        Operation: Add-RecipientPermission
        Parameters.Trustee|fieldref: UserId
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - Mailbox
    - Parameters
falsepositives:
    - Support work and tests by administrators
level: medium
behaviour: MR-13
"##,
    ),
    (
        "mailbox/mailbox-access-throttled.yml",
        r##"title: So much mail was read that its recording stopped
id: 7e756ae0-03af-4fa7-864e-b20cd6545e88
name: mailbox_access_throttled
status: experimental
description: >-
    More than a thousand records of opened mail came from one mailbox within a day, so Exchange
    stopped to record them for 24 hours. In this time any mail may have been read without a trace.
    Look at the client and the address that read the mail, and treat the mailbox as read.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: MailItemsAccessed
        OperationProperties.IsThrottled: 'True'
    condition: selection
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - OperationProperties
falsepositives:
    - Backup, archive and search programs
level: medium
behaviour: MA-02
"##,
    ),
    (
        "mailbox/mailbox-full-access-granted.yml",
        r##"title: Full access to a mailbox was granted
id: efbd74d7-a5ab-4871-9829-dd7d21be4c6b
name: mailbox_full_access_granted
status: experimental
description: >-
    Somebody was given full access to a mailbox, or the right to change its permissions. This is how
    shared mailboxes and stand-ins are set up. Intruders with the rights of an administrator use it
    to read other mailboxes. Check whose mailbox it is and who asked for it.
references:
    - https://attack.mitre.org/techniques/T1098/002/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/add-mailboxpermission
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Add-MailboxPermission
    rights:
        Parameters.AccessRights|contains:
            - FullAccess
            - ChangePermission
            - ChangeOwner
    filter_deny:
        Parameters.Deny: 'True'
    filter_failed:
        Outcome: failed
    condition: selection and rights and not 1 of filter_*
fields:
    - UserId
    - ClientIP
    - Mailbox
    - Parameters.User
    - Parameters
falsepositives:
    - Shared mailboxes, stand-ins, people who left
level: medium
behaviour: MR-13
"##,
    ),
    (
        "mailbox/mailbox-opened-to-everyone.yml",
        r##"title: Mailbox was opened to everyone
id: 0f6691a5-4d7a-4c0a-812e-7fbc8fec694d
name: mailbox_opened_to_everyone
status: experimental
description: >-
    Full access to a mailbox was given to Default, Anonymous, Everyone or all users. From then on
    any account can read it, so an intruder keeps access after losing the first account. Take the
    right away and look at who opened the mailbox.
references:
    - https://attack.mitre.org/techniques/T1098/002/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/add-mailboxpermission
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: Add-MailboxPermission
        Parameters.User:
            - Default
            - Anonymous
            - Everyone
            - 'NT AUTHORITY\Authenticated Users'
            - 'NT AUTHORITY\ANONYMOUS LOGON'
            - Domain Users
            - All Users
    rights:
        Parameters.AccessRights|contains:
            - FullAccess
            - ChangePermission
            - ChangeOwner
            - ReadPermission
    filter_deny:
        Parameters.Deny: 'True'
    filter_failed:
        Outcome: failed
    condition: selection and rights and not 1 of filter_*
fields:
    - UserId
    - ClientIP
    - Mailbox
    - Parameters
falsepositives:
    - A mailbox that is meant for everyone, which is better done by a group
level: high
behaviour: MR-13
"##,
    ),
    (
        "mailbox/mailbox-read-by-other.yml",
        r##"title: Mailbox was opened by an account other than its owner
id: 704783da-6773-4a79-9fed-557a3d308150
name: mailbox_opened_by_other
status: experimental
description: >-
    A mailbox was opened by a delegate or an administrator. This is a part of other rules and raises
    no alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - MailItemsAccessed
            - MailboxLogin
            - FolderBind
        LogonType:
            - 1
            - 2
            - Admin
            - Delegated
    filter_own:
        UserId|fieldref: MailboxOwnerUPN
    condition: selection and not filter_own
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - LogonType
falsepositives:
    - Stand-ins and shared mailboxes
level: informational
behaviour: MA-05
---
title: Account opens a mailbox of somebody else for the first time
id: 87b35656-8c31-4aa8-be50-5a15a6b601b8
name: mailbox_read_by_other
status: experimental
description: >-
    An account opened a mailbox that is not its own, for the first time in a month. It opened other
    mailboxes before. Stand-ins change, so this counts together with rights that were granted
    shortly before.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
correlation:
    rules:
        - mailbox_opened_by_other
    group-by:
        - UserId
    trail365:
        first_seen:
            - Mailbox
        history: 30d
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - LogonType
falsepositives:
    - New stand-ins and shared mailboxes
level: low
behaviour: MA-05
"##,
    ),
    (
        "mailbox/mailbox-searched-for-money.yml",
        r##"title: Mailbox was searched for money or secrets
id: 4cf71644-4554-4cd2-b71f-8b6e560025a6
name: mailbox_search_for_money
status: experimental
description: >-
    A mailbox was searched with a word about payments or secrets. This is a part of other rules and
    raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1114/002/
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - SearchQueryInitiatedExchange
            - SearchQueryInitiated
        QueryText|re|i|expand:
            - '\b%fraud_words%s?\b'
            - '\b%secret_words%\b'
    condition: selection
fields:
    - UserId
    - ClientIP
    - QueryText
falsepositives:
    - Everyday searches
level: informational
behaviour: MA-06
---
title: Mailbox was searched several times for money or secrets
id: f65a8a0b-8abb-4d88-a83c-9fef9b60b5b8
name: mailbox_searched_for_money
status: experimental
description: >-
    One account searched its mail within half an hour for three different texts about payments or
    secrets, such as wire, IBAN or password. Intruders do this first to find out how money is paid.
    People in accounting search like this too.
references:
    - https://attack.mitre.org/techniques/T1114/002/
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114
    - attack.credential-access
    - attack.t1552
correlation:
    type: value_count
    rules:
        - mailbox_search_for_money
    group-by:
        - UserId
    timespan: 30m
    condition:
        field: QueryText
        gte: 3
fields:
    - UserId
    - ClientIP
    - QueryText
falsepositives:
    - People in accounting
level: low
behaviour: MA-06
"##,
    ),
    (
        "mailbox/mailbox-send-right-granted.yml",
        r##"title: Right to send from a mailbox was granted
id: 5b9bd446-5d1c-45ac-81cd-9d3729048b67
name: mailbox_send_right_granted
status: experimental
description: >-
    Somebody was given the right to send mail as another mailbox or on its behalf. Stand-ins and
    shared mailboxes need it. Intruders use it to write in the name of a person who may order
    payments.
references:
    - https://attack.mitre.org/techniques/T1098/002/
    - https://learn.microsoft.com/en-us/powershell/module/exchange/add-recipientpermission
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.002
logsource:
    product: m365
    service: audit
detection:
    selection_as:
        Operation: Add-RecipientPermission
        Parameters.AccessRights|contains: SendAs
    selection_behalf:
        Operation: Set-Mailbox
        Parameters.GrantSendOnBehalfTo: '?*'
    filter_failed:
        Outcome: failed
    condition: 1 of selection_* and not filter_failed
fields:
    - UserId
    - ClientIP
    - Mailbox
    - Parameters
falsepositives:
    - Stand-ins and shared mailboxes
level: low
behaviour: MR-14
"##,
    ),
    (
        "mailbox/mailbox-synced-from-new-address.yml",
        r##"title: Mail folder was synchronised
id: 25e2f1a8-7f81-46e1-ba2b-76da33c8d850
name: mailbox_folder_synced
status: experimental
description: >-
    A mail program synchronised a folder of a mailbox. This is a part of other rules and raises no
    alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: MailItemsAccessed
        OperationProperties.MailAccessType: Sync
    filter_service:
        ClientInfoString|contains: RESTSystem
    condition: selection and not filter_service
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
falsepositives:
    - Every desktop Outlook
level: informational
behaviour: MA-01
---
title: Mailbox was synchronised from an address that is new for it
id: f6b78840-dbec-43c6-aa59-f38be4ae2b7f
name: mailbox_synced_from_new_address
status: experimental
description: >-
    A mail program copied a folder of a mailbox from an address that never did so in the two weeks
    before. Everything that was in the folder must be taken as obtained by that program. People with
    notebooks change their networks, so this counts together with an odd sign-in or rule.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
correlation:
    rules:
        - mailbox_folder_synced
    group-by:
        - Mailbox
    trail365:
        first_seen:
            - ClientIP
        history: 14d
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
falsepositives:
    - Travel, home networks, mobile networks
level: low
behaviour: MA-01
"##,
    ),
    (
        "mailbox/mailbox-used-by-program.yml",
        r##"title: Record of a mail program other than Outlook
id: 0a25b6ba-ce44-47fb-8871-203322b301ad
name: mailbox_program_record
status: experimental
description: >-
    A mailbox was used by a mail program or library other than Outlook and webmail. This is a part
    of other rules and raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - MailItemsAccessed
            - Send
            - SendAs
            - Create
            - SoftDelete
            - HardDelete
            - MoveToDeletedItems
            - UpdateInboxRules
        ClientInfoString|contains|expand: '%mail_scripted_clients%'
    condition: selection
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - AppId
    - ClientAppId
falsepositives:
    - People who like another mail program
level: informational
behaviour: MA-04
---
title: Mailbox is used by a script or an uncommon mail program
id: b6bc42ff-d92d-4475-a40f-0dde52410b59
name: mailbox_used_by_program
status: experimental
description: >-
    A mailbox is used by a script, a library or a mail program other than Outlook and webmail.
    Intruders copy mailboxes with eM Client and with scripts. All use of one program is one alert
    for as long as it goes on. Check whether the user installed the program, and from where it
    works.
references:
    - https://attack.mitre.org/techniques/T1114/002/
    - https://www.huntress.com/blog/legitimate-apps-as-traitorware-for-persistent-microsoft-365-compromise
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
correlation:
    type: event_count
    rules:
        - mailbox_program_record
    group-by:
        - Mailbox
        - ClientInfoString
    timespan: 7d
    condition:
        gte: 1
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - AppId
    - ClientAppId
falsepositives:
    - People who like another mail program
    - Programs of the organisation that work on mailboxes
level: medium
behaviour: MA-04
"##,
    ),
    (
        "mailbox/mailboxes-opened-by-administrator.yml",
        r##"title: One administrator opens several mailboxes
id: 71c1ae26-cc25-4080-a5b3-104def81d7c0
name: mailboxes_opened_by_administrator
status: experimental
description: >-
    One account opened three or more mailboxes within an hour as an administrator. Programs of the
    organisation do this with the right of impersonation, and so do intruders who got it. Check
    which program it was and who granted the right.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
correlation:
    type: value_count
    rules:
        - mailbox_opened_by_administrator
    group-by:
        - UserId
    timespan: 1h
    condition:
        field: Mailbox
        gte: 3
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - LogonType
falsepositives:
    - Backup, archive and migration programs
level: medium
behaviour: MA-05
---
title: Mailbox was opened by an administrator
id: aed4f844-6181-473b-944d-368bcbe7c9e4
name: mailbox_opened_by_administrator
status: experimental
description: >-
    A mailbox was opened by an account with the rights of an administrator. This is a part of other
    rules and raises no alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - MailItemsAccessed
            - MailboxLogin
            - FolderBind
        LogonType:
            - 1
            - Admin
    filter_own:
        UserId|fieldref: MailboxOwnerUPN
    condition: selection and not filter_own
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - LogonType
falsepositives:
    - Programs of the organisation
level: informational
behaviour: MA-05
"##,
    ),
    (
        "mailbox/many-attachments-opened.yml",
        r##"title: Attachment was opened
id: 6ed32087-2df0-43a3-b770-f34593d3825a
name: attachment_opened
status: experimental
description: >-
    An attachment of a mail was opened or downloaded. This is a part of other rules and raises no
    alert by itself.
references:
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: AttachmentAccess
    condition: selection
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
falsepositives:
    - Every reader
level: informational
behaviour: MA-13
---
title: Many attachments were opened in one session
id: 8b774d34-9492-4e87-88f7-e301fdbab729
name: many_attachments_opened
status: experimental
description: >-
    One session opened 50 attachments or more within an hour. A program may collect them. It counts
    together with a new client or a new network.
references:
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
correlation:
    type: event_count
    rules:
        - attachment_opened
    group-by:
        - Mailbox
        - Session
    timespan: 1h
    condition:
        gte: 50
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
falsepositives:
    - People who work through many mails
level: low
behaviour: MA-13
"##,
    ),
    (
        "mailbox/many-mails-deleted.yml",
        r##"title: Mails were deleted for good
id: 8eb5052d-4e72-4902-8fd7-311ace2605db
name: mails_purged
status: experimental
description: >-
    Mails were deleted past the deleted items. This is a part of other rules and raises no alert by
    itself.
references:
    - https://attack.mitre.org/techniques/T1070/008/
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - HardDelete
            - SoftDelete
    condition: selection
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - AffectedItems
    - Folder
falsepositives:
    - Everyday tidying
level: informational
behaviour: MA-07
---
title: Many mails were deleted for good in one hour
id: 05f75dd7-9042-4d06-863c-0402caa5196a
name: many_mails_deleted
status: experimental
description: >-
    One account deleted mails past the deleted items in 50 steps or more within an hour. A step may
    hold several mails. People do this when they tidy up, and intruders when they remove what they
    sent and received. Look at the subjects.
references:
    - https://attack.mitre.org/techniques/T1070/008/
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
    - attack.impact
    - attack.t1485
correlation:
    type: event_count
    rules:
        - mails_purged
    group-by:
        - UserId
        - Mailbox
    timespan: 1h
    condition:
        gte: 50
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - AffectedItems
falsepositives:
    - Mailboxes that are tidied up
level: low
behaviour: MA-07
"##,
    ),
    (
        "mailbox/many-mails-opened.yml",
        r##"title: Mails of a mailbox were opened
id: 7bd65742-a14b-4199-879a-eff2e6d5ba62
name: mails_opened
status: experimental
description: >-
    Single mails were opened. This is a part of other rules and raises no alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: MailItemsAccessed
        OperationProperties.MailAccessType: Bind
    filter_service:
        ClientInfoString|contains: RESTSystem
    condition: selection and not filter_service
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - OperationCount
falsepositives:
    - Every reader
level: informational
behaviour: MA-03
---
title: Many mails were opened in one session
id: e94a02a1-bcb0-4d38-82ae-8a52bb705226
name: many_mails_opened
status: experimental
description: >-
    One session opened 500 mails or more within an hour. Nobody reads that many. A program copies or
    searches the mailbox. Look at the client and its application id.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
correlation:
    type: value_sum
    rules:
        - mails_opened
    group-by:
        - Mailbox
        - Session
    timespan: 1h
    condition:
        field: OperationCount
        gte: 500
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - OperationCount
falsepositives:
    - Search, archive and add-in programs
level: medium
behaviour: MA-03
"##,
    ),
    (
        "mailbox/mass-send.yml",
        r##"title: Mail was sent
id: aee2e006-0add-4e47-b3c2-bb558da900d3
name: mail_sent
status: experimental
description: >-
    A mail was sent from a mailbox. This is a part of other rules and raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1534/
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Send
            - SendAs
            - SendOnBehalf
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - Item.Subject
falsepositives:
    - Every mail
level: informational
behaviour: MA-09
---
title: Many mails were sent from one account in a short time
id: eb0aedcb-d444-4480-a598-8815d9d68631
name: mass_send
status: experimental
description: >-
    One session of an account sent 30 mails or more within ten minutes. Programs that send without a
    session of a person are left out. Intruders send their phishing from the mailbox, since
    receivers trust it. Look at the subjects and at the session, and warn the receivers.
references:
    - https://attack.mitre.org/techniques/T1534/
    - https://learn.microsoft.com/en-us/defender-office-365/responding-to-a-compromised-email-account
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
correlation:
    type: event_count
    rules:
        - mail_sent
    group-by:
        - UserId
        - Mailbox
        - Session
    timespan: 10m
    condition:
        gte: 30
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - Item.Subject
falsepositives:
    - Newsletters and serial letters by Outlook
level: high
behaviour: MA-09
"##,
    ),
    (
        "mailbox/same-subject-sent.yml",
        r##"title: One subject was sent many times from one account
id: 8387665e-8728-4464-98ff-63313c3142ec
name: same_subject_sent
status: experimental
description: >-
    One session of an account sent 20 mails or more with the same subject within an hour. That is
    how phishing from a taken mailbox looks, and also how serial letters look. Read one of the
    mails.
references:
    - https://attack.mitre.org/techniques/T1534/
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
correlation:
    type: event_count
    rules:
        - mail_sent_with_subject
    group-by:
        - UserId
        - Session
        - Item.Subject
    timespan: 1h
    condition:
        gte: 20
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - Item.Subject
falsepositives:
    - Serial letters
level: medium
behaviour: MA-09
---
title: Mail with a subject was sent
id: 4f20cd2a-2ce2-4070-b519-79217c609b7a
name: mail_sent_with_subject
status: experimental
description: >-
    A mail with a subject of its own was sent, no automatic answer. This is a part of other rules
    and raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1534/
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - Send
            - SendAs
            - SendOnBehalf
        Item.Subject: '?*'
    filter_automatic:
        Item.Subject|startswith:
            - 'Automatic reply:'
            - 'Automatische Antwort:'
            - 'Accepted:'
            - 'Declined:'
            - 'Tentative:'
            - 'Read:'
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - Item.Subject
falsepositives:
    - Every mail
level: informational
behaviour: MA-09
"##,
    ),
    (
        "mailbox/security-notice-purged.yml",
        r##"title: Warning was deleted beyond recovery by the user
id: 7cdd668e-c31c-4dbd-99c5-bae5b3ef84af
name: security_notice_purged
status: experimental
description: >-
    A mail about a sign-in, a changed sign-in method, a rule or failed delivery was purged from the
    recoverable items. People do not know that folder. An intruder empties it so that the owner
    never learns of the warning. Look at what the warning was about.
references:
    - https://attack.mitre.org/techniques/T1070/008/
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: HardDelete
        AffectedItems.Subject|re|i|expand: '\b%security_notice_words%\b'
    place:
        - Folder.Path|contains: Recoverable Items
        - AffectedItems.ParentFolder.Path|contains: Recoverable Items
    filter_failed:
        Outcome: failed
    condition: selection and place and not filter_failed
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - AffectedItems
    - Folder
falsepositives:
    - Administrators who remove phishing from a mailbox by hand
level: high
behaviour: MA-08
"##,
    ),
    (
        "mailbox/security-notices-deleted.yml",
        r##"title: Warning about the account was deleted
id: 0cbcef13-0e9d-4398-bba9-f0160be6a6d4
name: security_notice_deleted
status: experimental
description: >-
    A mail about a sign-in, a changed sign-in method, a rule or failed delivery was deleted. This is
    a part of other rules and raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1070/008/
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - SoftDelete
            - HardDelete
            - MoveToDeletedItems
        AffectedItems.Subject|re|i|expand: '\b%security_notice_words%\b'
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - AffectedItems
    - Folder
falsepositives:
    - People who delete codes and notices after use
level: informational
behaviour: MA-08
---
title: Several warnings about the account were deleted in one session
id: 415bee75-0495-45e4-abd4-ec8a695d7f22
name: security_notices_deleted
status: experimental
description: >-
    One session deleted mails about sign-ins, changed sign-in methods, rules or failed delivery in
    three steps or more within ten minutes. People delete one such mail after use. Somebody who
    deletes all of them may be hiding what they did. Read the subjects, and look at the sign-in of
    the session.
references:
    - https://attack.mitre.org/techniques/T1070/008/
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
correlation:
    type: event_count
    rules:
        - security_notice_deleted
    group-by:
        - Mailbox
        - Session
    timespan: 10m
    condition:
        gte: 3
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - AffectedItems
    - Folder
falsepositives:
    - People who tidy up their inbox
level: low
behaviour: MA-08
"##,
    ),
    (
        "mailbox/sent-as-another.yml",
        r##"title: Mail was sent in the name of another mailbox
id: 19cb09e7-524e-4913-b8b4-c6bc8b5f31d9
name: sent_in_other_name
status: experimental
description: >-
    A mail was sent as another mailbox or on its behalf. This is a part of other rules and raises no
    alert by itself.
references:
    - https://attack.mitre.org/techniques/T1534/
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - SendAs
            - SendOnBehalf
    filter_own:
        UserId|fieldref: MailboxOwnerUPN
    filter_failed:
        Outcome: failed
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - Item.Subject
falsepositives:
    - Shared mailboxes and stand-ins
level: informational
behaviour: MA-10
---
title: Account sends for the first time in the name of another mailbox
id: 43aeb3cc-2b94-4602-8453-3aa885a0f3f5
name: sent_as_another
status: experimental
description: >-
    An account that already sends in the name of other mailboxes did so for a new one. The right to
    do so may have been granted by an intruder. Look at who granted it and at the mail.
references:
    - https://attack.mitre.org/techniques/T1534/
author: trail365
date: 2026-11-29
tags:
    - attack.lateral-movement
    - attack.t1534
correlation:
    rules:
        - sent_in_other_name
    group-by:
        - UserId
    trail365:
        first_seen:
            - Mailbox
        history: 30d
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - Item.Subject
falsepositives:
    - New shared mailboxes
level: low
behaviour: MA-10
"##,
    ),
    (
        "mailbox/sent-then-deleted.yml",
        r##"title: Sent mail was deleted
id: d1d5ac73-bd04-41e6-9cd3-cbe30b8362b1
name: mail_deleted
status: experimental
description: >-
    A mail was deleted. This is a part of other rules and raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1070/008/
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - MoveToDeletedItems
            - SoftDelete
            - HardDelete
    filter_failed:
        Outcome: failed
    condition: selection and not filter_failed
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - AffectedItems
falsepositives:
    - Everyday tidying
level: informational
behaviour: MA-11
---
title: A message was deleted within minutes after it was sent
id: b8f82d2c-2d4a-438e-bdca-adaf45fcc6df
name: message_sent_then_deleted
status: experimental
description: >-
    A mail was sent, and its copy was deleted within ten minutes. This is a part of other rules and
    raises no alert by itself.
references:
    - https://attack.mitre.org/techniques/T1070/008/
    - https://attack.mitre.org/techniques/T1534/
    - https://practical365.com/investigating-mailbox-breaches-with-the-graph-activity-log
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
    - attack.lateral-movement
    - attack.t1534
correlation:
    type: temporal_ordered
    rules:
        - mail_sent
        - mail_deleted
    group-by:
        - Mailbox
        - message
    timespan: 10m
    aliases:
        message:
            mail_sent: Item.InternetMessageId
            mail_deleted: AffectedItems.InternetMessageId
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - Item.Subject
    - Item.InternetMessageId
falsepositives:
    - People who delete a mail that they regret
    - Programs that clear away what they sent
level: informational
behaviour: MA-11
---
title: Mail was deleted within minutes after it was sent
id: 1cc824e0-424f-4f68-828b-7ff9fbc066cf
name: sent_then_deleted
status: experimental
description: >-
    A mail was sent, and the copy in the mailbox was deleted within ten minutes. Both records name
    the same message. The owner is not to see what was sent in their name. Ask the owner, and get
    the mail from the recoverable items.
references:
    - https://attack.mitre.org/techniques/T1070/008/
    - https://attack.mitre.org/techniques/T1534/
    - https://practical365.com/investigating-mailbox-breaches-with-the-graph-activity-log
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.t1070.008
    - attack.lateral-movement
    - attack.t1534
correlation:
    type: event_count
    rules:
        - message_sent_then_deleted
    group-by:
        - Mailbox
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - Mailbox
    - ClientIP
    - Session
    - ClientInfoString
    - Item.Subject
    - Item.InternetMessageId
falsepositives:
    - People who delete a mail that they regret
    - Programs that clear away what they sent
level: medium
behaviour: MA-11
"##,
    ),
    (
        "sequences/app-permission-then-many-mailboxes.yml",
        r##"title: App got a permission on all mail, then read many mailboxes
id: 180d1c35-54dd-44c1-96e0-398a3de91cf7
name: app_permission_then_many_mailboxes
status: experimental
description: >-
    An app got a permission on all mailboxes, all files or the directory, and within a week it read
    at least five mailboxes within minutes. Somebody copies the mail of the tenant through it.
    Disable the app, remove its secrets, and list the mailboxes that it read.
references:
    - https://www.microsoft.com/en-us/security/blog/2024/01/25/midnight-blizzard-guidance-for-responders-on-nation-state-attack/
    - https://attack.mitre.org/techniques/T1098/001/
    - https://attack.mitre.org/techniques/T1114/002/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.collection
    - attack.t1098.001
    - attack.t1098.003
    - attack.t1114.002
correlation:
    type: temporal_ordered
    rules:
        - app_role_risky
        - app_reads_many_mailboxes
    group-by:
        - app
    timespan: 7d
    generate: true
    aliases:
        app:
            app_role_risky: ModifiedProperties.ServicePrincipal.AppId.NewValue
            app_reads_many_mailboxes: ClientAppId
fields:
    - UserId
    - ClientAppId
    - Mailbox
    - ModifiedProperties
falsepositives:
    - A backup or security product that is set up
level: critical
behaviour: SQ-08
---
title: Secret added to an app and a permission granted by one person
id: 83428ea0-860f-43f5-85d9-dffc0f886318
name: app_secret_and_permission
status: experimental
description: >-
    One person added a secret to an app and granted an app a permission on all mailboxes, all files
    or the directory, within a day. It is how an app for stealing mail is prepared, and also how an
    honest one is set up. Check whether both are the same app and whose it is.
references:
    - https://www.microsoft.com/en-us/security/blog/2024/01/25/midnight-blizzard-guidance-for-responders-on-nation-state-attack/
    - https://attack.mitre.org/techniques/T1098/001/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.t1098.001
    - attack.t1098.003
correlation:
    type: temporal
    rules:
        - app_credential_added
        - app_role_risky
    group-by:
        - UserId
    timespan: 1d
    generate: true
fields:
    - UserId
    - ObjectId
    - Target.ID
    - ModifiedProperties
falsepositives:
    - Developers and administrators who set an app up
level: medium
behaviour: SQ-08
"##,
    ),
    (
        "sequences/click-sign-in-new-method.yml",
        r##"title: Phishing link opened, strange sign-in, then a new sign-in method
id: e548c093-8709-4088-a57f-486a2df95da5
name: click_sign_in_new_method
status: experimental
description: >-
    A person went on to a page that Microsoft had judged malicious. Then the account signed in by a
    suspicious client or from a new address with a new kind of device, and got a new sign-in method,
    all within two days. Remove the method, revoke the sessions, and reset the password.
references:
    - https://www.microsoft.com/en-us/security/blog/2025/10/09/investigating-targeted-payroll-pirate-attacks-affecting-us-universities/
    - https://attack.mitre.org/techniques/T1566/002/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.persistence
    - attack.t1566.002
    - attack.t1078.004
    - attack.t1098.005
correlation:
    type: temporal_ordered
    rules:
        - user_clicked_through
        - sign_in_to_check
        - mfa_method_added
    group-by:
        - user
    timespan: 2d
    generate: true
    aliases:
        user:
            user_clicked_through: UserId
            sign_in_to_check: UserId
            mfa_method_added: ObjectId
fields:
    - UserId
    - ObjectId
    - ClientIP
falsepositives:
    - A person with a new phone who fell for a test mail
level: high
behaviour: SQ-03
"##,
    ),
    (
        "sequences/code-sign-in-then-device.yml",
        r##"title: Sign-in by a code, then a new device
id: 28751e98-4385-44c0-81b9-00c522e99a71
name: code_sign_in_then_device
status: experimental
description: >-
    An account signed in by a code that phishing asks for, and within an hour a device was
    registered for it. The attacker has a device of the tenant now, and its token lives long, also
    after a new password. Delete the device, revoke the sessions, and look at the mail and files
    that were read since.
references:
    - https://dirkjanm.io/phishing-for-microsoft-entra-primary-refresh-tokens/
    - https://www.microsoft.com/en-us/security/blog/2025/02/13/storm-2372-conducts-device-code-phishing-campaign/
    - https://attack.mitre.org/techniques/T1098/005/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.t1528
    - attack.t1098.005
correlation:
    type: temporal_ordered
    rules:
        - code_sign_in
        - device_registered
    group-by:
        - user
    timespan: 1h
    generate: true
    aliases:
        user:
            code_sign_in: UserId
            device_registered: ObjectId
fields:
    - UserId
    - ObjectId
    - ClientIP
    - ApplicationId
falsepositives:
    - An administrator who sets up a new machine from the command line
level: critical
behaviour: SQ-04
"##,
    ),
    (
        "sequences/ediscovery-role-search-export.yml",
        r##"title: eDiscovery role granted, search run and exported by one person
id: f1d615d5-5ab1-4bf9-91f7-1a842d4ed18c
name: ediscovery_role_search_export
status: experimental
description: >-
    One person granted a role for eDiscovery, ran a content search and exported its results, all
    within a week. Such a search reaches all mailboxes and sites at once. Ask the legal department
    whether there is a case; if not, stop the export and lock the account.
references:
    - https://attack.mitre.org/techniques/T1114/002/
    - https://learn.microsoft.com/en-us/purview/edisc-ref-audit-log
author: trail365
date: 2026-11-29
tags:
    - attack.privilege-escalation
    - attack.collection
    - attack.exfiltration
    - attack.t1098.003
    - attack.t1114.002
    - attack.t1213
correlation:
    type: temporal_ordered
    rules:
        - ediscovery_role_granted
        - content_search_run
        - search_export_record
    group-by:
        - UserId
    timespan: 7d
    generate: true
fields:
    - UserId
    - ObjectId
falsepositives:
    - A new case of the legal department
level: high
behaviour: SQ-11
"##,
    ),
    (
        "sequences/families.yml",
        r##"title: Suspicious sign-in
id: b00e0a9d-1df1-45be-8bb3-af9f6c2bb64b
name: suspicious_sign_in
status: experimental
description: >-
    One of the rules on sign-ins of attackers' tools fired: a scripted client, a phishing kit, a
    device code for a tool, a code redeemed elsewhere, the Company Portal, or a password or prompt
    that gave in. It is a part of the sequences.
references:
    - https://attack.mitre.org/techniques/T1078/004/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    type: event_count
    rules:
        - sign_in_scripted_client
        - sign_in_phishing_kit
        - sign_in_code_phishing
        - sign_in_code_redeemed_elsewhere
        - sign_in_company_portal
        - sign_in_after_many_refused
        - sign_in_after_mfa_bombing
    group-by:
        - UserId
    timespan: 1m
    condition:
        gte: 1
    generate: true
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - See the rules
level: informational
behaviour: SQ-01
---
title: Sign-in that is strange or from a new place
id: ab8b9154-e726-4706-bee4-fd1e09aa6426
name: sign_in_to_check
status: experimental
description: >-
    A suspicious sign-in, or one from a new address with a new kind of device. It is a part of the
    sequences whose other steps are rare by themselves.
references:
    - https://attack.mitre.org/techniques/T1078/004/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    type: event_count
    rules:
        - suspicious_sign_in
        - sign_in_new_address_and_device
    group-by:
        - UserId
    timespan: 1m
    condition:
        gte: 1
    generate: true
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - See the rules
level: informational
behaviour: SQ-01
---
title: Inbox rule or forwarding of the kind that intruders make
id: 6728c2f1-2398-4e39-b0da-601a25d9d037
name: intruder_inbox_rule
status: experimental
description: >-
    One of the rules on inbox rules and forwarding fired that stand for an intruder. It is a part of
    the sequences.
references:
    - https://attack.mitre.org/techniques/T1564/008/
    - https://attack.mitre.org/techniques/T1114/003/
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.collection
    - attack.t1564.008
    - attack.t1114.003
correlation:
    type: event_count
    rules:
        - inbox_rule_symbol_name
        - inbox_rule_hides_mail
        - inbox_rule_fraud_words
        - inbox_rule_security_words
        - inbox_rule_takes_all_mail
        - inbox_rule_trick_condition
        - inbox_rule_forwards_outside
        - outlook_rule_forwards_outside
        - mailbox_forwarding_outside
    group-by:
        - UserId
    timespan: 1m
    condition:
        gte: 1
    generate: true
fields:
    - UserId
    - ClientIP
    - RuleName
    - Parameters
falsepositives:
    - See the rules
level: informational
behaviour: SQ-01
---
title: Mail taken in bulk
id: c951339f-7a6c-4d7b-9c98-634f47a34d08
name: mail_taken
status: experimental
description: >-
    A mailbox was synchronised from a new address, or many of its mails were opened. It is a part of
    the sequences.
references:
    - https://attack.mitre.org/techniques/T1114/002/
    - https://learn.microsoft.com/en-us/purview/audit-log-investigate-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1114.002
correlation:
    type: event_count
    rules:
        - mailbox_synced_from_new_address
        - many_mails_opened
    group-by:
        - Mailbox
    timespan: 1m
    condition:
        gte: 1
    generate: true
fields:
    - Mailbox
    - UserId
    - ClientIP
falsepositives:
    - See the rules
level: informational
behaviour: SQ-02
---
title: Sign-in by a code
id: cab5f3e9-96b8-4466-8a8d-9a30c28507ee
name: code_sign_in
status: experimental
description: >-
    A device code or a code of a developer tool gave a token. It is a part of the sequences.
references:
    - https://www.microsoft.com/en-us/security/blog/2025/02/13/storm-2372-conducts-device-code-phishing-campaign/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1528
correlation:
    type: event_count
    rules:
        - sign_in_code_phishing
        - sign_in_code_redeemed_elsewhere
        - sign_in_company_portal
    group-by:
        - UserId
    timespan: 1m
    condition:
        gte: 1
    generate: true
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - See the rules
level: informational
behaviour: SQ-04
---
title: Way back in
id: bb24f8a2-eef5-477c-a4f2-313f562e03f7
name: way_back_in
status: experimental
description: >-
    An inbox rule of an intruder, a consent to a risky app, or a new sign-in method. It is a part of
    the sequences.
references:
    - https://attack.mitre.org/techniques/T1098/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098
correlation:
    type: event_count
    rules:
        - intruder_inbox_rule
        - consent_risky_by_user
        - mfa_method_added
    group-by:
        - user
    timespan: 1m
    condition:
        gte: 1
    generate: true
    aliases:
        user:
            intruder_inbox_rule: UserId
            consent_risky_by_user: UserId
            mfa_method_added: ObjectId
fields:
    - UserId
    - ObjectId
    - ClientIP
falsepositives:
    - See the rules
level: informational
behaviour: SQ-12
---
title: Auditing or mail flow of the tenant changed
id: aa281ddb-fe2c-4069-b263-6c55eb14f902
name: watch_or_mail_flow_changed
status: experimental
description: >-
    Auditing was weakened, or the mail flow of the tenant was opened. It is a part of the sequences.
references:
    - https://attack.mitre.org/techniques/T1562/008/
    - https://attack.mitre.org/techniques/T1114/003/
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.collection
    - attack.t1562.008
    - attack.t1114.003
correlation:
    type: event_count
    rules:
        - unified_audit_switched_off
        - audit_bypass_for_account
        - mailbox_audit_trimmed
        - audit_retention_changed
        - transport_rule_copies_mail_outside
        - inbound_connector_made
    group-by:
        - UserId
    timespan: 1m
    condition:
        gte: 1
    generate: true
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Parameters
falsepositives:
    - See the rules
level: informational
behaviour: SQ-07
"##,
    ),
    (
        "sequences/help-desk-chat-then-takeover.yml",
        r##"title: Chat with a false help desk, then a code sign-in, a new method or a new device
id: f2f60aeb-86e3-4bfb-a082-59b084b2815c
name: help_desk_chat_then_takeover
status: experimental
description: >-
    Somebody outside began a chat that looks like one with a help desk, and within a day an account
    of the chat signed in by a code. Rogue help desks talk people into entering a code or approving
    a prompt. Call the person, end the chat, and revoke the sessions.
references:
    - https://www.microsoft.com/en-us/security/blog/2023/08/02/midnight-blizzard-conducts-targeted-social-engineering-over-microsoft-teams/
    - https://attack.mitre.org/techniques/T1566/003/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.credential-access
    - attack.t1566.003
    - attack.t1528
correlation:
    type: temporal_ordered
    rules:
        - help_desk_chat_from_outside
        - taken_over_by_talk
    group-by:
        - user
    timespan: 1d
    generate: true
    aliases:
        user:
            help_desk_chat_from_outside: Members.UPN
            taken_over_by_talk: user
fields:
    - UserId
    - Members.UPN
    - ClientIP
falsepositives:
    - A service company that helps with a new phone
level: high
behaviour: SQ-10
---
title: Code sign-in, new sign-in method or new device
id: 017a3e15-b21f-4cc8-9e08-41edb8edfbde
name: taken_over_by_talk
status: experimental
description: >-
    An account signed in by a code, or got a new sign-in method or a new device. It is a part of a
    sequence.
references:
    - https://attack.mitre.org/techniques/T1098/005/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098.005
    - attack.t1528
correlation:
    type: event_count
    rules:
        - sign_in_by_code_or_prompt
        - mfa_method_added
        - device_registered
    group-by:
        - user
    timespan: 1m
    condition:
        gte: 1
    generate: true
    aliases:
        user:
            sign_in_by_code_or_prompt: UserId
            mfa_method_added: ObjectId
            device_registered: ObjectId
fields:
    - UserId
    - ObjectId
    - ClientIP
falsepositives:
    - See the rules
level: informational
behaviour: SQ-10
"##,
    ),
    (
        "sequences/inbox-rule-then-sent-and-deleted.yml",
        r##"title: Inbox rule of an intruder, then mail sent and deleted
id: cb982fd9-3e2d-4a86-bb51-f6f6bc01a674
name: inbox_rule_then_sent_and_deleted
status: experimental
description: >-
    An inbox rule or a forwarding of the kind that intruders make was set up, and within a week mail
    was sent from the mailbox and deleted at once. Somebody answers mail in the person's name and
    hides it. Find the mails in the recoverable items, and warn the people who got them before they
    pay.
references:
    - https://www.microsoft.com/en-us/security/blog/2022/07/12/from-cookie-theft-to-bec-attackers-use-aitm-phishing-sites-as-entry-point-to-further-financial-fraud/
    - https://attack.mitre.org/techniques/T1564/008/
    - https://attack.mitre.org/techniques/T1070/008/
author: trail365
date: 2026-11-29
tags:
    - attack.stealth
    - attack.lateral-movement
    - attack.t1564.008
    - attack.t1070.008
    - attack.t1534
correlation:
    type: temporal_ordered
    rules:
        - intruder_inbox_rule
        - sent_then_deleted
    group-by:
        - user
    timespan: 7d
    generate: true
    aliases:
        user:
            intruder_inbox_rule: UserId
            sent_then_deleted: Mailbox
fields:
    - UserId
    - Mailbox
    - RuleName
    - Item.Subject
falsepositives:
    - A program that files and clears mail
level: high
behaviour: SQ-06
"##,
    ),
    (
        "sequences/mfa-bombing-then-new-method.yml",
        r##"title: Prompts approved at last, then a new sign-in method
id: e977d3e7-ca33-41d5-8106-b8608f81eda9
name: mfa_bombing_then_new_method
status: experimental
description: >-
    A person approved a prompt after many that they had not, and within two hours the account got a
    new sign-in method. The attacker is in and can come back without the person. Remove the method,
    revoke the sessions, and reset the password.
references:
    - https://attack.mitre.org/techniques/T1621/
    - https://attack.mitre.org/techniques/T1098/005/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.t1621
    - attack.t1098.005
correlation:
    type: temporal_ordered
    rules:
        - sign_in_after_mfa_bombing
        - mfa_method_added
    group-by:
        - user
    timespan: 2h
    generate: true
    aliases:
        user:
            sign_in_after_mfa_bombing: UserId
            mfa_method_added: ObjectId
fields:
    - UserId
    - ObjectId
    - ClientIP
falsepositives:
    - A person whose old phone failed and who sets up a new one
level: critical
behaviour: SQ-13
"##,
    ),
    (
        "sequences/password-reset-then-takeover.yml",
        r##"title: Password reset by somebody else, sign-in from a new place, then an inbox rule
id: 890136e8-94ff-4c46-af84-9084d555bcee
name: reset_sign_in_inbox_rule
status: experimental
description: >-
    An administrator reset the password of an account, the account signed in from a new address with
    a new kind of device, and got an inbox rule of the kind that intruders make, all within a day.
    Either the help desk was talked into the reset, or an administrator's account is in wrong hands.
    Call the person by telephone.
references:
    - https://attack.mitre.org/techniques/T1098/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.stealth
    - attack.t1078.004
    - attack.t1564.008
correlation:
    type: temporal_ordered
    rules:
        - password_reset_by_other
        - sign_in_to_check
        - intruder_inbox_rule
    group-by:
        - user
    timespan: 1d
    generate: true
    aliases:
        user:
            password_reset_by_other: ObjectId
            sign_in_to_check: UserId
            intruder_inbox_rule: UserId
fields:
    - UserId
    - ObjectId
    - ClientIP
    - RuleName
falsepositives:
    - A new computer, a new password and a person who files mail in an unusual way
level: high
behaviour: SQ-14
"##,
    ),
    (
        "sequences/role-then-watch-or-mail-flow.yml",
        r##"title: Privileged role granted, then auditing or mail flow changed by the same person
id: d5648f61-24c2-4c7d-85cb-18f888f710bd
name: role_then_watch_or_mail_flow
status: experimental
description: >-
    A person granted a privileged role, and within a day the same person weakened auditing or opened
    the mail flow of the tenant. Together these are the acts of somebody who takes a tenant over.
    Ask the person now; if they do not know, lock the account and undo both.
references:
    - https://attack.mitre.org/techniques/T1098/003/
    - https://attack.mitre.org/techniques/T1562/008/
    - https://www.microsoft.com/en-us/security/blog/2022/09/22/malicious-oauth-applications-used-to-compromise-email-servers-and-spread-spam/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.defense-impairment
    - attack.t1098.003
    - attack.t1562.008
    - attack.t1114.003
correlation:
    type: temporal_ordered
    rules:
        - privileged_role_granted
        - watch_or_mail_flow_changed
    group-by:
        - UserId
    timespan: 1d
    generate: true
fields:
    - UserId
    - ObjectId
    - Parameters
falsepositives:
    - The set-up of a new tenant
level: critical
behaviour: SQ-07
---
title: Account got a privileged role, then changed auditing or mail flow
id: ae17e2f3-b6cd-4f01-bb63-a323c3d91e33
name: new_admin_then_watch_or_mail_flow
status: experimental
description: >-
    An account got a privileged role, and within a day it weakened auditing or opened the mail flow
    of the tenant. Find out who granted the role and who uses the account. If nobody knows, lock it
    and undo both.
references:
    - https://attack.mitre.org/techniques/T1098/003/
    - https://attack.mitre.org/techniques/T1562/008/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.privilege-escalation
    - attack.defense-impairment
    - attack.t1098.003
    - attack.t1562.008
    - attack.t1114.003
correlation:
    type: temporal_ordered
    rules:
        - privileged_role_granted
        - watch_or_mail_flow_changed
    group-by:
        - account
    timespan: 1d
    generate: true
    aliases:
        account:
            privileged_role_granted: ObjectId
            watch_or_mail_flow_changed: UserId
fields:
    - UserId
    - ObjectId
    - Parameters
falsepositives:
    - The set-up of a new tenant
level: critical
behaviour: SQ-07
"##,
    ),
    (
        "sequences/session-changes-then-way-back.yml",
        r##"title: Session on two systems, then a way back in
id: 5b679edb-b5be-424d-b0c3-138883ce136a
name: session_changes_then_way_back
status: experimental
description: >-
    One session was used on two operating systems, and within a day the account got an inbox rule of
    an intruder, a consent to a risky app or a new sign-in method. The session was stolen, and the
    thief is making sure to stay. Revoke the sessions and undo what was set up.
references:
    - https://learn.microsoft.com/en-us/security/operations/token-theft-playbook
    - https://attack.mitre.org/techniques/T1539/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.persistence
    - attack.t1539
    - attack.t1550.004
    - attack.t1098.005
correlation:
    type: temporal_ordered
    rules:
        - session_changes_system
        - way_back_in
    group-by:
        - user
    timespan: 1d
    generate: true
    aliases:
        user:
            session_changes_system: UserId
            way_back_in: user
fields:
    - UserId
    - ObjectId
    - ClientIP
falsepositives:
    - None known
level: critical
behaviour: SQ-12
"##,
    ),
    (
        "sequences/sign-in-consent-app-reads-mail.yml",
        r##"title: An app read mail after a consent
id: 99cb3dc0-0c90-4981-9c96-492339942ef8
name: consent_then_app_reads_mail
status: experimental
description: >-
    A person consented to a risky app, and the same app read the person's mailbox. It is a part of a
    sequence.
references:
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-app-consent
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1528
    - attack.t1114.002
correlation:
    type: temporal_ordered
    rules:
        - consent_risky_by_user
        - app_read_mailbox
    group-by:
        - user
        - app
    timespan: 7d
    generate: true
    aliases:
        user:
            consent_risky_by_user: UserId
            app_read_mailbox: Mailbox
        app:
            consent_risky_by_user: ObjectId
            app_read_mailbox: ClientAppId
fields:
    - UserId
    - Mailbox
    - ClientAppId
falsepositives:
    - Apps that people choose
level: informational
behaviour: SQ-05
---
title: Suspicious sign-in, consent, then the app reads mail
id: 1b5b171c-a4b2-4de9-8012-f66c549a439c
name: sign_in_consent_app_reads_mail
status: experimental
description: >-
    An account signed in by a suspicious client and consented to an app with a permission on mail or
    files, and the app read the mailbox, all within a week. The app goes on reading after a new
    password. Remove the consent and the app, revoke the sessions, and find out what was read.
references:
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-app-consent
    - https://www.huntress.com/blog/legitimate-apps-as-traitorware-for-persistent-microsoft-365-compromise
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.persistence
    - attack.collection
    - attack.t1078.004
    - attack.t1528
    - attack.t1671
    - attack.t1114.002
correlation:
    type: temporal_ordered
    rules:
        - suspicious_sign_in
        - consent_risky_by_user
        - consent_then_app_reads_mail
    group-by:
        - user
    timespan: 7d
    generate: true
    aliases:
        user:
            suspicious_sign_in: UserId
            consent_risky_by_user: UserId
            consent_then_app_reads_mail: user
fields:
    - UserId
    - Mailbox
    - ClientAppId
    - ObjectId
falsepositives:
    - None known
level: critical
behaviour: SQ-05
"##,
    ),
    (
        "sequences/sign-in-mail-taken-mass-mail.yml",
        r##"title: Suspicious sign-in, mail taken, then mail sent in bulk
id: 1d9825d9-133c-4d2b-b149-ba347d21675a
name: sign_in_mail_taken_mass_mail
status: experimental
description: >-
    An account signed in by a suspicious client, its mail was taken in bulk, and within three days
    it sent mail in bulk. The account serves to phish others with what was read. Revoke the
    sessions, recall the mail, and warn the people who got it.
references:
    - https://www.microsoft.com/en-us/security/blog/2022/07/12/from-cookie-theft-to-bec-attackers-use-aitm-phishing-sites-as-entry-point-to-further-financial-fraud/
    - https://attack.mitre.org/techniques/T1534/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.collection
    - attack.lateral-movement
    - attack.t1078.004
    - attack.t1114.002
    - attack.t1534
correlation:
    type: temporal_ordered
    rules:
        - suspicious_sign_in
        - mail_taken
        - mass_send
    group-by:
        - user
    timespan: 3d
    generate: true
    aliases:
        user:
            suspicious_sign_in: UserId
            mail_taken: Mailbox
            mass_send: UserId
fields:
    - UserId
    - Mailbox
    - ClientIP
falsepositives:
    - None known
level: critical
behaviour: SQ-02
"##,
    ),
    (
        "sequences/sign-in-then-consent.yml",
        r##"title: Suspicious sign-in, then a consent to a risky app
id: f40c4a1d-58e5-4127-a5aa-3ade2433b350
name: sign_in_then_consent
status: experimental
description: >-
    An account signed in by a suspicious client, and within an hour it consented to an app that
    reads mail or files. The app stays in after a new password. Remove the consent and the app,
    revoke the sessions, and find out what the app read.
references:
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-app-consent
    - https://attack.mitre.org/techniques/T1528/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.persistence
    - attack.credential-access
    - attack.t1078.004
    - attack.t1528
correlation:
    type: temporal_ordered
    rules:
        - suspicious_sign_in
        - consent_risky_by_user
    group-by:
        - UserId
    timespan: 1h
    generate: true
fields:
    - UserId
    - ClientIP
    - ObjectId
    - Target.ID
falsepositives:
    - None known
level: critical
behaviour: OA-10
"##,
    ),
    (
        "sequences/sign-in-then-file-shared-with-guests.yml",
        r##"title: Suspicious sign-in, then one file shared with many guests
id: 6acbdf7f-399e-4035-b4e1-c23eec868ab3
name: sign_in_then_file_to_guests
status: experimental
description: >-
    An account signed in by a suspicious client, and within a day it shared one file with many
    guests. The file is a lure: its guests must sign in to see it and find a phishing page there.
    Remove the sharing, revoke the sessions, and warn the guests.
references:
    - https://www.microsoft.com/en-us/security/blog/2024/10/08/file-hosting-services-misused-for-identity-phishing/
    - https://attack.mitre.org/techniques/T1534/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.lateral-movement
    - attack.t1078.004
    - attack.t1534
    - attack.t1566.002
correlation:
    type: temporal_ordered
    rules:
        - suspicious_sign_in
        - file_shared_with_many_guests
    group-by:
        - UserId
    timespan: 1d
    generate: true
fields:
    - UserId
    - ClientIP
    - ObjectId
    - TargetUserOrGroupName
falsepositives:
    - None known
level: critical
behaviour: SQ-09
"##,
    ),
    (
        "sequences/sign-in-then-inbox-rule.yml",
        r##"title: Strange sign-in, then an inbox rule of the kind that intruders make
id: ab9a09e0-4496-4262-b66c-4ffe3246f464
name: sign_in_then_inbox_rule
status: experimental
description: >-
    An account signed in by a suspicious client, or from a new address with a new kind of device,
    and within a day it got an inbox rule or a forwarding that hides mail or sends it out. This is
    the usual course of payment fraud by mail. Revoke the sessions, remove the rule, and find out
    which mail was read and sent.
references:
    - https://www.microsoft.com/en-us/security/blog/2022/07/12/from-cookie-theft-to-bec-attackers-use-aitm-phishing-sites-as-entry-point-to-further-financial-fraud/
    - https://attack.mitre.org/techniques/T1564/008/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.stealth
    - attack.collection
    - attack.t1078.004
    - attack.t1564.008
    - attack.t1114.003
correlation:
    type: temporal_ordered
    rules:
        - sign_in_to_check
        - intruder_inbox_rule
    group-by:
        - UserId
    timespan: 1d
    generate: true
fields:
    - UserId
    - ClientIP
    - UserAgent
    - RuleName
    - Parameters
falsepositives:
    - A person who sets up a new computer and files mail in an unusual way
level: critical
behaviour: SQ-01
"##,
    ),
    (
        "sequences/sign-in-then-new-method.yml",
        r##"title: Suspicious sign-in, then a new sign-in method
id: c04eace3-fc82-4396-b927-3545468e5a25
name: sign_in_then_new_method
status: experimental
description: >-
    An account signed in by a suspicious client, and within a day a sign-in method was added or
    changed. The attacker made a way back in. Remove the method, revoke the sessions, and reset the
    password.
references:
    - https://www.microsoft.com/en-us/security/blog/2025/10/09/investigating-targeted-payroll-pirate-attacks-affecting-us-universities/
    - https://attack.mitre.org/techniques/T1098/005/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.persistence
    - attack.t1078.004
    - attack.t1098.005
    - attack.t1556.006
correlation:
    type: temporal_ordered
    rules:
        - suspicious_sign_in
        - mfa_method_added
    group-by:
        - user
    timespan: 1d
    generate: true
    aliases:
        user:
            suspicious_sign_in: UserId
            mfa_method_added: ObjectId
fields:
    - UserId
    - ObjectId
    - ClientIP
falsepositives:
    - A person with a new phone whose account an own automation uses
level: high
behaviour: ID-02
"##,
    ),
    (
        "sign-in/brute-force-on-one-account.yml",
        r##"title: The password of one account was wrong, or the account was locked
id: fadf1d6e-32cb-4083-a945-6b1fa7e643a4
name: sign_in_wrong_password
status: experimental
description: >-
    The password was wrong, or wrong so often that the account is locked for a while, which hides
    whether it was. It counts in rules over many tries.
references:
    - https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110.001
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoginFailed
        ErrorNumber:
            - 50126
            - 50053
    condition: selection
fields:
    - UserId
    - ClientIP
falsepositives:
    - People who mistype
level: informational
behaviour: SI-02
---
title: Many wrong passwords for one account
id: 9be6c910-f0aa-4100-b3d9-9c8c403c5aca
name: sign_in_brute_force
status: experimental
description: >-
    Sign-ins to one account were refused at least ten times within ten minutes, for a wrong password
    or because the account was locked after several, from any number of addresses. Somebody may be guessing it. Look at the addresses: one of the company points to a
    device with an old password, many strange ones to an attack.
references:
    - https://attack.mitre.org/techniques/T1110/001/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110.001
correlation:
    type: event_count
    rules:
        - sign_in_wrong_password
    group-by:
        - UserId
    timespan: 10m
    condition:
        gte: 10
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - A phone or a script that still has the old password
level: medium
behaviour: SI-02
"##,
    ),
    (
        "sign-in/code-of-developer-tool-redeemed-elsewhere.yml",
        r##"title: A developer tool asked for a code or a token
id: c173bbde-8714-4dcd-ba79-96ea7f8e9f97
name: sign_in_developer_tool
status: experimental
description: >-
    A sign-in to a developer tool of Microsoft for the directory, either the step in the browser
    that gives a code or the step that turns the code into a token.
references:
    - https://www.volexity.com/blog/2025/04/22/phishing-for-codes-russian-threat-actors-target-microsoft-365-oauth-workflows/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1528
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
        ApplicationId|expand: '%developer_tools%'
        ObjectId:
            - 00000003-0000-0000-c000-000000000000
            - 00000002-0000-0000-c000-000000000000
            - 797f4846-ba00-4fd7-ba43-dac1f8f63013
    code:
        ExtendedProperties.RequestType: OAuth2:Authorize
        ExtendedProperties.ResultStatusDetail: Redirect
    token:
        ExtendedProperties.RequestType: OAuth2:Token
    condition: selection and (code or token)
fields:
    - UserId
    - ClientIP
    - ApplicationId
    - ObjectId
falsepositives:
    - Developers and administrators
level: informational
behaviour: SI-12
---
title: Code of a developer tool redeemed from another address
id: 31c02d6e-2c2f-41cc-b8f1-8708bf5854d8
name: sign_in_code_redeemed_elsewhere
status: experimental
description: >-
    Within one hour one session signed in to Visual Studio Code, Azure CLI or Azure PowerShell from
    two addresses. In code phishing a person signs in on the real page and sends the address line
    with the code to the attacker, who turns it into a token elsewhere. Ask the person whether they
    passed such an address on.
references:
    - https://www.volexity.com/blog/2025/04/22/phishing-for-codes-russian-threat-actors-target-microsoft-365-oauth-workflows/
    - https://www.glueckkanja.com/en/posts/2025-12-27-vulnerability-consentfix
    - https://attack.mitre.org/techniques/T1528/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1528
    - attack.t1566.002
correlation:
    type: value_count
    rules:
        - sign_in_developer_tool
    group-by:
        - UserId
        - ApplicationId
        - Session
    timespan: 1h
    condition:
        field: ClientIP
        gte: 2
fields:
    - UserId
    - ClientIP
    - ApplicationId
    - ObjectId
falsepositives:
    - A developer whose browser and tool leave through different addresses
level: high
behaviour: SI-12
"##,
    ),
    (
        "sign-in/company-portal-bypass.yml",
        r##"title: Sign-in to the Company Portal app behind a prompt
id: 0dd8f1d4-dae2-4c3d-8237-66b2720c942e
name: sign_in_company_portal
status: experimental
description: >-
    Somebody signed in to the app Intune Company Portal after a prompt, but not for Intune itself.
references:
    - https://labs.jumpsec.com/tokensmith-bypassing-intune-compliant-device-conditional-access/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.credential-access
    - attack.t1078.004
    - attack.t1556.009
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
        ApplicationId: 9ba1a5c7-f17a-4de9-a1f1-6178c8d51223
        ExtendedProperties.RequestType: Cmsi:Cmsi
    filter_enrolment:
        ObjectId:
            - 0000000a-0000-0000-c000-000000000000
            - d4ebce55-015a-49b5-a083-c84d1797ae8c
    condition: selection and not filter_enrolment
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
    - ObjectId
falsepositives:
    - Devices that are enrolled
level: informational
behaviour: SI-20
---
title: Token taken through the Company Portal app
id: ffe59575-0eee-488a-8c05-f6ccd04bb2db
name: sign_in_company_portal_seen
status: experimental
description: >-
    Somebody signed in to the app Intune Company Portal for another service than Intune. Policies
    that ask for a managed device let this app through, because unmanaged devices need it to enrol.
    Tools use it to get tokens from any device. Look at the address and at what the account did
    next.
references:
    - https://labs.jumpsec.com/tokensmith-bypassing-intune-compliant-device-conditional-access/
    - https://attack.mitre.org/techniques/T1556/009/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.credential-access
    - attack.t1078.004
    - attack.t1556.009
correlation:
    type: event_count
    rules:
        - sign_in_company_portal
    group-by:
        - UserId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
    - ObjectId
falsepositives:
    - Devices that are enrolled in an unusual way
level: high
behaviour: SI-20
"##,
    ),
    (
        "sign-in/conditional-access-evaded.yml",
        r##"title: A sign-in was blocked by conditional access
id: 8db0ec32-d01e-400e-81ec-0237f24a2cf3
name: sign_in_blocked_by_policy
status: experimental
description: >-
    A policy of conditional access blocked the sign-in, or the device does not meet it.
references:
    - https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoginFailed
        ErrorNumber:
            - 53000
            - 53001
            - 53003
            - 530002
            - 530003
            - 530031
            - 530033
    condition: selection
fields:
    - UserId
    - ClientIP
    - ApplicationId
    - ErrorNumber
falsepositives:
    - People on unmanaged devices
level: informational
behaviour: SI-21
---
title: A sign-in went through an app that tools use
id: 37769ec1-ec1d-42fb-8182-73f50c1ae97d
name: sign_in_tool_app
status: experimental
description: >-
    Somebody signed in to an app that token tools ask for, from a device that is not managed.
references:
    - https://www.volexity.com/blog/2025/04/22/phishing-for-codes-russian-threat-actors-target-microsoft-365-oauth-workflows/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
        ApplicationId|expand: '%code_phishing_apps%'
    filter_managed:
        DeviceProperties.IsCompliantAndManaged: true
    condition: selection and not filter_managed
fields:
    - UserId
    - ClientIP
    - ApplicationId
falsepositives:
    - Administrators
level: informational
behaviour: SI-21
---
title: Blocked by conditional access, then let in through another app
id: 74b07844-de46-4775-8e05-181a0a43c5fc
name: sign_in_after_policy_block
status: experimental
description: >-
    A sign-in was blocked by a policy, and within the hour the same address signed in to the same
    account through an app that token tools ask for, from a device that is not managed. Somebody
    looked for a way past the policy. Look at what the session did, and close the gap in the policy.
references:
    - https://attack.mitre.org/techniques/T1078/004/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.stealth
    - attack.t1078.004
correlation:
    type: temporal_ordered
    rules:
        - sign_in_blocked_by_policy
        - sign_in_tool_app
    group-by:
        - UserId
        - ClientIP
    timespan: 1h
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - People who try again on another program
level: medium
behaviour: SI-21
"##,
    ),
    (
        "sign-in/developer-tool-new-for-person.yml",
        r##"title: First sign-in of a person to a developer tool
id: fc6508d0-906d-4295-a8d7-c2ca0b7e8422
name: sign_in_developer_tool_new
status: experimental
description: >-
    A person signed in to Visual Studio Code, Azure CLI, Azure PowerShell or Graph PowerShell for
    the directory, and did not do so during the last thirty days. Phishing for codes and device
    codes asks for tokens of these tools, because every tenant trusts them. For a developer it is
    ordinary; for anybody else ask whether they passed on a code or an address line.
references:
    - https://www.volexity.com/blog/2025/04/22/phishing-for-codes-russian-threat-actors-target-microsoft-365-oauth-workflows/
    - https://www.glueckkanja.com/en/posts/2025-12-27-vulnerability-consentfix
    - https://attack.mitre.org/techniques/T1528/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1528
    - attack.t1566.002
correlation:
    rules:
        - sign_in_developer_tool
    group-by:
        - UserId
    trail365:
        first_seen:
            - UserId
            - ApplicationId
        history: 30d
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
    - ObjectId
falsepositives:
    - Developers and administrators with a new tool
level: medium
behaviour: SI-12
"##,
    ),
    (
        "sign-in/device-code-or-prompt-sign-in.yml",
        r##"title: A sign-in was confirmed by a prompt
id: a462f9e6-5a18-4bc0-ae71-37678eb6a6f5
name: sign_in_by_code_or_prompt
status: experimental
description: >-
    The request type Cmsi:Cmsi means that the person had to confirm which app they sign in to.
    Device codes lead to this page, and so do some ordinary sign-ins of apps.
references:
    - https://www.microsoft.com/en-us/security/blog/2025/02/13/storm-2372-conducts-device-code-phishing-campaign/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1528
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
        ExtendedProperties.RequestType: Cmsi:Cmsi
    condition: selection
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
    - ObjectId
falsepositives:
    - Television sets and command line tools that sign in by a code
level: informational
behaviour: SI-10
---
title: Sign-in by a device code or after a prompt
id: 6b3fa00e-fe4d-4fad-9715-3d7d6926f16e
name: sign_in_by_code_or_prompt_seen
status: experimental
description: >-
    An account signed in through the page that device codes lead to. Attackers send a code to a
    person and get the tokens once the person enters it. Ask whether the person entered a code that
    somebody sent. All such sign-ins of one account to one app are one alert while less than a day
    lies between them.
references:
    - https://www.microsoft.com/en-us/security/blog/2025/02/13/storm-2372-conducts-device-code-phishing-campaign/
    - https://www.volexity.com/blog/2025/02/13/multiple-russian-threat-actors-targeting-microsoft-device-code-authentication/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1528
    - attack.t1566.002
correlation:
    type: event_count
    rules:
        - sign_in_by_code_or_prompt
    group-by:
        - UserId
        - ApplicationId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Television sets, meeting rooms and command line tools that sign in by a code
    - Apps whose sign-in has to be confirmed
level: medium
behaviour: SI-10
---
title: A device code gave a token to an app that attackers ask for
id: c3d9f9e9-f836-4192-87c2-a80dd2a417ee
name: sign_in_code_phishing
status: experimental
description: >-
    A sign-in behind a prompt went to the sign-in broker or a command line tool, and the device is
    not managed.
references:
    - https://dirkjanm.io/phishing-for-microsoft-entra-primary-refresh-tokens/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1528
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
        ExtendedProperties.RequestType: Cmsi:Cmsi
        ApplicationId|expand: '%code_phishing_apps%'
    filter_managed:
        DeviceProperties.IsCompliantAndManaged: true
    filter_known_device:
        DeviceProperties.TrustType: '?*'
    condition: selection and not 1 of filter_*
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
    - ObjectId
    - DeviceProperties.OS
falsepositives:
    - Administrators who sign in to a command line tool on a new machine
level: informational
behaviour: SI-10
---
title: Device code sign-in to the broker or a command line tool
id: 9c378f0f-dd4b-44e1-821e-d08fe870954c
name: sign_in_code_phishing_seen
status: experimental
description: >-
    An account signed in by a device code to the sign-in broker, a command line tool or an office
    client, from a device that the tenant does not know. A token of these apps lets an attacker
    register a device or read the directory and mail. Look for a device that was registered within
    the next hour, and revoke the sessions of the account.
references:
    - https://dirkjanm.io/phishing-for-microsoft-entra-primary-refresh-tokens/
    - https://www.microsoft.com/en-us/security/blog/2025/02/13/storm-2372-conducts-device-code-phishing-campaign/
    - https://attack.mitre.org/techniques/T1528/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1528
    - attack.t1566.002
correlation:
    type: event_count
    rules:
        - sign_in_code_phishing
    group-by:
        - UserId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
    - ObjectId
falsepositives:
    - Administrators and developers who sign in to a command line tool on a new machine
level: high
behaviour: SI-10
"##,
    ),
    (
        "sign-in/device-code-refused.yml",
        r##"title: A sign-in stopped at the prompt of a device code
id: c0d7df38-f19d-49e1-8f44-ab907dc61c8e
name: sign_in_prompt_not_confirmed
status: experimental
description: >-
    The person reached the page that asks which app they sign in to. The record is written before
    they confirm.
references:
    - https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1528
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoginFailed
    by_number:
        ErrorNumber: 50199
    by_name:
        LogonError: CmsiInterrupt
    condition: selection and 1 of by_*
fields:
    - UserId
    - ClientIP
    - ApplicationId
falsepositives:
    - A step of ordinary sign-ins by a code
level: informational
behaviour: SI-11
---
title: Sign-in reached the prompt of a device code
id: a2b004af-d6b9-4de8-b679-ecb2453e32c2
name: sign_in_prompt_reached
status: experimental
description: >-
    An account came to the page where a sign-in by a device code is confirmed. Alone it is a step of
    an ordinary sign-in. Several accounts within hours may be targets of the same message with a
    code.
references:
    - https://www.microsoft.com/en-us/security/blog/2025/02/13/storm-2372-conducts-device-code-phishing-campaign/
    - https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1528
correlation:
    type: event_count
    rules:
        - sign_in_prompt_not_confirmed
    group-by:
        - UserId
        - ApplicationId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - ApplicationId
falsepositives:
    - Television sets, meeting rooms and command line tools that sign in by a code
level: low
behaviour: SI-11
"##,
    ),
    (
        "sign-in/disabled-account-tries.yml",
        r##"title: A disabled account tried to sign in
id: c4a2b58a-526b-4d51-a6d6-5c6d81130822
name: sign_in_disabled
status: experimental
description: >-
    The account is disabled. The error is shown only where the password was right.
references:
    - https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoginFailed
        ErrorNumber: 50057
    condition: selection
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Phones of people who left
level: informational
behaviour: SI-23
---
title: Sign-in to a disabled account
id: 134aaacc-c17c-4637-a1b6-54e91065735b
name: sign_in_disabled_seen
status: experimental
description: >-
    Somebody tried to sign in to an account that is disabled. Mostly it is the phone of a person who
    left. A new address or agent points to somebody with an old password. All tries from one address
    are one alert while less than a day lies between them.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
    - https://attack.mitre.org/techniques/T1078/004/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    type: event_count
    rules:
        - sign_in_disabled
    group-by:
        - UserId
        - ClientIP
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Phones of people who left
level: low
behaviour: SI-23
"##,
    ),
    (
        "sign-in/failures-then-success.yml",
        r##"title: Ten refused passwords for one account from one address
id: 1b3da2d6-ba69-4822-bbb7-685548143246
name: sign_in_ten_refused_at_one_address
status: experimental
description: >-
    One address had the password of one account refused ten times within fifteen minutes. It is a
    part of the rule that waits for the sign-in behind it.
references:
    - https://attack.mitre.org/techniques/T1110/001/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110.001
correlation:
    type: event_count
    rules:
        - sign_in_password_refused
    group-by:
        - UserId
        - ClientIP
    timespan: 15m
    condition:
        gte: 10
fields:
    - UserId
    - ClientIP
falsepositives:
    - A device with an old password
level: informational
behaviour: SI-04
---
title: Many refused passwords, then a sign-in from the same address
id: de8328ed-b2d3-45be-bc6b-72ba999b1033
name: sign_in_after_many_refused
status: experimental
description: >-
    After at least ten refused passwords within fifteen minutes the same address signed in to the
    same account. Somebody guessed until the password was right. Ask the person whether it was them,
    and look at the network and the agent of the address.
references:
    - https://attack.mitre.org/techniques/T1110/001/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1110.001
    - attack.t1078.004
correlation:
    type: temporal_ordered
    rules:
        - sign_in_ten_refused_at_one_address
        - sign_in_succeeded
    group-by:
        - UserId
        - ClientIP
    timespan: 15m
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - A person who forgot the new password and remembered it at last
level: high
behaviour: SI-04
"##,
    ),
    (
        "sign-in/federation-errors.yml",
        r##"title: A federated sign-in failed
id: 69ed5ec9-8355-4f82-bbb4-215c4e854e3e
name: sign_in_federation_error
status: experimental
description: >-
    The token of a federated or seamless sign-in was not accepted.
references:
    - https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1606.002
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoginFailed
        ErrorNumber:
            - 50008
            - 50012
            - 50107
            - 75005
            - 81004
            - 81010
            - 5000819
    condition: selection
fields:
    - UserId
    - ClientIP
    - ErrorNumber
    - LogonError
falsepositives:
    - A certificate that ran out
level: informational
behaviour: SI-22
---
title: Many federated sign-ins failed from one address
id: d7c04566-720b-4f0d-b1a0-3bf5c29ff2e6
name: sign_in_federation_errors
status: experimental
description: >-
    At least five federated sign-ins from one address failed within ten minutes because their tokens
    were not accepted. Forged tokens fail like this until they are right, and so does everything
    after a change of certificate. Look at whether other addresses fail as well.
references:
    - https://attack.mitre.org/techniques/T1606/002/
    - https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1606.002
    - attack.t1556
correlation:
    type: event_count
    rules:
        - sign_in_federation_error
    group-by:
        - ClientIP
    timespan: 10m
    condition:
        gte: 5
fields:
    - ClientIP
    - UserId
    - ErrorNumber
    - LogonError
falsepositives:
    - The change of a certificate
    - The shared address of an office
level: low
behaviour: SI-22
"##,
    ),
    (
        "sign-in/impossible-travel.sql",
        r##"-- title: Two sign-ins too far apart for a journey
-- id: 9d2f4a61-5b0c-4c39-8f5e-7a3b61c2d0e8
-- name: impossible_travel
-- status: experimental
-- description: >-
--     One user signed in from two places more than 500 km apart, and would have travelled faster than
--     900 km/h, as no airliner does. Somebody else may have the password or the session. Places are
--     those of a database that you name by --geo; they are a guess, and a VPN or a phone is elsewhere
--     than its user. Ask whether both networks are known for the user, and look at the device and the
--     app of the second sign-in.
-- references:
--     - https://attack.mitre.org/techniques/T1078/004/
--     - https://learn.microsoft.com/en-us/entra/id-protection/concept-identity-protection-risks
--     - https://learn.microsoft.com/en-us/microsoft-365/enterprise/urls-and-ip-address-ranges
-- author: trail365
-- date: 2026-11-29
-- tags:
--     - attack.initial-access
--     - attack.stealth
--     - attack.t1078.004
-- fields:
--     - UserId
--     - ClientIP
--     - UserAgent
--     - ApplicationId
-- falsepositives:
--     - A VPN, a proxy of the company or a cloud desktop that is switched on and off
--     - Mobile carriers and satellites, which go to the internet far from the phone
--     - An address that the database has in a wrong place
-- level: medium
-- behaviour: SI-15

WITH signed_in AS (
    SELECT
        organization_id,
        lower(user_id) AS user_id,
        content_hash,
        creation_time,
        coalesce(client_ip, actor_ip_address) AS address
    FROM events
    WHERE operation = 'UserLoggedIn'
        AND record_type IN (9, 15)
        AND user_id LIKE '%@%'
        -- Tokens are fetched by apps and by services on behalf of the user, wherever these run.
        AND coalesce(extended_properties['RequestType'], '') <> 'OAuth2:Token'
),
-- Sign-ins of a known place alone: one between two others would hide how far these are apart.
located AS (
    SELECT *
    FROM signed_in
    WHERE NOT is_private(address)
        -- Networks of Microsoft 365 itself. Those of Azure stay: anybody can rent a machine there.
        AND NOT is_microsoft_service(address)
        AND distance_km(address, address) IS NOT NULL
),
steps AS (
    SELECT
        *,
        lag(address) OVER journey AS prior_address,
        lag(creation_time) OVER journey AS prior_time,
        lag(content_hash) OVER journey AS prior_hash
    FROM located
    WINDOW journey AS (
        PARTITION BY organization_id, user_id
        ORDER BY creation_time, address, content_hash
    )
),
jumps AS (
    SELECT
        *,
        distance_km(prior_address, address) AS km,
        (date_part('epoch', creation_time) - date_part('epoch', prior_time)) / 60 AS minutes
    FROM steps
    WHERE prior_address <> address
),
impossible AS (
    SELECT
        -- One alert a day and user: a VPN that is switched on and off jumps many times.
        concat(organization_id, ' ', user_id, ' ', CAST(CAST(creation_time AS DATE) AS VARCHAR)) AS finding,
        creation_time,
        unnest(make_array(prior_hash, content_hash)) AS content_hash,
        concat(
            'signed in from ', prior_address, ' (', coalesce(country_of(prior_address), '?'), ') and ',
            CAST(CAST(round(minutes) AS BIGINT) AS VARCHAR), ' minutes later from ', address, ' (',
            coalesce(country_of(address), '?'), '), ', CAST(CAST(round(km) AS BIGINT) AS VARCHAR), ' km away'
        ) AS reason
    FROM jumps
    WHERE km > 500 AND km > 900 * minutes / 60
)
SELECT finding, content_hash, reason
FROM impossible
-- The reason of an alert is that of its first row.
ORDER BY finding, creation_time, reason, content_hash
"##,
    ),
    (
        "sign-in/legacy-client-sends-password.yml",
        r##"title: A legacy mail client signed in with a password
id: 6e9dfd8a-5963-441d-a608-3441144dca45
name: sign_in_legacy_client
status: experimental
description: >-
    The user agent is the one that the sign-in service writes for old mail protocols, which send the
    password themselves and know no second factor.
references:
    - https://learn.microsoft.com/en-us/entra/identity/conditional-access/policy-block-legacy-authentication
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
        UserAgent|startswith|expand: '%legacy_agents%'
    condition: selection
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Old mail programs and printers
level: informational
behaviour: SI-13
---
title: Sign-in by a legacy mail client
id: 5978b18a-b6d9-4e84-8409-5f44f90b7578
name: sign_in_legacy_client_seen
status: experimental
description: >-
    An account signed in through an old mail protocol. Such a protocol sends the password and cannot
    ask for a second factor, so attackers use it with passwords they found. Find out which program
    it is, then block legacy authentication. All sign-ins of one account are one alert while less
    than a day lies between them.
references:
    - https://learn.microsoft.com/en-us/entra/identity/conditional-access/policy-block-legacy-authentication
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    type: event_count
    rules:
        - sign_in_legacy_client
    group-by:
        - UserId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Old mail programs, printers and scanners
level: medium
behaviour: SI-13
"##,
    ),
    (
        "sign-in/listed-address-seen.yml",
        r##"title: Record from a listed address
id: 3e29cf24-c577-4c4f-801e-a39b7e6cc9fb
name: listed_address
status: experimental
description: >-
    The address of the record is in the list of networks that an alert is wanted for.
references:
    - https://attack.mitre.org/techniques/T1090/003/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.stealth
    - attack.t1090.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        ClientIP|cidr|expand: '%listed_networks%'
    filter_failed:
        Operation: UserLoginFailed
    condition: selection and not filter_failed
fields:
    - UserId
    - ClientIP
    - Operation
    - UserAgent
falsepositives:
    - Researchers
level: informational
behaviour: SI-18
---
title: Listed address active in the tenant
id: 5194a408-0193-4f30-8608-c8e2aa785119
name: listed_address_seen
status: experimental
description: >-
    An address from the list of listed networks did something in the tenant, such as a Tor exit or
    an indicator of a case. Failed sign-ins are left out: the whole internet tries those. The rule
    sleeps until the list listed_networks is filled. All records of one person and address are one
    alert while less than a day lies between them.
references:
    - https://attack.mitre.org/techniques/T1090/003/
    - https://www.cisa.gov/news-events/cybersecurity-advisories/aa21-008a
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.stealth
    - attack.t1090.003
    - attack.t1078.004
correlation:
    type: event_count
    rules:
        - listed_address
    group-by:
        - UserId
        - ClientIP
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - Operation
    - UserAgent
falsepositives:
    - Researchers and people who use Tor
level: high
behaviour: SI-18
"##,
    ),
    (
        "sign-in/many-accounts-locked.yml",
        r##"title: An account was locked at sign-in
id: d7216348-17db-402a-80f5-7bd2ee3e9eab
name: sign_in_locked
status: experimental
description: >-
    The sign-in was refused because the account is locked after too many wrong passwords, or the
    address is known for attacks. It counts in the rule over many accounts.
references:
    - https://learn.microsoft.com/en-us/entra/identity/authentication/howto-password-smart-lockout
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoginFailed
    by_number:
        ErrorNumber: 50053
    by_name:
        LogonError: IdsLocked
    condition: selection and 1 of by_*
fields:
    - UserId
    - ClientIP
falsepositives:
    - A device with an old password
level: informational
behaviour: SI-05
---
title: Many accounts were locked within ten minutes
id: 81e6959c-85a5-4c4b-a0e1-2cd36a1a58ba
name: sign_in_many_locked
status: experimental
description: >-
    At least five accounts were locked within ten minutes. A few wrong passwords lock one account,
    so that many at once point to somebody who tries passwords on all of them. Compare the addresses
    of the refused sign-ins.
references:
    - https://attack.mitre.org/techniques/T1110/
    - https://learn.microsoft.com/en-us/entra/identity/authentication/howto-password-smart-lockout
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110
correlation:
    type: value_count
    rules:
        - sign_in_locked
    timespan: 10m
    condition:
        field: UserId
        gte: 5
fields:
    - UserId
    - ClientIP
falsepositives:
    - A service with wrong passwords for many accounts
level: medium
behaviour: SI-05
"##,
    ),
    (
        "sign-in/many-apps-and-agents.yml",
        r##"title: Sign-ins through many apps from one address
id: 52c431ff-5d94-4b10-a6a3-70b35d759298
name: sign_in_many_apps
status: experimental
description: >-
    One address used at least four apps for one account within five minutes. It is a part of the
    rule over agents.
references:
    - https://attack.mitre.org/techniques/T1078/004/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    type: value_count
    rules:
        - sign_in_tried
    group-by:
        - UserId
        - ClientIP
    timespan: 5m
    condition:
        field: ApplicationId
        gte: 4
fields:
    - UserId
    - ClientIP
    - ApplicationId
falsepositives:
    - A computer that starts
level: informational
behaviour: SI-19
---
title: Sign-ins with many agents from one address
id: 7c1982b4-6933-43ca-85e3-6e49864a3259
name: sign_in_many_agents
status: experimental
description: >-
    One address used at least four user agents for one account within five minutes. It is a part of
    the rule over apps.
references:
    - https://attack.mitre.org/techniques/T1078/004/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    type: value_count
    rules:
        - sign_in_tried
    group-by:
        - UserId
        - ClientIP
    timespan: 5m
    condition:
        field: UserAgent
        gte: 4
fields:
    - UserId
    - ClientIP
    - UserAgent
falsepositives:
    - A home with many devices
level: informational
behaviour: SI-19
---
title: A sign-in was tried
id: 22c3b253-12ba-4f75-be72-33a7c9f78185
name: sign_in_tried
status: experimental
description: >-
    Somebody signed in or tried to.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - UserLoggedIn
            - UserLoginFailed
    condition: selection
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Every sign-in
level: informational
behaviour: SI-19
---
title: Many apps and agents for one account at once
id: 294f424e-2a34-4086-8406-908537ede4fe
name: sign_in_many_apps_and_agents
status: experimental
description: >-
    One address signed in to one account through at least four apps and with at least four user
    agents within five minutes. Tools do so: they try which app and which agent the policies let
    through. Look at which sign-ins succeeded.
references:
    - https://attack.mitre.org/techniques/T1078/004/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.stealth
    - attack.t1078.004
correlation:
    type: temporal
    rules:
        - sign_in_many_apps
        - sign_in_many_agents
    group-by:
        - UserId
        - ClientIP
    timespan: 5m
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Administrators' tools
    - A home with many devices that start together
level: medium
behaviour: SI-19
"##,
    ),
    (
        "sign-in/mfa-bombing.yml",
        r##"title: A prompt for the second factor was not approved
id: 7cbf9506-5038-4985-8318-3ebc8b045d86
name: sign_in_mfa_refused
status: experimental
description: >-
    The password was right, and the prompt for the second factor was denied, not answered or
    answered wrongly.
references:
    - https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1621
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoginFailed
        ErrorNumber: 500121
    condition: selection
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - A phone without a connection
level: informational
behaviour: SI-14
---
title: Many prompts for the second factor not approved
id: 87542202-9b11-40fa-92e7-6e9e94133464
name: sign_in_mfa_bombing
status: experimental
description: >-
    At least ten prompts for the second factor of one account were not approved within ten minutes.
    Somebody knows the password and hopes that the person approves at last. Reset the password, and
    look for a sign-in that succeeded since.
references:
    - https://attack.mitre.org/techniques/T1621/
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1621
correlation:
    type: event_count
    rules:
        - sign_in_mfa_refused
    group-by:
        - UserId
    timespan: 10m
    condition:
        gte: 10
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - A phone without a connection, and a program that asks again and again
level: high
behaviour: SI-14
---
title: Ten prompts for the second factor from one address
id: 009b0a93-255a-4ba6-a310-aedc24f42930
name: sign_in_mfa_bombing_at_one_address
status: experimental
description: >-
    One address caused at least ten prompts for one account within ten minutes, and none was
    approved. It is a part of the rule that waits for the approval.
references:
    - https://attack.mitre.org/techniques/T1621/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1621
correlation:
    type: event_count
    rules:
        - sign_in_mfa_refused
    group-by:
        - UserId
        - ClientIP
    timespan: 10m
    condition:
        gte: 10
fields:
    - UserId
    - ClientIP
falsepositives:
    - A phone without a connection
level: informational
behaviour: SI-14
---
title: Prompts for the second factor were approved at last
id: 3bb2b80f-e416-447d-bce3-67861ca986da
name: sign_in_after_mfa_bombing
status: experimental
description: >-
    After at least ten prompts that were not approved, the address that caused them signed in within
    the hour. The person most likely gave in. Revoke the sessions of the account, reset the
    password, and look for new sign-in methods and inbox rules.
references:
    - https://attack.mitre.org/techniques/T1621/
    - https://learn.microsoft.com/en-us/security/operations/token-theft-playbook
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1621
    - attack.t1078.004
correlation:
    type: temporal_ordered
    rules:
        - sign_in_mfa_bombing_at_one_address
        - sign_in_succeeded
    group-by:
        - UserId
        - ClientIP
    timespan: 1h
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - A person whose phone works again
level: high
behaviour: SI-14
"##,
    ),
    (
        "sign-in/new-address-and-device.yml",
        r##"title: Sign-in from an address that is new for the person
id: c69228dc-a92a-402b-975c-3f946130fe25
name: sign_in_new_address
status: experimental
description: >-
    The person did not sign in from this address during the last thirty days. It is a part of the
    rule over new devices.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    rules:
        - sign_in_succeeded
    group-by:
        - UserId
    trail365:
        first_seen:
            - UserId
            - ClientIP
        history: 30d
fields:
    - UserId
    - ClientIP
falsepositives:
    - Every new network
level: informational
behaviour: SI-16
---
title: Sign-in from a kind of device that is new for the person
id: f26ea65e-fcec-4803-938b-3b404e63e391
name: sign_in_new_device_kind
status: experimental
description: >-
    The person did not sign in with this system and browser during the last thirty days. It is a
    part of the rule over new addresses.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    rules:
        - sign_in_succeeded
    group-by:
        - UserId
    trail365:
        first_seen:
            - UserId
            - DeviceProperties.OS
            - DeviceProperties.BrowserType
        history: 30d
fields:
    - UserId
    - DeviceProperties.OS
    - DeviceProperties.BrowserType
falsepositives:
    - Every new device
level: informational
behaviour: SI-16
---
title: Sign-in from a new address with a new kind of device
id: 07bbdfad-01b2-4327-a74b-e1cf3aa647ab
name: sign_in_new_address_and_device
status: experimental
description: >-
    A person signed in from an address and with a system and browser that are both new for them.
    Somebody else may have signed in. Ask the person, and look at the network of the address and at
    what the session did.
references:
    - https://learn.microsoft.com/en-us/entra/architecture/security-operations-user-accounts
    - https://attack.mitre.org/techniques/T1078/004/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    type: temporal
    rules:
        - sign_in_new_address
        - sign_in_new_device_kind
    group-by:
        - UserId
    timespan: 1m
fields:
    - UserId
    - ClientIP
    - UserAgent
    - DeviceProperties.OS
    - DeviceProperties.BrowserType
falsepositives:
    - A new phone or computer in a new place
level: low
behaviour: SI-16
"##,
    ),
    (
        "sign-in/password-spray-from-one-address.yml",
        r##"title: A password was refused
id: eaaff143-77b8-4122-b74b-874c8d96a165
name: sign_in_password_refused
status: experimental
description: >-
    The password was wrong, the account was locked, or the account does not exist. One such record
    says little: people mistype. It counts in the rules over many accounts and many tries.
references:
    - https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoginFailed
        ErrorNumber:
            - 50126
            - 50053
            - 50034
    condition: selection
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
    - ErrorNumber
falsepositives:
    - People who mistype
level: informational
behaviour: SI-01
---
title: Passwords of many accounts refused from one address
id: fa6c1544-e991-4d1a-a426-5232232cfb45
name: sign_in_password_spray
status: experimental
description: >-
    One address tried at least ten accounts within ten minutes, and their passwords were refused.
    Password spraying tries a few common passwords on everybody, so that no account is locked. Look
    for sign-ins that succeeded from the same address or with the same user agent.
references:
    - https://attack.mitre.org/techniques/T1110/003/
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-password-spray
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110.003
correlation:
    type: value_count
    rules:
        - sign_in_password_refused
    group-by:
        - ClientIP
    timespan: 10m
    condition:
        field: UserId
        gte: 10
fields:
    - ClientIP
    - UserId
    - UserAgent
    - ApplicationId
falsepositives:
    - The shared address of an office after everybody had to change the password
    - A proxy that many people sign in through
level: high
behaviour: SI-01
---
title: A sign-in succeeded
id: 02e653b8-9dcd-4cbb-8082-6d6513a2c11b
name: sign_in_succeeded
status: experimental
description: >-
    Somebody signed in. The record counts only together with what came before it.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
    condition: selection
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Every sign-in
level: informational
behaviour: SI-04
---
title: An address that tried many accounts signed in
id: 185df776-54eb-4fe5-9d8f-723cead72f68
name: sign_in_after_password_spray
status: experimental
description: >-
    An address was refused for at least ten accounts within ten minutes, and within a day it signed
    in. One of the passwords that it tried was right. Treat the account as taken over: revoke its
    sessions and look at what it did from that address.
references:
    - https://attack.mitre.org/techniques/T1110/003/
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-password-spray
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1110.003
    - attack.t1078.004
correlation:
    type: temporal_ordered
    rules:
        - sign_in_password_spray
        - sign_in_succeeded
    group-by:
        - ClientIP
    timespan: 1d
    generate: true
fields:
    - ClientIP
    - UserId
    - UserAgent
    - ApplicationId
falsepositives:
    - The shared address of an office after everybody had to change the password
level: high
behaviour: SI-04
---
title: Passwords of several accounts refused within a minute
id: 0f3b8a7e-52c4-4b5e-9d0a-6f1c2b7e9a41
name: sign_in_password_burst
status: experimental
description: >-
    One address tried at least five accounts within a minute, and their passwords were refused. No
    hand types so fast. In a small tenant it is all there is to see of a password spray; in a large
    one the shared address of an office can do it by chance. Look at what else came from the address.
references:
    - https://attack.mitre.org/techniques/T1110/003/
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-password-spray
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110.003
correlation:
    type: value_count
    rules:
        - sign_in_password_refused
    group-by:
        - ClientIP
    timespan: 1m
    condition:
        field: UserId
        gte: 5
fields:
    - ClientIP
    - UserId
    - UserAgent
    - ApplicationId
falsepositives:
    - The shared address of a large office on the morning after a holiday
level: medium
behaviour: SI-01
---
title: An address that tried several accounts within a minute signed in
id: c1d7e0b2-8a36-4f59-b1b4-3d9e5a60f7c8
name: sign_in_after_password_burst
status: experimental
description: >-
    An address was refused for at least five accounts within a minute, and within a day it signed
    in. One of the passwords that it tried may have been right. Compare the device and the app of
    the sign-in with those that the account has had before.
references:
    - https://attack.mitre.org/techniques/T1110/003/
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-password-spray
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1110.003
    - attack.t1078.004
correlation:
    type: temporal_ordered
    rules:
        - sign_in_password_burst
        - sign_in_succeeded
    group-by:
        - ClientIP
    timespan: 1d
    generate: true
fields:
    - ClientIP
    - UserId
    - UserAgent
    - ApplicationId
falsepositives:
    - The shared address of a large office on the morning after a holiday
level: high
behaviour: SI-04
"##,
    ),
    (
        "sign-in/password-spray-over-many-addresses.yml",
        r##"title: A program sent a wrong password without a sign-in page
id: 763c640b-fc77-48c5-bbea-5ea9a52ccabe
name: sign_in_wrong_password_by_program
status: experimental
description: >-
    A client sent name and password straight to the token service, and the password was wrong.
    People meet a sign-in page instead, so these records come from programs.
references:
    - https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth-ropc
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoginFailed
        ErrorNumber:
            - 50126
            - 50053
            - 50034
        ExtendedProperties.RequestType: OAuth2:Token
    condition: selection
fields:
    - UserId
    - ClientIP
    - ApplicationId
falsepositives:
    - Old programs with a stored password
level: informational
behaviour: SI-03
---
title: A program was refused for many accounts of one app
id: 8c3a4f87-7ed4-47bc-9897-4d3e910cb997
name: spread_spray_accounts
status: experimental
description: >-
    Programs were refused for at least ten accounts through one app within ten minutes. It is a part
    of the rule over many addresses.
references:
    - https://attack.mitre.org/techniques/T1110/003/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110.003
correlation:
    type: value_count
    rules:
        - sign_in_wrong_password_by_program
    group-by:
        - ApplicationId
    timespan: 10m
    condition:
        field: UserId
        gte: 10
fields:
    - ApplicationId
    - UserId
falsepositives:
    - Old programs with stored passwords
level: informational
behaviour: SI-03
---
title: Programs were refused from many addresses through one app
id: 4c5f3fd1-f2a3-4dfe-a6e4-37707af72bef
name: spread_spray_addresses
status: experimental
description: >-
    Programs were refused from at least ten addresses through one app within ten minutes. It is a
    part of the rule over many accounts.
references:
    - https://attack.mitre.org/techniques/T1110/003/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110.003
correlation:
    type: value_count
    rules:
        - sign_in_wrong_password_by_program
    group-by:
        - ApplicationId
    timespan: 10m
    condition:
        field: ClientIP
        gte: 10
fields:
    - ApplicationId
    - ClientIP
falsepositives:
    - Old programs with stored passwords
level: informational
behaviour: SI-03
---
title: Passwords of many accounts refused from many addresses
id: 7399fa2d-3064-4d84-9497-e56869e8be7e
name: sign_in_spread_spray
status: experimental
description: >-
    Within ten minutes programs sent wrong passwords for at least ten accounts from at least ten
    addresses, all through one app. Attackers rent many addresses so that no single one stands out.
    Look for sign-ins of the same app that succeeded, and switch off what lets programs send
    passwords.
references:
    - https://attack.mitre.org/techniques/T1110/003/
    - https://learn.microsoft.com/en-us/security/operations/incident-response-playbook-password-spray
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.t1110.003
    - attack.t1110.004
correlation:
    type: temporal
    rules:
        - spread_spray_accounts
        - spread_spray_addresses
    group-by:
        - ApplicationId
    timespan: 10m
fields:
    - ApplicationId
    - UserId
    - ClientIP
falsepositives:
    - An outage of single sign-on that hits many devices with stored passwords
level: medium
behaviour: SI-03
"##,
    ),
    (
        "sign-in/phishing-kit-signs-in.yml",
        r##"title: A scripted client signed in to a page for browsers
id: 6bebc33c-a17d-434e-99eb-12c5c264144d
name: sign_in_phishing_kit
status: experimental
description: >-
    A library for programs signed in to an app that people open in a browser, such as the start page
    of Microsoft 365.
references:
    - https://www.proofpoint.com/us/blog/threat-insight/microsoft-oauth-app-impersonation-campaign-leads-mfa-phishing
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1557
    - attack.t1539
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
        UserAgent|startswith|expand: '%scripted_agents%'
        ApplicationId|expand: '%portal_apps%'
    condition: selection
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
    - ObjectId
falsepositives:
    - Monitoring that opens the start page
level: informational
behaviour: SI-07
---
title: Sign-in of the kind that phishing kits make
id: 406f9836-9cff-4ef7-a004-aa9d43704953
name: sign_in_phishing_kit_seen
status: experimental
description: >-
    A scripted client signed in to the start page of Microsoft 365, webmail or the sign-in broker.
    Kits that stand between a person and the sign-in page do so: they pass the password and the
    second factor on and keep the session. Revoke the sessions of the account, reset its password,
    and look for inbox rules, new sign-in methods and consents that followed.
references:
    - https://www.proofpoint.com/us/blog/threat-insight/microsoft-oauth-app-impersonation-campaign-leads-mfa-phishing
    - https://www.microsoft.com/en-us/security/blog/2022/07/12/from-cookie-theft-to-bec-attackers-use-aitm-phishing-sites-as-entry-point-to-further-financial-fraud/
    - https://attack.mitre.org/techniques/T1557/
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.initial-access
    - attack.t1557
    - attack.t1539
correlation:
    type: event_count
    rules:
        - sign_in_phishing_kit
    group-by:
        - UserId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Monitoring that opens the start page with a test account
level: high
behaviour: SI-07
"##,
    ),
    (
        "sign-in/risk-found-by-microsoft.yml",
        r##"title: High risk found by Microsoft for a sign-in
id: 1bfbab01-7c05-4fe6-aafc-972203aa7943
name: risk_detection_high
status: experimental
description: >-
    Microsoft's own analysis rates the risk of a sign-in or an account as high, for example because
    the address is known for attacks or the password was found in a leak. The kind of risk stands in
    RiskEventType. Look at the sign-in and at what the account did after it.
references:
    - https://learn.microsoft.com/en-us/entra/id-protection/concept-identity-protection-risks
    - https://attack.mitre.org/techniques/T1078/004/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        RecordType:
            - 294
            - AadRiskDetection
        RiskLevel: high
    filter_settled:
        RiskState:
            - remediated
            - dismissed
            - confirmedSafe
    condition: selection and not filter_settled
fields:
    - UserId
    - UserDisplayName
    - RiskEventType
    - RiskLevel
    - RiskState
    - RiskDetail
    - Location
falsepositives:
    - People who travel or use a VPN
level: informational
behaviour: SI-24
---
title: High risk found by Microsoft
id: e6e77388-9a0e-448f-8ddb-c6669c8ca5a1
name: risk_detection_high_seen
status: experimental
description: >-
    Microsoft's own analysis rates the risk of a sign-in or an account as high. Look at the kind of
    risk in RiskEventType, at the sign-in, and at what the account did after it. Updates of one
    detection are one alert.
references:
    - https://learn.microsoft.com/en-us/entra/id-protection/concept-identity-protection-risks
    - https://attack.mitre.org/techniques/T1078/004/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    type: event_count
    rules:
        - risk_detection_high
    group-by:
        - RiskId
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - UserDisplayName
    - RiskId
    - RiskEventType
    - RiskLevel
    - RiskState
    - RiskDetail
    - Location
falsepositives:
    - People who travel or use a VPN
level: medium
behaviour: SI-24
"##,
    ),
    (
        "sign-in/scripted-client-signs-in.yml",
        r##"title: A scripted client signed in
id: a10cfb19-8eec-46a1-ac88-b3fc08628907
name: sign_in_scripted_client
status: experimental
description: >-
    The user agent of a sign-in that succeeded names a library for programs, not a browser or an
    office program. Apps that phishing kits sign in to are left to another rule.
references:
    - https://www.proofpoint.com/us/blog/threat-insight/http-client-tools-exploitation-account-takeover-attacks
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
        UserAgent|startswith|expand: '%scripted_agents%'
    filter_portal:
        ApplicationId|expand: '%portal_apps%'
    condition: selection and not filter_portal
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
    - ObjectId
falsepositives:
    - Own automation that signs in as a person
level: informational
behaviour: SI-06
---
title: Sign-in by a scripted client
id: 83013181-8527-4514-951d-e22ee4761cc7
name: sign_in_scripted_client_seen
status: experimental
description: >-
    A person's account signed in through a library for programs, such as axios, python-requests or
    Go-http-client. Tools that use stolen passwords and tokens often keep the agent of their
    library. Ask whether the account belongs to an automation; if not, look at what its session did.
    All sign-ins of one account by one agent are one alert while less than a day lies between them.
references:
    - https://www.proofpoint.com/us/blog/threat-insight/http-client-tools-exploitation-account-takeover-attacks
    - https://attack.mitre.org/techniques/T1078/004/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
correlation:
    type: event_count
    rules:
        - sign_in_scripted_client
    group-by:
        - UserId
        - UserAgent
    timespan: 1d
    condition:
        gte: 1
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Own automation that signs in as a person
    - Apps for Android that keep the agent of their library
level: high
behaviour: SI-06
"##,
    ),
    (
        "sign-in/session-changes-system.yml",
        r##"title: A sign-in names the operating system
id: 4ddb368b-ce13-4d6e-ae07-6852af951b45
name: sign_in_with_system
status: experimental
description: >-
    The sign-in succeeded, and its record names a session and an operating system.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1078.004
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
        DeviceProperties.OS: '?*'
        DeviceProperties.SessionId: '?*'
    condition: selection
fields:
    - UserId
    - ClientIP
    - UserAgent
    - DeviceProperties.OS
    - DeviceProperties.SessionId
falsepositives:
    - Every sign-in
level: informational
behaviour: SI-09
---
title: One session on two operating systems
id: bed2129d-45c6-44e4-b1d8-86716b5ee7f5
name: session_changes_system
status: experimental
description: >-
    Sign-ins of one session name two operating systems within a day. A session belongs to one
    browser on one device, so its cookie was probably copied to another machine. Compare the
    addresses and agents of both, revoke the sessions of the account, and look at what the newer one
    did.
references:
    - https://attack.mitre.org/techniques/T1539/
    - https://learn.microsoft.com/en-us/security/operations/token-theft-playbook
author: trail365
date: 2026-11-29
tags:
    - attack.credential-access
    - attack.stealth
    - attack.t1539
    - attack.t1550.004
correlation:
    type: value_count
    rules:
        - sign_in_with_system
    group-by:
        - UserId
        - Session
    timespan: 1d
    condition:
        field: DeviceProperties.OS
        gte: 2
fields:
    - UserId
    - ClientIP
    - UserAgent
    - DeviceProperties.OS
    - DeviceProperties.SessionId
falsepositives:
    - A tablet that asks for desktop pages
level: medium
behaviour: SI-09
"##,
    ),
    (
        "sign-in/session-on-two-networks.sql",
        r##"-- title: One session used from two networks in turn
-- id: 523e0e56-036f-4241-b911-81cef75c588c
-- name: session_on_two_networks
-- status: experimental
-- description: >-
--     One session was used from two networks in turn, with different browsers. A session belongs to
--     one browser on one device: its owner takes the browser along to another network, and the agent
--     stays the same. Here the first network went on after the second had begun, and no agent was
--     seen on both, so the cookie was probably copied. Revoke the sessions of the account, and look
--     at what was done from the newer network.
-- references:
--     - https://attack.mitre.org/techniques/T1539/
--     - https://learn.microsoft.com/en-us/security/operations/token-theft-playbook
-- author: trail365
-- date: 2026-11-29
-- tags:
--     - attack.credential-access
--     - attack.stealth
--     - attack.t1539
--     - attack.t1550.004
-- fields:
--     - UserId
--     - ClientIP
--     - UserAgent
--     - Session
-- falsepositives:
--     - A browser that claims to be another one on some pages while a VPN is switched on and off
-- level: high
-- behaviour: SI-08

-- Networks are /16 of IPv4 and /32 of IPv6: smaller ones change at home and on the road.
WITH used AS (
    SELECT
        organization_id,
        user_id,
        content_hash,
        creation_time,
        coalesce(
            nullif(app_access_context['aad_session_id'], ''),
            nullif(session_id, ''),
            nullif(device_properties['SessionId'], '')
        ) AS session,
        coalesce(client_ip, client_ip_address, actor_ip_address) AS address,
        coalesce(user_agent, extended_properties['UserAgent'], client_info_string) AS agent
    FROM events
    WHERE user_id LIKE '%@%'
),
browsers AS (
    SELECT
        organization_id,
        lower(user_id) AS user_id,
        lower(session) AS session,
        content_hash,
        creation_time,
        regexp_replace(agent, '^Client=OWA;|;$', '', 'g') AS agent,
        coalesce(
            regexp_match(address, '^([0-9]+[.][0-9]+)[.]')[1],
            regexp_match(address, '^([0-9a-fA-F]*:[0-9a-fA-F]*):')[1]
        ) AS network
    FROM used
    WHERE session IS NOT NULL
        AND (agent LIKE 'Mozilla/5.0 %' OR agent LIKE 'Client=OWA;Mozilla/5.0 %')
        AND NOT regexp_like(agent, 'Teams/|Electron/|Outlook|Office|MSAL|Trident|PKeyAuth')
        AND NOT is_private(address)
),
networks AS (
    SELECT
        organization_id,
        user_id,
        session,
        network,
        min(creation_time) AS first_time,
        max(creation_time) AS last_time,
        array_agg(DISTINCT agent) AS agents
    FROM browsers
    WHERE network IS NOT NULL
    GROUP BY organization_id, user_id, session, network
),
pairs AS (
    SELECT DISTINCT older.organization_id, older.user_id, older.session
    FROM networks AS older
    JOIN networks AS newer
        ON older.organization_id = newer.organization_id
        AND older.user_id = newer.user_id
        AND older.session = newer.session
        AND older.network <> newer.network
    WHERE older.first_time <= newer.first_time
        AND older.last_time >= newer.first_time
        AND NOT array_has_any(older.agents, newer.agents)
)
SELECT
    concat(browsers.organization_id, ' ', browsers.user_id, ' ', browsers.session) AS finding,
    browsers.content_hash,
    'One session was used from two networks in turn, with different browsers.' AS reason
FROM browsers
JOIN pairs
    ON browsers.organization_id = pairs.organization_id
    AND browsers.user_id = pairs.user_id
    AND browsers.session = pairs.session
"##,
    ),
    (
        "sign-in/sign-in-from-hosting-network.yml",
        r##"title: A person signed in from a hosting network
id: 04152b24-647b-4630-b6a4-784bab703be3
name: sign_in_hosting
status: experimental
description: >-
    The address belongs to a network of the list of hosting networks.
references:
    - https://attack.mitre.org/techniques/T1090/003/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.stealth
    - attack.t1078.004
    - attack.t1090.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: UserLoggedIn
        ClientIP|cidr|expand: '%hosting_networks%'
    condition: selection
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - A company proxy in a cloud
level: informational
behaviour: SI-17
---
title: Sign-in from a hosting or VPN network that is new for the person
id: 79dc6282-856b-4c2f-97dd-6404679408cd
name: sign_in_hosting_new
status: experimental
description: >-
    A person signed in from a network of a hosting or VPN company, from an address that they did not
    use during the last fourteen days. Phishing kits and rented servers stand in such networks. Ask
    whether the person uses a VPN. The rule sleeps until the list hosting_networks is filled.
references:
    - https://attack.mitre.org/techniques/T1090/003/
    - https://learn.microsoft.com/en-us/security/operations/token-theft-playbook
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.stealth
    - attack.t1078.004
    - attack.t1090.003
correlation:
    rules:
        - sign_in_hosting
    group-by:
        - UserId
    trail365:
        first_seen:
            - UserId
            - ClientIP
        history: 14d
fields:
    - UserId
    - ClientIP
    - UserAgent
    - ApplicationId
falsepositives:
    - Private VPNs
    - A company proxy in a cloud
level: medium
behaviour: SI-17
"##,
    ),
    (
        "teams/chats-read-by-api.yml",
        r##"title: Chats were read through an interface
id: 12a7b53b-df27-4737-9fb5-94d3a66799f3
name: teams_messages_read_by_api
status: experimental
description: >-
    Chats or messages were read or exported through Graph. This is a part of other rules and raises
    no alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
    - https://attack.mitre.org/techniques/T1213/005/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1213.005
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - MessagesExported
            - ChatRetrieved
            - MessagesListed
            - MessageHostedContentRead
            - MessageHostedContentsListed
    condition: selection
fields:
    - UserId
    - ClientIP
    - AppAccessContext
    - ChatThreadId
falsepositives:
    - Archive programs
level: informational
behaviour: TM-06
---
title: App that never did so before reads chats
id: b3405178-2671-4da6-a88f-03cfd5e479e0
name: chats_read_by_new_app
status: experimental
description: >-
    An app read or exported chats through Graph that did not do so in the month before. Programs
    that keep records do this, and so do intruders who look for passwords in chats. Check who
    consented to the app.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
    - https://attack.mitre.org/techniques/T1213/005/
author: trail365
date: 2026-11-29
tags:
    - attack.collection
    - attack.t1213.005
correlation:
    rules:
        - teams_messages_read_by_api
    group-by:
        - Workload
    trail365:
        first_seen:
            - AppAccessContext.ClientAppId
        history: 30d
fields:
    - UserId
    - ClientIP
    - AppAccessContext
    - ChatThreadId
falsepositives:
    - New archive and analysis programs
level: medium
behaviour: TM-06
"##,
    ),
    (
        "teams/help-desk-chat-from-outside.yml",
        r##"title: Stranger posing as support began a chat
id: 1a78943f-b414-4558-90be-9cdff748dd58
name: help_desk_chat_from_outside
status: experimental
description: >-
    A person of another organisation began a chat with one user, and a member of the chat is named
    like a help desk or a security team. Strangers pose as support, often after a flood of mail, and
    ask for remote control or a sign-in code. Ask the user at once what was said and what was
    installed.
references:
    - https://www.microsoft.com/en-us/security/blog/2024/05/15/threat-actors-misusing-quick-assist-in-social-engineering-attacks-leading-to-ransomware/
    - https://www.microsoft.com/en-us/security/blog/2023/08/02/midnight-blizzard-conducts-targeted-social-engineering-over-microsoft-teams/
    - https://unit42.paloaltonetworks.com/?p=182028
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1566.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: ChatCreated
        CommunicationType: OneOnOne
        ParticipantInfo.HasForeignTenantUsers: true
        Members.DisplayName|re|i|expand: '(?:^|[^\p{L}])%help_desk_names%(?:$|[^\p{L}])'
    condition: selection
fields:
    - UserId
    - ClientIP
    - CommunicationType
    - Members
    - ParticipantInfo
    - ChatThreadId
falsepositives:
    - A service provider that gives support by Teams
level: high
behaviour: TM-01
"##,
    ),
    (
        "teams/impersonation-in-chat.yml",
        r##"title: Microsoft took a chat partner for an impersonator
id: 34ba3711-69be-4939-b039-6e4d957763d1
name: impersonation_in_chat
status: experimental
description: >-
    Teams warned that a person from outside may pose as someone else. Ask the user who was addressed
    what the person wanted, and whether something was installed or a code was given.
references:
    - https://unit42.paloaltonetworks.com/?p=182028
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1566.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: TeamsImpersonationDetected
    condition: selection
fields:
    - UserId
    - ClientIP
    - CommunicationType
    - Members
    - ParticipantInfo
    - ChatThreadId
falsepositives:
    - Partners with a name like that of a known brand
level: high
behaviour: TM-01
"##,
    ),
    (
        "teams/link-from-unknown-tenant.yml",
        r##"title: Person of a tenant without an own domain sent a link
id: 661f3447-8501-4969-a41d-518b06f3d56c
name: link_from_bare_tenant
status: experimental
description: >-
    A person of another organisation, whose address ends in onmicrosoft.com, sent a message with a
    link. This is a part of other rules and raises no alert by itself.
references:
    - https://www.microsoft.com/en-us/security/blog/2023/08/02/midnight-blizzard-conducts-targeted-social-engineering-over-microsoft-teams/
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1566.003
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: MessageCreatedHasLink
        ParticipantInfo.HasForeignTenantUsers: true
        UserId|endswith: .onmicrosoft.com
    condition: selection
fields:
    - UserId
    - ClientIP
    - CommunicationType
    - Members
    - ParticipantInfo
    - ChatThreadId
    - MessageURLs
falsepositives:
    - Partners with small tenants
level: informational
behaviour: TM-02
---
title: Unknown person of a tenant without an own domain sent a link
id: bab6a798-b064-4edf-a1eb-4330e5684709
name: link_from_unknown_tenant
status: experimental
description: >-
    A person whose address ends in onmicrosoft.com sent a link in a chat with people outside, and
    sent none in the month before. Intruders rent or take over small tenants for this. Look at the
    link and at who opened it.
references:
    - https://www.microsoft.com/en-us/security/blog/2023/08/02/midnight-blizzard-conducts-targeted-social-engineering-over-microsoft-teams/
    - https://unit42.paloaltonetworks.com/?p=182028
author: trail365
date: 2026-11-29
tags:
    - attack.initial-access
    - attack.t1566.003
correlation:
    rules:
        - link_from_bare_tenant
    group-by:
        - Operation
    trail365:
        first_seen:
            - UserId
        history: 30d
fields:
    - UserId
    - ClientIP
    - CommunicationType
    - Members
    - ParticipantInfo
    - ChatThreadId
    - MessageURLs
falsepositives:
    - New partners with small tenants
level: medium
behaviour: TM-02
"##,
    ),
    (
        "teams/new-app-in-teams.yml",
        r##"title: App, bot or connector was added to Teams
id: 8b7d2e9a-eb6f-49dd-bdd1-556d4b0c9252
name: teams_app_added
status: experimental
description: >-
    An app, a bot or a connector was added to a team or a chat. This is a part of other rules and
    raises no alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1671
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation:
            - AppInstalled
            - BotAddedToTeam
            - ConnectorAdded
    condition: selection
fields:
    - UserId
    - TeamName
    - AddOnName
    - AddOnGuid
falsepositives:
    - Everyday use of apps
level: informational
behaviour: TM-05
---
title: App that was never seen before was added to Teams
id: 5f1cc874-10f8-452f-a84e-60f58ffbb577
name: new_app_in_teams
status: experimental
description: >-
    An app, a bot or a connector was added that nobody in the organisation added in the three months
    before. It can read or write in its team. Check who made it.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
    - https://attack.mitre.org/techniques/T1671/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1671
correlation:
    rules:
        - teams_app_added
    group-by:
        - Operation
    trail365:
        first_seen:
            - AddOnName
        history: 90d
fields:
    - UserId
    - TeamName
    - AddOnName
    - AddOnGuid
falsepositives:
    - New apps that people want
level: low
behaviour: TM-05
"##,
    ),
    (
        "teams/team-owners-added.yml",
        r##"title: Somebody was made owner of a team
id: 732472fe-6908-4e32-abc7-2b4a14299f56
name: team_owner_added
status: experimental
description: >-
    A member of a team was made an owner. This is a part of other rules and raises no alert by
    itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: MemberRoleChanged
        Members.Role: 2
    condition: selection
fields:
    - UserId
    - TeamName
    - Members
falsepositives:
    - Everyday work in teams
level: informational
behaviour: TM-07
---
title: Account made somebody owner of many teams
id: 73d1d5df-d4f3-4fd2-9e71-f66bc5694436
name: team_owners_added
status: experimental
description: >-
    One account made members to owners in five different teams or more within an hour. An owner can
    add guests and read everything in the team. Check who became owner.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
    - https://attack.mitre.org/techniques/T1098/
author: trail365
date: 2026-11-29
tags:
    - attack.persistence
    - attack.t1098
correlation:
    type: value_count
    rules:
        - team_owner_added
    group-by:
        - UserId
    timespan: 1h
    condition:
        field: TeamGuid
        gte: 5
fields:
    - UserId
    - TeamName
    - Members
falsepositives:
    - Administrators who hand teams over
level: medium
behaviour: TM-07
"##,
    ),
    (
        "teams/teams-deleted.yml",
        r##"title: Team was deleted
id: f5b74311-7a0e-4085-93de-46c6d7e0c2c8
name: team_deleted
status: experimental
description: >-
    A team was deleted with its files and messages. This is a part of other rules and raises no
    alert by itself.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
author: trail365
date: 2026-11-29
tags:
    - attack.impact
    - attack.t1485
logsource:
    product: m365
    service: audit
detection:
    selection:
        Operation: TeamDeleted
    condition: selection
fields:
    - UserId
    - TeamName
    - TeamGuid
falsepositives:
    - Teams that are no longer needed
level: informational
behaviour: TM-07
---
title: Several teams were deleted in one hour
id: e75a24bf-6f6a-4314-9c1b-f39f80841d10
name: teams_deleted
status: experimental
description: >-
    One account deleted three teams or more within an hour. Teams can be restored for 30 days. Ask
    the person.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
    - https://attack.mitre.org/techniques/T1485/
author: trail365
date: 2026-11-29
tags:
    - attack.impact
    - attack.t1485
correlation:
    type: value_count
    rules:
        - team_deleted
    group-by:
        - UserId
    timespan: 1h
    condition:
        field: TeamGuid
        gte: 3
fields:
    - UserId
    - TeamName
    - TeamGuid
falsepositives:
    - Administrators who tidy up
level: medium
behaviour: TM-07
"##,
    ),
    (
        "teams/teams-opened-to-outside.yml",
        r##"title: Chat with people outside was allowed
id: 36f05006-9fed-4a6b-8666-4e8c150343bc
name: teams_opened_to_outside
status: experimental
description: >-
    A setting of Teams was changed so that people of other organisations or private accounts can
    chat with users. Strangers who pose as support need this. Check who asked for it, and limit it
    to known domains.
references:
    - https://learn.microsoft.com/en-us/purview/audit-log-activities
    - https://learn.microsoft.com/en-us/microsoftteams/trusted-organizations-external-meetings-chat
author: trail365
date: 2026-11-29
tags:
    - attack.defense-impairment
    - attack.t1562
logsource:
    product: m365
    service: audit
detection:
    selection_cmdlet:
        Operation:
            - Set-CsTenantFederationConfiguration
            - Set-CsExternalAccessPolicy
            - New-CsExternalAccessPolicy
    opened_cmdlet:
        - Parameters.AllowFederatedUsers: 'True'
        - Parameters.AllowPublicUsers: 'True'
        - Parameters.AllowTeamsConsumer: 'True'
        - Parameters.AllowTeamsConsumerInbound: 'True'
        - Parameters.EnableFederationAccess: 'True'
        - Parameters.EnableTeamsConsumerAccess: 'True'
        - Parameters.EnableTeamsConsumerInbound: 'True'
        - Parameters.AllowedDomains|contains: AllowAllKnownDomains
    selection_setting:
        Operation: TeamsTenantSettingChanged
        Name|contains:
            - external
            - federat
            - guest
            - sideload
            - custom app
        NewValue|contains:
            - 'true'
            - enabled
            - 'on'
    filter_failed:
        Outcome: failed
    condition: ((selection_cmdlet and opened_cmdlet) or selection_setting) and not filter_failed
fields:
    - UserId
    - ClientIP
    - Name
    - NewValue
    - OldValue
    - Parameters
falsepositives:
    - Administrators who open Teams for partners
level: medium
behaviour: TM-04
"##,
    ),
];

/// Lists, by their files.
pub(crate) static LISTS: [(&str, &str); 30] = [
    (
        "abused_apps.toml",
        r##"[abused_apps]
description = "Apps of third parties that intruders often add to copy a mailbox, harvest contacts or send mail in bulk. They have honest users as well."
source = "Huntress rogueapps (facts only); Proofpoint and Darktrace reports; CIPP documentation on rogue apps"
date = "2026-11-29"
values = [
    "a43e5392-f48b-46a4-a0f1-098b5eeb4757", # CloudSponge
    "412445a2-0794-487e-9dd6-d57d9593b249", # CubeBackup
    "62db40a4-2c7e-4373-a609-eda138798962", # Edison Mail
    "e9a7fea1-1cc0-4cd9-a31b-9137ca5deedd", # eM Client
    "77468577-4f6e-40e7-b745-11d3d0c28095", # Fastmail
    "231575bc-9f6c-4539-9241-5cfae696b630", # Foxmail
    "b1c4926a-5fb6-4aad-b920-709c957be148", # Horizon Tech
    "2ef68ccc-8a4d-42ff-ae88-2d7bb89ad139", # Mail_Backup
    "a245e8c0-b53c-4b67-9b45-751d1dff8e6b", # Newsletter Software Supermailer
    "ff8d92dc-3d82-41d6-bcbd-b9174d163620", # PerfectData Software
    "179d5108-412b-4c95-8e34-06786784ab39", # PostBox
    "b15665d9-eda6-4092-8539-0eec376afd59", # rclone
    "4761b959-9780-4c2d-87a3-512b4638f767", # rclone
    "caffae8c-0882-4c81-9a27-d1803af53a40", # SigParser
    "946c777c-bc85-489e-b034-392389ae23d6", # Spike
    "1a9b8d93-0d60-4835-896f-83016de95ff5", # Teleforge Directory
    "497ac034-5120-4c1a-929a-0351f5c09918", # ZoomInfo Communitiez Login
    "858d7e42-35f0-44b7-9033-df309239a47f", # ZoomInfo Login
]
"##,
    ),
    (
        "admins.toml",
        r##"[admins]
description = "User names of the people who administer the tenant."
source = "the user"
date = "2026-11-29"
values = []
"##,
    ),
    (
        "allowed_countries.toml",
        r##"[allowed_countries]
description = "Two-letter codes of the countries that people sign in from."
source = "the user"
date = "2026-11-29"
values = []
"##,
    ),
    (
        "code_phishing_apps.toml",
        r##"[code_phishing_apps]
description = "Public clients of Microsoft whose tokens device code phishing asks for."
source = "Microsoft, Storm-2372 (2025); dirkjanm.io, phishing for primary refresh tokens (2023)"
date = "2026-11-29"
values = [
    "29d9ed98-a469-4536-ade2-f981bc1d605e", # Microsoft Authentication Broker
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46", # Microsoft Azure CLI
    "1950a258-227b-4e31-a9cf-717495945fc2", # Microsoft Azure PowerShell
    "1b730954-1685-4b74-9bfd-dac224a7b894", # Azure Active Directory PowerShell
    "aebc6443-996d-45c2-90f0-388ff96faa56", # Visual Studio Code
    "14d82eec-204b-4c2f-b7e8-296a70dab67e", # Microsoft Graph Command Line Tools
    "d3590ed6-52b3-4102-aeff-aad2292ab01c", # Microsoft Office
    "9ba1a5c7-f17a-4de9-a1f1-6178c8d51223", # Microsoft Intune Company Portal
]
"##,
    ),
    (
        "deletion_folders.toml",
        r##"[deletion_folders]
description = "Folders where mail is put away or thrown away. Ordinary rules use them too, so they count only together with something else."
source = "Microsoft documentation of default Outlook folders"
date = "2026-11-29"
values = [
    "Deleted Items",
    "Gelöschte Elemente",
    "Éléments supprimés",
    "Elementos eliminados",
    "Posta eliminata",
    "Verwijderde items",
    "Itens Excluídos",
    "Junk Email",
    "Junk E-Mail",
    "Junk-E-Mail",
    "Courrier indésirable",
    "Correo no deseado",
    "Posta indesiderata",
    "Ongewenste e-mail",
    "Lixo Eletrônico",
    "Archive",
    "Archiv",
    "Archives",
    "Archivo",
    "Archivio",
    "Archief",
]
"##,
    ),
    (
        "developer_tools.toml",
        r##"[developer_tools]
description = "Public clients of Microsoft for developers and administrators. Every tenant trusts them, and code phishing asks for their codes."
source = "Volexity, phishing for codes (2025); Push Security, ConsentFix (2025)"
date = "2026-11-29"
values = [
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46", # Microsoft Azure CLI
    "1950a258-227b-4e31-a9cf-717495945fc2", # Microsoft Azure PowerShell
    "1b730954-1685-4b74-9bfd-dac224a7b894", # Azure Active Directory PowerShell
    "aebc6443-996d-45c2-90f0-388ff96faa56", # Visual Studio Code
    "14d82eec-204b-4c2f-b7e8-296a70dab67e", # Microsoft Graph Command Line Tools
]
"##,
    ),
    (
        "file_scripted_agents.toml",
        r##"[file_scripted_agents]
description = "Parts of agents that download files by script or copy program. They are tokens that no browser or sync program has in its agent."
source = "public reports of downloads by scripts; documentation of the libraries"
date = "2026-11-29"
values = [
    "python-requests",
    "Python/",
    "python-urllib",
    "aiohttp",
    "httpx",
    "rclone",
    "curl/",
    "Wget/",
    "PnPPS",
    "PnPCore",
    "PnPFramework",
    "PnPCoreSDK",
    "WindowsPowerShell",
    "PowerShell/",
    "SharePointOnlinePowerShell",
    "Go-http-client",
    "axios/",
    "node-fetch",
    "okhttp",
    "GraphRunner",
    "AADInternals",
    "PostmanRuntime",
]
"##,
    ),
    (
        "fraud_words.toml",
        r##"[fraud_words]
description = "Words of payments in several languages, as whole words and without case; a plural `s` is allowed for. Each value is a part of a regular expression."
source = "public reports of payment fraud by mail"
date = "2026-11-29"
values = [
    "invoice",
    "invoicing",
    "payment",
    "wire",
    "wire transfer",
    "bank transfer",
    "remittance",
    "remit",
    "ACH",
    "SWIFT",
    "IBAN",
    "bank",
    "banking",
    "bank details",
    "account details",
    "account number",
    "routing number",
    "payroll",
    "direct deposit",
    "payment elections",
    "purchase order",
    "W-2",
    "W2",
    "payoff",
    "escrow",
    "deposit",
    "past due",
    "overdue",
    "settlement",
    "Rechnung",
    "Rechnungen",
    "Zahlung",
    "Zahlungen",
    "Überweisung",
    "Bankverbindung",
    "Kontodaten",
    "facture",
    "virement",
    "paiement",
    "règlement",
    "factuur",
    "facturen",
    "betaling",
    "overschrijving",
    "factura",
    "pago",
    "transferencia",
    "fattura",
    "bonifico",
    "pagamento",
    "fatura",
    "boleto",
]
"##,
    ),
    (
        "help_desk_names.toml",
        r##"[help_desk_names]
description = "Display names under which strangers pose as support. Each value is a part of a regular expression."
source = "public reports of support scams by Teams, 2024 to 2026"
date = "2026-11-29"
values = [
    'help\s?-?desk',
    'service\s?desk',
    'it[\s-]support',
    'it[\s-]department',
    'it[\s-]team',
    'it[\s-]service',
    'it[\s-]admin(?:istrator)?',
    'tech(?:nical)?[\s-]support',
    "desktop support",
    "support team",
    "support manager",
    "system administrator",
    "microsoft security",
    "microsoft support",
    "microsoft teams",
    "security team",
    "security department",
    "identity protection",
    "account security",
    "office 365",
    "microsoft 365",
    "IT-Abteilung",
    "soporte t[eé]cnico",
    "support informatique",
]
"##,
    ),
    (
        "hiding_folders.toml",
        r##"[hiding_folders]
description = "Folders of a mailbox that nobody looks into, in the display names of several languages. Rules of attackers move mail there."
source = "Microsoft documentation of default Outlook folders"
date = "2026-11-29"
values = [
    "RSS Feeds",
    "RSS Subscriptions",
    "RSS-Feeds",
    "RSS-Abonnements",
    "Flux RSS",
    "Fuentes RSS",
    "Feed RSS",
    "RSS-feeds",
    "Conversation History",
    "Verlauf der Unterhaltung",
    "Aufgezeichnete Unterhaltungen",
    "Historique des conversations",
    "Historial de conversaciones",
    "Cronologia conversazione",
    "Gespreksgeschiedenis",
    "Sync Issues",
    "Synchronisierungsprobleme",
    "Problèmes de synchronisation",
    "Synchronisatieproblemen",
    "Notes",
    "Notizen",
    "Notities",
    "Tasks",
    "Aufgaben",
    "Tâches",
    "Taken",
    "Calendar",
    "Kalender",
    "Calendrier",
    "Journal",
    "Drafts",
    "Entwürfe",
    "Brouillons",
    "Outbox",
    "Postausgang",
    "Quick Step Settings",
    "Conversation Action Settings",
    "Clutter",
]
"##,
    ),
    (
        "hosting_networks.toml",
        r##"[hosting_networks]
description = "Networks of hosting and VPN companies, one CIDR a value. Bring your own list: networks change hands within months."
source = "the user"
date = "2026-11-29"
values = []
"##,
    ),
    (
        "legacy_agents.toml",
        r##"[legacy_agents]
description = "User agents that the sign-in service writes for protocols which send the password themselves, compared with the start of the agent."
source = "Microsoft Entra documentation on legacy authentication; Huntress reports of BAV2ROPC"
date = "2026-11-29"
values = [
    "BAV2ROPC", # POP, IMAP and SMTP
    "CBAInPROD", # POP, IMAP and SMTP
    "CBAInTAR", # ActiveSync
]
"##,
    ),
    (
        "listed_networks.toml",
        r##"[listed_networks]
description = "Addresses and networks that an alert is wanted for, such as Tor exits of the day or indicators of a case, one CIDR a value."
source = "the user"
date = "2026-11-29"
values = []
"##,
    ),
    (
        "lure_extensions.toml",
        r##"[lure_extensions]
description = "Endings of files that open a page or a program when somebody opens them. Phishing by shared files uses them."
source = "Microsoft report on misused file hosting of October 2024"
date = "2026-11-29"
values = [
    "html",
    "htm",
    "shtml",
    "xhtml",
    "svg",
    "one",
    "url",
    "lnk",
    "js",
    "jse",
    "vbs",
    "hta",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "wsf",
]
"##,
    ),
    (
        "mail_scripted_clients.toml",
        r##"[mail_scripted_clients]
description = "Parts of the client text of Exchange records that name a mail program or library rather than Outlook or webmail. Intruders use them to copy mailboxes."
source = "public reports of mailbox access by scripts; documentation of the libraries"
date = "2026-11-29"
values = [
    "eM Client",
    "eMClient",
    "Thunderbird",
    "python",
    "exchangelib",
    "EWSEditor",
    "ExchangeServicesClient",
    "PowerShell",
    "PerfectData",
    "SuperMailer",
    "Supermailer",
    "MailStore",
    "IMAPSync",
    "Postbox",
    "Mailbird",
    "Spark",
    "axios",
    "node-fetch",
    "go-http-client",
    "curl/",
]
"##,
    ),
    (
        "main_mail_folders.toml",
        r##"[main_mail_folders]
description = "Display names of the folders that hold received and sent mail, in several languages."
source = "Microsoft documentation of default Outlook folders"
date = "2026-11-29"
values = [
    "Inbox",
    "Posteingang",
    "Boîte de réception",
    "Bandeja de entrada",
    "Posta in arrivo",
    "Postvak IN",
    "Caixa de Entrada",
    "Sent Items",
    "Gesendete Elemente",
    "Éléments envoyés",
    "Elementos enviados",
    "Posta inviata",
    "Verzonden items",
    "Itens Enviados",
]
"##,
    ),
    (
        "malicious_apps.toml",
        r##"[malicious_apps]
description = "Apps that public reports name as made for consent phishing."
source = "Proofpoint reports on app impersonation (2025); Microsoft and other public reports on consent phishing"
date = "2026-11-29"
values = [
    "00afba72-9008-454f-bbe6-d24e743fbe73", # name not published
    "055399fa-29b9-46ab-994d-4ae06f40bada", # name not published
    "1b6f59dd-45da-4ff7-9b70-36fb780f855b", # name not published
    "22c606e8-7d68-4a09-89d9-c3c563a453a0", # name not published
    "3cc07cb4-dba8-4051-82cd-93250a43b53b", # name not published
    "440f4886-2c3a-4269-a78c-088b3b521e02", # name not published
    "57b8c81f-1d9a-42fe-8ba5-2262822d7291", # name not published
    "6755c710-194d-464f-9365-7d89d773b443", # name not published
    "6efe57d9-b00a-4091-b861-a16b7368ab11", # name not published
    "6fae87b3-3a0f-4519-8b56-006ba50f62c4", # name not published
    "89430f84-6c29-43f8-9b23-62871a314417", # name not published
    "8c659c19-8a90-49b0-a9f1-15aeba3bb449", # name not published
    "987c259f-da29-4575-8072-96c610204830", # name not published
    "9a36eaa2-cf9d-4e50-ad3e-58c9b5c04255", # name not published
    "a68c61ee-6185-4b36-bc59-1dca946d95cb", # name not published
    "bbc79423-4b95-4ab5-814f-5437a954126c", # name not published
    "bc618bf4-c6d1-4653-8c4d-c6036001b226", # name not published
    "c752e1ef-e475-43c0-9b97-9c9832dd3755", # name not published
    "f73c6332-4618-4b9d-bcd4-c77726581acd", # name not published
    "fe0e32ca-d09e-4f80-af3c-5b086d4b8e66", # name not published
    "fc45d3d0-d870-4c83-b3f7-08ebca61d3a0", # OAuth redirect app, APT29
    "fc5d3843-d0e8-4c3f-b0ee-6d407f667751", # 0365 Access
    "5037c1a6-7cfc-48b5-b887-f2a045937081", # Adobe
    "58427324-4e5d-4441-b029-cd2d532b47d7", # Adobe
    "706e0542-2dfb-4e7f-98f0-1e17eab6d5b8", # Adobe
    "b0d8ea55-bc29-436c-9f8b-f8829030261d", # adobe
    "c4d0b015-689a-4bcf-b69b-3ed5005fddb6", # Adobe
    "c52517b0-46eb-4d61-975a-771d9978dac0", # Adobe
    "f927b0f3-6fce-4d59-a246-904fa7317969", # Adobe
    "355d1228-1537-4e90-80a6-dae111bb4d70", # Adobe Acrobat
    "14b2864e-3cff-4d33-b5cd-7f14ca272ea4", # Adobe Drive
    "85da47ec-2977-40ab-af03-f3d45aaab169", # Adobe Drive X
    "6a77659d-dd6f-4c73-a555-aed25926a05f", # docsign
    "6628b5b8-55af-42b4-9797-5cd5c148313c", # Docusign
    "a3903ccd-ec81-4264-8f6a-a7d4cd395fd5", # DocuSign
    "db2eb385-c02f-44fc-b204-ade7d9f418b1", # Docusign
    "fdcf7337-92bf-4c70-9888-ea234b6ffb0d", # Docusign
    "f99a0806-7650-4d78-acef-71e445dfc844", # DocuSign-2025
    "f66985e0-7bb1-4cc5-a871-1cea533665d9", # Excel4Enabler
    "854189f9-4c71-44bb-9880-dd0c2f75922a", # iLSMART
    "b7cb9a9b-ddc9-4444-935b-1122733c97c4", # MyMail Settings
    "31c6b531-dd95-4361-93df-f5a9c906da39", # OneDrive-2025
    "c7121e86-fe4d-4dbd-b5f3-e61a62ee533a", # name imitates a Microsoft service
    "a69a0f78-a77c-451c-b090-b766425caee2", # PDF
    "1e69a9f6-bb18-452a-baba-b4650ff21882", # SettingsEnabler
    "48cb1fac-7195-47b3-98b2-fe3562bee75c", # sharedoc
    "482fb03a-5218-43c2-8ce6-61956c7ca99b", # name imitates a Microsoft service
    "4e4d64ac-4a2a-432c-b79e-65ca8213ede5", # name imitates a Microsoft service
    "768a57a0-1c5e-477a-939a-63aebf2e5ecf", # name imitates a Microsoft service
    "a43a3d51-c821-4b86-9a63-fbc775120fc2", # name imitates a Microsoft service
    "0bd8e698-4298-405a-bc6b-da5647a4616b", # name imitates a Microsoft service
    "a8ca8dad-f6e6-4b01-9d6b-02e1da6c9d7f", # Teams Task Planner
    "21f81c9e-475d-4c26-9308-1de74a286f73", # Users
    "626b6813-13dc-45d7-abfe-a7fe09fd5276", # name imitates a Microsoft service
    "443efa1c-8a0a-47a0-bd31-7c30fe32dee4", # name imitates a Microsoft service
    "3280b1dc-4b64-4f90-a16a-b0804e6ec4ca", # name imitates a Microsoft service
]
"##,
    ),
    (
        "microsoft_provisioning_apps.toml",
        r##"[microsoft_provisioning_apps]
description = "Apps of Microsoft that add other apps of Microsoft to a tenant when a service is first used."
source = "Microsoft Entra documentation on first-party apps; records of a test tenant"
date = "2026-11-29"
values = [
    "797f4846-ba00-4fd7-ba43-dac1f8f63013", # Azure Resource Manager
    "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", # Azure Portal
    "01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9", # Device Registration Service
    "00000014-0000-0000-c000-000000000000", # Microsoft.Azure.SyncFabric
    "00000003-0000-0ff1-ce00-000000000000", # Office 365 SharePoint Online
    "00000002-0000-0ff1-ce00-000000000000", # Office 365 Exchange Online
]
"##,
    ),
    (
        "partner_domains.toml",
        r##"[partner_domains]
description = "Mail domains of partners that may receive forwarded mail and shared files."
source = "the user"
date = "2026-11-29"
values = []
"##,
    ),
    (
        "portal_apps.toml",
        r##"[portal_apps]
description = "Apps of Microsoft that people open in a browser, and the sign-in broker. No automation signs in to them."
source = "Microsoft Entra documentation on first-party apps; Proofpoint reports of the Tycoon kit"
date = "2026-11-29"
values = [
    "4765445b-32c6-49b0-83e6-1d93765276ca", # OfficeHome
    "72782ba9-4490-4f03-8d82-562370ea3566", # Office 365
    "9199bf20-a13f-4107-85dc-02114787ef48", # One Outlook Web
    "00000002-0000-0ff1-ce00-000000000000", # Office 365 Exchange Online
    "00000003-0000-0ff1-ce00-000000000000", # Office 365 SharePoint Online
    "2793995e-0a7d-40d7-bd35-6968ba142197", # My Apps
    "19db86c3-b2b9-44cc-b339-36da233a3be2", # My Signins
    "8c59ead7-d703-4a27-9e55-c96a0054c8d2", # My Profile
    "89bee1f7-5e6e-4d8a-9f3d-ecd601259da7", # Office365 Shell WCSS-Client
    "5e3ce6c0-2b1f-4285-8d4b-75ee78787346", # Microsoft Teams Web Client
    "29d9ed98-a469-4536-ade2-f981bc1d605e", # Microsoft Authentication Broker
]
"##,
    ),
    (
        "privileged_role_ids.toml",
        r##"[privileged_role_ids]
description = "Template ids of directory roles that lead to control of the tenant, its mail or its files. Names of roles are translated, ids are not."
source = "Microsoft Entra built-in roles reference"
date = "2026-11-29"
values = [
    "62e90394-69f5-4237-9190-012177145e10", # Global Administrator
    "e8611ab8-c189-46e8-94e1-60213ab1f814", # Privileged Role Administrator
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13", # Privileged Authentication Administrator
    "c4e39bd9-1100-46d3-8c65-fb160da0071f", # Authentication Administrator
    "29232cdf-9323-42fd-ade2-1d097af3e4de", # Exchange Administrator
    "f28a1f50-f6e7-4571-818b-6a12f2af6b6c", # SharePoint Administrator
    "fe930be7-5e62-47db-91af-98c3a49a38b1", # User Administrator
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", # Application Administrator
    "158c047a-c907-4556-b7ef-446551a6b5f7", # Cloud Application Administrator
    "194ae4cb-b126-40b2-bd5b-6091b380977d", # Security Administrator
    "729827e3-9c14-49f7-bb1b-9608f156bbb8", # Helpdesk Administrator
    "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", # Conditional Access Administrator
    "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", # Hybrid Identity Administrator
    "3a2c62db-5318-420d-8d74-23affee5d9d5", # Intune Administrator
    "8329153b-31d0-4727-b945-745eb3bc5f31", # Domain Name Administrator
    "be2f45a1-457d-42af-a067-6ec1fa63bc45", # External Identity Provider Administrator
    "d29b2b05-8046-44ba-8758-1e26182fcf32", # Directory Synchronization Accounts
    "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8", # Partner Tier2 Support
]
"##,
    ),
    (
        "privileged_role_names.toml",
        r##"[privileged_role_names]
description = "English names of directory roles that lead to control of the tenant, its mail or its files, for records without the template id."
source = "Microsoft Entra built-in roles reference"
date = "2026-11-29"
values = [
    "Company Administrator", # the old name of Global Administrator
    "Global Administrator",
    "Privileged Role Administrator",
    "Privileged Authentication Administrator",
    "Authentication Administrator",
    "Exchange Administrator",
    "SharePoint Administrator",
    "User Administrator",
    "Application Administrator",
    "Cloud Application Administrator",
    "Security Administrator",
    "Helpdesk Administrator",
    "Conditional Access Administrator",
    "Hybrid Identity Administrator",
    "Intune Administrator",
    "Domain Name Administrator",
    "External Identity Provider Administrator",
    "Directory Synchronization Accounts",
    "Partner Tier2 Support",
]
"##,
    ),
    (
        "risky_app_roles.toml",
        r##"[risky_app_roles]
description = "App permissions that reach all mailboxes, all files, or the directory itself. A star stands for any text."
source = "Microsoft Graph permissions reference; Microsoft, Midnight Blizzard guidance (2024)"
date = "2026-11-29"
values = [
    "Mail.Read*",
    "Mail.Send*",
    "MailboxSettings.ReadWrite*",
    "full_access_as_app",
    "Exchange.ManageAsApp",
    "IMAP.AccessAsApp",
    "POP.AccessAsApp",
    "SMTP.SendAsApp",
    "Files.Read.All",
    "Files.ReadWrite*",
    "Sites.Read.All",
    "Sites.ReadWrite.All",
    "Sites.FullControl.All",
    "Sites.Manage.All",
    "Contacts.Read*",
    "Chat.Read*",
    "ChannelMessage.Read*",
    "Directory.ReadWrite.All",
    "RoleManagement.ReadWrite*",
    "AppRoleAssignment.ReadWrite.All",
    "Application.ReadWrite*",
    "Policy.ReadWrite*",
    "UserAuthenticationMethod.ReadWrite*",
    "User-PasswordProfile.ReadWrite.All",
    "Domain.ReadWrite.All",
]
"##,
    ),
    (
        "risky_delegated_scopes.toml",
        r##"[risky_delegated_scopes]
description = "Delegated permissions that let an app read or send mail, or read and write files, contacts and chats, in a person’s name. Each value is the start of a permission."
source = "Microsoft Graph permissions reference; Microsoft, app consent grant investigation"
date = "2026-11-29"
values = [
    "Mail.Read",
    "Mail.Send",
    "MailboxSettings.ReadWrite",
    "EWS.AccessAsUser.All",
    "IMAP.AccessAsUser.All",
    "POP.AccessAsUser.All",
    "SMTP.Send",
    "full_access_as_user",
    "Files.Read.All",
    "Files.ReadWrite",
    "Sites.Read",
    "Sites.FullControl",
    "Sites.Manage",
    "AllSites.",
    "MyFiles.",
    "Contacts.Read",
    "Notes.Read",
    "Chat.Read",
    "ChannelMessage.Read",
    "Directory.ReadWrite",
    "Group.ReadWrite",
    "Directory.AccessAsUser",
    "RoleManagement.ReadWrite",
    "Application.ReadWrite",
    "AppRoleAssignment.ReadWrite",
    "Policy.ReadWrite",
    "UserAuthenticationMethod.ReadWrite",
]
"##,
    ),
    (
        "scripted_agents.toml",
        r##"[scripted_agents]
description = "User agents of libraries and tools, compared with the start of the agent. A value with a star before it is looked for anywhere."
source = "Proofpoint, HTTP client tools exploitation (2025); Huntress and Field Effect reports of sign-ins by axios; documentation of the libraries"
date = "2026-11-29"
values = [
    "axios/",
    "node", # node, node-fetch, Node.js
    "undici",
    "got (",
    "got/",
    "python", # python-requests, python-httpx, Python-urllib, Python/3.12 aiohttp
    "aiohttp",
    "httpx",
    "Go-http-client",
    "fasthttp",
    "fiber",
    "curl/",
    "Wget/",
    "okhttp",
    "PostmanRuntime",
    "Java/",
    "Apache-HttpClient",
    "libwww-perl",
    "Ruby",
    "Faraday",
    "GuzzleHttp",
    "RestSharp",
    "colly",
    "*PowerShell/", # WindowsPowerShell/5.1 and PowerShell/7 stand inside a browser-like agent
    "*AADInternals",
    "azurehound",
    "*HeadlessChrome",
    "*PhantomJS",
]
"##,
    ),
    (
        "secret_words.toml",
        r##"[secret_words]
description = "Words of secrets that intruders search for in mail and files. Each value is a part of a regular expression."
source = "public guidance on search for secrets in mail and files (CISA)"
date = "2026-11-29"
values = [
    "passwords?",
    "passwd",
    "pwd",
    "secrets?",
    "credentials?",
    "vpn",
    "api key",
    "apikey",
    "private key",
    "ssh key",
    "certificate",
    "token",
    "recovery key",
    "seed phrase",
    "admin account",
    "Passwort",
    "Passwörter",
    "Kennwort",
    "Zugangsdaten",
    "mot de passe",
    "contraseña",
    "wachtwoord",
]
"##,
    ),
    (
        "security_notice_words.toml",
        r##"[security_notice_words]
description = "Words in subjects of notices that tell a user about sign-ins, changed sign-in methods, rules, forwarding, consents or failed delivery. Each value is a part of a regular expression."
source = "Microsoft documentation of account notices"
date = "2026-11-29"
values = [
    "unusual sign-in",
    "new sign-in",
    "sign-in activity",
    "sign-in attempt",
    "security info",
    "security alert",
    "security notification",
    "verification code",
    "multi-factor",
    "multifactor",
    "MFA",
    "authenticator",
    "two-step verification",
    "password (?:was|has been) (?:reset|changed)",
    "password reset",
    "your password",
    "new device",
    "was given access",
    "consent",
    "inbox rule",
    "forwards? mail",
    "forwarding",
    "undeliverable",
    "delivery has failed",
    "suspicious",
    "phishing",
    "hacked",
    "compromised",
    "direct deposit",
    "payment elections",
    "Anmeldung",
    "Sicherheitsinfo",
    "Unzustellbar",
    "connexion inhabituelle",
]
"##,
    ),
    (
        "security_senders.toml",
        r##"[security_senders]
description = "Parts of sender addresses that warn a user or confirm a change of the account or of the pay."
source = "Microsoft documentation of account notices; Microsoft report on payroll fraud of October 2025"
date = "2026-11-29"
values = [
    "accountprotection.microsoft.com",
    "account-security-noreply",
    "microsoftonline.com",
    "azure-noreply@microsoft.com",
    "msonlineservicesteam",
    "o365mc@microsoft.com",
    "MSSecurity-noreply",
    "security-noreply@",
    "no-reply@duosecurity",
    "noreply@okta",
    "myworkday.com",
    "workday.com",
    "postmaster@",
    "mailer-daemon@",
    "abuse@",
]
"##,
    ),
    (
        "security_words.toml",
        r##"[security_words]
description = "Words of warnings and of questions that would show a victim the intrusion, as whole words and without case. Each value is a part of a regular expression."
source = "public reports of hiding rules"
date = "2026-11-29"
values = [
    "phish",
    "phishing",
    "phished",
    "hacked",
    "hacker",
    "hack",
    "scam",
    "scammer",
    "fraud",
    "fraudulent",
    "suspicious",
    "compromised",
    "unauthorized",
    "unauthorised",
    "malicious",
    "malware",
    "virus",
    "unusual sign-in",
    "unusual signin",
    "sign-in activity",
    "new sign-in",
    "security alert",
    "security info",
    "verification code",
    "MFA",
    "2FA",
    "multi-factor",
    "multifactor",
    "authenticator",
    "password reset",
    "password was changed",
    "password changed",
    "did you send",
    "did you mean to send",
    "is this legit",
    "is this you",
    "is this from you",
    "is this email",
    "your email",
    "your account",
    "account was",
    "undeliverable",
    "undelivered",
    "delivery has failed",
    "delivery failure",
    "Unzustellbar",
    "verdächtig",
    "gehackt",
    "Betrug",
    "suspect",
    "piratage",
    "fraude",
    "gehackt account",
]
"##,
    ),
    (
        "sensitive_file_words.toml",
        r##"[sensitive_file_words]
description = "Words in names of files that hold secrets or personal data. Each value is a part of a regular expression."
source = "public guidance on search for sensitive files"
date = "2026-11-29"
values = [
    "passwords?",
    "passwd",
    "credentials?",
    "secrets?",
    "vpn",
    "payroll",
    "salar(?:y|ies)",
    "bank details",
    "bank account",
    "iban",
    "passport",
    "contracts?",
    "confidential",
    "customers? list",
    "personal data",
    "kdbx",
    "private key",
    "Passwörter",
    "Gehälter",
    "Lohn",
    "Vertraulich",
    "mot de passe",
    "confidentiel",
    "salaires",
]
"##,
    ),
];
