-- Disposal and the rotation of keys: what finds them, and what their role may do.

CREATE INDEX journal_disposals
    ON journal (agency, stream_id, version)
 WHERE kind IN ('disposal-approved.v1', 'sealed-text-disposed.v1');

COMMENT ON INDEX journal_disposals IS
    'Finds the few streams with a disposal among all others: registry/disposal.sql.';

-- Rotation wraps data keys anew; the policy own_agency of 0004 holds for it as well.
GRANT UPDATE (key_id, wrapped) ON stream_key TO samverkan_disposer;
