"""The e-policy by mail as it was chosen: the encrypted copy opens with its password and with nothing else, is signed, and tells nobody
else who its holder is; nor does its letter.
"""

import io
import re
import zlib
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError

from tests import builders
from tests.business.policies.sample import POLICY
from tests.business.policies.test_delivering import again, bought, told, up, work
from tests.fixtures import http
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.correspondence import fates, queries
from toubao.business.correspondence.models import Message
from toubao.business.identity.models import Account
from toubao.business.policies import contract, delivering, mailing, making
from toubao.business.policies import queries as policies
from toubao.business.policies.contract import LINK, LOCKED
from toubao.business.policies.models import Policy, PolicyDocument
from toubao.business.policies.paper import locking, typeset
from toubao.business.policies.paper.signing import TimestampUnavailable
from toubao.business.purchase import agreement
from toubao.business.purchase import queries as purchases
from toubao.journal.models import Entry
from toubao.rules.events import Event

SOMEBODY = builders.somebody()
SECRETS = (SOMEBODY.name, SOMEBODY.id_number, SOMEBODY.id_number[-3:] + "（", "1990-05-17", "民國79年5月17日", "19900517")
"""What a letter must not say in clear: name, number, and birth date as the document writes it."""


def buys(account: Account, sandbox: RunningSandbox, **changes: Any) -> Policy:
    """A policy whose applicant chose the encrypted copy."""
    return bought(account, sandbox, **{"mailed": LOCKED, **changes})


def letters(policy: Policy) -> list[Message]:
    """The news of a policy, in the order in which it was queued."""
    queued = Entry.objects.filter(subject=policy.purchase, event="message.queued").order_by("number")
    found = {each.reference: each for each in Message.objects.filter(subject=policy.purchase).select_related("key")}
    return [found[each.facts["reference"]] for each in queued if each.facts["purpose"].startswith("policy")]


def enclosed(message: Message) -> bytes:
    """The one file that goes with a message."""
    (file,) = queries.files(message)
    assert (file.name.endswith(".pdf"), file.media_type) == (True, "application/pdf")
    return file.content


def in_clear(content: bytes) -> str:
    """All that can be read of some bytes without a password: themselves, and whatever in them decompresses."""
    found = [content]
    for start in re.finditer(rb"stream\r?\n", content):
        try:
            found.append(zlib.decompressobj().decompress(content[start.end() :]))
        except zlib.error:
            continue
    return "\n".join(part.decode(coding, "ignore") for part in found for coding in ("utf-8", "utf-16-be"))


def pages(content: bytes, password: str | None = None) -> str:
    """The words on the pages of a PDF."""
    reader = PdfReader(io.BytesIO(content))
    if password is not None:
        reader.decrypt(password)
    return "".join(page.extract_text() for page in reader.pages)


def as_carried(sandbox: RunningSandbox, policy: Policy) -> tuple[str, bytes]:
    """The words of the letter about a policy and the file with it, as they lie in the mailbox."""
    found = [each for each in http.get(f"{sandbox.url}/mailbox/messages.json").json() if policy.number in each["subject"]]
    (file,) = found[0]["attachments"]
    return "".join(str(part) for part in found[0].values()), http.get(f"{sandbox.url}{file['url']}").content


@pytest.fixture
def account(db: None) -> Account:
    return builders.registered_account()


def test_15_1_4_the_encrypted_copy_opens_with_its_password_alone_and_is_signed(institutions: RunningSandbox, account: Account) -> None:
    policy = buys(account, institutions)
    letter, copy = as_carried(institutions, policy)
    password, signed = policies.details(policy).opens_with, policies.pdf(again(policy))
    assert (policy.state, copy == enclosed(letters(policy)[0])) == ("sent", True)
    opens(copy, password, signed)
    is_signed(copy, password)
    says_nothing_in_clear(letter, copy, password, signed)
    assert "開啟密碼不在這封信裡" in letter
    assert f"/members/policies/{policy.number}/" in letter
    of_policy = Entry.objects.filter(subject=policy.purchase, event__startswith="message.", facts__purpose__startswith="policy")
    said = [(each.event, each.facts["purpose"]) for each in of_policy.order_by("number")]
    assert said == [("message.queued", "policy-pdf"), ("message.sent", "policy-pdf")], "the journal says which"


def opens(copy: bytes, password: str, signed: bytes) -> None:
    """The copy says what the signed document says, to whoever has the password."""
    assert pages(copy, password) == pages(signed)
    for wrong in ("", SOMEBODY.id_number, "19900517", password.lower(), password[:-1], password.replace("-", "")):
        with pytest.raises(FileNotDecryptedError):
            pages(copy, wrong)
    encryption: Any = PdfReader(io.BytesIO(copy)).trailer["/Encrypt"].get_object()
    assert (encryption["/V"], encryption["/R"], encryption["/CF"]["/StdCF"]["/CFM"]) == (5, 6, "/AESV3")


def is_signed(copy: bytes, password: str) -> None:
    """The copy has a signature of ours over all its bytes, with a stamp (6.1.3)."""
    found = making.check(copy, now=builders.NOW, password=password)
    assert (found.intact, found.whole_file, found.certified, found.trusted) == (True, True, True, True)
    assert found.stamped_at is not None
    assert not making.signature_holds(copy, now=builders.NOW, password="another"), "without the password nothing is said of it"
    changed = copy[:2000] + bytes([copy[2000] ^ 1]) + copy[2001:]
    assert not making.signature_holds(changed, now=builders.NOW, password=password)


def says_nothing_in_clear(letter: str, copy: bytes, password: str, signed: bytes) -> None:
    """Nothing of who it is can be read without the password, in the letter or in any stream of the copy."""
    assert [each for each in (*SECRETS, password, password.replace("-", "")) if each in letter + in_clear(copy)] == []
    assert ("terms_sha256" in in_clear(signed), "terms_sha256" in in_clear(copy)) == (True, False), "control: an open one can be read so"
    assert [each for each in SECRETS if each in pages(signed)], "control: the document does say it"


def test_without_a_choice_a_link_goes_and_nothing_is_made_for_it_and_its_holder_has_it_mailed_as_they_choose_then(
    institutions: RunningSandbox, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(locking, "locked", lambda *_: pytest.fail("nobody chose it"))
        policy = bought(account, institutions)
    (message,) = letters(policy)
    assert (message.purpose, list(queries.files(message)), policies.details(policy).opens_with) == ("policy", [], "")
    assert [each for each in SECRETS if each in queries.read(message).text] == []
    asks(policy, LOCKED)
    details = policies.details(again(policy))
    assert (details.mailed, [each.purpose for each in letters(policy)]) == (LOCKED, ["policy", "policy-pdf-again"])
    assert pages(enclosed(letters(policy)[1]), details.opens_with)
    asks(policy, LINK)
    kept = policies.details(again(policy))
    assert (kept.mailed, kept.opens_with) == (LINK, details.opens_with), "the copies that are out there open with it still"
    assert letters(policy)[2].purpose == "policy-again"
    asked = Entry.objects.filter(subject=policy.purchase, event=Event.POLICY_ASKED_AGAIN.value).order_by("number")
    assert [each.facts["because"] for each in asked] == [LOCKED, LINK]
    assert again(policy).state == "sent", "what became of the first letter stands"
    assert contract.holds(again(policy)), "what is contracted is untouched"


def asks(policy: Policy, mailed: str) -> None:
    mine = Account.objects.select_related("person__key").get()
    assert mailing.ask_again(policy=again(policy), account=mine, mailed=mailed, now=builders.NOW) == ""
    work()


def test_2_7_what_may_not_go_out_again_does_not(institutions: RunningSandbox, account: Account) -> None:
    policy = bought(account, institutions)
    mine = Account.objects.select_related("person__key").get()
    assert mailing.ask_again(policy=again(policy), account=mine, mailed=LOCKED, now=builders.NOW) == ""
    institutions.switch("tsa", down=True)
    with pytest.raises(TimestampUnavailable):
        builders.drain()
    assert [each.purpose for each in letters(policy)] == ["policy"], "nobody stamps it: nothing is made, and the job is tried again"
    up(institutions, "tsa")
    for _ in range(4):
        assert mailing.ask_again(policy=again(policy), account=mine, mailed=LINK, now=builders.NOW) == ""
    assert mailing.ask_again(policy=again(policy), account=mine, mailed=LINK, now=builders.NOW) == "policy_mail"
    mine.mail_proved = False
    assert mailing.ask_again(policy=again(policy), account=mine, mailed=LOCKED, now=builders.NOW) == mailing.UNPROVED
    mine.mail_proved, long_ago = True, builders.NOW - timedelta(days=6 * 366)
    mine.served_from = mine.last_service_at = long_ago
    assert mailing.ask_again(policy=again(policy), account=mine, mailed=LOCKED, now=builders.NOW) == mailing.NOT_SERVED
    assert policies.details(again(policy)).mailed == LINK
    PolicyDocument.objects.update(digest="0" * 64)
    work()
    assert [each.purpose for each in letters(policy)] == ["policy"], "one that is not whole goes nowhere"


def test_10_1_2_the_choice_is_part_of_what_is_agreed_to(account: Account) -> None:
    assert "mailed" not in builders.draft().values(), "what was sent in before there was a choice keeps its digest"
    assert builders.draft(mailed=LOCKED).values()["mailed"] == LOCKED
    purchase = builders.confirmed_purchase(account, builders.product(), mailed=LOCKED)
    was, draft, known = contract.agreed_to(purchase.pk), purchases.draft(purchase), builders.somebody()
    assert was is not None
    assert agreement.stands(purchase, draft, known) == was.application
    assert agreement.stands(purchase, draft.with_(mailed=LINK), known) != was.application


def test_12_1_4_a_copy_that_comes_back_is_followed_by_a_link_to_the_phone_and_goes_out_again_as_it_was_chosen(
    institutions: RunningSandbox, account: Account
) -> None:
    policy = buys(account, institutions)
    fates.returned(message=letters(policy)[0], reason="5.1.1", now=builders.NOW)
    work()
    assert [(each.channel, each.purpose) for each in letters(policy)] == [("mail", "policy-pdf"), ("sms", "policy")]
    assert (again(policy).state, told(policy, Event.POLICY_RETURNED)) == ("sent", 1)
    Policy.objects.update(state="returned")
    Message.objects.update(settled_at=builders.NOW)
    delivering.send_mended(policy=again(policy), now=builders.NOW)
    work()
    assert [each.purpose for each in letters(policy)].count("policy-pdf") == 2
    assert len({each.reference for each in letters(policy)}) == 3


def test_7_1_to_a_mailbox_that_nobody_proved_no_copy_goes(institutions: RunningSandbox, account: Account) -> None:
    policy = buys(account, institutions, proved=False)
    (message,) = letters(policy)
    assert (message.channel, message.purpose, list(queries.files(message))) == ("sms", "policy", [])


def test_a_document_that_we_did_not_sign_is_not_copied() -> None:
    with pytest.raises(ValueError, match="not signed"):
        locking.locked(typeset.policy(POLICY), "x")
    assert mailing.new_password() != mailing.new_password()
    assert re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}", mailing.new_password())
