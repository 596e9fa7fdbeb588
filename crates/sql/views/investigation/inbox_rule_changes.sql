-- Records that make, change, remove, enable or disable an inbox rule, decoded, one row each.
-- Proves that the change was asked for, and made unless outcome says failed. Does not prove that any message was moved or forwarded
-- by the rule. A change named restamped is Outlook storing its rules again: the record does not say what the rule does.
SELECT time, id, operation, user_id, rule['mailbox'] AS mailbox, rule['rule_name'] AS rule_name, rule['rule_id'] AS rule_id,
       rule['change'] AS change, rule['is_enabled'] AS is_enabled, rule['conditions'] AS conditions,
       rule['exceptions'] AS exceptions, rule['actions'] AS actions,
       concat(CASE WHEN outcome = 'failed' THEN 'Attempted, but failed: ' ELSE '' END, rule['sentence']) AS sentence, rule['hides'] AS hides,
       rule['diverts'] AS diverts, rule['targets'] AS targets, rule['raw_condition'] AS raw_condition,
       session_id, client_ip, app_id, user_agent, organization_id, outcome, source, source_line, content_hash
FROM (
  SELECT creation_time AS time, id, operation, user_id,
       inbox_rule(operation, user_id, coalesce(nullif(mailbox_owner_upn, ''), mailbox_guid), object_id,
                  json_of(parameters), json_of(operation_properties)) AS rule,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
  FROM events
  WHERE operation IN ('New-InboxRule', 'Set-InboxRule', 'Remove-InboxRule', 'Enable-InboxRule', 'Disable-InboxRule', 'UpdateInboxRules')
)
