-- :name create
-- One row an issue and party that it concerns, or was owed something and left out
-- (`left_out`): the party's part in it. `breaches` are the questions that are a breach
-- towards it.
CREATE TABLE party_histories (
    agency            text   NOT NULL,
    issue_id          text   COLLATE "C" NOT NULL,
    party             text   NOT NULL,
    topic             text,
    unit              text,
    raised_on         date,
    first_occasion_on date,
    decided_on        date,
    lead_days         int,
    outcome           text,
    position          text,
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

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM party_histories
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name histories
-- A page of a party's issues, last raised on top; null lets all through.
-- $1 agency text
-- $2 party text
-- $3 topic text
-- $4 unit text
-- $5 decided_from date
-- $6 decided_to date
-- $7 outcome text
-- $8 limit int
-- $9 offset int
SELECT issue_id, topic, unit, raised_on, first_occasion_on, decided_on, lead_days,
       outcome, position, followed, partly, not_followed, unanswered, breaches,
       left_out
  FROM party_histories
 WHERE agency = $1
   AND party = $2
   AND ($3::text IS NULL OR topic = $3)
   AND ($4::text IS NULL OR unit = $4)
   AND ($5::date IS NULL OR decided_on >= $5)
   AND ($6::date IS NULL OR decided_on <= $6)
   AND ($7::text IS NULL OR outcome = $7)
 ORDER BY raised_on DESC NULLS LAST, issue_id
 LIMIT $8
OFFSET $9;

-- :name summary
-- All of a party's issues taken together, of those last raised at most so many.
-- $1 to $7 as in histories
-- $8 limit int
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
           AND party = $2
           AND ($3::text IS NULL OR topic = $3)
           AND ($4::text IS NULL OR unit = $4)
           AND ($5::date IS NULL OR decided_on >= $5)
           AND ($6::date IS NULL OR decided_on <= $6)
           AND ($7::text IS NULL OR outcome = $7)
         ORDER BY raised_on DESC NULLS LAST, issue_id
         LIMIT $8) AS last_raised;
