-- What rules found, with what people said of it: the last note counts, and an alert without one is open.
SELECT e.key, e.rule_id, e.title, e.level, coalesce(n.status, 'open') AS status, e.tactics, e.techniques,
       e.organization_id, e."group", e.users, e.addresses, e.apps, e.sessions, e.first_time, e.last_time, e.count,
       e.reason, e.members, e.found_at,
       arrow_cast(date_part('epoch', e.found_at) - date_part('epoch', e.last_time), 'Int64') AS found_after_seconds,
       n.note, n.who, n.noted_at
FROM alert_evidence e LEFT JOIN (
  SELECT key, status, note, who, noted_at,
         row_number() OVER (PARTITION BY key ORDER BY noted_at DESC) AS place
  FROM alert_notes
) n ON n.key = e.key AND n.place = 1
