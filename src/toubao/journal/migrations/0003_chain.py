"""Each entry covers the one before; the number of a subject's entries and the last digest are kept apart, moved by the insert alone.

Entries of before are not touched: they are linked as they stand on the day of this migration, and `chained_from` says where that ends.
The application's role loses: counting, moving a duty's due time, changing or deleting a person's key. Destroying one is a function.
"""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION journal_link(head bytea, digest bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS 'SELECT sha256(head || digest)';
CREATE AGGREGATE journal_links(bytea) (SFUNC = journal_link, STYPE = bytea, INITCOND = '');
UPDATE journal_subject SET chained_from = last + 1;
UPDATE journal_subject s SET head = linked.head
FROM (SELECT subject_id, journal_links(digest ORDER BY number) AS head FROM journal_entry GROUP BY subject_id) linked
WHERE linked.subject_id = s.id;
DROP AGGREGATE journal_links(bytea);
DROP FUNCTION journal_link(bytea, bytea);

CREATE FUNCTION journal_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.journal_subject SET last = NEW.number, head = NEW.digest
    WHERE id = NEW.subject_id AND last = NEW.number - 1 AND head = NEW.previous;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'journal entry % of % does not follow the one before', NEW.number, NEW.subject_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_entry_chained BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_chain();
CREATE TRIGGER journal_subject_holder BEFORE UPDATE OF holder ON journal_subject FOR EACH ROW
    WHEN (OLD.holder IS NOT NULL AND NEW.holder IS DISTINCT FROM OLD.holder) EXECUTE FUNCTION journal_refuse();

CREATE FUNCTION journal_destroy_key(of uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(current_setting('toubao.whose', true), '') NOT IN ('system', 'staff') THEN
        RAISE EXCEPTION 'a key is destroyed by the insurer alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT FROM public.journal_entry WHERE subject_id = of AND event = 'key.destroyed') THEN
        RAISE EXCEPTION 'the journal does not say that this key is destroyed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.journal_subjectkey SET wrapped = NULL, destroyed_at = clock_timestamp() WHERE holder = of AND wrapped IS NOT NULL;
    RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION journal_chain(), journal_destroy_key(uuid) FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'toubao_app') THEN
        REVOKE INSERT, UPDATE ON journal_subject FROM toubao_app;
        GRANT INSERT (id, kind, holder), UPDATE (holder) ON journal_subject TO toubao_app;
        REVOKE UPDATE ON journal_openduty FROM toubao_app;
        GRANT UPDATE (met_at, told_late_at) ON journal_openduty TO toubao_app;
        REVOKE UPDATE, DELETE, TRUNCATE ON journal_subjectkey FROM toubao_app;
        GRANT EXECUTE ON FUNCTION journal_destroy_key(uuid) TO toubao_app;
    END IF;
END $$;
"""
BACK = """
DROP TRIGGER journal_entry_chained ON journal_entry;
DROP TRIGGER journal_subject_holder ON journal_subject;
DROP FUNCTION journal_chain();
DROP FUNCTION journal_destroy_key(uuid);
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'toubao_app') THEN
        GRANT INSERT, UPDATE ON journal_subject TO toubao_app;
        GRANT UPDATE ON journal_openduty TO toubao_app;
        GRANT UPDATE, DELETE ON journal_subjectkey TO toubao_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """The chain."""

    dependencies = [("journal", "0002_append_only")]
    operations = [
        migrations.AddField("entry", "previous", models.BinaryField(null=True)),
        migrations.AddField("subject", "head", models.BinaryField(db_default=b"")),
        migrations.AddField("subject", "chained_from", models.IntegerField(db_default=1)),
        migrations.AlterField("subject", "last", models.IntegerField(db_default=0)),
        migrations.RunSQL(FORWARD, BACK),
    ]
