-- :name create
-- One row a question of an issue (party '': the whole) and one a party's verdict, but
-- none of what is not applicable. `place` is its place among the issue's. `guards` are
-- the audiences of what the issue's verdicts rest on and not everyone may see.
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
    parties      text[]   NOT NULL,
    restricted   boolean  NOT NULL,
    qualifiers   text[],
    guards       jsonb,
    body         bytea    NOT NULL
);
CREATE INDEX ON verdicts (agency, issue_id);

-- :name index
-- Of days and a few words, without the issue: what many rows share, an index keeps but
-- once, some 8 bytes a row. Those of one day are put in order when they are read.
CREATE INDEX ON verdicts
       (agency, party, question, decided_on, verdict, rule_version, restricted);
CREATE INDEX ON verdicts
       (agency, party, decided_on, verdict, rule_version, restricted);
CREATE INDEX ON verdicts (agency, unit, party, decided_on);
CREATE INDEX ON verdicts (agency, topic, party, decided_on);
CREATE INDEX ON verdicts (agency, reason, party, decided_on, question, verdict);
CREATE INDEX ON verdicts (agency, party, decided_on) WHERE qualifiers IS NOT NULL;

-- :name vacuum
VACUUM (ANALYZE) verdicts;

-- :name insert
INSERT INTO verdicts
       (agency, issue_id, unit, parties, restricted, decided_on, rule_version, place,
        question, verdict, reason, party, topic, qualifiers, guards, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM verdicts
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name restrict
-- Leave the rows of an issue that is parked to those who see everything of theirs.
-- $1 agency text
-- $2 issue_ids text[]
UPDATE verdicts
   SET restricted = true
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name verdicts
-- A part of the verdicts across the agency, last decided on top; null lets all through.
-- Qualified is found only where whoever asks sees all that the verdicts rest on.
-- $1 agency text
-- $2 everywhere boolean, to $5 as in sees_issue()
-- $3 units text[]
-- $4 sides text[]
-- $5 cleared boolean
-- $6 questions text[]
-- $7 verdicts text[]
-- $8 party text; '' for the whole of each issue
-- $9 topic text
-- $10 unit text
-- $11 decided_from date
-- $12 decided_to date
-- $13 rule_version int
-- $14 qualifier text
-- $15 reason text
-- $16 limit int
-- $17 offset int
-- $18 after_decided_on date: with the next two the row that they follow on
-- $19 after_issue_id text
-- $20 after_place int
-- $21 audits boolean, as in sees_all()
SELECT v.issue_id, v.topic, v.unit, v.decided_on, v.question, v.rule_version, v.verdict,
       v.reason, v.party, v.qualifiers, v.place, v.body,
       sees_all($4, $5, $21, v.guards) AS all_seen, p.judged_at, p.diary_no,
       p.diary_entry, p.guarded
  FROM (SELECT *
          FROM verdicts
         WHERE agency = $1
           AND sees_issue($2, $3, $4, $5, unit, parties, restricted)
           AND ($6::text[] IS NULL OR question = ANY ($6))
           AND ($7::text[] IS NULL OR verdict = ANY ($7))
           AND party = $8
           AND ($9::text IS NULL OR topic = $9)
           AND ($10::text IS NULL OR unit = $10)
           AND (COALESCE($11::date, $12::date) IS NULL OR decided_on > '-infinity')
           AND ($11::date IS NULL OR decided_on >= $11)
           AND ($12::date IS NULL OR decided_on <= $12)
           AND ($13::int IS NULL OR rule_version = $13)
           AND ($14::text IS NULL OR (qualifiers @> ARRAY[$14]
                AND sees_all($4, $5, $21, guards)))
           AND ($15::text IS NULL OR reason = $15)
           AND ($18::date IS NULL OR decided_on <= $18)
           AND ($18::date IS NULL OR decided_on < $18
                OR (issue_id, place) > ($19::text, $20::int))
         ORDER BY decided_on DESC, issue_id, place
         LIMIT $16
        OFFSET $17) AS v
  JOIN issue_page AS p
    ON p.agency = $1
   AND p.issue_id = v.issue_id
 ORDER BY v.decided_on DESC, v.issue_id, v.place
 LIMIT $16;

-- :name counts
-- How many there are of each question and verdict. No LIMIT: one row for each of both.
-- $1 agency text
-- $2 everywhere boolean, to $5 as in sees_issue()
-- $3 units text[]
-- $4 sides text[]
-- $5 cleared boolean
-- $6 questions text[]
-- $7 verdicts text[]
-- $8 party text; '' for the whole of each issue
-- $9 topic text
-- $10 unit text
-- $11 decided_from date
-- $12 decided_to date
-- $13 rule_version int
-- $14 qualifier text
-- $15 reason text
-- $16 audits boolean, as in sees_all()
SELECT question, verdict, count(*) AS count
  FROM verdicts
 WHERE agency = $1
   AND sees_issue($2, $3, $4, $5, unit, parties, restricted)
   AND ($6::text[] IS NULL OR question = ANY ($6))
   AND ($7::text[] IS NULL OR verdict = ANY ($7))
   AND party = $8
   AND ($9::text IS NULL OR topic = $9)
   AND ($10::text IS NULL OR unit = $10)
   AND (COALESCE($11::date, $12::date) IS NULL OR decided_on > '-infinity')
   AND ($11::date IS NULL OR decided_on >= $11)
   AND ($12::date IS NULL OR decided_on <= $12)
   AND ($13::int IS NULL OR rule_version = $13)
   AND ($14::text IS NULL OR (qualifiers @> ARRAY[$14]
        AND sees_all($4, $5, $16, guards)))
   AND ($15::text IS NULL OR reason = $15)
 GROUP BY question, verdict
 ORDER BY question, verdict;
