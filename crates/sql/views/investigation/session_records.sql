-- The records of people and apps by session, a row each. The session's id is the first of those that the record has: AADSessionId of
-- AppAccessContext, SessionId, SessionId of DeviceProperties. Where it has none, the key stands for what one user did from one address with
-- one program and one app, without a pause of two hours: such a key begins with ~, and is_surrogate says so. Inside a session the network,
-- the program and the device tell branches from each other; what a record does not say is that of the session's other records from the
-- same network, if these have one alone.
SELECT time, id, organization_id, user_id, session_id, session_key, is_surrogate, client_ip, network,
       coalesce(agent, one_agent) AS agent, coalesce(device_id, one_device) AS device_id,
       app_id, operation, record_type, user_agent, source, source_line, content_hash
FROM (
  SELECT *,
         CASE WHEN min(agent) OVER branch = max(agent) OVER branch THEN min(agent) OVER branch END AS one_agent,
         CASE WHEN min(device_id) OVER branch = max(device_id) OVER branch THEN min(device_id) OVER branch END AS one_device
  FROM (
    SELECT *,
           session_id IS NULL AS is_surrogate,
           coalesce(session_id, '~' || concat_ws(' ', client_ip, agent, app_id, to_char(
             min(time) OVER (PARTITION BY organization_id, user_id, session_id, client_ip, agent, app_id, part), '%Y-%m-%dT%H:%M:%SZ')))
             AS session_key
    FROM (
      SELECT *, sum(is_first) OVER (PARTITION BY organization_id, user_id, session_id, client_ip, agent, app_id ORDER BY time, content_hash) AS part
      FROM (
        SELECT *,
               CASE WHEN session_id IS NULL AND time - lag(time) OVER (PARTITION BY organization_id, user_id, session_id, client_ip, agent, app_id
                                               ORDER BY time, content_hash) > INTERVAL '2 hours'
                    THEN 1 ELSE 0 END AS is_first
        FROM (
          SELECT creation_time AS time, id, organization_id, lower(user_id) AS user_id,
                 first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
                 first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
                 network_of(first_address(client_ip, client_ip_address, actor_ip_address)) AS network,
                 first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
                 agent_name(first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1]) AS agent,
                 first_guid(device_id, values_at(device_properties, 'Id')) AS device_id,
                 first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
                 operation, record_type, source, source_line, content_hash
          FROM events
          WHERE user_id IS NOT NULL AND user_id <> '' AND creation_time IS NOT NULL
        )
        WHERE session_id IS NOT NULL OR client_ip IS NOT NULL
      )
    )
  )
  WINDOW branch AS (PARTITION BY organization_id, user_id, session_key, network)
)
