"""What pages say, sentence by sentence: how to mend a number, what became of a code, why not now; decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from toubao.business.identity.codes.allowances import opens_again
from toubao.business.identity.codes.otp import ABROAD, DIGITS, LONGER, TRIES, Check
from toubao.business.identity.passwords import LONGEST, SHORTEST
from toubao.business.identity.passwords import Fault as PasswordFault
from toubao.business.purchase.settling import SerialFault
from toubao.doors.look import words
from toubao.doors.look.brand import brand
from toubao.rules.identity_numbers import Fault
from toubao.rules.kit import gates

NUMBER: Final = {
    Fault.EMPTY: "請填寫身分證字號或居留證統一證號。",
    Fault.LENGTH: "這個號碼應該是 10 碼：1 個英文字母加 9 碼。請對照證件，看是不是少打或多打了。",
    Fault.LETTER: "第 1 碼應該是英文字母，例如 A123456789。",
    Fault.SECOND: "第 2 碼不對：身分證是 1 或 2，居留證是 8 或 9，舊式居留證是 A 到 D。請對照證件。",
    Fault.DIGITS: "第 3 碼以後應該都是數字。請看是不是把 0 打成 O，或把 1 打成 I。",
    Fault.CHECKSUM: "這個號碼的最後一碼對不上，可能有一碼打錯，或兩碼前後顛倒。請對照證件再填一次。",
    Fault.EXPIRED_FORM: "舊式統一證號已經停用。請換發新式號碼後，再用新號碼註冊。",
}
PASSWORD: Final = {
    PasswordFault.SHORT: f"密碼至少要 {SHORTEST} 個字。可以用一句只有您知道的話。",
    PasswordFault.LONG: f"密碼最多 {LONGEST} 個字，請縮短一點。",
    PasswordFault.BREACHED: "這組密碼在別的網站外洩的名單上，會最先被試到。請換一個，例如幾個不相關的詞。",
    PasswordFault.COMMON: "這組密碼只用到很多人會用的字，很容易被猜到；用注音打出來的也一樣。請換一個，例如幾個不相關的詞。",
    PasswordFault.CONTEXT: "這組密碼除了公司、保險或地名，幾乎沒有別的字，很容易被猜到。請加上幾個不相關的詞。",
    PasswordFault.PATTERN: "這是重複或照順序排的字，很容易被猜到。請改用幾個不相關的詞，或一句話。",
    PasswordFault.PERSONAL: "密碼裡有您的姓名、證號、生日、手機或信箱，認識您的人猜得到。請換掉那一段。",
}
SERIAL: Final = {
    SerialFault.EMPTY: "請輸入序號，例如 TB-8K2M-47QX-9RPA 這樣的格式。",
    SerialFault.LENGTH: "序號是 TB 加 12 碼。請對照簡訊或電子郵件，看是不是少打或多打了。",
    SerialFault.SIGN: "序號只有數字 2 到 9，和 I、L、O 以外的英文字母。請看是不是把字看成 0、1、I、L 或 O。",
    SerialFault.CHECK: "這組序號的檢查碼對不上，可能有一碼打錯，或兩碼前後顛倒。請對照簡訊或電子郵件再輸入一次。",
}
CODE: Final = {
    "expired": "這組驗證碼超過 10 分鐘，已經失效。請按「再寄一組」。",
    "exhausted": f"這組驗證碼已經試了 {TRIES} 次，為了安全已經失效。請按「再寄一組」。",
    "used": "這組驗證碼已經用過了。請按「再寄一組」。",
    "none": "還沒有寄出驗證碼。請按「再寄一組」。",
    "changed": "您的資料在寄出之後改過了，這組驗證碼已經失效。請按「再寄一組」。",
    "longer": f"現在有人在大量猜驗證碼，{DIGITS} 位數的都已經失效。請按「再寄一組」，會寄 {LONGER} 位數的給您。",
}
CAME_BACK: Final = {
    "cancelled": ("您沒有同意提供資料", "{title}沒有告訴我們任何事。可以再試一次，或改用其他方式。"),
    "failed": ("{title}沒有完成登入", "沒有收到您的資料。請再試一次，或改用其他方式。"),
    "expired": ("隔得太久了", "登入後要在 10 分鐘內回來。請再前往一次。"),
    "unanswered": ("{title}沒有回覆", "沒有收到您的資料。請稍後再試一次，或改用其他方式。"),
    "disbelieved": ("{title}的回覆無法採用", "為了您的安全，我們沒有收下這次的資料。請稍後再試一次，或改用其他方式。"),
    "unreachable": ("現在連不上{title}", "請稍後再試，或改用其他方式。"),
    "crowded": ("現在同時確認身分的人很多", "所以還沒有去問{title}。請過幾秒再前往一次，或改用其他方式。"),
    "busy": ("這個網路前往的次數太多了", "請 15 分鐘後再試，或改用其他方式。"),
}
OWN_LIMITS: Final = ("otp_subject", "otp_address", "otp_address_day", "otp_new_address", "otp_new_address_day")
MONEY: Final = ("sms_money_hour", "sms_money_day")
LIMITS: Final = (*OWN_LIMITS, *MONEY, "otp_prefix", "otp_new_prefix", "otp_network", "otp_registrations", "otp_budget")


def code_error(checked: Check) -> str:
    """What was wrong with an entered code, and what to do."""
    if checked.outcome == "wrong":
        left = TRIES - checked.tries
        return f"驗證碼不對，還可以試 {left} 次。請看最新的那一則。" if left else CODE["exhausted"]
    return CODE[checked.outcome]


def came_back(outcome: str, title: str) -> tuple[str, str] | None:
    """What came of the way to a bank or a partner, and what to do; None for a word that is none of these."""
    found = CAME_BACK.get(outcome)
    return (found[0].format(title=title), found[1].format(title=title)) if found else None


def sending_limit(limit: str, now: datetime) -> str:
    """Why no code was sent, and from when on one can be sent again; nothing for a name that isn't a limit of sending."""
    if limit == ABROAD:
        return "這次沒有寄出：簡訊只能寄到台灣的手機號碼。請改寄到電子信箱。"
    if limit not in LIMITS:
        return ""
    when = _when(limit, now)
    if limit in OWN_LIMITS:
        return f"這次沒有寄出：寄到這裡的驗證碼已達上限。{when} 以後可以再寄；也可以改寄到您的另一個聯絡方式。"
    if limit in MONEY:
        return f"這次沒有寄出：簡訊的用量已達上限，{when} 以後才能再寄簡訊。電子郵件照常寄送，請改寄到電子信箱。"
    return f"這次沒有寄出：現在要求驗證碼的人太多。請在 {when} 以後再按一次。"


def link_limit(limit: str, now: datetime) -> str:
    """Why no link was sent to the mailbox, and from when on one can be; nothing for a name that isn't a limit of sending."""
    if limit not in LIMITS:
        return ""
    why = "寄到這個信箱的驗證碼和連結已達上限" if limit in OWN_LIMITS else "現在要求寄送的人太多"
    return f"這次沒有寄出：{why}。請在 {_when(limit, now)} 以後再按一次。"


def _when(limit: str, now: datetime) -> str:
    again = opens_again(limit, now=now)
    return words.clock(again) if words.local_day(again) == words.local_day(now) else words.moment(again)


@dataclass(frozen=True, slots=True)
class Refused:
    """A shut gate as a page shows it: title, why in plain words, what can be done, the clause with its words, and the gate's name."""

    title: str
    why: str
    can_do: tuple[str, ...]
    clause: str
    quote: str
    gate: str


_TITLES: Final = {
    "notices_read": "還不能開始註冊",
    "own_channel_to_register": "這裡不能註冊",
    "capacity": "您目前不能自行在網路註冊",
    "age_stands": "出生日期要由專人核對",
    "assisted_by_a_person": "請由專人協助您投保",
    "assisted_asserted": "請由專人協助您投保",
    "person_registers": "網路註冊只開放給自然人",
    "identity_stated": "資料還不夠確認您的身分",
    "first_registration": "沒有開立新的帳號",
    "capacity_asserted": "您目前不能自行在網路註冊",
    "person_asserted": "網路註冊只開放給自然人",
    "identity_asserted": "資料還不夠確認您的身分",
    "bank_account_serves": "這個銀行帳戶不能用來註冊",
    "member_account_serves": "這個會員帳戶不能用來註冊",
    "service_notices_read": "還不能開始註冊",
    "way_offered_to_serve": "這個方式不能註冊網路保險服務",
    "capacity_to_be_served": "您目前不能自行在網路註冊",
    "policyholder_stated": "資料還不夠確認您的身分",
    "policyholder_on_file": "還不能確認您是我們的保戶",
    "same_person_again": "帳號沒有恢復使用",
    "same_policyholder_again": "帳號沒有恢復使用",
    "verified_at_once": "沒有確認到您的身分",
}


def refused(verdicts: Iterable[dict[str, str]]) -> Refused | None:
    """The first shut gate among verdicts as the journal keeps them; None if none is shut."""
    shut = next((v for v in verdicts if v["ruling"] in ("shut", "refer")), None)
    if shut is None:
        return None
    gate = gates()[shut["gate"]]
    return Refused(
        _TITLES.get(gate.name, "這一步沒有通過"), shut["words"] or gate.otherwise, _ways(gate.name), gate.clause, gate.quote, gate.name
    )


def _ways(name: str) -> tuple[str, ...]:
    call = f"請打免付費電話 {brand().phone}（{brand().phone_hours}），由專人說明其他方式。"
    known = {
        "notices_read": ("打開每一份文件，讀完後勾選。", "最後勾選同意網路投保。"),
        "age_stands": ("本人帶身分證件到服務據點，當場核對後就能註冊。", call),
        "assisted_by_a_person": ("選錯了，請回上一步修改。", call),
        "assisted_asserted": ("選錯了，請回上一步修改。", call),
        "capacity": ("選項填錯了，請回上一步修改；出生日期填錯了，要由專人核對證件更正。", "請您的法定代理人" + call.removeprefix("請")),
        "person_registers": ("改填您本人的身分證字號或居留證統一證號。", f"公司或團體要投保，{call}"),
        "first_registration": (
            Markup('曾經註冊過的話，請<a href="/sign-in/">用手機號碼或電子信箱登入</a>。'),
            f"忘記密碼，或換了手機與信箱，{call}",
            "如果資料填錯了，請回上一步修改。",
        ),
    }
    known |= _of_holders(call)
    known["capacity_to_be_served"] = known["capacity"]
    if name in ("bank_account_serves", "member_account_serves", "identity_asserted"):
        return ("換一個帳戶再試。", "改用其他方式註冊，讀過的文件會記得。", call)
    known["capacity_asserted"] = (known["capacity"][1],)
    return known.get(name, (call,))


def _of_holders(call: str) -> dict[str, tuple[str, ...]]:
    """What policyholders and holders of an account can do (8.1, 7.3, 8.2)."""
    own = (
        "請由帳號的持有人本人重新驗證：驗證碼要寄到帳號登記的手機或電子信箱。",
        "號碼或信箱已經換了，請先在會員中心變更聯絡方式。",
        call,
    )
    return {
        "service_notices_read": ("打開每一份文件，讀完後勾選。", "最後勾選同意使用網路保險服務。"),
        "policyholder_on_file": (
            "回上一步，改填您投保時留下的手機號碼或電子信箱，並核對姓名、證號與生日。",
            "都換過了，請改用其他方式註冊，或本人帶證件到服務據點。",
            call,
        ),
        "same_person_again": own,
        "same_policyholder_again": own,
    }
