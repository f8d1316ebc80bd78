-- The journal: what happened, in order, for ever.
--
-- Every key begins with the agency. Positions are dense, 1, 2, 3 …, in the order of
-- commit, because journal_append() holds the agency's row of journal_head while it
-- numbers and inserts. No sequence, advisory lock or NOTIFY takes part in that.
-- PostgreSQL 15 and later.

CREATE TABLE journal_head (
    agency   text   NOT NULL,
    position bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (agency),
    CONSTRAINT journal_head_agency_is_a_slug CHECK (agency ~ '^[a-z0-9-]{2,32}$'),
    CONSTRAINT journal_head_never_negative CHECK (position >= 0)
) WITH (fillfactor = 50);

COMMENT ON TABLE journal_head IS
    'The last position of each agency. Its row is the lock that orders the agency.';

CREATE TABLE journal (
    agency      text        NOT NULL,
    position    bigint      NOT NULL,
    stream_id   text        COLLATE "C" NOT NULL,
    version     bigint      NOT NULL,
    kind        text        NOT NULL,
    entry       bytea       NOT NULL,
    leaf_hash   bytea       NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (agency, position),
    UNIQUE (agency, stream_id, version),
    CONSTRAINT journal_position_from_one CHECK (position >= 1),
    CONSTRAINT journal_version_from_zero CHECK (version >= 0),
    CONSTRAINT journal_stream_is_named
        CHECK (stream_id <> '' AND octet_length(stream_id) <= 200),
    CONSTRAINT journal_kind_is_named CHECK (kind <> '' AND octet_length(kind) <= 500),
    CONSTRAINT journal_leaf_is_sha256 CHECK (octet_length(leaf_hash) = 32)
);

COMMENT ON COLUMN journal.entry IS
    'The exact bytes that were hashed. Never serialised again.';
COMMENT ON COLUMN journal.leaf_hash IS
    'SHA-256(0x00 || entry), a leaf as in RFC 6962.';
COMMENT ON COLUMN journal.version IS
    'The registry counts a stream from 1; a stream of the eventsourcing library may '
    'begin with 0.';

CREATE TABLE submission (
    agency          text   NOT NULL,
    source_system   text   NOT NULL,
    source_event_id text   NOT NULL,
    fingerprint     bytea  NOT NULL,
    first_position  bigint NOT NULL,
    last_position   bigint NOT NULL,
    PRIMARY KEY (agency, source_system, source_event_id),
    CONSTRAINT submission_key_is_named
        CHECK (source_system <> '' AND source_event_id <> ''),
    CONSTRAINT submission_spans_entries
        CHECK (1 <= first_position AND first_position <= last_position)
);

COMMENT ON TABLE submission IS
    'What a client''s key was answered with, so that the same request gets the same '
    'answer for ever.';

CREATE TABLE stream_key (
    agency    text  NOT NULL,
    stream_id text  NOT NULL,
    key_id    text  NOT NULL,
    wrapped   bytea NOT NULL,
    PRIMARY KEY (agency, stream_id)
);

COMMENT ON TABLE stream_key IS
    'The data key of a stream, wrapped by the agency''s key. Deleting the row makes '
    'the stream''s sealed text unreadable and leaves every verdict standing.';


-- What is written is never changed, whoever asks and whichever rows match.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: what is recorded is never changed',
        TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'Record a correction instead.';
END;
$$;

CREATE TRIGGER journal_is_never_changed
    BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_is_never_changed;

CREATE TRIGGER submission_is_never_changed
    BEFORE UPDATE OR DELETE OR TRUNCATE ON submission
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE submission ENABLE ALWAYS TRIGGER submission_is_never_changed;


-- One flush: many commands of one agency, each all or nothing, in one transaction.
--
-- The arrays of commands have one element a command; those of guards and entries say
-- with an ordinal (from 1) which command they belong to. An entry's version follows
-- its command's expected version. Two commands of one call must neither write the
-- same stream or submission key, nor one guard what the other writes.
--
-- Each statement after the lock sees all that was committed before the lock was given
-- (READ COMMITTED, VOLATILE). Returns one row a command, in their order. `outcome`:
--   appended   first_position, last_position, version: where it now stands
--   replayed   the same, of the first time
--   reused     the key was used for something else; positions of the first time
--   outpaced   stream_id stands at `version`, not where the command or guard said
--
-- A guard may name a room of streams (`agreements/`): its version is their number.
--
-- The settings are part of it. Planning each call anew costs 0.4 ms, so the plan is
-- generic; made while the tables are small it must not read them whole once they have
-- grown (seqscan, bitmapscan), and not knowing how many commands will come it must not
-- compare each with each (nestloop).

CREATE FUNCTION journal_append(
    p_agency          text,
    command_stream    text[],
    command_expected  bigint[],
    command_system    text[],
    command_event_id  text[],
    command_print     bytea[],
    guard_command     int[],
    guard_stream      text[],
    guard_version     bigint[],
    entry_command     int[],
    entry_version     bigint[],
    entry_kind        text[],
    entry_bytes       bytea[],
    entry_leaf_hash   bytea[],
    entry_recorded_at timestamptz[]
) RETURNS TABLE (
    outcome        text,
    first_position bigint,
    last_position  bigint,
    stream_id      text,
    version        bigint
) LANGUAGE plpgsql VOLATILE
SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan
SET jit = off
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_nestloop = off
AS $$
#variable_conflict use_column
DECLARE
    head bigint;
BEGIN
    SELECT h.position INTO head
      FROM journal_head AS h
     WHERE h.agency = p_agency
       FOR UPDATE;

    IF NOT FOUND THEN
        INSERT INTO journal_head (agency) VALUES (p_agency) ON CONFLICT DO NOTHING;
        SELECT h.position INTO head
          FROM journal_head AS h
         WHERE h.agency = p_agency
           FOR UPDATE;
    END IF;

    RETURN QUERY
    WITH command AS MATERIALIZED (
        SELECT c.ordinal, c.stream, c.expected, c.system, c.event_id, c.print,
               (SELECT s
                  FROM submission AS s
                 WHERE s.agency = p_agency
                   AND s.source_system = c.system
                   AND s.source_event_id = c.event_id) AS earlier,
               COALESCE(
                   (SELECT max(j.version)
                      FROM journal AS j
                     WHERE j.agency = p_agency
                       AND j.stream_id = c.stream),
                   LEAST(c.expected, 0)) AS found
          FROM unnest(command_stream, command_expected, command_system,
                      command_event_id, command_print)
               WITH ORDINALITY
               AS c (stream, expected, system, event_id, print, ordinal)
    ),
    guard AS MATERIALIZED (
        SELECT g.command, g.stream, g.version,
               CASE WHEN right(g.stream, 1) = '/' THEN
                   (SELECT count(DISTINCT j.stream_id)
                      FROM journal AS j
                     WHERE j.agency = p_agency
                       AND j.stream_id > g.stream
                       AND j.stream_id < g.stream || '~')
               ELSE COALESCE(
                   (SELECT max(j.version)
                      FROM journal AS j
                     WHERE j.agency = p_agency
                       AND j.stream_id = g.stream), 0)
               END AS found
          FROM unnest(guard_command, guard_stream, guard_version)
               AS g (command, stream, version)
    ),
    outpacing AS MATERIALIZED (
        SELECT DISTINCT ON (g.command) g.command, g.stream, g.found
          FROM guard AS g
         WHERE g.found <> g.version
         ORDER BY g.command
    ),
    passed AS MATERIALIZED (
        SELECT c.*
          FROM command AS c
         WHERE (c.earlier).fingerprint IS NULL
           AND c.found = c.expected
           AND NOT EXISTS (SELECT FROM outpacing AS o WHERE o.command = c.ordinal)
    ),
    entry AS MATERIALIZED (
        SELECT head + row_number() OVER (ORDER BY e.ordinal) AS position,
               p.ordinal AS command, p.stream, e.version, e.kind, e.bytes,
               e.leaf_hash, e.recorded_at
          FROM unnest(entry_command, entry_version, entry_kind, entry_bytes,
                      entry_leaf_hash, entry_recorded_at)
               WITH ORDINALITY
               AS e (command, version, kind, bytes, leaf_hash, recorded_at, ordinal)
          JOIN passed AS p ON p.ordinal = e.command
    ),
    span AS MATERIALIZED (
        SELECT e.command, min(e.position) AS first, max(e.position) AS last,
               max(e.version) AS version
          FROM entry AS e
         GROUP BY e.command
    ),
    written AS (
        INSERT INTO journal (agency, position, stream_id, version, kind, entry,
                             leaf_hash, recorded_at)
        SELECT p_agency, e.position, e.stream, e.version, e.kind, e.bytes,
               e.leaf_hash, e.recorded_at
          FROM entry AS e
         ORDER BY e.position
    ),
    kept AS (
        INSERT INTO submission (agency, source_system, source_event_id, fingerprint,
                                first_position, last_position)
        SELECT p_agency, p.system, p.event_id, p.print, s.first, s.last
          FROM passed AS p
          JOIN span AS s ON s.command = p.ordinal
         WHERE p.event_id IS NOT NULL
    ),
    moved AS (
        UPDATE journal_head AS h
           SET position = (SELECT max(s.last) FROM span AS s)
         WHERE h.agency = p_agency
           AND EXISTS (SELECT FROM span)
    )
    SELECT CASE
               WHEN s.command IS NOT NULL THEN 'appended'
               WHEN (c.earlier).fingerprint = c.print THEN 'replayed'
               WHEN (c.earlier).fingerprint IS NOT NULL THEN 'reused'
               ELSE 'outpaced'
           END,
           COALESCE(s.first, (c.earlier).first_position),
           COALESCE(s.last, (c.earlier).last_position),
           CASE WHEN c.found = c.expected AND o.command IS NOT NULL
                THEN o.stream
                ELSE c.stream
           END,
           CASE WHEN s.command IS NOT NULL THEN s.version
                WHEN (c.earlier).fingerprint IS NOT NULL THEN (
                     SELECT j.version
                       FROM journal AS j
                      WHERE j.agency = p_agency
                        AND j.position = (c.earlier).last_position)
                WHEN c.found = c.expected THEN o.found
                ELSE c.found
           END
      FROM command AS c
      LEFT JOIN span AS s ON s.command = c.ordinal
      LEFT JOIN outpacing AS o ON o.command = c.ordinal
     ORDER BY c.ordinal;
END;
$$;


-- Who may do what. The application works as samverkan_writer; disposal (gallring)
-- alone works as samverkan_disposer. Roles belong to the whole cluster, so another
-- database may have created them already, or be doing so now.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['samverkan_writer', 'samverkan_disposer'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database created it in this instant
            END;
        END IF;
    END LOOP;
    -- A superuser may already become any role.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        GRANT samverkan_writer TO CURRENT_USER;
    END IF;
END;
$$;

REVOKE ALL ON FUNCTION journal_append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal_append TO samverkan_writer;
GRANT SELECT, INSERT ON journal, submission, stream_key TO samverkan_writer;
GRANT SELECT, INSERT, UPDATE ON journal_head TO samverkan_writer;
GRANT SELECT, DELETE ON stream_key TO samverkan_disposer;
