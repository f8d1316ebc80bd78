-- :name names
-- The names of the agency's keys that have wrapped data keys, and those out of use.
-- $1 agency text
SELECT COALESCE(array_agg(k.key_id ORDER BY k.key_id), '{}') AS taken,
       COALESCE(array_agg(k.key_id ORDER BY k.key_id) FILTER (WHERE k.retired), '{}')
       AS retired
  FROM agency_key AS k
 WHERE k.agency = $1;

-- :name retire
-- Put keys out of use, all but the current one; what is out of use stays so. Waits for
-- the data keys that are just being wrapped by them.
-- $1 agency text
-- $2 current text, a key's name
-- $3 others text[]
INSERT INTO agency_key AS a (agency, key_id, retired)
SELECT $1, k.key_id, k.key_id <> $2
  FROM unnest($2::text || $3::text[]) AS k (key_id)
 ORDER BY k.key_id
ON CONFLICT (agency, key_id) DO UPDATE
   SET retired = a.retired OR EXCLUDED.retired;

-- :name held
-- How many data keys the agency has.
-- $1 agency text
SELECT count(*)
  FROM stream_key
 WHERE agency = $1;

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
