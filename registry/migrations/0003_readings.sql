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

-- Streams whose rows could not be made, with the reason. The others go on.
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

REVOKE ALL ON FUNCTION swap_reading, clear_rebuild FROM PUBLIC;
