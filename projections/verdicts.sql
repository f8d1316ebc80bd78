-- :name create
-- One row a question of an issue (party '': the whole) and one a party's verdict, but
-- none of what is not applicable. `place` is its place among the issue's.
CREATE TABLE verdicts (
    agency       text     NOT NULL,
    decided_on   date     NOT NULL,
    rule_version smallint NOT NULL,
    place        smallint NOT NULL,
    issue_id     text     COLLATE "C" NOT NULL,
    question     text     NOT NULL,
    verdict      text     NOT NULL,
    reason       text     NOT NULL,
    party        text     NOT NULL,
    topic        text,
    unit         text,
    qualifiers   text[],
    body         bytea    NOT NULL
);
CREATE INDEX ON verdicts (agency, issue_id);

-- :name index
-- Of days and a few words, without the issue: what many rows share, an index keeps but
-- once, some 8 bytes a row. Those of one day are put in order when they are read.
CREATE INDEX ON verdicts (agency, party, question, decided_on, verdict, rule_version);
CREATE INDEX ON verdicts (agency, party, decided_on, verdict, rule_version);
CREATE INDEX ON verdicts (agency, unit, party, decided_on);
CREATE INDEX ON verdicts (agency, topic, party, decided_on);
CREATE INDEX ON verdicts (agency, reason, party, decided_on, question, verdict);
CREATE INDEX ON verdicts USING gin (qualifiers) WHERE qualifiers IS NOT NULL;

-- :name vacuum
VACUUM (ANALYZE) verdicts;

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM verdicts
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name verdicts
-- A part of the verdicts across the agency, last decided on top; null lets all through.
-- $1 agency text
-- $2 questions text[]
-- $3 verdicts text[]
-- $4 party text; '' for the whole of each issue
-- $5 topic text
-- $6 unit text
-- $7 decided_from date
-- $8 decided_to date
-- $9 rule_version int
-- $10 qualifier text
-- $11 reason text
-- $12 limit int
-- $13 offset int
-- $14 after_decided_on date: with the next two the row that they follow on
-- $15 after_issue_id text
-- $16 after_place int
SELECT v.issue_id, v.topic, v.unit, v.decided_on, v.question, v.rule_version, v.verdict,
       v.reason, v.party, v.qualifiers, v.place, v.body, p.judged_at,
       p.diary_no
  FROM (SELECT *
          FROM verdicts
         WHERE agency = $1
           AND ($2::text[] IS NULL OR question = ANY ($2))
           AND ($3::text[] IS NULL OR verdict = ANY ($3))
           AND party = $4
           AND ($5::text IS NULL OR topic = $5)
           AND ($6::text IS NULL OR unit = $6)
           AND (COALESCE($7::date, $8::date) IS NULL OR decided_on > '-infinity')
           AND ($7::date IS NULL OR decided_on >= $7)
           AND ($8::date IS NULL OR decided_on <= $8)
           AND ($9::int IS NULL OR rule_version = $9)
           AND ($10::text IS NULL OR qualifiers @> ARRAY[$10])
           AND ($11::text IS NULL OR reason = $11)
           AND ($14::date IS NULL OR decided_on <= $14)
           AND ($14::date IS NULL OR decided_on < $14
                OR (issue_id, place) > ($15::text, $16::int))
         ORDER BY decided_on DESC, issue_id, place
         LIMIT $12
        OFFSET $13) AS v
  JOIN issue_page AS p
    ON p.agency = $1
   AND p.issue_id = v.issue_id
 ORDER BY v.decided_on DESC, v.issue_id, v.place
 LIMIT $12;

-- :name counts
-- How many there are of each question and verdict. No LIMIT: one row for each of both.
-- $1 agency text
-- $2 questions text[]
-- $3 verdicts text[]
-- $4 party text; '' for the whole of each issue
-- $5 topic text
-- $6 unit text
-- $7 decided_from date
-- $8 decided_to date
-- $9 rule_version int
-- $10 qualifier text
-- $11 reason text
SELECT question, verdict, count(*) AS count
  FROM verdicts
 WHERE agency = $1
   AND ($2::text[] IS NULL OR question = ANY ($2))
   AND ($3::text[] IS NULL OR verdict = ANY ($3))
   AND party = $4
   AND ($5::text IS NULL OR topic = $5)
   AND ($6::text IS NULL OR unit = $6)
   AND (COALESCE($7::date, $8::date) IS NULL OR decided_on > '-infinity')
   AND ($7::date IS NULL OR decided_on >= $7)
   AND ($8::date IS NULL OR decided_on <= $8)
   AND ($9::int IS NULL OR rule_version = $9)
   AND ($10::text IS NULL OR qualifiers @> ARRAY[$10])
   AND ($11::text IS NULL OR reason = $11)
 GROUP BY question, verdict
 ORDER BY question, verdict;
