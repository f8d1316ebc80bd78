-- :name create
-- One row an issue that others than the employer raised. `latest_on` is the last day in
-- time to take it up, null where no agreement sets one.
CREATE TABLE raised_matters (
    agency          text    NOT NULL,
    issue_id        text    COLLATE "C" NOT NULL,
    topic           text,
    unit            text,
    parties         text[]  NOT NULL,
    restricted      boolean NOT NULL,
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

-- :name insert
INSERT INTO raised_matters
       (agency, issue_id, unit, parties, restricted, topic, raised_by, party, raised_on,
        latest_on, taken_up_on, ended_on, perhaps_at_once)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM raised_matters
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name restrict
-- Leave the rows of an issue that is parked to those who see everything of theirs.
-- $1 agency text
-- $2 issue_ids text[]
UPDATE raised_matters
   SET restricted = true
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name raised_matters
-- A page of matters as they stand on a day, first raised on top; null lets all through.
-- What is overdue is not taken up, and its last day has passed.
-- $1 agency text
-- $2 everywhere boolean, to $5 as in sees_issue()
-- $3 units text[]
-- $4 sides text[]
-- $5 cleared boolean
-- $6 today date
-- $7 taken_up boolean
-- $8 overdue boolean
-- $9 party text
-- $10 raised_by text
-- $11 topic text
-- $12 unit text
-- $13 limit int
-- $14 offset int
SELECT issue_id, topic, unit, raised_by, party, raised_on, latest_on, taken_up_on,
       ended_on,
       GREATEST(COALESCE(taken_up_on, ended_on, $6::date) - raised_on, 0) AS days_waited,
       overdue,
       CASE
       WHEN latest_on IS NULL THEN NULL
       WHEN taken_up_on <= latest_on THEN 0
       WHEN NOT perhaps_at_once THEN GREATEST(COALESCE(taken_up_on, $6) - latest_on, 0)
       END AS days_late
  FROM (SELECT *,
               COALESCE(taken_up_on IS NULL AND NOT perhaps_at_once AND latest_on < $6,
                        FALSE) AS overdue
          FROM raised_matters
         WHERE agency = $1
           AND sees_issue($2, $3, $4, $5, unit, parties, restricted)
           AND ($7::boolean IS NULL OR (taken_up_on IS NOT NULL) = $7)
           AND (COALESCE($7::boolean, TRUE) OR taken_up_on IS NULL)
           AND (NOT COALESCE($8::boolean, FALSE) OR taken_up_on IS NULL)
           AND ($9::text IS NULL OR party = $9)
           AND ($10::text IS NULL OR raised_by = $10)
           AND ($11::text IS NULL OR topic = $11)
           AND ($12::text IS NULL OR unit = $12)) AS standing
 WHERE $8::boolean IS NULL OR overdue = $8
 ORDER BY raised_on, issue_id
 LIMIT $13
OFFSET $14;
