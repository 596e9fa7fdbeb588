-- Sessions by branch, a row each: what one session id, or a surrogate for one, was used for from one network with one program on one
-- device. An id in several branches may be one person on the move, or two who hold the same cookie. A session id is evidence that records
-- belong together, none of who sat at the keyboard.
SELECT organization_id, user_id, session_key, is_surrogate, network, agent, device_id,
       min(time) AS first_time, max(time) AS last_time, count(*) AS records,
       array_agg(DISTINCT client_ip ORDER BY client_ip) FILTER (WHERE client_ip IS NOT NULL) AS addresses,
       array_agg(DISTINCT app_id ORDER BY app_id) FILTER (WHERE app_id IS NOT NULL) AS apps,
       array_agg(DISTINCT operation ORDER BY operation) AS operations,
       count(*) FILTER (WHERE operation = 'UserLoggedIn') AS sign_ins,
       count(*) FILTER (WHERE operation = 'UserLoginFailed') AS failed_sign_ins,
       count(*) OVER (PARTITION BY organization_id, user_id, session_key) AS branches
FROM session_records
GROUP BY organization_id, user_id, session_key, is_surrogate, network, agent, device_id
