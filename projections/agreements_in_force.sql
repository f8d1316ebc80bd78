-- :name create
-- One row a party and version: the days on which it is in force for that party.
CREATE TABLE agreements_in_force (
    agency    text   NOT NULL,
    party     text   NOT NULL,
    agreement text   NOT NULL,
    version   text   NOT NULL,
    since     date   NOT NULL,
    until     date,
    units     text[] NOT NULL,
    PRIMARY KEY (agency, party, agreement, version, since)
);

-- :name insert
INSERT INTO agreements_in_force
       (agency, party, agreement, version, since, until, units)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- :name erase
-- $1 agency text
DELETE FROM agreements_in_force
 WHERE agency = $1;

-- :name periods
-- A page of periods, by party and then by day, in a total order; null lets all through.
-- $1 agency text
-- $2 party text
-- $3 agreement text
-- $4 on date
-- $5 limit int
-- $6 offset int
SELECT party, agreement, version, since, until, units
  FROM agreements_in_force
 WHERE agency = $1
   AND ($2::text IS NULL OR party = $2)
   AND ($3::text IS NULL OR agreement = $3)
   AND ($4::date IS NULL OR (since <= $4 AND (until IS NULL OR until > $4)))
 ORDER BY party, since, agreement, version
 LIMIT $5
OFFSET $6;
