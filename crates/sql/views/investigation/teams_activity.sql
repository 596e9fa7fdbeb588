-- What was done in Teams: chats, channels, messages, members, apps, meetings and calls, one row a record.
-- Proves that the account did this at the service. No record has the text of a message; links are named only where the licence has them.
SELECT creation_time AS time, id, operation, user_id, coalesce(operation_meaning(operation), operation) AS action,
       communication_type AS conversation_type, coalesce(nullif(team_name, ''), nullif(item_name, '')) AS team, channel_name AS channel,
       chat_thread_id AS chat_id, first_values(message_id, values_at(messages, 'Id'))[1] AS message_id,
       values_at(members, 'UPN') AS people, values_at(participant_info, 'ParticipatingDomains') AS domains,
       coalesce(participant_info['has_foreign_tenant_users'], false) OR coalesce(participant_info['has_unauthenticated_users'], false)
         OR coalesce(participant_info['has_guest_users'], false) OR coalesce(participant_info['has_other_guest_users'], false) AS has_outsiders,
       message_urls AS links, values_at(message_files, 'FileUrl') AS files, add_on_name AS app_name,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
FROM events
WHERE record_type = 25
