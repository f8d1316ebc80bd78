-- :name login
-- What the session's login is, or could become by SET ROLE, that row-level security
-- does not bind: see migrations/0004_row_security.sql. It is asked of no agency.
SELECT EXISTS (SELECT
                 FROM pg_roles AS r
                WHERE r.rolsuper
                  AND pg_has_role(session_user, r.oid, 'MEMBER')) AS superuser,
       EXISTS (SELECT
                 FROM pg_roles AS r
                WHERE r.rolbypassrls
                  AND pg_has_role(session_user, r.oid, 'MEMBER')) AS bypassing,
       EXISTS (SELECT
                 FROM pg_class AS c
                 JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = ANY ($1)
                  AND c.relkind IN ('r', 'p')
                  AND pg_has_role(session_user, c.relowner, 'MEMBER')) AS owning;
