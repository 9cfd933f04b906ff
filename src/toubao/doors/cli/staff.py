"""`toubao staff`: the first people of the console, admitted at the machine itself; from then on two people decide, in the console."""

import argparse
from typing import Any

from toubao.config.trouble import Trouble

ENOUGH = 2
ROLE = "security"


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("staff", help="admit the first two people who then admit others in the console")
    parser.add_argument("username", help="sign-in name: small letters, figures, dots")
    parser.add_argument("name", help="their name")
    parser.add_argument("mail", help="their work e-mail address")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Admit one of the first two, and print the one-time link; refused once there are two who can decide."""
    from toubao.doors.cli.ready import django_ready, need_database

    django_ready()
    need_database()
    from django.db import IntegrityError

    from toubao.business.governance import lifecycle
    from toubao.business.governance.queries.staff import admitted
    from toubao.doors.clock import now
    from toubao.gateways.addresses import mailbox

    if admitted(ROLE) >= ENOUGH:
        raise Trouble("Two people can admit others already: let them do it in the console, where another releases it.")
    mail = mailbox(chosen.mail)
    if mail is None:
        raise Trouble(f"{chosen.mail[:100]!r} is no mailbox that can be sent to.")
    newcomer = lifecycle.Newcomer(username=chosen.username, name=chosen.name, role=ROLE, mail=mail)
    try:
        _, address = lifecycle.admit_first(newcomer=newcomer, now=now())
    except IntegrityError:
        raise Trouble(f"The sign-in name {chosen.username!r} was used before.") from None
    print(f"{chosen.name} sets password and authenticator here, once and within a day:\n{address}")
    return 0
