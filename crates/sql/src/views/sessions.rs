//! Views of sessions.

use crate::view::{PUBLIC, View};

/// The views of sessions, in the schema `public`.
pub static SESSION_VIEWS: [View; 2] = [
    View {
        schema: PUBLIC,
        name: "session_records",
        also: &[],
        description: "The records of people and apps by session, a row each.",
        base: "events",
        record_types: &[],
        columns: &[
            "time",
            "id",
            "organization_id",
            "user_id",
            "session_id",
            "session_key",
            "is_surrogate",
            "client_ip",
            "network",
            "agent",
            "device_id",
            "app_id",
            "operation",
            "record_type",
            "user_agent",
            "source",
            "source_line",
            "content_hash",
        ],
        sql: include_str!("../../views/investigation/session_records.sql"),
    },
    View {
        schema: PUBLIC,
        name: "sessions",
        also: &[],
        description: "Sessions by branch: what one session id was used for from one network with one program on one device.",
        base: "events",
        record_types: &[],
        columns: &[
            "organization_id",
            "user_id",
            "session_key",
            "is_surrogate",
            "network",
            "agent",
            "device_id",
            "first_time",
            "last_time",
            "records",
            "addresses",
            "apps",
            "operations",
            "sign_ins",
            "failed_sign_ins",
            "branches",
        ],
        sql: concat!(
            "WITH session_records AS (\n",
            include_str!("../../views/investigation/session_records.sql"),
            ")\n",
            include_str!("../../views/investigation/sessions.sql")
        ),
    },
];
