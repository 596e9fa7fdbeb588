//! `trail365 status` and `trail365 gaps`: how far collecting is, without asking the service.

mod streams;

use std::io::Write;

use anyhow::Result;
use chrono::Utc;

use super::Outcome;
use crate::args::{AtStreams, Gaps, RowOptions, Status};
use crate::lake;
use crate::output::Printer;
use streams::Streams;

/// What the ledger has of each stream, beside its mark. Two collectors may both have fetched a blob, and one that counted as
/// lost may have come all the same.
const STATUS: &str = "\
    SELECT tenant, coalesce(m.tenant_id, l.tenant_id) AS tenant_id, coalesce(m.content_type, l.content_type) AS content_type,
           mark, date_part('epoch', now() - mark)::bigint AS lag_seconds, coalesce(blobs, 0) AS blobs,
           coalesce(records, 0) AS records, coalesce(l.rejected, 0) AS rejected, coalesce(lost_blobs, 0) AS lost_blobs, coalesce(lost_spans, 0) AS lost_spans,
           newest_content, committed_at
    FROM streams m FULL JOIN (
        SELECT tenant_id, content_type, count(DISTINCT content_id) FILTER (WHERE lost IS NULL) AS blobs,
               sum(rows_added) AS records, sum(rejected) AS rejected,
               count(DISTINCT content_id) - count(DISTINCT content_id) FILTER (WHERE lost IS NULL) AS lost_blobs,
               count(DISTINCT content_created) FILTER (WHERE lost IS NOT NULL AND content_id IS NULL) AS lost_spans,
               max(content_created) AS newest_content, max(imported_at) AS committed_at
        FROM ledger WHERE tenant_id IS NOT NULL GROUP BY tenant_id, content_type
    ) l ON m.tenant_id = l.tenant_id AND m.content_type = l.content_type
    ORDER BY tenant_id, content_type";

/// What is covered and lost, and what is behind the marks; a lost blob became available at a time, and has no span; where nothing was collected yet, all that can be had is.
const GAPS: &str = "\
    SELECT tenant, g.* FROM (
        SELECT tenant_id, content_type, 'covered' AS state, begins AS \"from\", mark AS \"until\", NULL AS content_id, NULL AS reason
        FROM streams LEFT JOIN (
            SELECT tenant_id, content_type, min(content_created) AS begins FROM ledger GROUP BY tenant_id, content_type
        ) USING (tenant_id, content_type) WHERE mark IS NOT NULL AND (begins IS NULL OR begins < mark)
        UNION ALL
        SELECT l.tenant_id, l.content_type, 'lost', l.content_created,
               max(CASE WHEN l.content_id IS NULL THEN l.content_until END), l.content_id, min(l.lost)
        FROM ledger l LEFT ANTI JOIN (SELECT * FROM ledger WHERE lost IS NULL) s
        ON s.tenant_id = l.tenant_id AND s.content_type = l.content_type AND s.content_id = l.content_id
        WHERE l.lost IS NOT NULL GROUP BY l.tenant_id, l.content_type, l.content_created, l.content_id
        UNION ALL
        SELECT tenant_id, content_type, state, greatest(coalesce(mark, now() - INTERVAL '7 days'), begins), ends, NULL, NULL
        FROM streams CROSS JOIN (
            SELECT 'unreachable' AS state, to_timestamp(0) AS begins, now() - INTERVAL '7 days' AS ends
            UNION ALL SELECT 'expiring', now() - INTERVAL '7 days', now() - INTERVAL '6 days'
            UNION ALL SELECT 'pending', now() - INTERVAL '6 days', now()
        ) WHERE coalesce(mark, now() - INTERVAL '7 days') < ends
    ) g LEFT JOIN streams s ON s.tenant_id = g.tenant_id AND s.content_type = g.content_type
    ORDER BY g.tenant_id, g.content_type, state <> 'covered', \"from\", content_id";

/// Prints how far each stream is.
pub fn run(args: &Status, out: &mut dyn Write) -> Result<Outcome> {
    print(&args.at, &args.rows, STATUS, out)
}

/// Prints what is there and what is missing.
pub fn gaps(args: &Gaps, out: &mut dyn Write) -> Result<Outcome> {
    print(&args.at, &args.rows, GAPS, out)
}

fn print(at: &AtStreams, rows: &RowOptions, sql: &str, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(rows)?;
    let streams = Streams::new(at)?;
    lake::runtime()?.block_on(printer.guard(async {
        let session = lake::session(&streams.lake, None).await?;
        let known = streams.sql(&session).await?;
        let now = Utc::now().format("TIMESTAMP '%FT%TZ'").to_string();
        let sql = format!("WITH streams AS ({known}) {}", sql.replace("now()", &now));
        let frame = trail365_sql::sql(&session, &sql).await?;
        printer.print(frame, true, out).await
    }))?;
    Ok(Outcome::Done)
}
