-- Flows of Power Automate that were made, changed, shared or deleted, and connections that were made for them, one row a record.
-- Proves that the flow was changed so. Does not prove that it ran, nor what it moved: a record names the services that the flow joins
-- and not what it does with them.
SELECT creation_time AS time, id, operation, user_id,
       CASE operation WHEN 'CreateFlow' THEN 'created' WHEN 'EditFlow' THEN 'changed' WHEN 'DeleteFlow' THEN 'removed'
            WHEN 'PutPermissions' THEN 'shared' WHEN 'DeletePermissions' THEN 'no longer shared' WHEN 'PutConnection' THEN 'connection made'
            WHEN 'PutConnectionPermission' THEN 'connection shared' ELSE operation END AS change,
       first_values(values_at(extra, 'FlowConnectorNames'), values_at(extra, 'ConnectorName'))[1] AS connectors,
       first_values(values_at(extra, 'FlowDetailsUrl'), object_id)[1] AS object,
       first_values(values_at(extra, 'RecipientUPN'), values_at(extra, 'SharingPermission'))[1] AS share_target,
       concat(CASE WHEN outcome = 'failed' THEN 'Attempted, but failed: ' ELSE '' END,
              CASE operation WHEN 'CreateFlow' THEN 'A flow was made' WHEN 'EditFlow' THEN 'A flow was changed'
                   WHEN 'DeleteFlow' THEN 'A flow was deleted' WHEN 'PutPermissions' THEN 'A flow was shared'
                   WHEN 'DeletePermissions' THEN 'A flow is no longer shared' ELSE 'A connection for flows was made or shared' END,
              coalesce(' that joins «' || first_values(values_at(extra, 'FlowConnectorNames'), values_at(extra, 'ConnectorName'))[1] || '»', ''))
         AS sentence,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
FROM events
WHERE operation IN ('CreateFlow', 'EditFlow', 'DeleteFlow', 'PutPermissions', 'DeletePermissions', 'PutConnection', 'PutConnectionPermission')
  AND record_type IN (30, 79)
