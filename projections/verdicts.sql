-- :name create
-- One row a question of an issue (party null: the whole), and one a party and decision
-- where the verdict is not `not_applicable`.
CREATE TABLE verdicts (
    agency            text        NOT NULL,
    issue_id          text        COLLATE "C" NOT NULL,
    question          text        NOT NULL,
    decision          text,
    party             text,
    verdict           text        NOT NULL,
    reason            text        NOT NULL,
    qualifiers        text[]      NOT NULL,
    topic             text,
    unit              text,
    decided_on        date,
    agreement         text,
    agreement_version text,
    rule_version      int         NOT NULL,
    holds_until       timestamptz,
    judged_at         timestamptz NOT NULL,
    body              bytea       NOT NULL
);
CREATE INDEX ON verdicts (agency, issue_id);
CREATE INDEX ON verdicts (agency, question, verdict, decided_on DESC NULLS LAST, issue_id);
CREATE INDEX ON verdicts (agency, holds_until) WHERE holds_until IS NOT NULL;

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM verdicts
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name due
-- Issues of which a verdict may have changed by the clock alone; not those parked.
-- $1 agency text
-- $2 now timestamptz
SELECT DISTINCT v.issue_id
  FROM verdicts AS v
 WHERE v.agency = $1
   AND v.holds_until <= $2
   AND NOT EXISTS (
       SELECT FROM parked AS k
        WHERE k.agency = $1
          AND k.stream_id = 'issues/' || v.issue_id)
 ORDER BY v.issue_id
 LIMIT 500;

-- :name verdicts
-- A page of verdicts across the agency, last decided on top; null lets all through.
-- $1 agency text
-- $2 question text
-- $3 verdict text
-- $4 party text; without it the whole of each issue
-- $5 topic text
-- $6 unit text
-- $7 decided_from date
-- $8 decided_to date
-- $9 limit int
-- $10 offset int
SELECT issue_id, topic, unit, decided_on, judged_at, body
  FROM verdicts
 WHERE agency = $1
   AND ($2::text IS NULL OR question = $2)
   AND ($3::text IS NULL OR verdict = $3)
   AND (($4::text IS NULL AND party IS NULL) OR party = $4)
   AND ($5::text IS NULL OR topic = $5)
   AND ($6::text IS NULL OR unit = $6)
   AND ($7::date IS NULL OR decided_on >= $7)
   AND ($8::date IS NULL OR decided_on <= $8)
 ORDER BY decided_on DESC NULLS LAST, issue_id, question, decision, party
 LIMIT $9
OFFSET $10;
