"""Figures of the journal: what its gates said, how often each event was recorded, how institutions answered. It only grows, so what was
counted once stays counted, and no entry pays for it: `figures_mark` says up to which entry everything is; readers count what came since.

An entry's number is drawn before its transaction ends, so a higher one may be seen before a lower one. Hence an entry is counted only once
everybody has ended who wrote when its number was seen first (`horizon`: the transactions of then are all older, since whoever writes an
entry holds its subject before).
"""

from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION figures_of_entries(since bigint, until bigint)
RETURNS TABLE (what text, day date, key text[], many bigint, amount bigint) LANGUAGE sql STABLE AS $$
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
        WHERE id > since AND id <= until AND event IN ('institution.answered', 'institution.failed')
    ) asked GROUP BY 1, 2, 3
$$;

CREATE FUNCTION figures_count_entries(most bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mark public.figures_mark;
    drawn bigint;
    ours bigint;
    oldest bigint;
    last bigint;
BEGIN
    IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RETURN 0;
    END IF;
    -- Whoever drew a number until now has a transaction that is older than ours, which begins to write only after this.
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO drawn FROM public.journal_entry_id_seq;
    SELECT pg_current_xact_id()::text::bigint INTO ours;
    INSERT INTO public.figures_mark (id, upto, seen, horizon) VALUES (1, 0, 0, 0) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT mark FROM public.figures_mark FOR UPDATE;
    IF mark.upto = mark.seen THEN
        UPDATE public.figures_mark SET seen = drawn, horizon = ours;
        RETURN 0;
    END IF;
    IF mark.horizon > ours THEN
        -- Restored elsewhere, where transactions are numbered anew: nobody of then writes any more.
        UPDATE public.figures_mark SET horizon = ours;
        RETURN 0;
    END IF;
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint INTO oldest;
    IF oldest < mark.horizon THEN
        RETURN 0;
    END IF;
    last := least(mark.seen, mark.upto + most);
    INSERT INTO public.figures_figure AS kept (what, day, key, many, amount)
    SELECT what, day, key, many, amount FROM public.figures_of_entries(mark.upto, last)
    ON CONFLICT (what, day, key) DO UPDATE SET many = kept.many + EXCLUDED.many, amount = kept.amount + EXCLUDED.amount;
    UPDATE public.figures_mark SET upto = last;
    RETURN last - mark.upto;
END $$;

CREATE OR REPLACE FUNCTION figures_put_right(correct boolean)
RETURNS TABLE (what text, day date, key text[], kept bigint, counted bigint, kept_amount bigint, counted_amount bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH ours AS (
        SELECT what, day, key, sum(many)::bigint AS many, sum(amount)::bigint AS amount FROM (
            SELECT what, day, key, many, amount FROM public.figures_figure
            UNION ALL SELECT what, day, key, many, amount FROM public.figures_movement
        ) each GROUP BY what, day, key
    ), theirs AS (
        SELECT what, day, key, many, amount FROM public.figures_counted_anew()
        UNION ALL SELECT what, day, key, many, amount FROM public.figures_mark, public.figures_of_entries(0, figures_mark.upto)
    ), wrong AS (
        SELECT coalesce(o.what, t.what) AS what, coalesce(o.day, t.day) AS day, coalesce(o.key, t.key) AS key,
            coalesce(o.many, 0) AS kept, coalesce(t.many, 0) AS counted,
            coalesce(o.amount, 0) AS kept_amount, coalesce(t.amount, 0) AS counted_amount
        FROM ours o FULL JOIN theirs t ON t.what = o.what AND t.day = o.day AND t.key = o.key
        WHERE coalesce(o.many, 0) <> coalesce(t.many, 0) OR coalesce(o.amount, 0) <> coalesce(t.amount, 0)
    ), corrected AS (
        INSERT INTO public.figures_movement (what, day, key, many, amount)
        SELECT what, day, key, counted - kept, counted_amount - kept_amount FROM wrong WHERE correct
    )
    SELECT what, day, key, kept, counted, kept_amount, counted_amount FROM wrong ORDER BY what, day, key
$$;

REVOKE ALL ON FUNCTION figures_of_entries(bigint, bigint), figures_count_entries(bigint) FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'toubao_app') THEN
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON figures_mark FROM toubao_app;
        GRANT EXECUTE ON FUNCTION figures_of_entries(bigint, bigint), figures_count_entries(bigint) TO toubao_app;
    END IF;
END $$;
"""
BACK = """
DROP FUNCTION figures_count_entries(bigint);
DELETE FROM figures_figure WHERE what IN ('event', 'ruling', 'answer');
DELETE FROM figures_movement WHERE what IN ('event', 'ruling', 'answer');
CREATE OR REPLACE FUNCTION figures_of_entries(since bigint, until bigint)
RETURNS TABLE (what text, day date, key text[], many bigint, amount bigint) LANGUAGE sql STABLE AS $$
    SELECT ''::text, '2000-01-01'::date, '{}'::text[], 0::bigint, 0::bigint WHERE false
$$;
"""


class Migration(migrations.Migration):
    """Figures of the journal."""

    dependencies = [("figures", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("upto", models.BigIntegerField()),
                ("seen", models.BigIntegerField()),
                ("horizon", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
