-- The same row as the journal's, into a table of the journal's shape: two indexes, but
-- no lock, no dense position, no check.
\set stream random(1, 1000000000000)
INSERT INTO raw_journal (agency, stream_id, version, kind, entry, leaf_hash, recorded_at)
VALUES ('agency-1', 'issue-' || :stream, 1, 'decision-made.v1', repeat('x', 390)::bytea,
        repeat('h', 32)::bytea, now());
