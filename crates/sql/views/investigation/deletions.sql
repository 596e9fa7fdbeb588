-- Items of mailboxes that were deleted, purged or moved, one row an item.
-- Proves that the item left its folder. A deleted item goes to Deleted Items, from there to Recoverable Items (14 to 30 days, longer on
-- hold); is_purge says that it was taken out of there too, or deleted at once. Does not show what the message said.
SELECT time, id, operation, user_id, mailbox, action, item['subject'] AS subject, mail_subject(item['subject'])['conversation'] AS conversation,
       item['internet_message_id'] AS internet_message_id, coalesce(item['folder'], folder_path) AS folder, destination,
       item['size_in_bytes'] AS size_in_bytes, attachment_names(item['attachments'])['names'] AS attachments,
       is_purge, logon_type, client, session_id, client_ip, app_id, user_agent, organization_id, outcome, source, source_line, content_hash
FROM (SELECT *, unnest(items) AS item FROM (
  SELECT creation_time AS time, id, operation, user_id,
       lower(coalesce(nullif(mailbox_owner_upn, ''), mailbox_guid)) AS mailbox,
       CASE operation WHEN 'MoveToDeletedItems' THEN 'deleted' WHEN 'SoftDelete' THEN 'deleted to Recoverable Items'
            WHEN 'HardDelete' THEN 'purged' WHEN 'RecordDelete' THEN 'record deleted' ELSE 'moved' END AS action,
       mail_items(CAST(NULL AS VARCHAR), json_of(affected_items), json_of(item)) AS items,
       coalesce(folder['path'], folder['name']) AS folder_path,
       coalesce(dest_folder['path'], dest_folder['name']) AS destination,
       operation = 'HardDelete' AS is_purge,
       logon_type, client_info_string AS client,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
  FROM events
  WHERE operation IN ('MoveToDeletedItems', 'SoftDelete', 'HardDelete', 'RecordDelete', 'Move') AND record_type IN (2, 3)
))
