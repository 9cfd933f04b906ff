"""Logs as JSON lines with personal values struck out at the sink; what is logged is decided where it happens."""

import json
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_PERSONAL = [
    (re.compile(r"(?<=/not-me/)[\w-]+|(?<=/activate/)[\w-]+|(?<=/join/)[\w-]+|(?<=/proofs/)[\w-]+|(?<=/recover/link/)[\w-]+"), "***"),
    (re.compile(r"(?<=/mailbox/)[\w.-]+|(?<=mailbox%2F)[\w.-]+"), "***"),
    (re.compile(r"\b[A-Z][12489A-D]\d{5}(?=\d{3}\b)"), "*******"),
    (re.compile(r"\b09\d{5}(?=\d{3}\b)"), "*******"),
    (re.compile(r"\+8869\d{5}(?=\d{3}\b)"), "+886******"),
    (re.compile(r"\b[\w.+-]+@(?=[\w-]+\.[\w.-]+)"), "***@"),
    (re.compile(r"\b\d{12,15}(?=\d{4}\b)"), "************"),
]
_UNSEEN = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""What JSON lets stand in a text, and a terminal obeys, a reader takes for the end of a line, or nobody sees."""


def struck(text: str) -> str:
    """The text with identity numbers, mobile numbers, mail names and card numbers struck out but for their tails."""
    for pattern, instead in _PERSONAL:
        text = pattern.sub(instead, text)
    return text


def strike(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog step: strike personal values out of every text in the event."""
    return {key: struck(value) if isinstance(value, str) else value for key, value in event.items()}


def in_one_line(event: Any, **named: Any) -> str:
    """The event as JSON in which every sign is seen, so that a line of the log is a line whoever reads it."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(event, **named))


class TurnedAway(logging.Filter):
    """A logging filter: a request that Django turned away (another host's name, too many fields) is a warning of one line, not an error
    of ours with its whole story; strangers can send a thousand. What doors/refusals.py tells isn't told again.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes but Django's of a refusal."""
        if record.name.startswith("django.") and getattr(record, "status_code", 0) in (401, 403):
            return False
        if record.name.startswith("django.security."):
            record.exc_info, record.exc_text = None, None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def configure(options: dict[str, Any]) -> None:
    """Set logging up (Django's LOGGING_CONFIG hook): JSON lines on standard error; the test profile only warns."""
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    json_lines = structlog.processors.JSONRenderer(in_one_line, ensure_ascii=False)
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, strike, json_lines]
    level = "WARNING" if options["profile"] == "test" else "INFO"
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": structlog.stdlib.ProcessorFormatter, "foreign_pre_chain": steps, "processors": last}},
            "filters": {"turned_away": {"()": TurnedAway}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["turned_away"]}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "httpx": {"level": "WARNING"},
                "procrastinate.blueprints": {"level": "WARNING"},
                "procrastinate.jobs": {"level": "WARNING"},
                "procrastinate.periodic": {"level": "WARNING"},
                "django.server": {"level": "WARNING"},
            },
        }
    )
