"""Texts that were agreed to can be inserted and read, nothing else, as the journal's entries."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION consents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'texts that were agreed to stay as they are: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER consents_text_append_only BEFORE UPDATE OR DELETE ON consents_showntext
    FOR EACH ROW EXECUTE FUNCTION consents_refuse();
CREATE TRIGGER consents_text_no_truncate BEFORE TRUNCATE ON consents_showntext
    FOR EACH STATEMENT EXECUTE FUNCTION consents_refuse();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'toubao_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON consents_showntext FROM toubao_app;
        REVOKE DELETE, TRUNCATE ON consents_consent FROM toubao_app;
    END IF;
END $$;
"""
BACK = """
DROP TRIGGER consents_text_append_only ON consents_showntext;
DROP TRIGGER consents_text_no_truncate ON consents_showntext;
DROP FUNCTION consents_refuse();
"""


class Migration(migrations.Migration):
    """Append-only."""

    dependencies = [("consents", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
