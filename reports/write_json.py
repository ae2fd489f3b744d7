"""A report as JSON: money in kronor as decimal strings, keys in a fixed order, no escapes in å ä ö.

>>> json_bytes({"fund_year": 2022, "sum": Money(98597500)}).decode()
'{\\n  "fund_year": 2022,\\n  "sum": "985975.00"\\n}\\n'
"""

from __future__ import annotations

import json
import re
from datetime import date

from ledger.money import Money

# What could steer a terminal, and half characters: escaped, so that a reader still gets them.
_STEERS = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def json_bytes(content: object) -> bytes:
    """`content` (dicts, lists, text, numbers, Money, dates, None) as UTF-8."""
    text = json.dumps(content, ensure_ascii=False, indent=2, default=_plain)
    return (_STEERS.sub(_escaped, text) + "\n").encode()


def _escaped(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"


def _plain(value: object) -> str:
    if isinstance(value, Money):
        return value.decimal_string
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
