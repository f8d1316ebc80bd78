-- :name create
-- One row an entry of an issue, for timelines across issues.
CREATE TABLE timeline (
    agency        text        NOT NULL,
    issue_id      text        COLLATE "C" NOT NULL,
    version       bigint      NOT NULL,
    position      bigint      NOT NULL,
    event_id      text        NOT NULL,
    kind          text        NOT NULL,
    occurred_from timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    role          text        NOT NULL,
    party         text,
    unit          text,
    line          bytea       NOT NULL,
    PRIMARY KEY (agency, issue_id, version)
);
CREATE INDEX ON timeline (agency, occurred_from DESC, position DESC);
CREATE INDEX ON timeline (agency, kind, occurred_from DESC, position DESC);
CREATE INDEX ON timeline (agency, party, occurred_from DESC, position DESC);

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
SELECT issue_id, line
  FROM timeline
 WHERE agency = $1
   AND ($2::text IS NULL OR unit = $2)
   AND ($3::text IS NULL OR role = $3)
   AND ($4::text IS NULL OR party = $4)
   AND ($5::text IS NULL OR kind = $5)
   AND ($6::timestamptz IS NULL OR occurred_from >= $6)
   AND ($7::timestamptz IS NULL OR occurred_from <= $7)
 ORDER BY occurred_from DESC, position DESC
 LIMIT $8
OFFSET $9;
