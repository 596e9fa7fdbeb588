//! `trail365 status` and `trail365 gaps`: how far collecting is, by the lake alone.

mod marks;

use std::io::Write;

use anyhow::Result;
use chrono::Utc;

use super::Outcome;
use super::result::Printer;
use crate::cli::{AtLake, Gaps, RowOptions, Status};
use crate::lake;

/// What the ledger has of each stream, beside its mark.
const STATUS: &str = "\
    SELECT coalesce(m.tenant_id, l.tenant_id) AS tenant_id, coalesce(m.content_type, l.content_type) AS content_type,
           mark, date_part('epoch', now() - mark)::bigint AS lag_seconds, coalesce(blobs, 0) AS blobs,
           coalesce(records, 0) AS records, coalesce(lost_blobs, 0) AS lost_blobs, coalesce(lost_spans, 0) AS lost_spans,
           newest_content, committed_at
    FROM marks m FULL JOIN (
        SELECT tenant_id, content_type, count(*) FILTER (WHERE lost IS NULL) AS blobs, sum(rows_added) AS records,
               count(*) FILTER (WHERE lost IS NOT NULL AND content_id IS NOT NULL) AS lost_blobs,
               count(*) FILTER (WHERE lost IS NOT NULL AND content_id IS NULL) AS lost_spans,
               max(content_created) AS newest_content, max(imported_at) AS committed_at
        FROM ledger WHERE tenant_id IS NOT NULL GROUP BY tenant_id, content_type
    ) l ON m.tenant_id = l.tenant_id AND m.content_type = l.content_type
    ORDER BY 1, 2";

/// What is lost, and what is behind the marks.
const GAPS: &str = "\
    SELECT tenant_id, content_type, 'lost' AS state, content_created AS \"from\", content_until AS \"until\", content_id,
           lost AS reason
    FROM ledger WHERE lost IS NOT NULL
    UNION ALL
    SELECT tenant_id, content_type, state, greatest(mark, begins), ends, NULL, NULL
    FROM marks CROSS JOIN (
        SELECT 'unreachable' AS state, to_timestamp(0) AS begins, now() - INTERVAL '7 days' AS ends
        UNION ALL SELECT 'expiring', now() - INTERVAL '7 days', now() - INTERVAL '6 days'
        UNION ALL SELECT 'pending', now() - INTERVAL '6 days', now()
    ) WHERE mark < ends
    ORDER BY tenant_id, content_type, \"from\", content_id";

/// Prints how far each stream is.
pub fn run(args: &Status, out: &mut dyn Write) -> Result<Outcome> {
    print(&args.at_lake, &args.rows, STATUS, out)
}

/// Prints what is missing.
pub fn gaps(args: &Gaps, out: &mut dyn Write) -> Result<Outcome> {
    print(&args.at_lake, &args.rows, GAPS, out)
}

fn print(at: &AtLake, rows: &RowOptions, sql: &str, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(rows)?;
    lake::runtime()?.block_on(printer.guard(async {
        let marks = marks::sql(&at.lake).await?;
        let session = lake::session(&at.lake, None).await?;
        let now = Utc::now().format("TIMESTAMP '%FT%TZ'").to_string();
        let sql = format!("WITH marks AS ({marks}) {}", sql.replace("now()", &now));
        let frame = trail365_views::sql(&session, &sql).await?;
        printer.print(frame, true, out).await
    }))?;
    Ok(Outcome::Done)
}
