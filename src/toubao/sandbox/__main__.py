"""`python -m toubao.sandbox`: read the arguments and serve until stopped."""

import argparse
import asyncio
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from toubao.sandbox.contract import Secrets
from toubao.sandbox.server import Settings, serve

DEMO_SECRET = "sandbox-demo-request-secret"  # noqa: S105 - known to all on purpose: it guards invented data
DEMO_CARD_SECRET = "sandbox-demo-card-secret"  # noqa: S105 - as above


def main() -> int:
    """Serve; 1 and a plain sentence if a port or the folder can't be had."""
    parser = argparse.ArgumentParser(prog="python -m toubao.sandbox", description="The institutions of the demo, on one port (and SMTP).")
    parser.add_argument("--port", type=int, required=True, help="HTTP")
    parser.add_argument("--smtp-port", type=int, required=True, help="SMTP of the mailbox")
    parser.add_argument("--smtps-port", type=int, default=0, help="SMTP over TLS from the first byte (none); STARTTLS is on the other")
    parser.add_argument("--pop3-port", type=int, default=0, help="POP3, where a mailbox is emptied (none)")
    parser.add_argument("--home", type=Path, required=True, help="folder for all state")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--public-url", default="", help="how browsers reach this server, if not as the asker does")
    parser.add_argument("--clock-file", type=Path, help="a file with the seconds by which the insurer's demo clock is ahead; followed")
    parser.add_argument(
        "--secret", default=os.environ.get("SANDBOX_SECRET", DEMO_SECRET), help="signs requests to who has no own in SANDBOX_SECRETS"
    )
    parser.add_argument("--card-secret", default=os.environ.get("SANDBOX_CARD_SECRET", DEMO_CARD_SECRET), help="signs the card's webhooks")
    told = parser.parse_args()
    own = {name: one.encode() for name, one in json.loads(os.environ.get("SANDBOX_SECRETS", "{}")).items()}
    secrets = Secrets(told.secret.encode(), own)
    settings = Settings(
        told.home,
        told.host,
        told.port,
        told.smtp_port,
        secrets,
        told.card_secret.encode(),
        told.public_url,
        told.clock_file,
        told.smtps_port,
        told.pop3_port,
    )
    os.umask(0o077)
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(serve(settings))
    except OSError as error:
        print(f"The sandbox can't start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
