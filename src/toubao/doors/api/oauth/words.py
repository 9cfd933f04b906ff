"""What a program may be let do, in words for whoever lets it."""

from typing import Final

from toubao.business.identity.programs.registering import APPLY, READ

SCOPES: Final = {
    APPLY: "替您投保：填寫資料、同意條款、送出、開啟付款頁。送出前仍然要輸入寄到您手機或信箱的驗證碼；付款在收單機構的頁面完成。",
    READ: "查看您用它投保的案件：狀態、填過的資料與保險費。",
}
