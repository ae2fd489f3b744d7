"""Where a fixed piece of text stands: several times faster than asking a pattern.

>>> list(occurrences("tusen kronor, fem kronor", "kronor"))
[6, 18]
"""

from __future__ import annotations

from collections.abc import Iterator


def occurrences(text: str, piece: str) -> Iterator[int]:
    """Where `piece` begins in `text`, also inside words."""
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)
