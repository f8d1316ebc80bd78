-- :name create
-- One row an issue that others than the employer raised. `latest_on` is the last day in
-- time to take it up, null where no agreement sets one.
CREATE TABLE raised_matters (
    agency          text    NOT NULL,
    issue_id        text    COLLATE "C" NOT NULL,
    topic           text,
    unit            text,
    raised_by       text    NOT NULL,
    party           text,
    raised_on       date    NOT NULL,
    latest_on       date,
    taken_up_on     date,
    ended_on        date,
    perhaps_at_once boolean NOT NULL
);
CREATE INDEX ON raised_matters (agency, issue_id);

-- :name index
CREATE INDEX ON raised_matters (agency, raised_on, issue_id);
CREATE INDEX ON raised_matters (agency, raised_on, issue_id)
 WHERE taken_up_on IS NULL;
CREATE INDEX ON raised_matters (agency, party, raised_on, issue_id)
 WHERE party IS NOT NULL;

-- :name vacuum
VACUUM (ANALYZE) raised_matters;

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM raised_matters
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name raised_matters
-- A page of matters as they stand on a day, first raised on top; null lets all through.
-- What is overdue is not taken up, and its last day has passed.
-- $1 agency text
-- $2 today date
-- $3 taken_up boolean
-- $4 overdue boolean
-- $5 party text
-- $6 raised_by text
-- $7 topic text
-- $8 unit text
-- $9 limit int
-- $10 offset int
SELECT issue_id, topic, unit, raised_by, party, raised_on, latest_on, taken_up_on,
       ended_on,
       GREATEST(COALESCE(taken_up_on, ended_on, $2::date) - raised_on, 0) AS days_waited,
       overdue,
       CASE
       WHEN latest_on IS NULL THEN NULL
       WHEN taken_up_on <= latest_on THEN 0
       WHEN NOT perhaps_at_once THEN GREATEST(COALESCE(taken_up_on, $2) - latest_on, 0)
       END AS days_late
  FROM (SELECT *,
               COALESCE(taken_up_on IS NULL AND NOT perhaps_at_once AND latest_on < $2,
                        FALSE) AS overdue
          FROM raised_matters
         WHERE agency = $1
           AND ($3::boolean IS NULL OR (taken_up_on IS NOT NULL) = $3)
           AND (COALESCE($3::boolean, TRUE) OR taken_up_on IS NULL)
           AND (NOT COALESCE($4::boolean, FALSE) OR taken_up_on IS NULL)
           AND ($5::text IS NULL OR party = $5)
           AND ($6::text IS NULL OR raised_by = $6)
           AND ($7::text IS NULL OR topic = $7)
           AND ($8::text IS NULL OR unit = $8)) AS standing
 WHERE $4::boolean IS NULL OR overdue = $4
 ORDER BY raised_on, issue_id
 LIMIT $9
OFFSET $10;
