//! Views over the table `marks` and the ledger.

use crate::view::View;

/// The views of the schema `lake`: what is collected into a lake and what is missing, without asking the service.
pub static LAKE_VIEWS: [View; 2] = [
    View {
        schema: "lake",
        name: "gaps",
        also: &[],
        description: "What is covered, lost or not collected yet, as spans of time for each tenant and content type.",
        base: "marks",
        record_types: &[],
        columns: &["tenant", "tenant_id", "content_type", "state", "from", "until", "content_id", "reason"],
        sql: include_str!("../../views/lake/gaps.sql"),
    },
    View {
        schema: "lake",
        name: "status",
        also: &[],
        description: "How far each tenant and content type is collected.",
        base: "marks",
        record_types: &[],
        columns: &[
            "tenant",
            "tenant_id",
            "content_type",
            "mark",
            "lag_seconds",
            "blobs",
            "records",
            "rejected",
            "lost_blobs",
            "lost_spans",
            "newest_content",
            "committed_at",
        ],
        sql: include_str!("../../views/lake/status.sql"),
    },
];
