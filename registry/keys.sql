-- :name wrapped
-- The data key of a stream, wrapped.
-- $1 agency text
-- $2 stream_id text
SELECT key_id, wrapped
  FROM stream_key
 WHERE agency = $1
   AND stream_id = $2
 ORDER BY stream_id
 LIMIT 1;

-- :name keep
-- Keep the data key of a new stream, unless another has kept one first. A trigger
-- refuses a key of the agency that rotation has put out of use: check_violation.
-- $1 agency text
-- $2 stream_id text
-- $3 key_id text
-- $4 wrapped bytea
INSERT INTO stream_key (agency, stream_id, key_id, wrapped)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING;
