"""Figures of cases, sales, registrations and duties: moved by triggers of the rows that they count, and counted once for those of before.

The functions are the owner's (SECURITY DEFINER), so whoever moves a purchase moves its figure too, and nobody can write one by hand.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION figures_day(at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$ SELECT (at AT TIME ZONE 'Asia/Taipei')::date $$;

CREATE FUNCTION figures_move(what text, day date, key text[], many int, amount bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO public.figures_movement (what, day, key, many, amount) VALUES (what, day, key, many, amount)
$$;

CREATE FUNCTION figures_of_purchase() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM public.figures_move('case', public.figures_day(OLD.began_at), ARRAY[OLD.product, OLD.state], -1, 0);
        IF OLD.concluded_at IS NOT NULL THEN
            PERFORM public.figures_move('sale', public.figures_day(OLD.concluded_at), ARRAY[OLD.product], -1, -OLD.premium);
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM public.figures_move('case', public.figures_day(NEW.began_at), ARRAY[NEW.product, NEW.state], 1, 0);
        IF NEW.concluded_at IS NOT NULL THEN
            PERFORM public.figures_move('sale', public.figures_day(NEW.concluded_at), ARRAY[NEW.product], 1, NEW.premium);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figures_of_purchase AFTER INSERT OR DELETE ON purchase_purchase FOR EACH ROW EXECUTE FUNCTION figures_of_purchase();
CREATE TRIGGER figures_of_purchase_moved AFTER UPDATE ON purchase_purchase FOR EACH ROW
    WHEN (OLD.state <> NEW.state OR OLD.began_at <> NEW.began_at OR OLD.concluded_at IS DISTINCT FROM NEW.concluded_at
          OR OLD.product <> NEW.product OR (NEW.concluded_at IS NOT NULL AND OLD.premium <> NEW.premium))
    EXECUTE FUNCTION figures_of_purchase();

CREATE FUNCTION figures_of_registration() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM public.figures_move(
            'registration', public.figures_day(OLD.created_at), ARRAY[OLD.way, OLD.purpose, OLD.state], -1, 0);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM public.figures_move(
            'registration', public.figures_day(NEW.created_at), ARRAY[NEW.way, NEW.purpose, NEW.state], 1, 0);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figures_of_registration AFTER INSERT OR DELETE ON identity_registration
    FOR EACH ROW EXECUTE FUNCTION figures_of_registration();
CREATE TRIGGER figures_of_registration_moved AFTER UPDATE ON identity_registration FOR EACH ROW
    WHEN (OLD.state <> NEW.state OR OLD.created_at <> NEW.created_at OR OLD.way <> NEW.way OR OLD.purpose <> NEW.purpose)
    EXECUTE FUNCTION figures_of_registration();

CREATE FUNCTION figures_duty(name text, clause text, opened timestamptz, due timestamptz, met timestamptz, many int)
RETURNS void LANGUAGE sql AS $$
    SELECT public.figures_move(
        'duty', '2000-01-01', ARRAY[name, clause, CASE WHEN met IS NULL THEN 'open' WHEN met <= due THEN 'met' ELSE 'met_late' END], many,
        many * coalesce(extract(epoch FROM met - opened) * 1000000, 0)::bigint)
$$;
CREATE FUNCTION figures_of_duty() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM public.figures_duty(OLD.name, OLD.clause, OLD.opened_at, OLD.due_at, OLD.met_at, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM public.figures_duty(NEW.name, NEW.clause, NEW.opened_at, NEW.due_at, NEW.met_at, 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figures_of_duty AFTER INSERT OR DELETE ON journal_openduty FOR EACH ROW EXECUTE FUNCTION figures_of_duty();
CREATE TRIGGER figures_of_duty_moved AFTER UPDATE ON journal_openduty FOR EACH ROW
    WHEN (OLD.met_at IS DISTINCT FROM NEW.met_at OR OLD.due_at <> NEW.due_at OR OLD.opened_at <> NEW.opened_at)
    EXECUTE FUNCTION figures_of_duty();

CREATE FUNCTION figures_add_up() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE moved bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('figures_add_up'));
    WITH gone AS (DELETE FROM public.figures_movement RETURNING what, day, key, many, amount),
    added AS (
        INSERT INTO public.figures_figure AS kept (what, day, key, many, amount)
        SELECT what, day, key, sum(many), sum(amount) FROM gone GROUP BY what, day, key
        ON CONFLICT (what, day, key) DO UPDATE SET many = kept.many + EXCLUDED.many, amount = kept.amount + EXCLUDED.amount
    )
    SELECT count(*) INTO moved FROM gone;
    RETURN moved;
END $$;

CREATE FUNCTION figures_counted_anew()
RETURNS TABLE (what text, day date, key text[], many bigint, amount bigint) LANGUAGE sql STABLE AS $$
    SELECT 'case', public.figures_day(began_at), ARRAY[product::text, state], count(*), 0
    FROM public.purchase_purchase GROUP BY 1, 2, 3
    UNION ALL
    SELECT 'sale', public.figures_day(concluded_at), ARRAY[product::text], count(*), sum(premium)
    FROM public.purchase_purchase WHERE concluded_at IS NOT NULL GROUP BY 1, 2, 3
    UNION ALL
    SELECT 'registration', public.figures_day(created_at), ARRAY[way::text, purpose, state], count(*), 0
    FROM public.identity_registration GROUP BY 1, 2, 3
    UNION ALL
    SELECT 'duty', DATE '2000-01-01',
        ARRAY[name::text, clause, CASE WHEN met_at IS NULL THEN 'open' WHEN met_at <= due_at THEN 'met' ELSE 'met_late' END],
        count(*), sum(coalesce(extract(epoch FROM met_at - opened_at) * 1000000, 0)::bigint)
    FROM public.journal_openduty GROUP BY 1, 2, 3
$$;

CREATE FUNCTION figures_put_right(correct boolean)
RETURNS TABLE (what text, day date, key text[], kept bigint, counted bigint, kept_amount bigint, counted_amount bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH ours AS (
        SELECT what, day, key, sum(many)::bigint AS many, sum(amount)::bigint AS amount FROM (
            SELECT what, day, key, many, amount FROM public.figures_figure
            UNION ALL SELECT what, day, key, many, amount FROM public.figures_movement
        ) each GROUP BY what, day, key
    ), wrong AS (
        SELECT coalesce(o.what, t.what) AS what, coalesce(o.day, t.day) AS day, coalesce(o.key, t.key) AS key,
            coalesce(o.many, 0) AS kept, coalesce(t.many, 0) AS counted,
            coalesce(o.amount, 0) AS kept_amount, coalesce(t.amount, 0) AS counted_amount
        FROM ours o FULL JOIN public.figures_counted_anew() t ON t.what = o.what AND t.day = o.day AND t.key = o.key
        WHERE coalesce(o.many, 0) <> coalesce(t.many, 0) OR coalesce(o.amount, 0) <> coalesce(t.amount, 0)
    ), corrected AS (
        INSERT INTO public.figures_movement (what, day, key, many, amount)
        SELECT what, day, key, counted - kept, counted_amount - kept_amount FROM wrong WHERE correct
    )
    SELECT what, day, key, kept, counted, kept_amount, counted_amount FROM wrong ORDER BY what, day, key
$$;

REVOKE ALL ON FUNCTION figures_move(text, date, text[], int, bigint), figures_duty(text, text, timestamptz, timestamptz, timestamptz, int),
    figures_of_purchase(), figures_of_registration(), figures_of_duty(), figures_add_up(), figures_counted_anew(),
    figures_put_right(boolean) FROM PUBLIC;
INSERT INTO figures_figure (what, day, key, many, amount) SELECT what, day, key, many, amount FROM figures_counted_anew();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'toubao_app') THEN
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON figures_figure, figures_movement FROM toubao_app;
        GRANT EXECUTE ON FUNCTION figures_add_up(), figures_put_right(boolean) TO toubao_app;
    END IF;
END $$;
"""
BACK = """
DROP TRIGGER figures_of_purchase ON purchase_purchase;
DROP TRIGGER figures_of_purchase_moved ON purchase_purchase;
DROP TRIGGER figures_of_registration ON identity_registration;
DROP TRIGGER figures_of_registration_moved ON identity_registration;
DROP TRIGGER figures_of_duty ON journal_openduty;
DROP TRIGGER figures_of_duty_moved ON journal_openduty;
DROP FUNCTION figures_put_right(boolean);
DROP FUNCTION IF EXISTS figures_of_entries(bigint, bigint);
DROP FUNCTION figures_counted_anew();
DROP FUNCTION figures_add_up();
DROP FUNCTION figures_of_duty();
DROP FUNCTION figures_of_registration();
DROP FUNCTION figures_of_purchase();
DROP FUNCTION figures_duty(text, text, timestamptz, timestamptz, timestamptz, int);
DROP FUNCTION figures_move(text, date, text[], int, bigint);
DROP FUNCTION figures_day(timestamptz);
"""
COLUMNS = (
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("what", models.CharField(max_length=20)),
    ("day", models.DateField()),
    ("key", django.contrib.postgres.fields.ArrayField(models.TextField())),
    ("many", models.BigIntegerField()),
    ("amount", models.BigIntegerField()),
)


class Migration(migrations.Migration):
    """Figures."""

    initial = True
    dependencies = [
        ("journal", "0003_chain"), ("identity", "0018_found_by_index"), ("purchase", "0003_found_by_index"),
    ]  # fmt: skip
    operations = [
        migrations.CreateModel(
            name="Figure",
            fields=[(name, field.clone()) for name, field in COLUMNS],
            options={"constraints": [models.UniqueConstraint(fields=["what", "day", "key"], name="figure_once")]},
        ),
        migrations.CreateModel(name="Movement", fields=[(name, field.clone()) for name, field in COLUMNS]),
        migrations.RunSQL(FORWARD, BACK),
    ]
