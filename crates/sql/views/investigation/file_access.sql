-- What was done with files in SharePoint and OneDrive, and how they were shared, one row a record.
-- Proves that the account's session did this at the service. Does not prove that somebody looked at the file: previews and sync clients
-- make records too, and the service folds repeated accesses into one. A link proves who could open a file, not who did.
SELECT creation_time AS time, id, operation, user_id,
       CASE operation
         WHEN 'FileAccessed' THEN 'opened' WHEN 'FileAccessedExtended' THEN 'opened for long' WHEN 'FilePreviewed' THEN 'previewed'
         WHEN 'FileDownloaded' THEN 'downloaded' WHEN 'FileSyncDownloadedFull' THEN 'synchronised to a device'
         WHEN 'FileSyncDownloadedPartial' THEN 'synchronised to a device in part' WHEN 'FileCopied' THEN 'copied'
         WHEN 'FileUploaded' THEN 'uploaded' WHEN 'FileSyncUploadedFull' THEN 'uploaded from a device'
         WHEN 'FileSyncUploadedPartial' THEN 'uploaded from a device in part' WHEN 'FileModified' THEN 'changed'
         WHEN 'FileModifiedExtended' THEN 'changed for long' WHEN 'FileRenamed' THEN 'renamed' WHEN 'FileMoved' THEN 'moved'
         WHEN 'FileDeleted' THEN 'deleted' WHEN 'FileRecycled' THEN 'moved to the recycle bin' WHEN 'FileRestored' THEN 'restored'
         WHEN 'FileDeletedFirstStageRecycleBin' THEN 'deleted from the recycle bin'
         WHEN 'FileDeletedSecondStageRecycleBin' THEN 'deleted from the second recycle bin'
         WHEN 'FolderModified' THEN 'folder changed' WHEN 'AnonymousLinkCreated' THEN 'link for anyone made'
         WHEN 'AnonymousLinkUpdated' THEN 'link for anyone changed' WHEN 'AnonymousLinkUsed' THEN 'opened by a link for anyone'
         WHEN 'AnonymousLinkRemoved' THEN 'link for anyone removed' WHEN 'CompanyLinkCreated' THEN 'link for the organisation made'
         WHEN 'CompanyLinkUsed' THEN 'opened by a link for the organisation' WHEN 'SecureLinkCreated' THEN 'link for certain people made'
         WHEN 'SecureLinkUsed' THEN 'opened by a link for certain people' WHEN 'AddedToSecureLink' THEN 'person added to a link'
         WHEN 'RemovedFromSecureLink' THEN 'person removed from a link' WHEN 'SharingSet' THEN 'shared'
         WHEN 'SharingRevoked' THEN 'no longer shared' WHEN 'SharingInvitationCreated' THEN 'person outside invited'
         WHEN 'SharingInvitationAccepted' THEN 'invitation accepted' WHEN 'AddedToGroup' THEN 'person added to a site group'
         ELSE operation END AS action,
       object_id AS url, site_url AS site, source_file_name AS file_name, lower(source_file_extension) AS extension,
       file_size_bytes AS size_in_bytes, item_type,
       operation IN ('FileDownloaded', 'FileSyncDownloadedFull', 'FileSyncDownloadedPartial') AS is_download,
       operation IN ('AnonymousLinkCreated', 'AnonymousLinkUpdated', 'CompanyLinkCreated', 'SecureLinkCreated', 'AddedToSecureLink',
                     'SharingSet', 'SharingInvitationCreated', 'SharingLinkCreated', 'SharingPermissionsElevated', 'AddedToGroup') AS is_share,
       coalesce(nullif(target_user_or_group_name, ''), user_shared_with) AS share_target,
       target_user_or_group_type AS share_target_type,
       nullif(unique_sharing_id, '') AS link_id,
       regexp_match(event_data, '<Type>([^<]*)</Type>')[1] AS link_type,
       coalesce(nullif(application_display_name, ''), app_access_context['client_app_name']) AS app_name,
       coalesce(json_text(extra, 'DeviceDisplayName'), nullif(machine_id, '')) AS device_name,
       json_text(extra, 'IsManagedDevice') = 'true' AS is_managed_device,
       correlation_id,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
FROM events
WHERE record_type IN (6, 14)
