-- :name awaited
-- Streams with an approved disposal that is not carried out, or that have a data key
-- although one was: in order of id, after that id. Whether it is due, the law says.
-- $1 agency text
-- $2 after text, a stream id
-- $3 limit int
SELECT j.stream_id
  FROM journal AS j
 WHERE j.agency = $1
   AND j.stream_id > $2
   AND j.kind IN ('disposal-approved.v1', 'sealed-text-disposed.v1')
 GROUP BY j.stream_id
HAVING max(j.version) FILTER (WHERE j.kind = 'disposal-approved.v1')
       > COALESCE(max(j.version) FILTER (WHERE j.kind = 'sealed-text-disposed.v1'), 0)
    OR EXISTS (SELECT
                 FROM stream_key AS k
                WHERE k.agency = $1
                  AND k.stream_id = j.stream_id)
 ORDER BY j.stream_id
 LIMIT $3;

-- :name destroy
-- Destroy a data key, if it is still the one that was looked at.
-- $1 agency text
-- $2 stream_id text
-- $3 wrapped bytea
DELETE FROM stream_key
 WHERE agency = $1
   AND stream_id = $2
   AND wrapped = $3;

-- :name vacuum
-- Let go of the rows that were deleted, of all agencies at once: for the owner alone.
VACUUM public.stream_key;
