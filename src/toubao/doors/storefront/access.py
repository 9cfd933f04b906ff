"""Who may ask what at the storefront: every address has a row here, or it can't be built. What the words mean is doors/access."""

from typing import Final

from toubao.doors.access import Table, Who

A, B, M, O = Who.ANYBODY, Who.BROWSER, Who.MEMBER, Who.OWN  # noqa: E741 - the table is read in columns
FRESH, MINE, LINK, SIGNED = Who.FRESH, Who.OWN_OR_NOTHING, Who.LINK, Who.SIGNED

# fmt: off
#   address                           method → who
TABLE: Final[Table] = {
    "home":                           {"GET": A},
    "product":                        {"GET": A},
    "document":                       {"GET": A},
    "document-pdf":                   {"GET": A},
    "quote":                          {"GET": A,     "POST": A},
    "quote-price":                    {"GET": A},
    "case":                           {"GET": A},
    "norm":                           {"GET": A},
    "company":                        {"GET": A},
    "security":                       {"GET": A},
    "payment":                        {"GET": A},
    "privacy":                        {"GET": A},
    "complaints":                     {"GET": A},
    "card-webhook":                   {              "POST": SIGNED},

    "purchase-resume":                {"GET": O},
    "purchase-trip":                  {"GET": O,     "POST": O},
    "purchase-traveller":             {"GET": O,     "POST": O},
    "purchase-beneficiary":           {"GET": O,     "POST": O},
    "purchase-documents":             {"GET": O,     "POST": O},
    "purchase-check":                 {"GET": O,     "POST": O},
    "purchase-code":                  {"GET": O,     "POST": O},
    "purchase-pay":                   {"GET": O,     "POST": O},
    "purchase-back":                  {"GET": O},
    "purchase-status":                {"GET": O},
    "purchase-give-up":               {              "POST": O},

    "register":                       {"GET": A,     "POST": A},
    "register-notice":                {"GET": A,     "POST": A},
    "register-back":                  {"GET": B},
    "register-you":                   {"GET": B,     "POST": B},
    "register-account":               {"GET": B,     "POST": B},
    "register-told":                  {"GET": B,     "POST": B},
    "register-refused":               {"GET": B,     "POST": B},
    "register-code":                  {"GET": B,     "POST": B},
    "register-password":              {"GET": B,     "POST": B},
    "register-certificate":           {"GET": B,     "POST": B},
    "register-approved":              {"GET": B,     "POST": B},
    "register-approved-back":         {"GET": B},
    "register-renew":                 {"GET": B,     "POST": B},
    "activate":                       {"GET": LINK,  "POST": LINK},
    "activated":                      {"GET": A},

    "sign-in":                        {"GET": A,     "POST": A},
    "sign-in-passkey":                {              "POST": A},
    "sign-in-second":                 {"GET": B,     "POST": B},
    "sign-in-second-passkey":         {              "POST": B},
    "passkey-question":               {              "POST": A},
    "sign-out":                       {"GET": A,     "POST": A},
    "account-closed":                 {"GET": A},
    "not-me":                         {"GET": LINK,  "POST": LINK},

    "members":                        {"GET": M},
    "members-messages":               {"GET": M},
    "members-account":                {"GET": M},
    "members-password":               {"GET": M,     "POST": M},
    "members-prove":                  {"GET": M,     "POST": M},
    "members-prove-passkey":          {              "POST": M},
    "members-sign-in":                {"GET": FRESH, "POST": FRESH},
    "members-passkeys":               {"GET": FRESH},
    "members-passkeys-question":      {              "POST": FRESH},
    "members-passkeys-add":           {              "POST": FRESH},
    "members-passkeys-remove":        {              "POST": FRESH},
    "members-devices":                {"GET": M},
    "members-devices-end":            {              "POST": MINE},
    "members-devices-end-others":     {              "POST": M},
    "members-devices-end-program":    {              "POST": MINE},
    "members-change":                 {"GET": M,     "POST": M},
    "members-change-standing":        {"GET": O,     "POST": O},
    "members-change-withdraw":        {              "POST": O},
    "members-consents":               {"GET": M},
    "members-consent-give":           {"GET": M,     "POST": M},
    "members-consent-withdraw":       {              "POST": M},
    "members-consent-text":           {"GET": O},
    "members-consent-source":         {"GET": O},
    "members-policy":                 {"GET": O},
    "members-policy-document":        {"GET": O},
    "members-policy-sign-for":        {              "POST": O},
    "members-policy-signature":       {"GET": O},
    "members-purchase":               {"GET": O},
}
# fmt: on
