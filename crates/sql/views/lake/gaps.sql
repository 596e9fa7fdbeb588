-- What is covered, what is lost, and what lies behind the marks, as spans of time for each tenant and content type.
-- A lost blob became available at one time, so it has no end. The Management Activity API keeps content for seven days:
-- what lies further back is unreachable, what goes within a day is expiring. Where nothing was collected yet, all that can
-- still be had is missing.
WITH clock AS (
  SELECT arrow_cast(date_trunc('second', now()), 'Timestamp(Microsecond, Some("UTC"))') AS now
),
spans AS (
  SELECT 'unreachable' AS state, arrow_cast(0, 'Timestamp(Microsecond, Some("UTC"))') AS begins,
         now - INTERVAL '7 days' AS ends, now - INTERVAL '7 days' AS oldest FROM clock
  UNION ALL
  SELECT 'expiring', now - INTERVAL '7 days', now - INTERVAL '6 days', now - INTERVAL '7 days' FROM clock
  UNION ALL
  SELECT 'pending', now - INTERVAL '6 days', now, now - INTERVAL '7 days' FROM clock
),
gaps AS (
  SELECT m.tenant_id, m.content_type, 'covered' AS state, l.begins AS "from", m.time AS "until",
         NULL AS content_id, NULL AS reason
  FROM marks m LEFT JOIN (
    SELECT tenant_id, content_type, min(content_created) AS begins FROM ledger GROUP BY tenant_id, content_type
  ) l ON m.tenant_id = l.tenant_id AND m.content_type = l.content_type
  WHERE m.time IS NOT NULL AND (l.begins IS NULL OR l.begins < m.time)
  UNION ALL
  SELECT l.tenant_id, l.content_type, 'lost', l.content_created,
         max(CASE WHEN l.content_id IS NULL THEN l.content_until END), l.content_id, min(l.lost)
  FROM ledger l LEFT ANTI JOIN (SELECT * FROM ledger WHERE lost IS NULL) s
  ON s.tenant_id = l.tenant_id AND s.content_type = l.content_type AND s.content_id = l.content_id
  WHERE l.lost IS NOT NULL
  GROUP BY l.tenant_id, l.content_type, l.content_created, l.content_id
  UNION ALL
  SELECT m.tenant_id, m.content_type, s.state, greatest(coalesce(m.time, s.oldest), s.begins), s.ends, NULL, NULL
  FROM marks m CROSS JOIN spans s
  WHERE coalesce(m.time, s.oldest) < s.ends
)
SELECT m.tenant, g.tenant_id, g.content_type, g.state, g."from", g."until", g.content_id, g.reason
FROM gaps g LEFT JOIN marks m ON m.tenant_id = g.tenant_id AND m.content_type = g.content_type
ORDER BY g.tenant_id, g.content_type, g.state <> 'covered', g."from", g.content_id
