-- :name informed
-- A page of the issues in which information was provided, in order of id; those too
-- that are parked, of which the readings do not tell.
-- $1 agency text
-- $2 after text, an issue id
-- $3 limit int
SELECT issue_id
  FROM (SELECT issue_id
          FROM timeline
         WHERE agency = $1
           AND kind = 'information-provided.v1'
         UNION
        SELECT substr(stream_id, length('issues/') + 1)
          FROM parked
         WHERE agency = $1
           AND stream_id LIKE 'issues/%') AS found
 WHERE issue_id > $2
 ORDER BY issue_id
 LIMIT $3;
