-- :name append
-- One flush; the arguments are explained at journal_append() in migrations/.
SELECT outcome, first_position, last_position, stream_id, version
  FROM journal_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- :name read_stream
-- One stream, oldest first. No LIMIT: a stream is folded whole or not at all.
-- $1 agency text
-- $2 stream_id text
-- $3 after_version bigint
SELECT position, stream_id, version, kind, entry, leaf_hash, recorded_at
  FROM journal
 WHERE agency = $1
   AND stream_id = $2
   AND version > $3
 ORDER BY version;

-- :name read_streams
-- Some streams, each oldest first. No LIMIT: as read_stream.
-- $1 agency text
-- $2 stream_ids text[]
SELECT position, stream_id, version, kind, entry, leaf_hash, recorded_at
  FROM journal
 WHERE agency = $1
   AND stream_id = ANY ($2)
 ORDER BY stream_id, version;

-- :name read
-- A page of the agency's journal, oldest first.
-- $1 agency text
-- $2 after bigint, a position
-- $3 limit int
SELECT position, stream_id, version, kind, entry, leaf_hash, recorded_at
  FROM journal
 WHERE agency = $1
   AND position > $2
 ORDER BY position
 LIMIT $3;

-- :name streams
-- The streams of a room (`agreements/`), in the order of their ids, with their versions.
-- $1 agency text
-- $2 after text, a stream id or the room itself
-- $3 before text, the end of the room
-- $4 limit int
SELECT stream_id, max(version) AS version
  FROM journal
 WHERE agency = $1
   AND stream_id > $2
   AND stream_id < $3
 GROUP BY stream_id
 ORDER BY stream_id
 LIMIT $4;

-- :name head
-- The agency's last position.
-- $1 agency text
SELECT position
  FROM journal_head
 WHERE agency = $1
 ORDER BY agency
 LIMIT 1;

-- :name submitted
-- What a client's key was answered with.
-- $1 agency text
-- $2 source_system text
-- $3 source_event_id text
SELECT fingerprint, first_position, last_position
  FROM submission
 WHERE agency = $1
   AND source_system = $2
   AND source_event_id = $3
 ORDER BY source_event_id
 LIMIT 1;
