"""How I sign in, and where I am signed in: devices, passkeys, choices, and proving once more that it is me."""

from typing import Final

TABS: Final = (
    ("登入的裝置", "/members/account/devices/"),
    ("通行密鑰", "/members/account/passkeys/"),
    ("登入設定", "/members/account/sign-in/"),
)
