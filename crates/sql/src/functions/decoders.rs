//! The decoders of `decode/` as functions: `mail_items`, `attachment_names`, `mail_subject`, `inbox_rule`, `inbox_rule_states`.

use super::decode::{
    ATTACHMENTS, ITEMS, RULE, STATES, SUBJECT, decode_attachments, decode_each, decode_items, decode_lists,
    decode_rule, decode_subject, fold_lists, fold_rules, row_type, rows_type,
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
