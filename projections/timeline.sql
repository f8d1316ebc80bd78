-- :name create
-- One row an entry of an issue, for timelines across issues. `line` is null where the
-- entry stands as it was recorded: then it is read from the journal.
CREATE TABLE timeline (
    agency        text        NOT NULL,
    position      bigint      NOT NULL,
    occurred_from timestamptz NOT NULL,
    issue_id      text        COLLATE "C" NOT NULL,
    kind          text        NOT NULL,
    role          text        NOT NULL,
    party         text,
    unit          text,
    line          bytea
);
CREATE INDEX ON timeline (agency, issue_id);

-- :name index
CREATE INDEX ON timeline (agency, occurred_from);
CREATE INDEX ON timeline (agency, kind, occurred_from);
CREATE INDEX ON timeline (agency, unit, occurred_from);
CREATE INDEX ON timeline (agency, party, occurred_from) WHERE party IS NOT NULL;

-- :name vacuum
VACUUM (ANALYZE) timeline;

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM timeline
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name timeline
-- A page of entries across issues, latest on top; null lets all through.
-- $1 agency text
-- $2 unit text
-- $3 role text
-- $4 party text
-- $5 kind text
-- $6 occurred_from timestamptz
-- $7 occurred_to timestamptz
-- $8 limit int
-- $9 offset int
SELECT t.issue_id, t.line, j.position, j.stream_id, j.version, j.kind, j.entry,
       j.leaf_hash, j.recorded_at
  FROM (SELECT s.issue_id, s.position, s.occurred_from, s.line
          FROM timeline AS s
         WHERE s.agency = $1
           AND ($2::text IS NULL OR s.unit = $2)
           AND ($3::text IS NULL OR s.role = $3)
           AND ($4::text IS NULL OR s.party = $4)
           AND ($5::text IS NULL OR s.kind = $5)
           AND ($6::timestamptz IS NULL OR s.occurred_from >= $6)
           AND ($7::timestamptz IS NULL OR s.occurred_from <= $7)
         ORDER BY s.occurred_from DESC, s.position DESC
         LIMIT $8
        OFFSET $9) AS t
  JOIN journal AS j
    ON j.agency = $1
   AND j.position = t.position
 ORDER BY t.occurred_from DESC, t.position DESC
 LIMIT $8;
