-- The records behind each alert, a row each.
SELECT key, rule_id, title, level, member['id'] AS id, member['source'] AS source, member['line'] AS line,
       member['time'] AS time, member['operation'] AS operation, member['content_hash'] AS content_hash
FROM (SELECT key, rule_id, title, level, unnest(members) AS member FROM alert_evidence)
