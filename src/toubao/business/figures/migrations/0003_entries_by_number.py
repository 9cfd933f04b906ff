"""Entries are counted by their numbers alone: a planner that can't know how few there are since the mark took the index of events for those
of institutions, and compiled the rest to machine code, which took a second.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION figures_of_entries(since bigint, until bigint)
RETURNS TABLE (what text, day date, key text[], many bigint, amount bigint) LANGUAGE sql STABLE SET jit = off AS $$
    SELECT 'event', public.figures_day(at), ARRAY[event::text], count(*), 0
    FROM public.journal_entry WHERE id > since AND id <= until GROUP BY 1, 2, 3
    UNION ALL
    SELECT 'ruling', public.figures_day(at), ARRAY[v ->> 'clause', v ->> 'gate', v ->> 'ruling', event], count(*), 0
    FROM public.journal_entry, jsonb_array_elements(verdicts) v WHERE id > since AND id <= until GROUP BY 1, 2, 3
    UNION ALL
    SELECT 'answer', public.figures_day(at), ARRAY[
        facts ->> 'institution', event,
        (CASE WHEN ms < 100 THEN ms ELSE round(ms, 1 - floor(log(ms))::int) END)::int::text
    ], count(*), 0
    FROM (
        SELECT at, event, facts, (facts ->> 'latency_ms')::numeric AS ms FROM public.journal_entry
        WHERE id > since AND id <= until AND event || '' IN ('institution.answered', 'institution.failed')
    ) asked GROUP BY 1, 2, 3
$$;
"""


class Migration(migrations.Migration):
    """The function anew."""

    dependencies = [("figures", "0002_journal")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
