"""Whether the ports that we need are free, asked before anything is started."""

import socket
import time

from toubao.config.environment import Environment
from toubao.config.trouble import Trouble

PATIENCE = 5.0


def need_ports(environment: Environment) -> None:
    """Raise Trouble naming the first port that is taken; what a stopped run left is given a few seconds to let go."""
    needed = (
        (environment.port, "storefront"), (environment.sandbox_port, "sandbox"), (environment.smtp_port, "sandbox's mail"),
        (environment.pop3_port, "sandbox's returned mail"),
    )  # fmt: skip
    for port, whose in needed:
        until = time.monotonic() + PATIENCE
        while not _free(environment.bind, port):
            if time.monotonic() > until:
                raise Trouble(
                    f"Port {port}, which the {whose} needs, is taken by another program: "
                    f"choose others, such as PORT={environment.port + 100} make up."
                )
            time.sleep(0.2)


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Trouble(f"Port {port} may be used by root alone: choose one above 1023.") from error
        except OSError as error:
            if error.errno == 98:
                return False
            raise Trouble(f"The address {host} can't be used: {error.strerror}.") from error
    return True
