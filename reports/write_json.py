"""A report as JSON: money in kronor as decimal strings, keys in a fixed order, no escapes in å ä ö.

>>> json_bytes({"fund_year": 2022, "sum": Money(98597500)}).decode()
'{\\n  "fund_year": 2022,\\n  "sum": "985975.00"\\n}\\n'
"""

from __future__ import annotations

import json
from datetime import date

from ledger.money import Money


def json_bytes(content: object) -> bytes:
    """`content` (dicts, lists, text, numbers, Money, dates, None) as UTF-8."""
    text = json.dumps(content, ensure_ascii=False, indent=2, default=_plain)
    return text.encode("utf-8", errors="replace") + b"\n"


def _plain(value: object) -> str:
    if isinstance(value, Money):
        return value.decimal_string
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
