-- How far each tenant and content type is collected, by its mark and the ledger.
-- Two collectors may both have fetched a blob, and one that counted as lost may have come after all: blobs are counted
-- once, and as lost only where no entry says that they came.
SELECT
  m.tenant,
  coalesce(m.tenant_id, l.tenant_id) AS tenant_id,
  coalesce(m.content_type, l.content_type) AS content_type,
  m.time AS mark,
  date_part('epoch', now() - m.time)::bigint AS lag_seconds,
  coalesce(l.blobs, 0) AS blobs,
  coalesce(l.records, 0) AS records,
  coalesce(l.rejected, 0) AS rejected,
  coalesce(l.lost_blobs, 0) AS lost_blobs,
  coalesce(l.lost_spans, 0) AS lost_spans,
  l.newest_content,
  l.committed_at
FROM marks m
FULL JOIN (
  SELECT
    tenant_id,
    content_type,
    count(DISTINCT content_id) FILTER (WHERE lost IS NULL) AS blobs,
    sum(rows_added) AS records,
    sum(rejected) AS rejected,
    count(DISTINCT content_id) - count(DISTINCT content_id) FILTER (WHERE lost IS NULL) AS lost_blobs,
    count(DISTINCT content_created) FILTER (WHERE lost IS NOT NULL AND content_id IS NULL) AS lost_spans,
    max(content_created) AS newest_content,
    max(imported_at) AS committed_at
  FROM ledger
  WHERE tenant_id IS NOT NULL
  GROUP BY tenant_id, content_type
) l ON m.tenant_id = l.tenant_id AND m.content_type = l.content_type
ORDER BY tenant_id, content_type
