-- title: Two sign-ins too far apart for a journey
-- id: 9d2f4a61-5b0c-4c39-8f5e-7a3b61c2d0e8
-- name: impossible_travel
-- status: experimental
-- description: >-
--     One user signed in from two places more than 500 km apart, and would have travelled faster than
--     900 km/h, as no airliner does. Somebody else may have the password or the session. Places are
--     those of a database that you name by --geo; they are a guess, and a VPN or a phone is elsewhere
--     than its user. Ask whether both networks are known for the user, and look at the device and the
--     app of the second sign-in.
-- references:
--     - https://attack.mitre.org/techniques/T1078/004/
--     - https://learn.microsoft.com/en-us/entra/id-protection/concept-identity-protection-risks
--     - https://learn.microsoft.com/en-us/microsoft-365/enterprise/urls-and-ip-address-ranges
-- author: trail365
-- date: 2026-11-29
-- tags:
--     - attack.initial-access
--     - attack.stealth
--     - attack.t1078.004
-- fields:
--     - UserId
--     - ClientIP
--     - UserAgent
--     - ApplicationId
-- falsepositives:
--     - A VPN, a proxy of the company or a cloud desktop that is switched on and off
--     - Mobile carriers and satellites, which go to the internet far from the phone
--     - An address that the database has in a wrong place
-- level: medium
-- behaviour: SI-15

WITH signed_in AS (
    SELECT
        organization_id,
        lower(user_id) AS user_id,
        content_hash,
        creation_time,
        coalesce(client_ip, actor_ip_address) AS address
    FROM events
    WHERE operation = 'UserLoggedIn'
        AND record_type IN (9, 15)
        AND user_id LIKE '%@%'
        -- Tokens are fetched by apps and by services on behalf of the user, wherever these run.
        AND coalesce(extended_properties['RequestType'], '') <> 'OAuth2:Token'
),
-- Sign-ins of a known place alone: one between two others would hide how far these are apart.
located AS (
    SELECT *
    FROM signed_in
    WHERE NOT is_private(address)
        -- Networks of Microsoft 365 itself. Those of Azure stay: anybody can rent a machine there.
        AND NOT is_microsoft_service(address)
        AND distance_km(address, address) IS NOT NULL
),
steps AS (
    SELECT
        *,
        lag(address) OVER journey AS prior_address,
        lag(creation_time) OVER journey AS prior_time,
        lag(content_hash) OVER journey AS prior_hash
    FROM located
    WINDOW journey AS (
        PARTITION BY organization_id, user_id
        ORDER BY creation_time, address, content_hash
    )
),
jumps AS (
    SELECT
        *,
        distance_km(prior_address, address) AS km,
        (date_part('epoch', creation_time) - date_part('epoch', prior_time)) / 60 AS minutes
    FROM steps
    WHERE prior_address <> address
),
impossible AS (
    SELECT
        -- One alert a day and user: a VPN that is switched on and off jumps many times.
        concat(organization_id, ' ', user_id, ' ', CAST(CAST(creation_time AS DATE) AS VARCHAR)) AS finding,
        creation_time,
        unnest(make_array(prior_hash, content_hash)) AS content_hash,
        concat(
            'signed in from ', prior_address, ' (', coalesce(country_of(prior_address), '?'), ') and ',
            CAST(CAST(round(minutes) AS BIGINT) AS VARCHAR), ' minutes later from ', address, ' (',
            coalesce(country_of(address), '?'), '), ', CAST(CAST(round(km) AS BIGINT) AS VARCHAR), ' km away'
        ) AS reason
    FROM jumps
    WHERE km > 500 AND km > 900 * minutes / 60
)
SELECT finding, content_hash, reason
FROM impossible
-- The reason of an alert is that of its first row.
ORDER BY finding, creation_time, reason, content_hash
