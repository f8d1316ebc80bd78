-- :name create
-- One row an issue: what a list filters by, and the page in the open. By unit, parties
-- and `restricted` it is told who may see it; `guarded` are the entries that not all of
-- these may see. `diary_entry` is the one of these that holds the diary number, if one
-- does; `found_no` is the number as everyone may see it, by which it is found.
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
    parties       text[]      NOT NULL,
    restricted    boolean     NOT NULL,
    guarded       bytea,
    answers       text[]      NOT NULL,
    diary_no      text,
    diary_entry   text,
    found_no      text,
    raised_on     date,
    decided_on    date,
    last_recorded timestamptz NOT NULL,
    judged_at     timestamptz NOT NULL,
    holds_until   timestamptz,
    words         text        NOT NULL,
    found_by      tsvector    NOT NULL
                  GENERATED ALWAYS AS (to_tsvector('swedish', words)) STORED,
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
CREATE INDEX ON issue_page (agency, found_no);
CREATE INDEX ON issue_page (agency, holds_until) WHERE holds_until IS NOT NULL;

-- :name vacuum
VACUUM (ANALYZE) issue_page;

-- :name insert
INSERT INTO issue_page
       (agency, issue_id, unit, parties, restricted, version, position, stage, is_open,
        topic, organisations, guarded, answers, diary_no, diary_entry, found_no,
        raised_on, decided_on, last_recorded, judged_at, holds_until, words, page,
        title_entry)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19, $20, $21, $22, $23, $24);

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM issue_page
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name restrict
-- Leave the rows of an issue that is parked to those who see everything of theirs.
-- $1 agency text
-- $2 issue_ids text[]
UPDATE issue_page
   SET restricted = true
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
-- One issue, if whoever asks sees it, or it is parked: what is `stale` is older than
-- the journal, which then tells whether he does.
-- $1 agency text
-- $2 everywhere boolean, to $5 as in sees_issue()
-- $3 units text[]
-- $4 sides text[]
-- $5 cleared boolean
-- $6 issue_id text
SELECT p.issue_id, p.version, p.position, p.guarded, p.page, p.title_entry,
       p.diary_entry, k.agency IS NOT NULL OR p.version < j.version AS stale
  FROM issue_page AS p
 CROSS JOIN LATERAL (
       SELECT max(version) AS version
         FROM journal
        WHERE agency = $1
          AND stream_id = 'issues/' || p.issue_id) AS j
  LEFT JOIN parked AS k
    ON k.agency = $1
   AND k.stream_id = 'issues/' || p.issue_id
 WHERE p.agency = $1
   AND p.issue_id = $6
   AND (k.agency IS NOT NULL
        OR sees_issue($2, $3, $4, $5, p.unit, p.parties, p.restricted))
 ORDER BY p.issue_id
 LIMIT 1;

-- :name open
-- Whether the readings, as far as the journal goes, know that an issue is for whoever
-- asks, and that nothing in it is hidden from anybody.
-- $1 agency text
-- $2 stream_id text
-- $3 issue_id text
-- $4 everywhere boolean, to $7 as in sees_issue()
-- $5 units text[]
-- $6 sides text[]
-- $7 cleared boolean
SELECT EXISTS (
       SELECT FROM issue_page AS p
        WHERE p.agency = $1
          AND p.issue_id = $3
          AND p.guarded IS NULL
          AND p.version = (
              SELECT max(k.version)
                FROM journal AS k
               WHERE k.agency = $1
                 AND k.stream_id = $2)
          AND sees_issue($4, $5, $6, $7, p.unit, p.parties, p.restricted));

-- :name stream
-- The entries of an issue, oldest first; none where the readings, as far as the journal
-- goes, know that it is not for whoever asks; of what is parked they do not. No LIMIT: a
-- stream is folded whole or not at all.
-- $1 agency text
-- $2 stream_id text
-- $3 issue_id text
-- $4 everywhere boolean, to $7 as in sees_issue()
-- $5 units text[]
-- $6 sides text[]
-- $7 cleared boolean
SELECT j.position, j.stream_id, j.version, j.kind, j.entry, j.leaf_hash, j.recorded_at
  FROM journal AS j
 WHERE j.agency = $1
   AND j.stream_id = $2
   AND NOT EXISTS (
       SELECT FROM issue_page AS p
        WHERE p.agency = $1
          AND p.issue_id = $3
          AND p.version = (
              SELECT max(k.version)
                FROM journal AS k
               WHERE k.agency = $1
                 AND k.stream_id = $2)
          AND sees_issue($4, $5, $6, $7, p.unit, p.parties, p.restricted) IS NOT TRUE
          AND NOT EXISTS (
              SELECT FROM parked AS k
               WHERE k.agency = $1
                 AND k.stream_id = $2))
 ORDER BY j.version;

-- :name pages
-- A page of issues, last raised on top. Every filter that is null lets all through.
-- $1 agency text
-- $2 everywhere boolean, to $5 as in sees_issue()
-- $3 units text[]
-- $4 sides text[]
-- $5 cleared boolean
-- $6 stage text
-- $7 topic text
-- $8 unit text
-- $9 organisation text
-- $10 is_open boolean
-- $11 raised_from date
-- $12 raised_to date
-- $13 decided_from date
-- $14 decided_to date
-- $15 answers text[], question and verdict of the whole, of which one is found
-- $16 diary_no text
-- $17 q text, words that all are found, in any Swedish form
-- $18 limit int
-- $19 offset int
SELECT p.issue_id, p.version, p.position, p.page, p.diary_entry, p.guarded
  FROM issue_page AS p
 WHERE p.agency = $1
   AND sees_issue($2, $3, $4, $5, p.unit, p.parties, p.restricted)
   AND ($6::text IS NULL OR p.stage = $6)
   AND ($7::text IS NULL OR p.topic = $7)
   AND ($8::text IS NULL OR p.unit = $8)
   AND ($9::text IS NULL OR p.organisations @> ARRAY[$9])
   AND ($10::boolean IS NULL OR p.is_open = $10)
   AND ($11::date IS NULL OR p.raised_on >= $11)
   AND ($12::date IS NULL OR p.raised_on <= $12)
   AND ($13::date IS NULL OR p.decided_on >= $13)
   AND ($14::date IS NULL OR p.decided_on <= $14)
   AND ($15::text[] IS NULL OR p.answers && $15)
   AND ($16::text IS NULL OR p.found_no = $16)
   AND ($17::text IS NULL
        OR p.found_by @@ websearch_to_tsquery('swedish', $17))
 ORDER BY p.raised_on DESC NULLS LAST, p.issue_id
 LIMIT $18
OFFSET $19;
