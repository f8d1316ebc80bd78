-- :name count
-- How many data keys of the agency another key than this wraps.
-- $1 agency text
-- $2 key_id text
SELECT count(*)
  FROM stream_key
 WHERE agency = $1
   AND key_id <> $2;

-- :name wrapped_otherwise
-- Data keys that another key than this wraps, in order of stream, after that stream.
-- $1 agency text
-- $2 key_id text
-- $3 after text, a stream id
-- $4 limit int
SELECT stream_id, key_id, wrapped
  FROM stream_key
 WHERE agency = $1
   AND key_id <> $2
   AND stream_id > $3
 ORDER BY stream_id
 LIMIT $4;

-- :name wrap_anew
-- Wrap data keys anew, each unless it was destroyed or wrapped anew meanwhile.
-- $1 agency text
-- $2 key_id text
-- $3 stream_ids text[]
-- $4 before bytea[], as they were wrapped
-- $5 after bytea[], as they are to be
UPDATE stream_key AS k
   SET key_id = $2,
       wrapped = n.after
  FROM unnest($3::text[], $4::bytea[], $5::bytea[]) AS n (stream_id, before, after)
 WHERE k.agency = $1
   AND k.stream_id = n.stream_id
   AND k.wrapped = n.before;
