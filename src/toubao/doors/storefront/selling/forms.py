"""The questions of the purchase about people, and the one-time password; the trip's are in trip.py."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from toubao.business.identity.personal import Known, is_mobile
from toubao.business.policies.contract import LINK, LOCKED
from toubao.business.purchase.draft import Draft
from toubao.doors.look.fields import NAME, NameField
from toubao.doors.storefront.selling.words import UNPROVED_COPY
from toubao.rules.personal.names import Fault, beneficiary_fault

MAILED: Final = (
    (LINK, "連結", "信裡是會員中心的連結，登入後開啟。"), (LOCKED, "加密 PDF", "信裡附上加密的電子保單。開啟密碼只在會員中心看得到。"),
)  # fmt: skip
"""The ways, what they are called and what they mean, here and in the member centre."""
HEIRS, NAMED = "heirs", "named"
RELATIONS: Final = ("配偶", "父母", "子女", "兄弟姊妹", "祖父母", "孫子女", "其他家屬")
HEIRS_INSTEAD: Final = f"{NAME[Fault.NO_NAME]}要給法定繼承人，請在上面選「法定繼承人」。"
_text = {"max_length": "請再寫短一點，最多 %(limit_value)d 個字。"}


class TravellerForm(forms.Form):
    """Where the traveller lives, the two declarations, and how the e-policy comes by mail."""

    address = forms.CharField(
        label="通訊地址", max_length=120, error_messages={"required": "請填通訊地址，例如：示範市安禾區稻香路 1 號 3 樓。", **_text},
        help_text="紙本文件會寄到這裡。", widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )  # fmt: skip
    for_myself = forms.BooleanField(
        label="為我本人投保：我是要保人，也是被保險人（旅客）。", error_messages={"required": "線上投保要為您本人投保。請勾選這一項；要替別人投保，請打客服電話。"},
        widget=forms.CheckboxInput(attrs={"data-kind": "consent"}),
    )  # fmt: skip
    leaves_from_taiwan = forms.BooleanField(
        label="這趟旅程從臺灣、澎湖、金門或馬祖出發，而且還沒有出發。", widget=forms.CheckboxInput(attrs={"data-kind": "consent"}),
        error_messages={"required": "本商品只承保從臺灣、澎湖、金門或馬祖出發的旅程。確定後請勾選這一項。"},
    )  # fmt: skip

    mailed = forms.ChoiceField(
        label="電子保單怎麼用電子郵件寄給您？", choices=[each[:2] for each in MAILED], required=False,
        error_messages={"invalid_choice": "請從「連結」與「加密 PDF」選一種寄法。"}, widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, proved: bool, **kwargs: Any) -> None:
        """`proved`: whether the applicant's mailbox is known to be theirs; to another one goes no copy."""
        super().__init__(*args, **kwargs)
        self.proved = proved

    def clean_mailed(self) -> str:
        """A link, unless the other way was chosen and can be gone."""
        chosen = str(self.cleaned_data["mailed"]) or LINK
        if chosen == LOCKED and not self.proved:
            raise ValidationError(UNPROVED_COPY, code="unproved")
        return chosen

    def entered(self, onto: Draft) -> Draft:
        """The entries laid over a draft."""
        told = self.cleaned_data
        declared = {name: told[name] for name in ("for_myself", "leaves_from_taiwan")}
        return onto.with_(address=told["address"], mailed=told["mailed"], **declared)


class BeneficiaryForm(forms.Form):
    """Who gets the death benefit: the legal heirs, or one named person."""

    who = forms.ChoiceField(
        label="身故保險金要給誰？", choices=[(HEIRS, "法定繼承人"), (NAMED, "指定一個人")],
        error_messages={"required": "請選一種受益人。", "invalid_choice": "請選一種受益人。"},
        widget=forms.RadioSelect,
    )  # fmt: skip
    name = NameField(judged=beneficiary_fault, label="受益人姓名", required=False)
    relation = forms.ChoiceField(
        label="受益人是您的", choices=[("", "請選擇"), *((each, each) for each in RELATIONS)], required=False,
        error_messages={"invalid_choice": "請從清單中選擇受益人和您的關係。"},
    )  # fmt: skip
    phone = forms.CharField(
        label="受益人手機", max_length=20, required=False, widget=forms.TextInput(attrs={"data-kind": "tel"}), error_messages=_text
    )

    def clean(self) -> dict[str, Any]:
        """A named person needs a name and a relation; for heirs what else was typed is let go."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("who") == HEIRS:
            for name in ("name", "relation", "phone"):
                self.errors.pop(name, None)
        elif told.get("who") == NAMED:
            if self.has_error("name", Fault.NO_NAME):
                self.errors["name"] = self.error_class([HEIRS_INSTEAD])
            self._want(told, "name", "請填受益人的姓名。")
            self._want(told, "relation", "請選受益人和您的關係。")
            if told.get("phone") and not is_mobile(told["phone"]):
                self.add_error("phone", ValidationError("這不像臺灣的手機號碼。請寫成 0912 345 678，或留空。"))
        return told

    def _want(self, told: dict[str, Any], name: str, sentence: str) -> None:
        if not told.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(sentence, code="required"))

    def entered(self, onto: Draft) -> Draft:
        """The entries laid over a draft."""
        told = self.cleaned_data
        named = told["who"] == NAMED
        return onto.with_(
            heirs=not named, beneficiary_name=told["name"] if named else "", beneficiary_relation=told["relation"] if named else "",
            beneficiary_phone=told["phone"] if named else "",
        )  # fmt: skip


def beneficiary_of(draft: Draft) -> dict[str, Any]:
    """A draft's beneficiary as the form's entries; nobody is chosen before the person chooses."""
    return {
        "who": "" if draft.heirs is None else HEIRS if draft.heirs else NAMED, "name": draft.beneficiary_name,
        "relation": draft.beneficiary_relation, "phone": draft.beneficiary_phone,
    }  # fmt: skip


def traveller_of(draft: Draft, known: Known) -> dict[str, Any]:
    """A draft's traveller as the form's entries; the address of the account where none was entered yet."""
    return {
        "address": draft.address or known.address, "for_myself": draft.for_myself, "leaves_from_taiwan": draft.leaves_from_taiwan,
        "mailed": draft.mailed,
    }  # fmt: skip
