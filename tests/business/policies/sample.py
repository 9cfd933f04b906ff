"""A policy's data and an insurer, invented, for the tests of documents."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from toubao.business.policies.paper.typeset import Beneficiary, Insurer, Person, PolicyData
from toubao.products import load

TAIPEI = ZoneInfo("Asia/Taipei")
PRODUCT = load("travel-accident", on=date(2026, 11, 22))
INSURER = Insurer(
    name="示範產物保險股份有限公司", english="Demonstration Insurance Co., Ltd.", address="臺北市中正區示範路1號", toll_free="0800-000-123",
    complaints_line="0800-000-456", email="service@insurer.example", site="https://insurer.example",
)  # fmt: skip
PERSON = Person(name="王小明", id_masked="•••••••789", born=date(1990, 5, 1))
POLICY = PolicyData(
    insurer=INSURER, product=PRODUCT, policy_number="TA-2026-00000123", serial="TB-7K3M-9QXW", applicant=PERSON, insured=PERSON,
    starts=datetime(2026, 12, 1, 8, tzinfo=TAIPEI), ends=datetime(2026, 12, 6, 8, tzinfo=TAIPEI), days=5, destinations=("日本", "韓國"),
    sum_insured=5_000_000, premium=330, paid_with="信用卡（末四碼 1111）", concluded_at=datetime(2026, 11, 22, 18, 1, 2, tzinfo=TAIPEI),
    issued_at=datetime(2026, 11, 22, 18, 1, 9, tzinfo=TAIPEI), status_url="https://insurer.example/case/?serial=TB-7K3M-9QXW",
    beneficiaries=(Beneficiary(name="林美麗", relation="配偶"),),
)  # fmt: skip
