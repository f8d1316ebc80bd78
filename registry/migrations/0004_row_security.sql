-- Row-level security: a session sees and writes the rows of one agency alone, the one
-- that it says it speaks for, whatever a query forgets to ask for. It stands behind
-- every WHERE clause and takes the place of none.
--
-- It binds every role that neither owns the tables nor is a superuser: the application
-- (samverkan_writer) and disposal (samverkan_disposer). The owner, who migrates and
-- rebuilds for all agencies at once, is not bound.

CREATE FUNCTION spoken_for() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('samverkan.agency', true);

COMMENT ON FUNCTION spoken_for IS
    'The agency that the session speaks for; null, and so none, where it has not said.';

CREATE FUNCTION protect(wanted regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', wanted);
    EXECUTE format(
        'CREATE POLICY own_agency ON %s USING (agency = (SELECT spoken_for()))', wanted);
END;
$$;

COMMENT ON FUNCTION protect IS 'Hold every session to the rows of its own agency.';

REVOKE ALL ON FUNCTION protect FROM PUBLIC;

SELECT protect('journal_head');
SELECT protect('journal');
SELECT protect('submission');
SELECT protect('stream_key');
SELECT protect('eventsourcing_event');
SELECT protect('eventsourcing_tracking');
SELECT protect('projection');
SELECT protect('parked');


-- What no agency is asked for: which there are, and how far their readings have come.

CREATE FUNCTION agencies()
RETURNS TABLE (agency text, head bigint, reached bigint, parked bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT h.agency, h.position, COALESCE(p.position, 0),
           (SELECT count(*) FROM parked AS k WHERE k.agency = h.agency)
      FROM journal_head AS h
      LEFT JOIN projection AS p ON p.agency = h.agency
$$;

REVOKE ALL ON FUNCTION agencies FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agencies TO samverkan_writer, samverkan_disposer;


-- Who may see what within an agency, as domain/sight.py has it: there it is explained,
-- and a test holds the two together. The first arguments are of whoever asks. The
-- employer is no party to an issue (R1.4): without another side nothing is compared, and
-- the index on units is left to find the rows.

CREATE FUNCTION sees_issue(
    everywhere boolean, units text[], sides text[], cleared boolean,
    unit text, parties text[], restricted boolean
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (everywhere OR unit = ANY (units)
        OR (cardinality(array_remove(sides, 'employer')) > 0 AND parties && sides))
       AND (cleared OR NOT restricted);

CREATE FUNCTION sees_entry(
    sides text[], cleared boolean, audits boolean,
    audience text[], secrecy smallint
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (audience IS NULL OR audits OR secrecy = 1 OR audience && sides)
       AND (secrecy = 0 OR cleared
            OR (secrecy = 1 AND COALESCE(audience && sides, false)));

CREATE FUNCTION sees_all(
    sides text[], cleared boolean, audits boolean, guards jsonb
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN guards IS NULL OR NOT EXISTS (
       SELECT
         FROM jsonb_to_recordset(guards) AS g (audience text[], secrecy smallint)
        WHERE sees_entry(sides, cleared, audits, g.audience, g.secrecy) IS NOT TRUE);

COMMENT ON FUNCTION sees_all IS
    'Whether none of these audiences is another''s, [{"audience": …, "secrecy": …}].';


-- Readings that were made before are not protected, and lack what tells whom a row is
-- for. They are made anew, empty, and the projector fills them from the journal.

DO $$
DECLARE
    outdated text;
BEGIN
    FOR outdated IN SELECT tablename FROM pg_tables WHERE schemaname = 'readings' LOOP
        EXECUTE format('DROP TABLE readings.%I', outdated);
    END LOOP;
    DELETE FROM reading;
    UPDATE projection SET position = 0;
END;
$$;
