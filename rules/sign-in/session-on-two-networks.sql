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
        first_address(client_ip, client_ip_address, actor_ip_address) AS address,
        coalesce(user_agent, extended_properties['UserAgent'], client_info_string) AS agent
    FROM events
    WHERE user_id LIKE '%@%'
),
-- What is asked of texts is asked of `text` and `place`: a condition on a key would be asked of every record.
same AS (
    SELECT
        organization_id,
        user_id,
        session,
        address,
        agent,
        min(agent) AS text,
        min(address) AS place,
        min(creation_time) AS first_time,
        max(creation_time) AS last_time
    FROM used
    WHERE session IS NOT NULL
        AND (agent LIKE 'Mozilla/5.0 %' OR agent LIKE 'Client=OWA;Mozilla/5.0 %')
    GROUP BY organization_id, user_id, session, address, agent
),
browsers AS (
    SELECT
        organization_id,
        lower(user_id) AS person,
        lower(session) AS session_key,
        coalesce(
            regexp_match(place, '^([0-9]+[.][0-9]+)[.]')[1],
            regexp_match(place, '^([0-9a-fA-F]*:[0-9a-fA-F]*):')[1]
        ) AS network,
        regexp_replace(text, '^Client=OWA;|;$', '', 'g') AS browser,
        first_time,
        last_time,
        user_id,
        session,
        address,
        agent
    FROM same
    WHERE NOT regexp_like(text, 'Teams/|Electron/|Outlook|Office|MSAL|Trident|PKeyAuth')
        AND NOT is_private(place)
),
networks AS (
    SELECT
        organization_id,
        person,
        session_key,
        network,
        min(first_time) AS first_time,
        max(last_time) AS last_time,
        array_agg(DISTINCT browser) AS browsers
    FROM browsers
    WHERE network IS NOT NULL AND organization_id IS NOT NULL
    GROUP BY organization_id, person, session_key, network
),
-- Each network beside each of its session. A session has few, so this is less than to find the networks a second time.
pairs AS (
    SELECT *, unnest(others) AS other
    FROM (
        SELECT
            *,
            array_agg(named_struct('network', network, 'first_time', first_time, 'browsers', browsers))
                OVER (PARTITION BY organization_id, person, session_key) AS others
        FROM networks
    )
),
found AS (
    SELECT DISTINCT organization_id, person, session_key
    FROM pairs
    WHERE network <> other['network']
        AND first_time <= other['first_time']
        AND last_time >= other['first_time']
        AND NOT array_has_any(browsers, other['browsers'])
),
members AS (
    SELECT
        browsers.*,
        concat(browsers.organization_id, ' ', browsers.person, ' ', browsers.session_key) AS finding
    FROM browsers
    JOIN found
        ON browsers.organization_id = found.organization_id
        AND browsers.person = found.person
        AND browsers.session_key = found.session_key
)
SELECT
    members.finding,
    used.content_hash,
    'One session was used from two networks in turn, with different browsers.' AS reason
FROM used
JOIN members
    ON used.organization_id = members.organization_id
    AND used.user_id = members.user_id
    AND used.session = members.session
    AND used.address = members.address
    AND used.agent = members.agent
