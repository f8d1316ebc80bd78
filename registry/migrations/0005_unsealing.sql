-- The read log: who was given sealed text, of which entries, when, through what and why.
--
-- One row a request and stream, written before the text leaves. What is written is never
-- changed; it holds no text, and no name but the pseudonym of whoever asked.

CREATE TABLE unsealing (
    agency    text        NOT NULL,
    id        uuid        NOT NULL,
    at        timestamptz NOT NULL,
    sub       text        NOT NULL,
    client_id text        NOT NULL,
    stream_id text        COLLATE "C" NOT NULL,
    versions  bigint[]    NOT NULL,
    why       text,
    route     text        NOT NULL,
    trace     text        NOT NULL,
    PRIMARY KEY (agency, at, id),
    CONSTRAINT unsealing_is_of_entries CHECK (cardinality(versions) >= 1),
    CONSTRAINT unsealing_why_is_a_reference CHECK (char_length(why) BETWEEN 1 AND 200)
);

COMMENT ON COLUMN unsealing.versions IS
    'The entries of the stream whose text was given out, in their order.';
COMMENT ON COLUMN unsealing.why IS
    'What the reader referred to, a diary number for instance; null where nothing was.';
COMMENT ON COLUMN unsealing.route IS
    'The address that was asked, with the names of its parameters in place of them.';

CREATE INDEX ON unsealing (agency, stream_id, at, id);
CREATE INDEX ON unsealing (agency, sub, at, id);
CREATE INDEX ON unsealing (agency, client_id, at, id);

CREATE TRIGGER unsealing_is_never_changed
    BEFORE UPDATE OR DELETE OR TRUNCATE ON unsealing
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE unsealing ENABLE ALWAYS TRIGGER unsealing_is_never_changed;

SELECT protect('unsealing');
GRANT SELECT, INSERT ON unsealing TO samverkan_writer;
