"""Two pieces of text that stood on two lines, as one: a divided word is whole again.

>>> mended("kommunför-", "bundet"), mended("hälso-", "och vård"), mended("RSS-", "medel")
('kommunförbundet', 'hälso- och vård', 'RSS-medel')
"""

from __future__ import annotations

import re

HYPHENS = "\ufffe\x02\u00ad"  # a reader's marks for a word divided over two lines
_SUSPENDED = re.compile(r"(?:och|eller|samt|respektive|till|resp)\b")  # "hälso- och sjukvård"


def mended(above: str, below: str) -> str:
    """Two pieces of text that stood on two lines, as one."""
    cut, between = seam(above, below)
    return f"{above[: len(above) - cut]}{between}{below}"


def seam(above: str, below: str) -> tuple[int, str]:
    """How much of the first is taken away where two lines become one, and what is put between."""
    if above and above[-1] in HYPHENS:
        # Which hyphen it was is not told: it stays where the word has one of its own.
        if _is_divided(above[:-1], below):
            return 1, ""
        return 1, "- " if _SUSPENDED.match(below) else "-"
    if len(above) > 1 and above[-1] in "-\u2010" and above[-2].isalnum():
        if _SUSPENDED.match(below):
            return 0, " "
        return (1, "") if _is_divided(above[:-1], below) else (0, "")
    return 0, " "


def _is_divided(above: str, below: str) -> bool:
    """Small letters on both sides, and more than a single one: no hyphen of the word's own."""
    return bool(re.search(r"[^\W\d_][a-zåäöé]\Z", above)) and bool(
        re.match(r"[a-zåäöé]{2}", below) and not _SUSPENDED.match(below)
    )
