-- Messages and folders that MailItemsAccessed records name, one row each.
-- Proves that the service handed out a message, or synchronised a folder, in this context. Does not prove that somebody read it: previews
-- and programs access too. A row of access_type Sync stands for every message that its folder had then. The absence of rows proves
-- nothing where the mailbox was not audited, in the 24 hours behind is_throttled, or within the hour in which the service
-- does not write the same access again. item_count is what the record says; it may differ from the number of its rows.
SELECT time, id, operation, user_id, access_type, mailbox, item['folder'] AS folder,
       item['internet_message_id'] AS internet_message_id, item['subject'] AS subject, mail_subject(item['subject'])['conversation'] AS conversation,
       item['size_in_bytes'] AS size_in_bytes, item_count, is_throttled, logon_type, external_access, client, client_process,
       is_service, session_id, client_ip, app_id, user_agent, organization_id, outcome, source, source_line, content_hash
FROM (SELECT *, unnest(items) AS item FROM (
  SELECT creation_time AS time, id, operation, user_id,
       operation_properties['MailAccessType'] AS access_type,
       lower(coalesce(nullif(mailbox_owner_upn, ''), mailbox_guid)) AS mailbox,
       mail_items(coalesce(json_of(aggregated_folders), json_get(extra, 'Folders'), json_of(folders)),
                  json_of(affected_items), json_of(item)) AS items,
       operation_count AS item_count,
       lower(operation_properties['IsThrottled']) = 'true' AS is_throttled,
       logon_type, external_access, client_info_string AS client, client_process_name AS client_process,
       any_like(client_info_string, '*Client=RESTSystem*', 'Client=Management*', 'Client=EBA*', 'Client=HUB*', 'Client=ELC*',
                'Client=TBA*') OR coalesce(logon_type IN (3, 4), false) AS is_service,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
  FROM events
  WHERE operation = 'MailItemsAccessed' AND record_type IN (2, 19, 50)
))
