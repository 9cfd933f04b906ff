"""Policies and product documents as PDF/A-3a and PDF/UA-1: pure, the same bytes for the same input; signing is apart."""

import io
import json
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import segno
import typst

from toubao.business.policies.paper.glyphs import font_folders, printable
from toubao.products import Document, Product
from toubao.products.travel_accident.tariff import REFUND

STANDARDS: Final[list["typst.PDFStandard"]] = ["a-3a", "ua-1"]
TAIPEI: Final = ZoneInfo("Asia/Taipei")
WEEKDAYS: Final = "一二三四五六日"
ACCENT: Final = "#0d5c50"
_SHEETS: Final = Path(__file__).parent / "typst"
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Insurer:
    """Who issues: names, address, telephones, e-mail, site, the brand's colour as #rrggbb, and its mark as SVG."""

    name: str
    english: str
    address: str
    toll_free: str
    complaints_line: str
    email: str
    site: str
    abroad_line: str = ""
    accent: str = ACCENT
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as a policy shows one: the identity number comes masked."""

    name: str
    id_masked: str
    born: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """Who receives the death benefit: name, relation to the insured, share as text (for example 二分之一 or 100%)."""

    name: str
    relation: str
    share: str = "100%"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyData:
    """All that a policy says. Moments carry a time zone; `premium` and `sum_insured` are NT$; no beneficiary means the legal heirs."""

    insurer: Insurer
    product: Product
    policy_number: str
    serial: str
    applicant: Person
    insured: Person
    starts: datetime
    ends: datetime
    days: int
    destinations: tuple[str, ...]
    sum_insured: int
    premium: int
    paid_with: str
    concluded_at: datetime
    issued_at: datetime
    status_url: str
    beneficiaries: tuple[Beneficiary, ...] = field(default=())


def policy(data: PolicyData) -> bytes:
    """The policy as a PDF, terms annexed (6.1.2, 6.1.3): PDF/A-3a and PDF/UA-1, dated with `issued_at`. Raises typst.TypstError."""
    return _compile("policy.typ", _policy_words(data), data.insurer, _annexed(data.product, "terms"), at=data.issued_at)


def document(product: Product, name: str, insurer: Insurer) -> bytes:
    """A product's document (terms, notice, description) as a PDF, dated with its version's first day.
    Raises KeyError for an unknown name.
    """
    first = product.version.dated.since
    words, text = {"product": product.name, "sample": product.sample}, _annexed(product, name)
    return _compile("document.typ", words, insurer, text, at=datetime(first.year, first.month, first.day, tzinfo=TAIPEI))


def sheet(name: str, words: dict[str, Any], insurer: Insurer, *, at: datetime) -> bytes:
    """Another document of ours as a PDF, dated `at`: a sheet of `typst/` that these words fill. Raises typst.TypstError."""
    return _compile(name, words, insurer, "", at=at)


def record(data: PolicyData) -> dict[str, Any]:
    """What was contracted, as plain data without personal values: attached to the policy, so that a program can compare (6.1.2)."""
    return {
        "policy_number": data.policy_number,
        "serial": data.serial,
        "product": data.product.code,
        "product_version": data.product.version.code,
        "terms_sha256": data.product.document("terms").digest,
        "starts": data.starts.astimezone(TAIPEI).isoformat(),
        "ends": data.ends.astimezone(TAIPEI).isoformat(),
        "days": data.days,
        "destinations": list(data.destinations),
        "sum_insured": data.sum_insured,
        "premium": data.premium,
        "currency": "TWD",
        "concluded_at": data.concluded_at.astimezone(TAIPEI).isoformat(),
        "issued_at": data.issued_at.astimezone(TAIPEI).isoformat(),
    }


def both_calendars(day: date) -> str:
    """A day as people here expect it: 2026-12-01（民國115年12月1日）."""
    return f"{day.isoformat()}（民國{day.year - 1911}年{day.month}月{day.day}日）"


def money(amount: int) -> str:
    """NT$ with separators: NT$1,234."""
    return f"NT${amount:,}"


def moment(at: datetime) -> tuple[str, str]:
    """A moment in Taiwan as two lines: day, weekday and hour; and the same day by the national calendar."""
    here = at.astimezone(TAIPEI)
    first = f"{here:%Y-%m-%d}（星期{WEEKDAYS[here.weekday()]}）{here:%H:%M}"
    return first, f"民國{here.year - 1911}年{here.month}月{here.day}日{here.hour}時{here.minute}分"


def _annexed(product: Product, name: str) -> str:
    return _text(product.document(name), product.version.code, product.version.approval)


@lru_cache(maxsize=32)
def _text(shown: Document, version: str, approval: str) -> str:
    """A document's title, digest and tree as JSON, and which version's it is; kept, since every policy of a version has the same terms."""
    return _json({"title": shown.title, "digest": shown.digest, "nodes": shown.tree(), "version": version, "approval": approval})


@lru_cache(maxsize=8)
def _house(insurer: Insurer) -> str:
    return _json(asdict(insurer))


def _json(words: dict[str, Any]) -> str:
    """Words as printable JSON."""
    return json.dumps(printable(words), ensure_ascii=False)


def _policy_words(data: PolicyData) -> dict[str, Any]:
    """What the sheet shows, all in words."""
    return {
        "product": data.product.name.removesuffix("保險"),
        "sample": data.product.sample,
        "policy_number": data.policy_number,
        "serial": data.serial,
        "sum_insured": money(data.sum_insured),
        "premium": money(data.premium),
        "people": _people(data.applicant, data.insured),
        "starts": moment(data.starts),
        "ends": moment(data.ends),
        "days": f"{data.days} 天",
        "destinations": "、".join(data.destinations),
        "covers": _covers(data),
        "cover_note": "同一張保險單的給付總額，以保險金額為限。除外責任、不保事項及申請方式，詳見所附條款。",
        "beneficiaries": list(_beneficiaries(data.beneficiaries)),
        "notes": _notes(data),
        "particulars": _particulars(data),
        "qr": _qr(data.status_url),
        "record": json.dumps(record(data), ensure_ascii=False, sort_keys=True, indent=1),
    }


def _people(applicant: Person, insured: Person) -> list[dict[str, str]]:
    """Applicant and insured: one line if they are the same person."""
    if applicant == insured:
        return [_person("要保人（即被保險人）", applicant)]
    return [_person("要保人", applicant), _person("被保險人", insured)]


def _person(role: str, person: Person) -> dict[str, str]:
    """One line of the people."""
    return {"role": role, "name": person.name, "id_masked": person.id_masked.replace("•", "*"), "born": both_calendars(person.born)}


def _covers(data: PolicyData) -> list[dict[str, str]]:
    """The benefits and what they pay."""
    return [
        {"name": "意外身故保險金", "words": "旅程中遭受意外事故致身故（條款第六條）", "amount": money(data.sum_insured)},
        {
            "name": "意外失能保險金",
            "words": "旅程中遭受意外事故致失能，依等級給付 5% 至 100%（條款第八條）",
            "amount": f"最高 {money(data.sum_insured)}",
        },
    ]


def _beneficiaries(given: Iterable[Beneficiary]) -> Iterable[dict[str, str]]:
    """The lines of the beneficiaries; the disability benefit is always the insured's own (terms 21)."""
    named = [{"benefit": "意外身故", "name": each.name, "relation": each.relation, "share": each.share} for each in given]
    yield from named or [{"benefit": "意外身故", "name": "法定繼承人", "relation": "依民法繼承編順序", "share": "依應得比例"}]
    yield {"benefit": "意外失能", "name": "被保險人本人", "relation": "本人", "share": "100%"}


def _notes(data: PolicyData) -> list[str]:
    """What the reader must know, in three short paragraphs."""
    ended = f"保險期間在二年以內，不適用十日契約撤銷權；出發前終止契約，退還全部保險費；出發後終止，退還{REFUND}。"
    abroad = f"，從國外 {data.insurer.abroad_line}" if data.insurer.abroad_line else ""
    return [
        f"本保險單、所附條款、要保資料及批註，共同構成保險契約。{ended}",
        "本文件附有保險公司的電子簽章與時間戳記。以 PDF 閱讀軟體的「簽章」面板，可確認內容自簽發後未經更改。",
        f"發生事故請於 10 日內通知：電話 {data.insurer.toll_free}（免費）{abroad}，電子郵件 {data.insurer.email}。申訴 {data.insurer.complaints_line}。",
    ]


def _particulars(data: PolicyData) -> list[tuple[str, str]]:
    """The small print of an issue: what, when, how paid, where."""
    return [
        ("投保序號", data.serial),
        ("契約成立", stamp(data.concluded_at)),
        ("保險單簽發", stamp(data.issued_at)),
        ("商品版本", f"{data.product.name} {data.product.version.code}"),
        ("繳費方式", data.paid_with),
        ("網站", data.insurer.site),
        ("公司地址", data.insurer.address),
    ]


def stamp(at: datetime) -> str:
    """A moment in Taiwan to the second."""
    return f"{at.astimezone(TAIPEI):%Y-%m-%d %H:%M:%S}"


def _qr(address: str) -> str:
    """An address as a QR code in SVG, error correction M. Of the eight masks, which readers all take, one is always taken: to weigh them
    costs five times what drawing does.
    """
    out = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=2).save(
        out, kind="svg", xmldecl=False, svgns=True, border=0, dark="#16222b", omitsize=True
    )
    return out.getvalue().decode()


@cache
def _compiler() -> typst.Compiler:
    """The compiler with our sheets and fonts, made once a process (fonts take most of the first tenth of a second)."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in font_folders()])
    return typst.Compiler(root=_SHEETS, font_paths=fonts, ignore_system_fonts=True)


def _compile(sheet: str, words: dict[str, Any], insurer: Insurer, text: str, *, at: datetime) -> bytes:
    """One sheet filled with words. They go in as data (JSON in a string), so they can't act as markup. What many documents share (the
    insurer, the terms) goes in apart from them: what the compiler made of it for one it finds again for the next.
    """
    filled = f'#import "{sheet}": made\n#made(json(bytes("{_quoted(_json(words))}")))'.encode()
    shared = {"house": _house(insurer), "text": text}
    with _one_at_a_time:
        made = _compiler().compile(
            input=filled, format="pdf", sys_inputs=shared, pdf_standards=STANDARDS, timestamp=int(at.astimezone(UTC).timestamp())
        )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _quoted(text: str) -> str:
    """A text as it stands between the quotes of a string in typst, where nothing but these two signs acts."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
