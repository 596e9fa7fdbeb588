//! The decoders of `decode/` as functions: `mail_items`, `attachment_names`, `mail_subject`, `inbox_rule`, `inbox_rule_states`,
//! `mail_diversions`, `directory_changes`, `consent_facts`, `consent_sentence`.

use datafusion::arrow::datatypes::DataType;

use super::decode::{
    ATTACHMENTS, CONSENT, DIRECTORY, DIVERSIONS, ITEMS, RULE, STATES, SUBJECT, decode_attachments,
    decode_consent, decode_consent_sentence, decode_directory, decode_diversions, decode_each, decode_items,
    decode_lists, decode_rule, decode_subject, decode_texts, fold_lists, fold_rules, row_type, rows_type,
};
use super::definition::{Definition, Function, Takes};

pub(super) const MAIL_ITEMS: Definition = Definition {
    function: Function {
        name: "mail_items",
        syntax: "mail_items(folders, affected_items, item)",
        description: "The items of a mailbox record, a struct each with folder, internet_message_id, subject, size_in_bytes, attachments and \
                      item_id: those of its folders, or those it affected, or its one item, each given as JSON. A folder without items is \
                      one row, and a record that names nothing is an empty one.",
        example: "SELECT id, unnest(mail_items(json_of(aggregated_folders), json_of(affected_items), json_of(item))) AS item FROM activity",
    },
    takes: Takes::Texts(3, 3),
    returns: |_| rows_type(ITEMS),
    check: None,
    evaluate: |args| decode_lists(args, ITEMS, decode_items),
};

pub(super) const ATTACHMENT_NAMES: Definition = Definition {
    function: Function {
        name: "attachment_names",
        syntax: "attachment_names(attachments)",
        description: "The attachments of a mailbox item, 'name (12b); other (3b)', as a struct of names, a list, and bytes, their sizes together.",
        example: "SELECT attachment_names(item['attachments'])['names'] FROM activity WHERE operation = 'Send'",
    },
    takes: Takes::Texts(1, 1),
    returns: |_| row_type(ATTACHMENTS),
    check: None,
    evaluate: |args| decode_each(args, ATTACHMENTS, decode_attachments),
};

pub(super) const MAIL_SUBJECT: Definition = Definition {
    function: Function {
        name: "mail_subject",
        syntax: "mail_subject(subject)",
        description: "A subject as a struct: conversation is the subject without prefixes such as Re:, FW:, AW: and SV:, is_reply and is_forward \
                      say what the first of them was.",
        example: "SELECT mail_subject(item['subject'])['conversation'] AS conversation, count(*) FROM activity GROUP BY conversation",
    },
    takes: Takes::Texts(1, 1),
    returns: |_| row_type(SUBJECT),
    check: None,
    evaluate: |args| decode_each(args, SUBJECT, decode_subject),
};

pub(super) const INBOX_RULE: Definition = Definition {
    function: Function {
        name: "inbox_rule",
        syntax: "inbox_rule(operation, user, mailbox_owner, object, parameters, operation_properties)",
        description: "What a record does to an inbox rule, as a struct: mailbox, rule_name, rule_id, change, is_enabled, conditions, exceptions, \
                      actions, hides, diverts, targets, raw_condition and sentence. Parameters and properties are given as JSON.",
        example: "SELECT inbox_rule(operation, user_id, mailbox_owner_upn, object_id, json_of(parameters), json_of(operation_properties))['sentence'] \
                  FROM activity WHERE operation IN ('New-InboxRule', 'UpdateInboxRules')",
    },
    takes: Takes::Texts(6, 6),
    returns: |_| row_type(RULE),
    check: None,
    evaluate: |args| decode_each(args, RULE, decode_rule),
};

pub(super) const INBOX_RULE_STATES: Definition = Definition {
    function: Function {
        name: "inbox_rule_states",
        syntax: "inbox_rule_states(records)",
        description: "The inbox rules of a mailbox as its records leave them, a struct each. A record is given as a JSON list of texts: its id, its \
                      time in microseconds, then what inbox_rule takes. The records are in the order of time.",
        example: "SELECT inbox_rule_states(array_agg(json_of(make_array(id, '0', operation, user_id, '', object_id, json_of(parameters), '')))) \
                  FROM activity WHERE operation = 'New-InboxRule' GROUP BY user_id",
    },
    takes: Takes::ManyValues,
    returns: |_| rows_type(STATES),
    check: None,
    evaluate: |args| fold_lists(args, STATES, fold_rules),
};

pub(super) const MAIL_DIVERSIONS: Definition = Definition {
    function: Function {
        name: "mail_diversions",
        syntax: "mail_diversions(operation, mailbox_owner, object, parameters, item)",
        description: "What a record changes of forwarding, transport rules, connectors, delegates and folder permissions: a list of structs with \
                      kind, object, mailbox, targets, change, key, which is the same for each change of one thing, and sentence. Parameters and \
                      item are given as JSON. Empty where the record changes nothing of these.",
        example: "SELECT unnest(mail_diversions(operation, mailbox_owner_upn, object_id, json_of(parameters), json_of(item))) AS thing \
                  FROM activity WHERE operation = 'Set-Mailbox'",
    },
    takes: Takes::Texts(5, 5),
    returns: |_| rows_type(DIVERSIONS),
    check: None,
    evaluate: |args| decode_lists(args, DIVERSIONS, decode_diversions),
};

pub(super) const DIRECTORY_CHANGES: Definition = Definition {
    function: Function {
        name: "directory_changes",
        syntax: "directory_changes(operation, user, object, modified_properties, target, actor)",
        description: "What a record of the directory changes for accounts, devices, roles and policies: a list of structs with kind, target_user, \
                      object, actor, details, is_containment and sentence. Properties, target and actor are given as JSON. Empty where the \
                      record changes nothing of these.",
        example: "SELECT unnest(directory_changes(operation, user_id, object_id, json_of(modified_properties), json_of(target), json_of(actor))) \
                  AS change FROM activity WHERE record_type = 8",
    },
    takes: Takes::Texts(6, 6),
    returns: |_| rows_type(DIRECTORY),
    check: None,
    evaluate: |args| decode_lists(args, DIRECTORY, decode_directory),
};

pub(super) const CONSENT_FACTS: Definition = Definition {
    function: Function {
        name: "consent_facts",
        syntax: "consent_facts(operation, user, object, modified_properties, target, actor)",
        description: "What a record says of a consent, a grant or its withdrawal, as a struct: role, rank, app_name, app_id, app_object_id, scopes, \
                      which are those that are new, joined by spaces, consent_type, is_admin_consent, resource and actor. Properties, target and \
                      actor are given as JSON.",
        example: "SELECT consent_facts(operation, user_id, object_id, json_of(modified_properties), json_of(target), json_of(actor))['scopes'] \
                  FROM activity WHERE operation = 'Consent to application.'",
    },
    takes: Takes::Texts(6, 6),
    returns: |_| row_type(CONSENT),
    check: None,
    evaluate: |args| decode_each(args, CONSENT, decode_consent),
};

pub(super) const CONSENT_SENTENCE: Definition = Definition {
    function: Function {
        name: "consent_sentence",
        syntax: "consent_sentence(role, app_name, app_id, actor, consent_type, scopes)",
        description: "What consent_facts found, as a sentence; scopes are joined by spaces. Null where there is no role.",
        example: "SELECT consent_sentence('consent', 'Mail sync', NULL, user_id, 'Principal', 'Mail.Read') FROM activity",
    },
    takes: Takes::Texts(6, 6),
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: |args| decode_texts(args, decode_consent_sentence),
};
