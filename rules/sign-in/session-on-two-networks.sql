-- title: One session used from two networks in turn
-- id: 523e0e56-036f-4241-b911-81cef75c588c
-- name: session_on_two_networks
-- status: experimental
-- description: >-
--     One session was used from two networks in turn, with different browsers. A session belongs to
--     one browser on one device: its owner takes the browser along to another network, and the agent
--     stays the same. Here the first network went on after the second had begun, and no agent was
--     seen on both, so the cookie was probably copied. Revoke the sessions of the account, and look
--     at what was done from the newer network.
-- references:
--     - https://attack.mitre.org/techniques/T1539/
--     - https://learn.microsoft.com/en-us/security/operations/token-theft-playbook
-- author: trail365
-- date: 2026-11-29
-- tags:
--     - attack.credential-access
--     - attack.stealth
--     - attack.t1539
--     - attack.t1550.004
-- fields:
--     - UserId
--     - ClientIP
--     - UserAgent
--     - Session
-- falsepositives:
--     - A browser that claims to be another one on some pages while a VPN is switched on and off
-- level: high
-- behaviour: SI-08

-- Networks are /16 of IPv4 and /32 of IPv6: smaller ones change at home and on the road.
WITH used AS (
    SELECT
        organization_id,
        user_id,
        content_hash,
        creation_time,
        coalesce(
            nullif(app_access_context['aad_session_id'], ''),
            nullif(session_id, ''),
            nullif(device_properties['SessionId'], '')
        ) AS session,
        coalesce(client_ip, client_ip_address, actor_ip_address) AS address,
        coalesce(user_agent, extended_properties['UserAgent'], client_info_string) AS agent
    FROM events
    WHERE user_id LIKE '%@%'
),
browsers AS (
    SELECT
        organization_id,
        lower(user_id) AS user_id,
        lower(session) AS session,
        content_hash,
        creation_time,
        regexp_replace(agent, '^Client=OWA;|;$', '', 'g') AS agent,
        coalesce(
            regexp_match(address, '^([0-9]+[.][0-9]+)[.]')[1],
            regexp_match(address, '^([0-9a-fA-F]*:[0-9a-fA-F]*):')[1]
        ) AS network
    FROM used
    WHERE session IS NOT NULL
        AND (agent LIKE 'Mozilla/5.0 %' OR agent LIKE 'Client=OWA;Mozilla/5.0 %')
        AND NOT regexp_like(agent, 'Teams/|Electron/|Outlook|Office|MSAL|Trident|PKeyAuth')
        AND NOT is_private(address)
),
networks AS (
    SELECT
        organization_id,
        user_id,
        session,
        network,
        min(creation_time) AS first_time,
        max(creation_time) AS last_time,
        array_agg(DISTINCT agent) AS agents
    FROM browsers
    WHERE network IS NOT NULL
    GROUP BY organization_id, user_id, session, network
),
pairs AS (
    SELECT DISTINCT older.organization_id, older.user_id, older.session
    FROM networks AS older
    JOIN networks AS newer
        ON older.organization_id = newer.organization_id
        AND older.user_id = newer.user_id
        AND older.session = newer.session
        AND older.network <> newer.network
    WHERE older.first_time <= newer.first_time
        AND older.last_time >= newer.first_time
        AND NOT array_has_any(older.agents, newer.agents)
)
SELECT
    concat(browsers.organization_id, ' ', browsers.user_id, ' ', browsers.session) AS finding,
    browsers.content_hash,
    'One session was used from two networks in turn, with different browsers.' AS reason
FROM browsers
JOIN pairs
    ON browsers.organization_id = pairs.organization_id
    AND browsers.user_id = pairs.user_id
    AND browsers.session = pairs.session
