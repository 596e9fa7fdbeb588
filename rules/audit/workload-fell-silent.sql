-- title: A service that left records every day has fallen silent
-- id: 8e0c87e6-cf84-48c9-ae51-c965fbe70b8e
-- name: workload_fell_silent
-- status: experimental
-- description: >-
--     A service left records on each of 14 days, and then none for two days, while other services of
--     the organisation went on. Intruders switch auditing off for what they are about to do. More
--     often a subscription was stopped or a licence ended. Check whether the service still audits,
--     and whether its content type is still collected.
-- references:
--     - https://attack.mitre.org/techniques/T1562/008/
--     - https://learn.microsoft.com/en-us/purview/audit-log-enable-disable
-- author: trail365
-- date: 2026-11-29
-- tags:
--     - attack.defense-impairment
--     - attack.t1562.008
-- falsepositives:
--     - A subscription that was stopped, a licence that ended
--     - Long holidays of a small organisation
-- level: medium
-- behaviour: AU-07
WITH daily AS (
    -- Without its zone a time is cut to the day without a look at the calendar.
    SELECT
        organization_id,
        workload,
        date_trunc('day', arrow_cast(creation_time, 'Timestamp(Microsecond, None)')) AS day,
        max(creation_time) AS last_record
    FROM events
    WHERE organization_id IS NOT NULL
    GROUP BY organization_id, workload, day
),
placed AS (
    SELECT
        organization_id,
        workload,
        day,
        max(last_record) OVER (PARTITION BY organization_id, workload) AS last_record,
        max(last_record) OVER (PARTITION BY organization_id) AS tenant_last_record,
        dense_rank() OVER (PARTITION BY organization_id ORDER BY day DESC) AS days_to_end
    FROM daily
),
silent AS (
    SELECT organization_id, workload, last_record
    FROM placed
    WHERE workload <> ''
        AND tenant_last_record > last_record + INTERVAL '2 days'
        AND day > date_trunc('day', arrow_cast(last_record, 'Timestamp(Microsecond, None)')) - INTERVAL '14 days'
    GROUP BY organization_id, workload, last_record
    HAVING count(*) >= 14 AND min(days_to_end) > 2
)
SELECT
    s.organization_id || ' ' || s.workload || ' ' || CAST(s.last_record AS VARCHAR) AS finding,
    e.content_hash,
    'no record of ' || s.workload || ' after ' || CAST(s.last_record AS VARCHAR)
        || ', while other services went on' AS reason
FROM silent s
JOIN events e ON e.organization_id = s.organization_id AND e.workload = s.workload
WHERE e.creation_time > s.last_record - INTERVAL '1 hour'
