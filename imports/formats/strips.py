"""Words where they stand on a page, and the strips they make up: words side by side.

[strip.text for strip in strips_of(words)]     # the page, strip by strip from the top
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

# The number or dot before a point of a list.
MARKER = re.compile(r"(?:\d{1,3}[.)]?|\d{1,2}(?:\.\d{1,2})+\.?|§+|\d+\s?§|[a-zåäö][.)]|[-–•▪●*o])")


class Rule(NamedTuple):
    """A horizontal line that is drawn on the page."""

    left: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands: `y` is its baseline, counted downward; `order` when it was drawn."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool = False
    order: int = 0


@dataclass(slots=True)
class Strip:
    """Words that stand side by side."""

    words: list[Word]
    free: list[tuple[float, float]] = field(default_factory=list)

    @property
    def left(self) -> float:
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def y(self) -> float:
        return max(word.y for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in sorted(self.words, key=lambda w: w.left))


def strips_of(words: Iterable[Word]) -> list[Strip]:
    """The words in strips, from the top."""
    strips: list[Strip] = []
    bottom = float("-inf")
    for word in sorted(words, key=lambda w: (w.y - 0.45 * w.size, w.left)):
        top = word.y - 0.45 * word.size
        if not strips or top >= bottom:
            strips.append(Strip([]))
            bottom = word.y
        strips[-1].words.append(word)
        bottom = max(bottom, word.y)
    return strips


def size_of(words: Sequence[Word]) -> float:
    return median(word.size for word in words)


def width_of(strips: Sequence[Strip]) -> float:
    return max(s.right for s in strips) - min(s.left for s in strips)


def average_words(strips: Sequence[Strip]) -> float:
    letters = [sum(any(c.isalpha() for c in w.text) for w in s.words) for s in strips]
    return sum(letters) / len(letters)
