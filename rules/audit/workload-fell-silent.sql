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
WITH workloads AS (
    SELECT organization_id, workload, max(creation_time) AS last_record
    FROM events
    WHERE organization_id IS NOT NULL AND workload IS NOT NULL AND workload <> ''
    GROUP BY organization_id, workload
),
days AS (
    SELECT DISTINCT organization_id, workload, date_trunc('day', creation_time) AS day
    FROM events
),
-- Days of the two weeks that end with the last record of the workload.
daily AS (
    SELECT w.organization_id, w.workload, w.last_record
    FROM workloads w
    JOIN days d ON d.organization_id = w.organization_id AND d.workload = w.workload
    WHERE d.day > date_trunc('day', w.last_record) - INTERVAL '14 days'
    GROUP BY w.organization_id, w.workload, w.last_record
    HAVING count(*) >= 14
),
-- Others have to go on for at least as long: else it is the collection that stopped.
silent AS (
    SELECT s.organization_id, s.workload, s.last_record
    FROM daily s
    JOIN events e ON e.organization_id = s.organization_id
    WHERE e.creation_time > s.last_record + INTERVAL '1 day'
    GROUP BY s.organization_id, s.workload, s.last_record
    HAVING count(DISTINCT date_trunc('day', e.creation_time)) >= 2
       AND max(e.creation_time) > s.last_record + INTERVAL '2 days'
)
SELECT
    s.organization_id || ' ' || s.workload || ' ' || CAST(s.last_record AS VARCHAR) AS finding,
    e.content_hash,
    'no record of ' || s.workload || ' after ' || CAST(s.last_record AS VARCHAR)
        || ', while other services went on' AS reason
FROM silent s
JOIN events e ON e.organization_id = s.organization_id AND e.workload = s.workload
WHERE e.creation_time > s.last_record - INTERVAL '1 hour'
