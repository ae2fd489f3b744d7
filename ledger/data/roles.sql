-- Who may do what with a book in PostgreSQL.
--
-- Run by someone who may make roles, in the book's database, after “medel init” and again after
-- every upgrade:  psql DATABASE -f roles.sql   or   medel --db URL init --roles
--
--   medel_owner   owns the tables; needed for init --upgrade and init --repair only
--   medel_writer  adds to the book; cannot change, remove or empty anything
--   medel_reader  reads
--
-- They are roles without login. A person gets one:  CREATE ROLE anna LOGIN IN ROLE medel_writer;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'medel_owner') THEN
        CREATE ROLE medel_owner NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'medel_reader') THEN
        CREATE ROLE medel_reader NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'medel_writer') THEN
        CREATE ROLE medel_writer NOLOGIN;
    END IF;
END $$;

-- Nobody else may make or change anything here; whoever has a role may come in.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', current_schema());
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO medel_reader, medel_writer', current_schema());
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO medel_owner', current_schema());
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM PUBLIC, medel_reader, medel_writer',
                   current_schema());
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO medel_reader, medel_writer',
                   current_schema());
    EXECUTE format('GRANT INSERT ON ALL TABLES IN SCHEMA %I TO medel_writer', current_schema());
    -- The one row that writers stand in line for; a trigger lets it only move forward.
    GRANT UPDATE ON head TO medel_writer;
    -- These are the owner's alone: the revision, and the row that is made with the book.
    REVOKE INSERT ON alembic_version, head FROM medel_writer;
END $$;

-- The owner owns every table and every function of the triggers, so that only the owner can switch
-- a trigger off.
DO $$
DECLARE
    name text;
    function regprocedure;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('ALTER TABLE %I OWNER TO medel_owner', name);
    END LOOP;
    FOR function IN SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                    WHERE n.nspname = current_schema() AND starts_with(p.proname, 'medel_') LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO medel_owner', function);
    END LOOP;
END $$;
