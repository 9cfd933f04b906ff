"""Prepares buyers for a measurement: registered by the same actions as anybody, printed as JSON;
run as `python -m bench.people --count N`.
"""

import argparse
import itertools
import json
import os
from collections.abc import Iterator
from datetime import date
from secrets import randbelow

PASSWORD = "a bench buyer's password"


def main() -> None:
    """Make the buyers in the database that the environment names (TOUBAO_HOME), and print how each signs in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, required=True)
    count = parser.parse_args().count
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toubao.config.settings")
    import django

    django.setup()
    from toubao.business import whose

    with whose.system():
        print(json.dumps([_register(serial) for serial in itertools.islice(_uninsured(randbelow(600_000) * 10), count)]))


def _uninsured(first: int) -> Iterator[int]:
    """Serial numbers of people who have no cover elsewhere in the sandbox: those with a 9 before their last digit have."""
    return (serial for serial in itertools.count(first) if serial // 10 % 10 != 9)


def _register(serial: int) -> dict[str, str]:
    """One buyer, through every step of registration."""
    from tests.builders import id_number, last_code
    from toubao.business.identity import actions as identity
    from toubao.business.identity.personal import Known
    from toubao.doors.clock import now
    from toubao.doors.storefront.notices import digests

    mail, phone = f"bench{serial}@demo.example", f"+8869{serial % 100_000_000:08d}"
    known = Known(name=f"量測{serial}", id_number=id_number(serial, "B", "2"), birth_date=date(1985, 3, 2), phone=phone, mail=mail)
    notices = digests()
    registration, _ = identity.begin_registration(
        way="online",
        channel="bench",
        channel_is_ours=True,
        notices=notices,
        shown=tuple(notices),
        read=tuple(notices),
        consented=True,
        now=now(),
    )
    identity.identify(registration=registration, known=known, now=now())
    identity.send_registration_code(registration=registration, channel="mail", insurer="量測", network=f"bench{serial}", now=now())
    identity.verify_registration(registration=registration, entered=last_code(registration.pk), now=now())
    if identity.open_account(registration=registration, password=PASSWORD, now=now()) is None:
        raise SystemExit(f"buyer {serial} could not be registered")
    return {"mail": mail, "phone": phone, "password": PASSWORD}


if __name__ == "__main__":
    main()
