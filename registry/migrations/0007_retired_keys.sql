-- The agencies' own keys by name, so that none which rotation has put out of use wraps
-- anything new; and, in the read log, who vouched for whoever was given text.

CREATE TABLE agency_key (
    agency  text    NOT NULL,
    key_id  text    NOT NULL,
    retired boolean NOT NULL DEFAULT false,
    PRIMARY KEY (agency, key_id)
);

COMMENT ON TABLE agency_key IS
    'The names of the agencies'' keys that have wrapped data keys; never the keys. Once '
    'retired, a key wraps no new data key, and can be destroyed when none needs it.';

INSERT INTO agency_key (agency, key_id)
SELECT DISTINCT k.agency, k.key_id
  FROM stream_key AS k;

-- The key's row is the lock: whoever retires it waits for the data keys that are just
-- being kept, and those that come later see that it is retired.

CREATE FUNCTION refuse_retired_key() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    out_of_use boolean;
BEGIN
    SELECT k.retired INTO out_of_use
      FROM agency_key AS k
     WHERE k.agency = NEW.agency
       AND k.key_id = NEW.key_id
       FOR SHARE;

    IF NOT FOUND THEN
        INSERT INTO agency_key (agency, key_id) VALUES (NEW.agency, NEW.key_id)
        ON CONFLICT DO NOTHING;
        SELECT k.retired INTO out_of_use
          FROM agency_key AS k
         WHERE k.agency = NEW.agency
           AND k.key_id = NEW.key_id
           FOR SHARE;
    END IF;

    IF out_of_use THEN
        RAISE EXCEPTION 'key % of % is out of use', NEW.key_id, NEW.agency
            USING ERRCODE = 'check_violation',
                  HINT = 'Read the keys file again, and wrap by the current key.';
    END IF;
    RETURN NEW;
END;
$$;

REVOKE ALL ON FUNCTION refuse_retired_key FROM PUBLIC;

CREATE TRIGGER stream_key_is_wrapped_by_a_key_in_use
    BEFORE INSERT ON stream_key
    FOR EACH ROW EXECUTE FUNCTION refuse_retired_key();

SELECT protect('agency_key');
GRANT SELECT, INSERT, UPDATE (retired) ON agency_key TO samverkan_disposer;


ALTER TABLE unsealing ADD COLUMN iss text;

COMMENT ON COLUMN unsealing.iss IS
    'The issuer that vouched for sub and client_id; null before it was kept.';
