-- What an application of the eventsourcing library keeps beside the journal: its
-- snapshots, and how far it has followed another application.

CREATE TABLE eventsourcing_event (
    agency      text   NOT NULL,
    application text   NOT NULL,
    purpose     text   NOT NULL,
    stream_id   text   NOT NULL,
    version     bigint NOT NULL,
    kind        text   NOT NULL,
    entry       bytea  NOT NULL,
    PRIMARY KEY (agency, application, purpose, stream_id, version)
);

COMMENT ON TABLE eventsourcing_event IS
    'Events that are in no application sequence. `purpose` is the library''s word: '
    'snapshots, or events of an aggregate recorder alone.';

CREATE TABLE eventsourcing_tracking (
    agency      text   NOT NULL,
    application text   NOT NULL,
    upstream    text   NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (agency, application, upstream)
);

COMMENT ON TABLE eventsourcing_tracking IS
    'The position in `upstream` up to which `application` has worked.';

GRANT SELECT, INSERT ON eventsourcing_event TO samverkan_writer;
GRANT SELECT, INSERT, UPDATE ON eventsourcing_tracking TO samverkan_writer;
