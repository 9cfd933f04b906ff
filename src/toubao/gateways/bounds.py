"""How long and how large what institutions answer may be, in signs; the columns that keep it are as long, and say so by these names."""

ADDRESS = 500
AUTHORISATION_CODE = 40
CARD_TOKEN = 200
CLASS = 9
COMPANIES = 10_000
CURSOR = 100
EVENT_ID = 100
LAST_FOUR = 4
MESSAGE_ID = 200
MOMENT = 40
ORDER = 100
POLICY_NUMBER = 60
REASON = 200
REFERENCE = 200
REPORT_NUMBER = 60
SECONDS = 99_999_999_999
SUBJECT = 255
