-- :name create
-- One row an issue: what a list filters by, and the page in the open.
CREATE TABLE issue_page (
    agency        text        NOT NULL,
    issue_id      text        COLLATE "C" NOT NULL,
    version       bigint      NOT NULL,
    position      bigint      NOT NULL,
    stage         text        NOT NULL,
    is_open       boolean     NOT NULL,
    topic         text,
    unit          text,
    organisations text[]      NOT NULL,
    answers       text[]      NOT NULL,
    diary_no      text,
    raised_on     date,
    decided_on    date,
    last_recorded timestamptz NOT NULL,
    judged_at     timestamptz NOT NULL,
    holds_until   timestamptz,
    words         text        NOT NULL,
    page          bytea       NOT NULL,
    title_entry   bytea,
    PRIMARY KEY (agency, issue_id)
);

-- :name index
CREATE INDEX ON issue_page (agency, raised_on DESC NULLS LAST, issue_id);
CREATE INDEX ON issue_page (agency, stage, raised_on DESC NULLS LAST, issue_id);
CREATE INDEX ON issue_page (agency, unit, raised_on DESC NULLS LAST, issue_id);
CREATE INDEX ON issue_page (agency, topic, raised_on DESC NULLS LAST, issue_id);
CREATE INDEX ON issue_page (agency, decided_on);
CREATE INDEX ON issue_page (agency, diary_no);
CREATE INDEX ON issue_page (agency, holds_until) WHERE holds_until IS NOT NULL;
CREATE INDEX ON issue_page USING gin (organisations);
CREATE INDEX ON issue_page USING gin (answers);
CREATE INDEX ON issue_page USING gin (to_tsvector('swedish', words));

-- :name vacuum
VACUUM (ANALYZE) issue_page;

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM issue_page
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name due
-- Issues of which a verdict may have changed by the clock alone; not those parked.
-- $1 agency text
-- $2 now timestamptz
SELECT p.issue_id
  FROM issue_page AS p
 WHERE p.agency = $1
   AND p.holds_until <= $2
   AND NOT EXISTS (
       SELECT FROM parked AS k
        WHERE k.agency = $1
          AND k.stream_id = 'issues/' || p.issue_id)
 ORDER BY p.issue_id
 LIMIT 500;

-- :name page
-- One issue.
-- $1 agency text
-- $2 issue_id text
SELECT issue_id, version, position, page, title_entry
  FROM issue_page
 WHERE agency = $1
   AND issue_id = $2
 ORDER BY issue_id
 LIMIT 1;

-- :name pages
-- A page of issues, last raised on top. Every filter that is null lets all through.
-- $1 agency text
-- $2 stage text
-- $3 topic text
-- $4 unit text
-- $5 organisation text
-- $6 is_open boolean
-- $7 raised_from date
-- $8 raised_to date
-- $9 decided_from date
-- $10 decided_to date
-- $11 answers text[], question and verdict of the whole, of which one is found
-- $12 diary_no text
-- $13 q text, words that all are found, in any Swedish form
-- $14 limit int
-- $15 offset int
SELECT p.issue_id, p.version, p.position, p.page, p.title_entry
  FROM issue_page AS p
 WHERE p.agency = $1
   AND ($2::text IS NULL OR p.stage = $2)
   AND ($3::text IS NULL OR p.topic = $3)
   AND ($4::text IS NULL OR p.unit = $4)
   AND ($5::text IS NULL OR p.organisations @> ARRAY[$5])
   AND ($6::boolean IS NULL OR p.is_open = $6)
   AND ($7::date IS NULL OR p.raised_on >= $7)
   AND ($8::date IS NULL OR p.raised_on <= $8)
   AND ($9::date IS NULL OR p.decided_on >= $9)
   AND ($10::date IS NULL OR p.decided_on <= $10)
   AND ($11::text[] IS NULL OR p.answers && $11)
   AND ($12::text IS NULL OR p.diary_no = $12)
   AND ($13::text IS NULL
        OR to_tsvector('swedish', p.words) @@ websearch_to_tsquery('swedish', $13))
 ORDER BY p.raised_on DESC NULLS LAST, p.issue_id
 LIMIT $14
OFFSET $15;
