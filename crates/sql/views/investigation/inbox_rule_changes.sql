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
       lower(nullif(coalesce(nullif(app_access_context['aad_session_id'], ''), nullif(session_id, ''), device_properties['SessionId']), '')) AS session_id,
       coalesce(nullif(client_ip, ''), nullif(client_ip_address, ''), actor_ip_address) AS client_ip,
       coalesce(nullif(client_app_id, ''), app_access_context['client_app_id'], nullif(application_id, ''), nullif(app_id, '')) AS app_id,
       coalesce(nullif(user_agent, ''), extended_properties['UserAgent'], json_text(extended_properties['additionalDetails'], 'User-Agent'), client_info_string) AS user_agent,
       organization_id, outcome, source, source_line, content_hash
  FROM events
  WHERE operation IN ('New-InboxRule', 'Set-InboxRule', 'Remove-InboxRule', 'Enable-InboxRule', 'Disable-InboxRule', 'UpdateInboxRules')
)
