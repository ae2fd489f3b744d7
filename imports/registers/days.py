"""Days as accounting and banks write them, eight figures and nothing else.

>>> iso_day("20240412"), iso_day("20240231"), iso_day("2024-04-12")
('2024-04-12', '', '')
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_DAY = re.compile(r"(?:19|20)[0-9]{6}")


@lru_cache(maxsize=4096)  # the same days come again
def iso_day(figures: str) -> str:
    """The day as ISO; empty where it is none."""
    if not _DAY.fullmatch(figures):
        return ""
    try:
        return date(int(figures[:4]), int(figures[4:6]), int(figures[6:])).isoformat()
    except ValueError:
        return ""
