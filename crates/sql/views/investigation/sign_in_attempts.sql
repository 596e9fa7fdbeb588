-- Sign-ins of Entra ID with their reasons in words, one row a record.
-- Proves that a token was issued, or that somebody was refused and why. A record that is a normal step of a sign-in is_interrupt: nobody was
-- refused, and nobody is in yet. Does not show results of conditional access, nor which second factor was asked for: the sign-in log of
-- Entra ID has these.
SELECT time, id, operation, user_id, is_refused, error_number, sign_in_error(error_number) AS reason,
       sign_in_error_class(error_number) AS reason_class,
       coalesce(error_number <> '0' AND sign_in_error_class(error_number) = 'interrupt, normal step', false) AS is_interrupt,
       request_type, authentication_method, app_name(app_id) AS app_name, resource, device_name, device_os, device_trust, is_managed_device,
       session_id, client_ip, app_id, user_agent, organization_id, outcome, source, source_line, content_hash
FROM (
  SELECT creation_time AS time, id, operation, user_id, operation = 'UserLoginFailed' AS is_refused,
       nullif(error_number, '') AS error_number,
       values_at(extended_properties, 'RequestType')[1] AS request_type,
       values_at(extended_properties, 'UserAuthenticationMethod')[1] AS authentication_method,
       coalesce(app_name(object_id), nullif(object_id, '')) AS resource,
       values_at(device_properties, 'DisplayName')[1] AS device_name, values_at(device_properties, 'OS')[1] AS device_os,
       values_at(device_properties, 'TrustType')[1] AS device_trust,
       lower(values_at(device_properties, 'IsCompliantAndManaged')[1]) = 'true' AS is_managed_device,
       first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS session_id,
       first_address(client_ip, client_ip_address, actor_ip_address) AS client_ip,
       first_guid(application_id, client_app_id, values_at(app_access_context, 'ClientAppId'), app_id) AS app_id,
       first_values(user_agent, values_at(extended_properties, 'UserAgent'), values_at(extended_properties, 'additionalDetails', 'User-Agent'), client_info_string)[1] AS user_agent,
       organization_id, outcome, source, source_line, content_hash
  FROM events
  WHERE record_type = 15
)
