-- Changes to accounts in the directory: authentication methods, passwords, tokens, devices, roles, groups, owners, credentials of apps and
-- policies. One row a change; one record may have several, and those of no interest here have none.
-- Proves that the directory was changed so. Who asked for it is not always who the record names: services change things for users. Most
-- of these records have no address of a client, or one of Microsoft's: tie them to a session by user and time.
SELECT time, id, operation, user_id, change['kind'] AS kind, change['target_user'] AS target_user, change['object'] AS object,
       change['actor'] AS actor, change['details'] AS details, change['is_containment'] AS is_containment,
       concat(CASE WHEN outcome = 'failed' THEN 'Attempted, but failed: ' ELSE '' END, change['sentence']) AS sentence, session_id, client_ip, app_id, user_agent, organization_id, outcome, source, source_line, content_hash
FROM (SELECT *, unnest(changes) AS change FROM (
  SELECT creation_time AS time, id, operation, user_id,
       directory_changes(operation, user_id, object_id, json_of(modified_properties), json_of(target), json_of(actor)) AS changes,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
  FROM events
  WHERE record_type = 8
))
