"""The phone and the mailbox as people see them: newest first, by number or address, and nothing in a message can do anything."""

import smtplib
from email.message import EmailMessage

import pytest

from tests.fixtures.sandbox import RunningSandbox
from tests.sandbox.conftest import Caller


def _sms(caller: Caller, reference: str, to: str, text: str) -> None:
    assert caller.ask("POST", "/phone/messages", {"reference": reference, "to": to, "text": text}).is_success


def _mail(
    sandbox: RunningSandbox, *, to: str = "wang@example.tw", subject: str = "您好", html: str | None = None, message_id: str = "<1@x>"
) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"], letter["Message-ID"] = "a@example.tw", to, subject, message_id
    letter.set_content("純文字 https://example.tw/policy。")
    if html:
        letter.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, local_hostname="test") as server:
        server.send_message(letter)


def test_phone_shows_the_newest_first_by_number(caller: Caller) -> None:
    _sms(caller, "1", "0912345678", "第一則")
    _sms(caller, "2", "+886912345678", "第二則")
    _sms(caller, "3", "+886987654321", "別人的")
    page = caller.get("/phone/?to=0912345678").text
    assert page.index("第二則") < page.index("第一則")
    assert "別人的" not in page
    assert [one["text"] for one in caller.get("/phone/messages.json?to=+886912345678").json()] == ["第二則", "第一則"]
    assert len(caller.get("/phone/messages.json").json()) == 3


def test_phone_marks_codes_and_links_and_nothing_else(caller: Caller) -> None:
    _sms(caller, "1", "0912345678", "<b>驗證碼</b> 482913，保費 NT$123456，網址 http://127.0.0.1:8000/case/?a=1&b=2。電話 0912345678")
    page = caller.get("/phone/").text
    assert '<strong class="code">482913</strong>' in page
    assert page.count('<strong class="code">') == 1
    assert '<a href="http://127.0.0.1:8000/case/?a=1&amp;b=2" rel="noreferrer"' in page
    assert "&lt;b&gt;驗證碼" in page
    assert "<b>" not in page


@pytest.mark.parametrize("path", ["/phone/", "/mailbox/"])
def test_boxes_refresh_themselves_until_told_not_to(caller: Caller, path: str) -> None:
    moving = caller.get(path)
    assert moving.headers["Refresh"] == "5"
    assert f'href="{path}?live=no"' in moving.text
    still = caller.get(f"{path}?to=x&live=no")
    assert "Refresh" not in still.headers
    assert f'href="{path}?to=x"' in still.text


def test_mailbox_keeps_a_letter_once_and_shows_it_by_address(caller: Caller, sandbox: RunningSandbox) -> None:
    _mail(sandbox)
    _mail(sandbox)
    _mail(sandbox, to="Lin@example.tw", subject="給林小姐", message_id="<2@x>")
    assert [one["subject"] for one in caller.get("/mailbox/messages.json").json()] == ["給林小姐", "您好"]
    assert [one["to"] for one in caller.get("/mailbox/messages.json?to=LIN@example.tw").json()] == ["lin@example.tw"]
    page = caller.get("/mailbox/?to=wang@example.tw").text
    assert "您好" in page
    assert "給林小姐" not in page


def test_letter_with_html_is_shown_where_it_can_do_nothing(caller: Caller, sandbox: RunningSandbox) -> None:
    _mail(sandbox, subject="<script>alert(1)</script>", html="<p>您好</p><script>alert(2)</script><img src='http://evil.invalid/x'>")
    [letter] = caller.get("/mailbox/messages.json").json()
    page = caller.get(letter["url"]).text
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert f'src="{letter["url"]}/html"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "allow-scripts" not in page
    policy = caller.get(letter["url"] + "/html").headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_letter_without_html_shows_its_text_with_links(caller: Caller, sandbox: RunningSandbox) -> None:
    _mail(sandbox)
    [letter] = caller.get("/mailbox/messages.json").json()
    assert letter["html"] is None
    assert '<a href="https://example.tw/policy"' in caller.get(letter["url"]).text


@pytest.mark.parametrize("path", ["/mailbox/0000", "/mailbox/0000/html", "/mailbox/0000/attachments/0"])
def test_unknown_letter(caller: Caller, path: str) -> None:
    assert caller.get(path).json()["code"] == "unknown-mail"


def test_unknown_attachment(caller: Caller, sandbox: RunningSandbox) -> None:
    _mail(sandbox)
    [letter] = caller.get("/mailbox/messages.json").json()
    assert caller.get(letter["url"] + "/attachments/0").json()["code"] == "unknown-attachment"


def test_letter_without_message_id_is_kept_by_its_contents(caller: Caller, sandbox: RunningSandbox) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, local_hostname="test") as server:
        for _ in range(2):
            server.sendmail("a@example.tw", ["wang@example.tw", "lin@example.tw"], b"Subject: x\r\n\r\nhello")
    assert len(caller.get("/mailbox/messages.json").json()) == 2
