-- :name select_events
-- A stream of the journal between two versions, oldest first.
-- $1 agency text
-- $2 stream_id text
-- $3 gt bigint, NULL for no bound
-- $4 lte bigint, NULL for no bound
-- $5 limit bigint, NULL for no bound
SELECT stream_id, version, kind, entry
  FROM journal
 WHERE agency = $1
   AND stream_id = $2
   AND version > COALESCE($3, -1)
   AND version <= COALESCE($4, 9223372036854775807)
 ORDER BY version
 LIMIT $5;

-- :name select_events_desc
-- As select_events, newest first.
SELECT stream_id, version, kind, entry
  FROM journal
 WHERE agency = $1
   AND stream_id = $2
   AND version > COALESCE($3, -1)
   AND version <= COALESCE($4, 9223372036854775807)
 ORDER BY version DESC
 LIMIT $5;

-- :name select_notifications
-- A page of the agency's journal, oldest first.
-- $1 agency text
-- $2 start bigint, the first position
-- $3 stop bigint, the last position, NULL for no bound
-- $4 kinds text[], empty for all
-- $5 limit bigint
SELECT stream_id, version, kind, entry, position
  FROM journal
 WHERE agency = $1
   AND position >= $2
   AND position <= COALESCE($3, 9223372036854775807)
   AND (cardinality($4::text[]) = 0 OR kind = ANY ($4))
 ORDER BY position
 LIMIT $5;

-- :name last_position
-- The agency's last position; no row for an unknown agency.
-- $1 agency text
SELECT position
  FROM journal
 WHERE agency = $1
 ORDER BY position DESC
 LIMIT 1;

-- :name insert_aside
-- Events that are in no application sequence.
-- $1 agency text
-- $2 application text
-- $3 purpose text
-- $4 stream_id text[]
-- $5 version bigint[]
-- $6 kind text[]
-- $7 entry bytea[]
INSERT INTO eventsourcing_event (agency, application, purpose, stream_id, version,
                                 kind, entry)
SELECT $1, $2, $3, e.stream_id, e.version, e.kind, e.entry
  FROM unnest($4::text[], $5::bigint[], $6::text[], $7::bytea[])
       AS e (stream_id, version, kind, entry);

-- :name select_aside
-- Of those, one stream between two versions, oldest first.
-- $1 agency text
-- $2 stream_id text
-- $3 gt bigint, NULL for no bound
-- $4 lte bigint, NULL for no bound
-- $5 limit bigint, NULL for no bound
-- $6 application text
-- $7 purpose text
SELECT stream_id, version, kind, entry
  FROM eventsourcing_event
 WHERE agency = $1
   AND application = $6
   AND purpose = $7
   AND stream_id = $2
   AND version > COALESCE($3, -1)
   AND version <= COALESCE($4, 9223372036854775807)
 ORDER BY version
 LIMIT $5;

-- :name select_aside_desc
-- As select_aside, newest first.
SELECT stream_id, version, kind, entry
  FROM eventsourcing_event
 WHERE agency = $1
   AND application = $6
   AND purpose = $7
   AND stream_id = $2
   AND version > COALESCE($3, -1)
   AND version <= COALESCE($4, 9223372036854775807)
 ORDER BY version DESC
 LIMIT $5;

-- :name track
-- Advance to a position; no row when it is not beyond the one that stands.
-- $1 agency text
-- $2 application text
-- $3 upstream text
-- $4 position bigint
INSERT INTO eventsourcing_tracking AS t (agency, application, upstream, position)
VALUES ($1, $2, $3, $4)
    ON CONFLICT (agency, application, upstream) DO UPDATE
   SET position = EXCLUDED.position
 WHERE t.position < EXCLUDED.position
RETURNING position;

-- :name tracked
-- The position that stands.
-- $1 agency text
-- $2 application text
-- $3 upstream text
SELECT position
  FROM eventsourcing_tracking
 WHERE agency = $1
   AND application = $2
   AND upstream = $3
 ORDER BY position
 LIMIT 1;
