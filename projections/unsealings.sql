-- :name unsealings
-- A page of the read log, last reading on top; null lets all through. What an auditor
-- may not see has no row: an issue, or within one (or within an agreement or the
-- register) the entries that are for a clearance.
-- $1 agency text
-- $2 everywhere boolean, to $6 as in sees_issue() and sees_entry()
-- $3 units text[]
-- $4 sides text[]
-- $5 cleared boolean
-- $6 audits boolean
-- $7 issue text, the stream of one issue
-- $8 sub text
-- $9 client_id text
-- $10 from timestamptz
-- $11 to timestamptz
-- $12 limit int
-- $13 offset int
SELECT u.id, u.at, u.sub, u.client_id, u.iss, u.stream_id, s.versions, u.why, u.route,
       u.trace
  FROM unsealing AS u
 CROSS JOIN LATERAL (
       SELECT CASE
              WHEN $2 AND $5 AND $6 THEN u.versions
              ELSE (
              SELECT array_agg(j.version ORDER BY j.version)
                FROM journal AS j
               WHERE j.agency = $1
                 AND j.stream_id = u.stream_id
                 AND j.version = ANY (u.versions)
                 AND CASE
                     WHEN u.stream_id LIKE 'issues/%'
                     THEN EXISTS (
                          SELECT
                            FROM issue_page AS p
                            JOIN timeline AS t
                              ON t.agency = p.agency
                             AND t.issue_id = p.issue_id
                           WHERE p.agency = $1
                             AND p.issue_id = substr(u.stream_id, length('issues/') + 1)
                             AND t.position = j.position
                             AND sees_issue($2, $3, $4, $5, p.unit, p.parties,
                                            p.restricted)
                             AND sees_entry($4, $5, $6, t.audience, t.secrecy))
                     ELSE convert_from(j.entry, 'UTF8')::jsonb
                          #>> '{facts,confidentiality}' IS DISTINCT FROM 'restricted'
                     END)
              END AS versions) AS s
 WHERE u.agency = $1
   AND ($7::text IS NULL OR u.stream_id = $7)
   AND ($8::text IS NULL OR u.sub = $8)
   AND ($9::text IS NULL OR u.client_id = $9)
   AND ($10::timestamptz IS NULL OR u.at >= $10)
   AND ($11::timestamptz IS NULL OR u.at <= $11)
   AND s.versions IS NOT NULL
 ORDER BY u.at DESC, u.id DESC
 LIMIT $12
OFFSET $13;
