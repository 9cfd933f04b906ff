"""Our lines to institutions: which TLS they speak, and whom they believe."""

import socket
import ssl
import threading
from pathlib import Path

import httpx
import pytest

from tests.fixtures.servers.certificates import self_signed
from toubao.gateways.transport import authorities


def test_v11_6_2_our_lines_speak_tls_1_2_or_newer_and_check_who_answers() -> None:
    context = authorities()
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    names = [cipher["name"] for cipher in context.get_ciphers()]
    assert names
    assert [name for name in names if not name.startswith(("TLS_", "ECDHE-"))] == [], "each exchange is forgotten afterwards"


@pytest.fixture
def unknown(tmp_path: Path) -> int:
    """The port of a server whose certificate no authority made that we believe."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path, "localhost"))
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        caller, _ = listening.accept()
        with caller, pytest.raises(ssl.SSLError):
            context.wrap_socket(caller, server_side=True)
        listening.close()

    threading.Thread(target=serve, daemon=True).start()
    port: int = listening.getsockname()[1]
    return port


def test_v12_3_2_nobody_answers_whose_certificate_we_do_not_believe(unknown: int) -> None:
    with (
        httpx.Client(verify=authorities(), trust_env=False) as client,
        pytest.raises(httpx.ConnectError, match="certificate verify failed"),
    ):
        client.get(f"https://localhost:{unknown}/")
