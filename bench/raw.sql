-- The floor: one row of an entry's size into one table with one index.
-- Table: CREATE TABLE raw (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
--                          entry bytea NOT NULL)
INSERT INTO raw (entry) VALUES (repeat('x', 390)::bytea);
