-- What people searched mailboxes, sites and the organisation's content for, one row a record.
-- Proves that the search was asked for in the account's session. Does not prove that anything was found or opened: what was opened has
-- records of its own. The words are missing where the service leaves them out.
SELECT creation_time AS time, id, operation, user_id,
       CASE WHEN operation IN ('SearchQueryInitiated', 'SearchQueryInitiatedExchange') THEN 'mail'
            WHEN operation IN ('SearchQueryPerformed', 'SearchQueryInitiatedSharePoint', 'SharepointSearchQueryInitiated') THEN 'sites and files'
            WHEN operation LIKE 'AuditSearch%' OR operation = 'Search-UnifiedAuditLog' THEN 'the audit log'
            ELSE 'content of the organisation' END AS searched,
       first_values(query_text, values_at(extra, 'SearchQueryText'), values_at(parameters, 'ContentMatchQuery'),
                    values_at(parameters, 'SearchQuery'), values_at(parameters, 'FreeText'),
                    regexp_match(parameters_text, '(?i)-(?:ContentMatchQuery|SearchQuery|FreeText) "([^"]*)"'))[1] AS query,
       operation_meaning(operation) AS action, object_id AS object,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
FROM events
WHERE operation IN (
  'SearchQueryInitiated', 'SearchQueryInitiatedExchange', 'SearchQueryInitiatedSharePoint', 'SharepointSearchQueryInitiated', 'SearchQueryPerformed',
  'New-MailboxSearch', 'Set-MailboxSearch', 'Start-MailboxSearch', 'Search-Mailbox', 'New-ComplianceSearch', 'Set-ComplianceSearch',
  'Start-ComplianceSearch', 'New-ComplianceSearchAction', 'SearchCreated', 'SearchUpdated', 'SearchStarted', 'SearchExported', 'SearchPreviewed',
  'SearchExportDownloaded', 'PurviewSearchAdded', 'PurviewSearchUpdated', 'PurviewSearchStatisticsJobSubmitted',
  'PurviewSearchSampleJobSubmitted', 'PurviewSearchExportJobSubmitted', 'PurviewSearchAddToReviewSetJobSubmitted',
  'Search-UnifiedAuditLog', 'AuditSearchCreated', 'AuditSearchExportJobCreated', 'AuditSearchExportResultsDownloaded')
