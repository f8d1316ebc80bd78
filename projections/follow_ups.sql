-- :name create
-- One row a follow-up. `given_up` is how it was: `waived`, `revoked`.
CREATE TABLE follow_ups (
    agency           text NOT NULL,
    issue_id         text COLLATE "C" NOT NULL,
    follow_up_id     text COLLATE "C" NOT NULL,
    topic            text,
    unit             text,
    parties          text[]  NOT NULL,
    restricted       boolean NOT NULL,
    responsible      text,
    due              date,
    completed_on     date,
    given_up         text,
    given_up_on      date,
    missed_on        date,
    first_decided_on date
);
CREATE INDEX ON follow_ups (agency, issue_id);

-- :name index
CREATE INDEX ON follow_ups (agency, due, issue_id, follow_up_id);
CREATE INDEX ON follow_ups (agency, due, issue_id, follow_up_id)
 WHERE completed_on IS NULL
   AND given_up IS NULL;

-- :name vacuum
VACUUM (ANALYZE) follow_ups;

-- :name insert
INSERT INTO follow_ups
       (agency, issue_id, unit, parties, restricted, follow_up_id, topic, responsible,
        due, completed_on, given_up, given_up_on, missed_on, first_decided_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM follow_ups
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name restrict
-- Leave the rows of an issue that is parked to those who see everything of theirs.
-- $1 agency text
-- $2 issue_ids text[]
UPDATE follow_ups
   SET restricted = true
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name follow_ups
-- A page of follow-ups as they stand on a day, first due on top, those without a day
-- last; null lets all through. What is due or overdue is open: that has an index.
-- $1 agency text
-- $2 everywhere boolean, to $5 as in sees_issue()
-- $3 units text[]
-- $4 sides text[]
-- $5 cleared boolean
-- $6 today date
-- $7 state text
-- $8 topic text
-- $9 unit text
-- $10 responsible text
-- $11 due_from date
-- $12 due_to date
-- $13 limit int
-- $14 offset int
SELECT issue_id, follow_up_id, topic, unit, responsible, due AS due_on, completed_on,
       given_up_on, missed_on, state,
       CASE state
       WHEN 'overdue' THEN $6::date - due
       WHEN 'completed_late' THEN completed_on - due
       END AS days_late
  FROM (SELECT *,
               CASE
               WHEN due IS NULL THEN 'completed'
               WHEN completed_on IS NULL AND given_up IS NULL AND due >= $6 THEN 'due'
               WHEN first_decided_on IS NULL OR first_decided_on > due
               THEN 'before_decision'
               WHEN completed_on > due THEN 'completed_late'
               WHEN completed_on IS NOT NULL THEN 'completed'
               WHEN given_up IS NOT NULL THEN given_up
               ELSE 'overdue'
               END AS state
          FROM follow_ups
         WHERE agency = $1
           AND sees_issue($2, $3, $4, $5, unit, parties, restricted)
           AND (COALESCE($7::text, '') NOT IN ('due', 'overdue')
                OR (completed_on IS NULL AND given_up IS NULL))
           AND (COALESCE($7::text, '') <> 'due' OR due >= $6)
           AND (COALESCE($7::text, '') <> 'overdue' OR due < $6)
           AND ($8::text IS NULL OR topic = $8)
           AND ($9::text IS NULL OR unit = $9)
           AND ($10::text IS NULL OR responsible = $10)
           AND ($11::date IS NULL OR due >= $11)
           AND ($12::date IS NULL OR due <= $12)) AS standing
 WHERE $7::text IS NULL OR state = $7
 ORDER BY due, issue_id, follow_up_id
 LIMIT $13
OFFSET $14;
