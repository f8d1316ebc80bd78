-- Readings: tables that follow from the journal and can be rebuilt from it at any time.
--
-- They live in a schema of their own. A rebuild writes the same tables in
-- readings_rebuild and moves them over in one transaction, so readers never see a hole.

CREATE SCHEMA readings;
CREATE SCHEMA readings_rebuild;

-- Up to which position the readings of an agency have come. Whoever writes them holds
-- the agency's row, so that two projectors do no harm.
CREATE TABLE projection (
    agency   text   NOT NULL,
    position bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (agency)
);

-- Streams whose rows could not be made, with type and place of the fault, and nothing
-- that an entry says. The others go on.
CREATE TABLE parked (
    agency    text        NOT NULL,
    stream_id text        COLLATE "C" NOT NULL,
    reason    text        NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (agency, stream_id)
);

-- The definition by which each reading was built; another one means: rebuild it.
CREATE TABLE reading (
    name   text NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (name)
);

GRANT USAGE ON SCHEMA readings TO samverkan_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON projection, parked TO samverkan_writer;
GRANT SELECT ON reading TO samverkan_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA readings
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO samverkan_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA readings_rebuild
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO samverkan_writer;

-- A reading that was written anew takes the place of the one in use.
CREATE FUNCTION swap_reading(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TABLE readings.%I', name);
    EXECUTE format('ALTER TABLE readings_rebuild.%I SET SCHEMA readings', name);
END;
$$;

-- What an interrupted rebuild has left is thrown away.
CREATE FUNCTION clear_rebuild(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TABLE IF EXISTS readings_rebuild.%I', name);
END;
$$;

-- Of a reading that was written anew: how many issues up to a position it has no row
-- of, though they are not parked, and how many it has rows of that are in no journal.
CREATE FUNCTION compare_reading(
    name text, agency text, until bigint, OUT missing bigint, OUT extra bigint
) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'SELECT count(*)
           FROM journal AS j
          WHERE j.agency = $1
            AND j.stream_id > ''issues/''
            AND j.stream_id < ''issues/~''
            AND j.version = 1
            AND j.position <= $2
            AND NOT EXISTS (
                SELECT FROM readings_rebuild.%I AS r
                 WHERE r.agency = $1
                   AND ''issues/'' || r.issue_id = j.stream_id)
            AND NOT EXISTS (
                SELECT FROM parked AS k
                 WHERE k.agency = $1
                   AND k.stream_id = j.stream_id)', name)
       INTO missing
      USING agency, until;
    EXECUTE format(
        'SELECT count(DISTINCT r.issue_id)
           FROM readings_rebuild.%I AS r
          WHERE r.agency = $1
            AND NOT EXISTS (
                SELECT FROM journal AS j
                 WHERE j.agency = $1
                   AND j.stream_id = ''issues/'' || r.issue_id)', name)
       INTO extra
      USING agency;
END;
$$;

REVOKE ALL ON FUNCTION swap_reading, clear_rebuild, compare_reading FROM PUBLIC;
