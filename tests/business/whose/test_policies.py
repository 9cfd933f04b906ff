"""Every table is decided: whose its rows are, or why they are nobody's; and the policies that stand are as the list says."""

from django.apps import apps
from django.db import connection

from toubao.business.whose.policies import lay, missing
from toubao.business.whose.tables import NOBODYS, WHOSE

TOOLS = ("procrastinate_", "django_content_type", "django_migrations")


def test_every_table_is_decided() -> None:
    """A table of ours that stands in neither list fails the build: say whose its rows are, or why they are nobody's."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    ours = {table for table in tables if not table.startswith(TOOLS)}
    assert ours == set(WHOSE) | set(NOBODYS)
    assert not set(WHOSE) & set(NOBODYS)


def test_the_policies_stand_as_the_list_says(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE toubao_owner")
        assert missing(cursor) == []
        cursor.execute("ALTER TABLE purchase_purchase DISABLE ROW LEVEL SECURITY")
        cursor.execute("DROP POLICY whose ON payment_payment")
        assert missing(cursor) == ["payment_payment", "purchase_purchase"]
        assert lay(cursor) == ["payment_payment", "purchase_purchase"]
        assert missing(cursor) == []
