-- Messages that were sent from a mailbox, one row a record.
-- Proves that the service took the message from this context. Older records name no recipients: then they can only come from a message
-- trace or from records of type 28. Does not show what the message said, nor that it arrived.
SELECT time, id, operation, user_id, mailbox, subject, mail_subject(subject)['conversation'] AS conversation,
       internet_message_id, recipients, attached['names'] AS attachments, attached['bytes'] AS attachment_bytes,
       size_in_bytes, folder, as_user, mail_subject(subject)['is_reply'] AS is_reply,
       mail_subject(subject)['is_forward'] AS is_forward, logon_type, client, session_id, client_ip, app_id, user_agent, organization_id, outcome, source, source_line, content_hash
FROM (
  SELECT creation_time AS time, id, operation, user_id,
       lower(coalesce(nullif(mailbox_owner_upn, ''), mailbox_guid)) AS mailbox,
       item['subject'] AS subject, item['internet_message_id'] AS internet_message_id,
       first_values(recipients, json_items(extra, 'Recipients'), json_items(extra, 'Item.Recipients'), json_items(extra, 'To'),
                    json_items(extra, 'Item.To')) AS recipients,
       attachment_names(item['attachments']) AS attached,
       item['size_in_bytes'] AS size_in_bytes,
       coalesce(item['parent_folder']['path'], item['parent_folder']['name']) AS folder,
       lower(coalesce(nullif(send_as_user_smtp, ''), nullif(send_on_behalf_of_user_smtp, ''),
                      CASE WHEN operation <> 'Send' THEN coalesce(nullif(mailbox_owner_upn, ''), send_as_user_mailbox_guid,
                                                                   send_on_behalf_of_user_mailbox_guid) END)) AS as_user,
       logon_type, client_info_string AS client,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
  FROM events
  WHERE operation IN ('Send', 'SendAs', 'SendOnBehalf') AND record_type = 2
)
