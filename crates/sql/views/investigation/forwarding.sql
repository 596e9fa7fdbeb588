-- Ways that let mail go elsewhere or others read it: forwarding of mailboxes, transport rules, connectors, remote domains, outbound
-- policies, delegates and permissions on folders. One row a change; is_last marks the last change of a thing, is_present says that this
-- change left it in force at the end of the data.
-- Proves that the setting was changed, unless outcome says failed. Does not prove that mail went that way. What was set before the data
-- begins is not here; a connector or transport rule may have conditions that the sentence does not show in full.
SELECT time, id, operation, user_id, kind, object, mailbox, targets, change,
       concat(CASE WHEN outcome = 'failed' THEN 'Attempted, but failed: ' ELSE '' END, sentence) AS sentence, is_last,
       is_last AND change IN ('set', 'enabled') AS is_present, session_id, client_ip, app_id, user_agent, organization_id, outcome, source, source_line, content_hash
FROM (
  SELECT time, id, operation, user_id, thing['kind'] AS kind, thing['object'] AS object, thing['mailbox'] AS mailbox,
         thing['targets'] AS targets, thing['change'] AS change, thing['sentence'] AS sentence, session_id, client_ip, app_id, user_agent, organization_id, outcome, source, source_line, content_hash,
         (outcome IS DISTINCT FROM 'failed') AND row_number() OVER (
           PARTITION BY organization_id, thing['kind'], thing['key'], outcome IS NOT DISTINCT FROM 'failed'
           ORDER BY time DESC, source DESC, source_line DESC) = 1 AS is_last
  FROM (SELECT *, unnest(things) AS thing FROM (
    SELECT creation_time AS time, id, operation, user_id,
       mail_diversions(operation, coalesce(nullif(mailbox_owner_upn, ''), mailbox_guid), object_id, json_of(parameters), json_of(item)) AS things,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
    FROM events
    WHERE operation IN (
      'Set-Mailbox', 'New-TransportRule', 'Set-TransportRule', 'Enable-TransportRule', 'Disable-TransportRule', 'Remove-TransportRule',
      'New-InboundConnector', 'Set-InboundConnector', 'Remove-InboundConnector', 'New-OutboundConnector', 'Set-OutboundConnector',
      'Remove-OutboundConnector', 'New-RemoteDomain', 'Set-RemoteDomain', 'Remove-RemoteDomain', 'New-HostedOutboundSpamFilterPolicy',
      'Set-HostedOutboundSpamFilterPolicy', 'Add-MailboxPermission', 'Remove-MailboxPermission', 'Add-RecipientPermission',
      'Remove-RecipientPermission', 'Add-MailboxFolderPermission', 'Set-MailboxFolderPermission', 'Remove-MailboxFolderPermission',
      'AddFolderPermissions', 'ModifyFolderPermissions', 'RemoveFolderPermissions', 'UpdateCalendarDelegation')
  ))
)
