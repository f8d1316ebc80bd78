-- :name keep
-- Tell of text that is about to be given out, one row a request and stream; nothing of
-- what is disposed of, which is not given out. Returns for each, in their order, the
-- version up to which the text of its stream is disposed of, or 0.
-- $1 agency text
-- $2 id uuid[], and so on: an element a row
-- $3 at timestamptz[]
-- $4 sub text[]
-- $5 client_id text[]
-- $6 stream_id text[]
-- $7 versions text[], each an array as PostgreSQL writes it
-- $8 why text[]
-- $9 route text[]
-- $10 trace text[]
-- $11 iss text[]
WITH asked AS MATERIALIZED (
    SELECT u.id, u.at, u.sub, u.client_id, u.stream_id, u.versions::bigint[] AS versions,
           u.why, u.route, u.trace, u.iss, u.ordinal,
           COALESCE(
               (SELECT max(j.version)
                  FROM journal AS j
                 WHERE j.agency = $1
                   AND j.stream_id = u.stream_id
                   AND j.kind = 'sealed-text-disposed.v1'), 0) AS disposed
      FROM unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[],
                  $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
           WITH ORDINALITY
           AS u (id, at, sub, client_id, stream_id, versions, why, route, trace, iss,
                 ordinal)
),
kept AS (
    INSERT INTO unsealing (agency, id, at, sub, client_id, stream_id, versions, why,
                           route, trace, iss)
    SELECT $1, a.id, a.at, a.sub, a.client_id, a.stream_id, g.versions, a.why, a.route,
           a.trace, a.iss
      FROM asked AS a
     CROSS JOIN LATERAL (
           SELECT array_agg(v ORDER BY v) AS versions
             FROM unnest(a.versions) AS v
            WHERE v > a.disposed) AS g
     WHERE g.versions IS NOT NULL
)
SELECT a.disposed
  FROM asked AS a
 ORDER BY a.ordinal;

-- :name disposed
-- The version up to which the text of a stream is disposed of, or 0.
-- $1 agency text
-- $2 stream_id text
SELECT COALESCE(max(j.version), 0)
  FROM journal AS j
 WHERE j.agency = $1
   AND j.stream_id = $2
   AND j.kind = 'sealed-text-disposed.v1';
