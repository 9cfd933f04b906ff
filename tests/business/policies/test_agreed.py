"""What is contracted is what was agreed to (6.1.2): a row that was changed afterwards is neither accepted, charged, issued nor sent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests import builders
from tests.business.purchase.books import charges
from tests.business.purchase.conftest import account, confirmed, on_sale
from tests.business.purchase.test_settling import events
from tests.fixtures.sandbox import RunningSandbox
from toubao import products
from toubao.business.correspondence.models import Message
from toubao.business.identity.models import Account
from toubao.business.payment.models import Payment
from toubao.business.policies import contract, delivering, queries
from toubao.business.policies.models import Policy, PolicyDocument
from toubao.business.purchase import actions, agreement, facts, jobs, money
from toubao.business.purchase import draft as drafts
from toubao.business.purchase import queries as purchases
from toubao.business.purchase.models import Purchase
from toubao.business.work import JOBS
from toubao.doors.cli.doctor.findings import Trouble, _contracts
from toubao.journal.keys import seal_bytes_for
from toubao.journal.models import Entry
from toubao.journal.reading import entries
from toubao.products import Product
from toubao.products.product import read
from toubao.products.travel_accident import figures

pytestmark = pytest.mark.django_db
__all__ = ["account", "confirmed", "on_sale"]

LESS = {"sum_insured": 1_000_000}
"""The applicant agreed to NT$5,000,000."""
FOLDER = Path(products.__file__).parent / "travel_accident"


def shut(purchase: Purchase, event: str) -> list[str]:
    """The gates that were shut in the last decision of this kind."""
    last = entries(purchase.pk).filter(event=event).last()
    assert last is not None
    return [verdict["gate"] for verdict in last.verdicts if verdict["ruling"] == "shut"]


def change(purchase: Purchase, **columns: Any) -> None:
    """Change a purchase's row behind the system's back."""
    assert Purchase.objects.filter(pk=purchase.pk).update(**columns) == 1


CHANGES: list[dict[str, Any]] = [LESS, {"documents": ["terms:0", "notice:0"]}, {"ends": builders.NOW + timedelta(days=400)}]


@pytest.mark.parametrize("columns", CHANGES, ids=lambda columns: next(iter(columns)))
def test_6_1_2_what_was_changed_after_the_code_is_not_accepted(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, columns: dict[str, Any]
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    change(confirmed, **columns)
    builders.advance(confirmed)
    builders.drain()
    done = builders.reread(confirmed)
    assert done.state == "refused"
    assert not Policy.objects.exists()
    assert "captured" not in charges(institutions)
    assert shut(confirmed, "purchase.accepted") == ["as_agreed"]
    assert [reason["clause"] for reason in done.refusal] == ["6.1.2"]
    assert "purchase.contract_differs" in events(confirmed, "noted")


def test_6_1_2_a_digest_changed_along_with_the_row_is_noticed_by_what_the_journal_has(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    draft = purchases.draft(confirmed).with_(**LESS)
    builders.pay_at_sandbox(confirmed, on_sale)
    change(confirmed, **LESS, sealed=drafts.seal_draft(confirmed.person.key, confirmed.pk, draft))
    forged = builders.reread(confirmed)
    known = builders.somebody()
    change(confirmed, digest=drafts.digest(draft, known, forged.product, forged.product_version, forged.documents, forged.premium))
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == "refused"
    assert shut(confirmed, "purchase.accepted") == ["as_agreed"]


def test_6_1_2_what_was_changed_after_acceptance_is_not_charged(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    _accepted_only(confirmed, monkeypatch)
    change(confirmed, **LESS)
    builders.advance(confirmed)
    builders.drain()
    assert builders.reread(confirmed).state == "refused"
    assert charges(institutions) == ["voided"]
    assert not Policy.objects.exists()


def _accepted_only(purchase: Purchase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker come as far as the acceptance, as when it is stopped there."""
    with monkeypatch.context() as patched:
        patched.setitem(jobs._NEXT, "accepted", lambda *_: False)
        builders.advance(purchase)
    assert builders.reread(purchase).state == "accepted"


def test_6_1_2_what_was_charged_and_changed_before_that_was_recorded_is_given_back(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    _accepted_only(confirmed, monkeypatch)
    accepted = builders.reread(confirmed)
    money.charge(purchase=accepted, payment=Payment.objects.get(purchase=accepted.pk), now=builders.NOW)
    assert charges(institutions) == ["captured"]
    change(confirmed, **LESS)
    builders.advance(confirmed)
    builders.drain()
    assert builders.reread(confirmed).state == "refused"
    assert charges(institutions) == ["refunded"]
    assert not Policy.objects.exists()


@pytest.fixture
def concluded(institutions: RunningSandbox, confirmed: Purchase, on_sale: Product) -> Policy:
    """A policy whose document was not made yet."""
    builders.pay_at_sandbox(confirmed, on_sale)
    builders.advance(confirmed)
    return Policy.objects.get(purchase=confirmed.pk)


def issued(policy: Policy) -> Policy:
    JOBS["policies.issue"](policy=str(policy.pk), now=builders.NOW)
    return Policy.objects.get(pk=policy.pk)


def test_6_1_2_a_policy_that_was_not_agreed_to_is_not_issued_until_it_is_right_again(concluded: Policy) -> None:
    Policy.objects.filter(pk=concluded.pk).update(**LESS)
    stopped = issued(concluded)
    assert (stopped.state, stopped.stopped_at) == ("new", builders.NOW)
    assert not PolicyDocument.objects.exists()
    assert not Message.objects.filter(purpose="policy").exists()
    assert queries.stopped() == [stopped]
    with pytest.raises(Trouble, match=stopped.number):
        _contracts()
    told = Entry.objects.count()
    issued(concluded)
    assert Entry.objects.count() == told, "it is told once"
    Policy.objects.filter(pk=concluded.pk).update(sum_insured=5_000_000)
    sent = issued(concluded)
    assert (sent.state, sent.stopped_at) == ("queued", None)
    assert "no policy" in _contracts()


def test_6_1_2_a_policy_changed_between_issue_and_dispatch_is_not_sent(concluded: Policy, monkeypatch: pytest.MonkeyPatch) -> None:

    with monkeypatch.context() as patched:
        patched.setattr(delivering, "send", lambda **_: None)
        assert issued(concluded).state == "issued"
    details = queries.details(concluded)
    other = type(details)(**{name: getattr(details, name) for name in details.__slots__} | {"beneficiary_name": "別人"})
    Policy.objects.filter(pk=concluded.pk).update(sealed=other.seal(concluded.person.key, concluded.pk))
    stopped = issued(concluded)
    assert (stopped.state, stopped.stopped_at) == ("issued", builders.NOW)
    assert not Message.objects.filter(purpose="policy").exists()


def test_6_1_3_a_document_that_was_changed_after_it_was_issued_is_not_sent(concluded: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(delivering, "send", lambda **_: None)
        issued(concluded)
    pdf = queries.pdf(queries.own(concluded.number, concluded.person_id) or concluded)
    other = seal_bytes_for(concluded.person.key, pdf.replace(b"%%EOF", b"%%EOX"), context=f"policy-pdf:{concluded.pk}")
    PolicyDocument.objects.filter(policy=concluded.pk).update(sealed=other)
    assert issued(concluded).state == "issued"
    refused = Entry.objects.filter(event="delivery.policy_queued", outcome="refused").last()
    assert refused is not None
    assert [verdict["gate"] for verdict in refused.verdicts if verdict["ruling"] == "shut"] == ["delivered_safely"]


def test_6_1_2_a_policy_of_an_older_release_is_compared_by_what_that_wrote(concluded: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    was = contract.agreed_to(concluded.purchase)
    assert was is not None
    older = contract.Agreed(was.at, {name: value for name, value in was.facts.items() if name != "contract"})
    monkeypatch.setattr(contract, "agreed_to", lambda _: older)
    assert contract.holds(concluded)
    concluded.premium += 1
    assert not contract.holds(concluded)


def test_6_1_2_without_an_entry_that_it_was_sent_in_nothing_was_agreed_to(concluded: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    assert contract.holds(concluded)
    monkeypatch.setattr(contract, "intact", lambda _: False)
    assert contract.agreed_to(concluded.purchase) is None
    assert not contract.holds(concluded)


def test_6_1_2_terms_are_another_digest_with_one_thing_changed(confirmed: Purchase) -> None:
    terms = agreement.terms(confirmed, purchases.draft(confirmed), builders.somebody())
    said = entries(confirmed.pk).filter(event="purchase.confirmed").get().facts
    assert said["contract"] == terms.digest
    assert repr(terms) == "Terms(…)"
    for name in terms.__slots__:
        other = type(terms)(**{each: getattr(terms, each) for each in terms.__slots__} | {name: "other"})
        assert other.digest != terms.digest, name


CHANGED_ON = (builders.NOW + timedelta(days=1)).date()
NEXT_DAY = builders.NOW + timedelta(days=2)


@pytest.fixture
def two_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """From tomorrow on another version is sold, dearer and with other terms; the folder of them."""
    folder = tmp_path / "travel_accident"
    copytree(FOLDER, folder)
    copytree(folder / "wording/2026-01", folder / "wording/later")
    terms = folder / "wording/later/terms.md"
    terms.write_text(terms.read_text("utf-8") + "\n\n本版另加一條。\n", "utf-8")
    told = (folder / "product.toml").read_text("utf-8")
    version = told.index("[[versions]]")
    next_one, until = told.index("[[versions]]", version + 1), told.index("# NT$ a day")
    first = told[version:next_one].replace("to = 2026-11-30\n", "")
    old = first.replace("from = 2026-01-01", f"from = 2026-01-01\nto = {builders.NOW.date()}")
    new = first.replace('2026-01"', 'later"').replace("from = 2026-01-01", f"from = {CHANGED_ON}")
    rates = told.index("[[parameters.tariff]]")
    after = told.index("[[parameters.sums_insured]]")
    cheap = told[rates:after].replace("from = 2026-01-01", f"from = 2026-01-01\nto = {builders.NOW.date()}")
    dear = told[rates:after].replace("from = 2026-01-01", f"from = {CHANGED_ON}").replace('"11.00"', '"99.00"')
    (folder / "product.toml").write_text(told[:version] + old + new + told[until:rates] + cheap + dear + told[after:], "utf-8")

    def load(on: Any, version: str = "") -> Product:
        found = read(folder, on=on, version=version)
        return replace(found, figures=figures.of(found))

    monkeypatch.setattr("toubao.products.travel_accident.load", load)
    products.load.cache_clear()
    yield folder
    products.load.cache_clear()


def test_6_1_2_the_version_premium_and_documents_that_are_agreed_to_bind(
    two_versions: Path, institutions: RunningSandbox, account: Account
) -> None:
    before = builders.product()
    purchase = builders.started_purchase(account, before)
    began_with = purchase.premium
    after = builders.product(NEXT_DAY)
    assert (before.version.code, after.version.code) == ("2026-01", "later")
    papers = facts.current_documents(after)
    builders.shown_documents(purchase, after, now=NEXT_DAY)
    assert actions.inform(purchase=purchase, product=after, shown=papers, agreed=papers, now=NEXT_DAY).taken
    assert purchase.product_version == "later"
    assert purchase.premium > began_with
    assert actions.send_code(purchase=purchase, product=after, channel="sms", insurer="測試", network="n", now=NEXT_DAY).sent
    decision, _ = actions.confirm(purchase=purchase, product=after, entered=builders.last_code(purchase.pk), now=NEXT_DAY)
    assert decision.taken, decision
    builders.pay_at_sandbox(builders.reread(purchase), after, now=NEXT_DAY)
    builders.advance(purchase, now=NEXT_DAY)
    builders.drain(now=NEXT_DAY)
    policy = Policy.objects.get(purchase=purchase.pk)
    assert policy.state in ("queued", "sent")
    assert (policy.product_version, policy.premium) == ("later", purchase.premium)
    assert contract.product_of(policy) == after
    assert purchases.product(builders.reread(purchase), now=NEXT_DAY + timedelta(days=30)) == after


def test_10_1_2_a_version_that_ended_between_agreement_and_code_is_agreed_to_anew(two_versions: Path, account: Account) -> None:
    before = builders.product()
    purchase = builders.informed_purchase(account, before)
    after = builders.product(NEXT_DAY)
    assert actions.send_code(purchase=purchase, product=after, channel="sms", insurer="測試", network="n", now=NEXT_DAY).sent
    decision, checked = actions.confirm(purchase=purchase, product=after, entered=builders.last_code(purchase.pk), now=NEXT_DAY)
    assert checked.right
    assert [verdict.gate for verdict in decision.shut] == ["terms_still_agreed"]
    assert builders.reread(purchase).state == "informed"


def test_6_1_2_texts_edited_in_place_after_the_agreement_are_not_issued(
    two_versions: Path, institutions: RunningSandbox, account: Account
) -> None:
    on_sale = builders.product()
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    assert contract.holds(Policy.objects.get(purchase=purchase.pk))
    terms = two_versions / "wording/2026-01/terms.md"
    terms.write_text(terms.read_text("utf-8").replace("一百八十天", "三十天"), "utf-8")
    products.load.cache_clear()
    assert not contract.holds(Policy.objects.get(purchase=purchase.pk))
