-- Apps that were given permissions in the directory, and permissions that were taken away. A consent and the records that go with it (service
-- principal, grants, app roles; one InterSystemsId) are one row, which is that of the consent; members has the ids of all.
-- Proves that the directory gave the app these permissions then. scopes has only what was new. Does not prove that the app used them:
-- its own records do, by app_id. revoked_time is the first logged withdrawal behind it; it need not have taken away everything.
WITH grants AS (
  SELECT time, id, operation, user_id, organization_id, outcome, source, source_line, content_hash, session_id, client_ip, user_agent,
         fact['role'] AS role, fact['rank'] AS rank, fact['app_name'] AS app_name, fact['app_id'] AS app_id,
         fact['app_object_id'] AS app_object_id, fact['scopes'] AS scopes, fact['consent_type'] AS consent_type,
         fact['is_admin_consent'] AS is_admin_consent, fact['resource'] AS resource, fact['actor'] AS actor, own_key
  FROM (
    SELECT creation_time AS time, id, operation, user_id, coalesce(nullif(inter_systems_id, ''), id) AS own_key,
       consent_facts(operation, user_id, object_id, json_of(modified_properties), json_of(target), json_of(actor)) AS fact,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
    FROM events
    WHERE record_type = 8 AND operation IN (
      'Consent to application.', 'Add delegated permission grant.', 'Add OAuth2PermissionGrant.', 'Add app role assignment grant to user.',
      'Add app role assignment to service principal.', 'Add app role assignment to group.', 'Add service principal.',
      'Remove delegated permission grant.', 'Remove OAuth2PermissionGrant.', 'Remove app role assignment from service principal.',
      'Remove app role assignment from user.', 'Remove service principal.', 'Delete application.', 'Hard delete service principal.')
  )
),
-- A grant whose key no consent has goes to a consent of the same person to the same app within a minute.
keyed AS (
  SELECT *, CASE WHEN min(rank) OVER (PARTITION BY organization_id, own_key) > 0 AND role IN ('grant', 'app_role', 'assignment', 'service_principal')
                 THEN coalesce(min(CASE WHEN role = 'consent' THEN own_key END) OVER (
                        PARTITION BY organization_id, coalesce(app_object_id, id), actor ORDER BY time
                        RANGE BETWEEN INTERVAL '1 minute' PRECEDING AND INTERVAL '1 minute' FOLLOWING), own_key)
                 ELSE own_key END AS event_key
  FROM grants
),
-- A group and no window: in a window each row of an event would hold the texts of all.
events_of AS (
  SELECT organization_id, one['time'] AS time, one['id'] AS id, one['operation'] AS operation, one['user_id'] AS user_id,
         one['role'] AS role, one['rank'] AS rank, one['actor'] AS actor, one['session_id'] AS session_id,
         one['client_ip'] AS client_ip, one['user_agent'] AS user_agent, one['outcome'] AS outcome, one['source'] AS source,
         one['source_line'] AS source_line, one['content_hash'] AS content_hash, event_app_name, event_app_id, event_app_object_id,
         event_scopes, event_consent_type, event_is_admin, event_resources, event_members
  FROM (
    SELECT organization_id, event_key, first_value(named_struct(
             'time', time, 'id', id, 'operation', operation, 'user_id', user_id, 'role', role, 'rank', rank, 'actor', actor,
             'session_id', session_id, 'client_ip', client_ip, 'user_agent', user_agent, 'outcome', outcome, 'source', source,
             'source_line', source_line, 'content_hash', content_hash) ORDER BY rank, time, source, source_line) AS one,
           max(app_name) AS event_app_name, max(app_id) AS event_app_id, max(app_object_id) AS event_app_object_id,
           string_agg(scopes, ' ' ORDER BY rank, time, source, source_line) AS event_scopes, max(consent_type) AS event_consent_type,
           bool_or(is_admin_consent) AS event_is_admin,
           string_agg(resource, '|' ORDER BY rank, time, source, source_line) AS event_resources, array_agg(id) AS event_members
    FROM keyed
    GROUP BY organization_id, event_key
  )
),
named AS (
  SELECT *,
         max(event_app_name) OVER app AS known_name, max(event_app_id) OVER app AS known_id,
         min(CASE WHEN role IN ('revoked', 'app_removed') THEN time END) OVER (
           PARTITION BY organization_id, coalesce(event_app_object_id, id) ORDER BY time DESC, source DESC, source_line DESC
           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS next_revocation
  FROM events_of
  WHERE rank < 9
  WINDOW app AS (PARTITION BY organization_id, coalesce(event_app_object_id, id))
)
SELECT time, id, operation, user_id, role AS kind, coalesce(event_app_name, known_name) AS app_name,
       event_app_object_id AS app_object_id, array_distinct(string_to_array(trim(event_scopes), ' ')) AS scopes,
       event_consent_type AS consent_type, event_is_admin AS is_admin_consent,
       array_distinct(string_to_array(event_resources, '|')) AS resources, actor,
       concat(CASE WHEN outcome = 'failed' THEN 'Attempted, but failed: ' ELSE '' END,
              consent_sentence(role, coalesce(event_app_name, known_name), coalesce(event_app_id, known_id), actor, event_consent_type,
                               event_scopes)) AS sentence,
       array_sort(event_members) AS members,
       CASE WHEN role IN ('consent', 'grant', 'app_role') THEN next_revocation END AS revoked_time,
       session_id, client_ip, coalesce(event_app_id, known_id) AS app_id, user_agent, organization_id, outcome, source, source_line, content_hash
FROM named
