-- :name create
-- One row a follow-up. `given_up` is how it was: `waived`, `revoked`.
CREATE TABLE follow_ups (
    agency           text NOT NULL,
    issue_id         text COLLATE "C" NOT NULL,
    follow_up_id     text COLLATE "C" NOT NULL,
    topic            text,
    unit             text,
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

-- :name erase
-- $1 agency text
-- $2 issue_ids text[]
DELETE FROM follow_ups
 WHERE agency = $1
   AND issue_id = ANY ($2);

-- :name follow_ups
-- A page of follow-ups as they stand on a day, first due on top, those without a day
-- last; null lets all through. What is due or overdue is open: that has an index.
-- $1 agency text
-- $2 today date
-- $3 state text
-- $4 topic text
-- $5 unit text
-- $6 responsible text
-- $7 due_from date
-- $8 due_to date
-- $9 limit int
-- $10 offset int
SELECT issue_id, follow_up_id, topic, unit, responsible, due AS due_on, completed_on,
       given_up_on, missed_on, state,
       CASE state
       WHEN 'overdue' THEN $2::date - due
       WHEN 'completed_late' THEN completed_on - due
       END AS days_late
  FROM (SELECT *,
               CASE
               WHEN due IS NULL THEN 'completed'
               WHEN completed_on IS NULL AND given_up IS NULL AND due >= $2 THEN 'due'
               WHEN first_decided_on IS NULL OR first_decided_on > due
               THEN 'before_decision'
               WHEN completed_on > due THEN 'completed_late'
               WHEN completed_on IS NOT NULL THEN 'completed'
               WHEN given_up IS NOT NULL THEN given_up
               ELSE 'overdue'
               END AS state
          FROM follow_ups
         WHERE agency = $1
           AND (COALESCE($3::text, '') NOT IN ('due', 'overdue')
                OR (completed_on IS NULL AND given_up IS NULL))
           AND (COALESCE($3::text, '') <> 'due' OR due >= $2)
           AND (COALESCE($3::text, '') <> 'overdue' OR due < $2)
           AND ($4::text IS NULL OR topic = $4)
           AND ($5::text IS NULL OR unit = $5)
           AND ($6::text IS NULL OR responsible = $6)
           AND ($7::date IS NULL OR due >= $7)
           AND ($8::date IS NULL OR due <= $8)) AS standing
 WHERE $3::text IS NULL OR state = $3
 ORDER BY due, issue_id, follow_up_id
 LIMIT $9
OFFSET $10;
