-- :name create
-- One row an entry of an issue, for timelines across issues. `line` is null where the
-- entry stands as it was recorded: then it is read from the journal. `audience` are the
-- sides that it is for (null: everyone who sees the issue), `secrecy` 0 open, 1 claimed,
-- 2 restricted: domain/audience.py.
CREATE TABLE timeline (
    agency        text        NOT NULL,
    position      bigint      NOT NULL,
    occurred_from timestamptz NOT NULL,
    issue_id      text        COLLATE "C" NOT NULL,
    kind          text        NOT NULL,
    role          text        NOT NULL,
    party         text,
    unit          text,
    parties       text[]      NOT NULL,
    restricted    boolean     NOT NULL,
    audience      text[],
    secrecy       smallint    NOT NULL,
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

-- :name insert
INSERT INTO timeline
       (agency, issue_id, unit, parties, restricted, position, occurred_from, kind,
        role, party, audience, secrecy, line)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM timeline
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name restrict
-- Leave the rows of an issue that is parked to those who see everything of theirs.
-- $1 agency text
-- $2 issue_ids text[]
UPDATE timeline
   SET restricted = true
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name timeline
-- A page of entries across issues, latest on top; null lets all through. `guarded`
-- comes along where others touched the entry.
-- $1 agency text
-- $2 everywhere boolean, to $5 as in sees_issue()
-- $3 units text[]
-- $4 sides text[]
-- $5 cleared boolean
-- $6 unit text
-- $7 role text
-- $8 party text
-- $9 kind text
-- $10 occurred_from timestamptz
-- $11 occurred_to timestamptz
-- $12 limit int
-- $13 offset int
-- $14 audits boolean, as in sees_entry()
SELECT t.issue_id, t.line, p.guarded, j.position, j.stream_id, j.version, j.kind, j.entry,
       j.leaf_hash, j.recorded_at
  FROM (SELECT s.issue_id, s.position, s.occurred_from, s.line
          FROM timeline AS s
         WHERE s.agency = $1
           AND sees_issue($2, $3, $4, $5, s.unit, s.parties, s.restricted)
           AND sees_entry($4, $5, $14, s.audience, s.secrecy)
           AND ($6::text IS NULL OR s.unit = $6)
           AND ($7::text IS NULL OR s.role = $7)
           AND ($8::text IS NULL OR s.party = $8)
           AND ($9::text IS NULL OR s.kind = $9)
           AND ($10::timestamptz IS NULL OR s.occurred_from >= $10)
           AND ($11::timestamptz IS NULL OR s.occurred_from <= $11)
         ORDER BY s.occurred_from DESC, s.position DESC
         LIMIT $12
        OFFSET $13) AS t
  JOIN journal AS j
    ON j.agency = $1
   AND j.position = t.position
  LEFT JOIN issue_page AS p
    ON p.agency = $1
   AND p.issue_id = t.issue_id
   AND t.line IS NOT NULL
 ORDER BY t.occurred_from DESC, t.position DESC
 LIMIT $12;
