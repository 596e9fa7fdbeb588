-- Inbox rules as the records leave them at the end of the data, one row a rule; time, id and what follows are of its last record.
-- Proves what was logged of a rule. A rule from before the data is shown only if a record touches it, and is_partial says that some of it
-- may be unknown; one that was made where nothing is logged is not here. Get-InboxRule -IncludeHidden shows what is there today.
SELECT arrow_cast(rule['last_time'], 'Timestamp(Microsecond, Some("UTC"))') AS time,
       json_text(rule['last_record'], '$[0]') AS id, json_text(rule['last_record'], '$[2]') AS operation,
       json_text(rule['last_record'], '$[3]') AS user_id, mailbox, rule['rule_name'] AS rule_name, rule['rule_id'] AS rule_id,
       arrow_cast(rule['first_time'], 'Timestamp(Microsecond, Some("UTC"))') AS first_time,
       arrow_cast(rule['last_time'], 'Timestamp(Microsecond, Some("UTC"))') AS last_time,
       rule['is_present'] AS is_present, rule['is_enabled'] AS is_enabled, rule['is_partial'] AS is_partial,
       rule['conditions'] AS conditions, rule['exceptions'] AS exceptions, rule['actions'] AS actions,
       rule['sentence'] AS sentence, rule['hides'] AS hides, rule['diverts'] AS diverts, rule['targets'] AS targets,
       rule['changes'] AS changes, rule['members'] AS members,
       json_text(rule['last_record'], '$[8]') AS session_id, json_text(rule['last_record'], '$[9]') AS client_ip,
       json_text(rule['last_record'], '$[10]') AS app_id, json_text(rule['last_record'], '$[11]') AS user_agent, organization_id,
       json_text(rule['last_record'], '$[12]') AS outcome, json_text(rule['last_record'], '$[13]') AS source,
       arrow_cast(json_text(rule['last_record'], '$[14]'), 'Int64') AS source_line,
       arrow_cast(json_text(rule['last_record'], '$[15]'), 'Int64') AS content_hash
FROM (
  SELECT organization_id, mailbox, unnest(inbox_rule_states(array_agg(record ORDER BY time, source, source_line))) AS rule
  FROM (
    SELECT time, source, source_line, organization_id,
         inbox_rule(operation, user_id, owner, object_id, parameters, operation_properties)['mailbox'] AS mailbox,
         json_of(make_array(
           id, arrow_cast(arrow_cast(time, 'Int64'), 'Utf8'), operation, user_id, owner, object_id, parameters, operation_properties,
           session_id, client_ip, app_id, user_agent, outcome, source, arrow_cast(source_line, 'Utf8'),
           arrow_cast(content_hash, 'Utf8'))) AS record
    FROM (
      SELECT creation_time AS time, id, operation, user_id, coalesce(nullif(mailbox_owner_upn, ''), mailbox_guid) AS owner, object_id,
         json_of(parameters) AS parameters, json_of(operation_properties) AS operation_properties,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
      FROM events
      WHERE operation IN ('New-InboxRule', 'Set-InboxRule', 'Remove-InboxRule', 'Enable-InboxRule', 'Disable-InboxRule', 'UpdateInboxRules')
        AND outcome IS DISTINCT FROM 'failed'
    )
  )
  GROUP BY organization_id, mailbox
)
