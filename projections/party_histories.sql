-- :name create
-- One row an issue and party that it concerns, or was owed something and left out
-- (`left_out`): the party's part in it. `breaches` are the questions that are a breach
-- towards it. `position_for` and `position_secrecy` tell who may see its position, as
-- `audience` and `secrecy` in timeline.
CREATE TABLE party_histories (
    agency            text   NOT NULL,
    issue_id          text   COLLATE "C" NOT NULL,
    party             text   NOT NULL,
    topic             text,
    unit              text,
    parties           text[]   NOT NULL,
    restricted        boolean  NOT NULL,
    raised_on         date,
    first_occasion_on date,
    decided_on        date,
    lead_days         int,
    outcome           text,
    position          text,
    position_for      text[],
    position_secrecy  smallint NOT NULL DEFAULT 0,
    followed          int    NOT NULL,
    partly            int    NOT NULL,
    not_followed      int    NOT NULL,
    unanswered        int    NOT NULL,
    breaches          text[],
    left_out          boolean NOT NULL DEFAULT false
);
CREATE INDEX ON party_histories (agency, issue_id);

-- :name index
-- Without the issue: what many rows share, an index keeps but once.
CREATE INDEX ON party_histories (agency, party, raised_on DESC NULLS LAST);

-- :name vacuum
VACUUM (ANALYZE) party_histories;

-- :name insert
INSERT INTO party_histories
       (agency, issue_id, unit, parties, restricted, party, topic, raised_on,
        first_occasion_on, decided_on, lead_days, outcome, position, position_for,
        position_secrecy, followed, partly, not_followed, unanswered, breaches,
        left_out)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19, $20, $21);

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM party_histories
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name restrict
-- Leave the rows of an issue that is parked to those who see everything of theirs.
-- $1 agency text
-- $2 issue_ids text[]
UPDATE party_histories
   SET restricted = true
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name histories
-- A page of a party's issues, last raised on top; null lets all through.
-- $1 agency text
-- $2 everywhere boolean, to $5 as in sees_issue()
-- $3 units text[]
-- $4 sides text[]
-- $5 cleared boolean
-- $6 party text
-- $7 topic text
-- $8 unit text
-- $9 decided_from date
-- $10 decided_to date
-- $11 outcome text
-- $12 limit int
-- $13 offset int
-- $14 audits boolean, as in sees_entry()
SELECT issue_id, topic, unit, raised_on, first_occasion_on, decided_on, lead_days,
       outcome,
       CASE
       WHEN sees_entry($4, $5, $14, position_for, position_secrecy) THEN position
       END AS position,
       followed, partly, not_followed, unanswered, breaches, left_out
  FROM party_histories
 WHERE agency = $1
   AND sees_issue($2, $3, $4, $5, unit, parties, restricted)
   AND party = $6
   AND ($7::text IS NULL OR topic = $7)
   AND ($8::text IS NULL OR unit = $8)
   AND ($9::date IS NULL OR decided_on >= $9)
   AND ($10::date IS NULL OR decided_on <= $10)
   AND ($11::text IS NULL OR outcome = $11)
 ORDER BY raised_on DESC NULLS LAST, issue_id
 LIMIT $12
OFFSET $13;

-- :name summary
-- All of a party's issues taken together, of those last raised at most so many.
-- $1 to $11 as in histories
-- $12 limit int
SELECT count(*) AS issues,
       count(decided_on) AS decided,
       COALESCE(sum(followed), 0)::bigint AS followed,
       COALESCE(sum(partly), 0)::bigint AS partly,
       COALESCE(sum(not_followed), 0)::bigint AS not_followed,
       COALESCE(sum(unanswered), 0)::bigint AS unanswered,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY lead_days) AS median_lead_days
  FROM (SELECT decided_on, lead_days, followed, partly, not_followed, unanswered
          FROM party_histories
         WHERE agency = $1
           AND sees_issue($2, $3, $4, $5, unit, parties, restricted)
           AND party = $6
           AND ($7::text IS NULL OR topic = $7)
           AND ($8::text IS NULL OR unit = $8)
           AND ($9::date IS NULL OR decided_on >= $9)
           AND ($10::date IS NULL OR decided_on <= $10)
           AND ($11::text IS NULL OR outcome = $11)
         ORDER BY raised_on DESC NULLS LAST, issue_id
         LIMIT $12) AS last_raised;
