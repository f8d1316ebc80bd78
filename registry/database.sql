-- :name speak_for
-- Hold the session to one agency: see migrations/0004_row_security.sql.
-- $1 agency text
SELECT set_config('samverkan.agency', $1, false);

-- :name agencies
-- Every agency that has an entry, and how far its readings have come. The one query
-- that is asked for no agency. No LIMIT: they are some hundreds at most.
SELECT agency, head, reached, parked
  FROM agencies()
 WHERE head > 0
 ORDER BY agency;
