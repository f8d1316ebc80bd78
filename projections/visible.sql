-- :name visible
-- Those of the issues that whoever asks sees, with their guarded entries.
-- $1 agency text
-- $2 everywhere boolean, to $5 as in sees_issue()
-- $3 units text[]
-- $4 sides text[]
-- $5 cleared boolean
-- $6 issue_ids text[]
-- $7 limit int
SELECT p.issue_id, p.guarded
  FROM issue_page AS p
 WHERE p.agency = $1
   AND p.issue_id = ANY ($6)
   AND sees_issue($2, $3, $4, $5, p.unit, p.parties, p.restricted)
 ORDER BY p.issue_id
 LIMIT $7;
