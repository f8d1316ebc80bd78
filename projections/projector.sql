-- :name begin
-- $1 agency text
INSERT INTO projection (agency)
VALUES ($1)
ON CONFLICT DO NOTHING;

-- :name hold
-- The position of the readings; the row is held until the transaction ends.
-- $1 agency text
SELECT position
  FROM projection
 WHERE agency = $1
   FOR UPDATE;

-- :name hold_all
-- No readings are written, and no agency's begin, until the transaction ends.
LOCK TABLE projection IN EXCLUSIVE MODE;

-- :name advance
-- $1 agency text
-- $2 position bigint
UPDATE projection
   SET position = $2
 WHERE agency = $1;

-- :name position
-- How far the readings of an agency have come.
-- $1 agency text
SELECT position
  FROM projection
 WHERE agency = $1
 ORDER BY agency
 LIMIT 1;

-- :name reached
-- The last position of the journal, and how far the readings have come.
-- $1 agency text
SELECT h.position AS head, COALESCE(p.position, 0) AS position
  FROM journal_head AS h
  LEFT JOIN projection AS p ON p.agency = h.agency
 WHERE h.agency = $1
 ORDER BY h.agency
 LIMIT 1;

-- :name park
-- $1 agency text
-- $2 stream_id text
-- $3 reason text
INSERT INTO parked (agency, stream_id, reason)
VALUES ($1, $2, $3)
ON CONFLICT (agency, stream_id) DO UPDATE
   SET reason = EXCLUDED.reason, parked_at = now();

-- :name unpark
-- $1 agency text
-- $2 stream_ids text[]
DELETE FROM parked
 WHERE agency = $1
   AND stream_id = ANY ($2);

-- :name unpark_all
-- $1 agency text
DELETE FROM parked
 WHERE agency = $1;

-- :name parked
-- What is parked, longest first.
-- $1 agency text
SELECT stream_id, reason, parked_at
  FROM parked
 WHERE agency = $1
 ORDER BY parked_at, stream_id
 LIMIT 1000;

-- :name streams_between
-- A page of the streams that have entries between two positions, in order of id.
-- $1 agency text
-- $2 after bigint, a position
-- $3 until bigint, a position
-- $4 after_stream text
-- $5 limit int
SELECT DISTINCT stream_id
  FROM journal
 WHERE agency = $1
   AND position > $2
   AND position <= $3
   AND stream_id > $4
 ORDER BY stream_id
 LIMIT $5;

-- :name defined
-- The definition by which each reading was built. No LIMIT: one row a reading.
SELECT name, sha256
  FROM reading
 ORDER BY name;

-- :name define
-- $1 name text
-- $2 sha256 text
INSERT INTO reading (name, sha256)
VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE
   SET sha256 = EXCLUDED.sha256;

-- :name protect
-- Hold every session to the rows of its own agency.
-- $1 name text, a table's
SELECT protect($1::text::regclass);

-- :name lock_definitions
LOCK TABLE reading IN EXCLUSIVE MODE;

-- :name start_over
-- A reading is new: all of it is to be written.
UPDATE projection
   SET position = 0;

-- :name clear_rebuild
-- $1 name text
SELECT clear_rebuild($1);

-- :name swap_reading
-- $1 name text
SELECT swap_reading($1);

-- :name issues
-- How many issues the journal holds.
-- $1 agency text
SELECT count(DISTINCT stream_id)
  FROM journal
 WHERE agency = $1
   AND stream_id > 'issues/'
   AND stream_id < 'issues/~';

-- :name hold_rebuild
-- Whether this session is the one that rebuilds, as it stays until it ends.
-- $1 key bigint
SELECT pg_try_advisory_lock($1);

-- :name compare
-- Issues that lack rows in a reading written anew, and those it has too many.
-- $1 name text
-- $2 agency text
-- $3 until bigint, the position of the readings
SELECT missing, extra
  FROM compare_reading($1, $2, $3);

-- :name plan_anew
-- Until the transaction ends, each query is planned for the values it is given.
SET LOCAL plan_cache_mode = force_custom_plan;
