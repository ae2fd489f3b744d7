"""The glyphs of a PDF page → words where they stand, drawn rules, and whether it is a picture.

    page = page_of(pdf_page); page.words, page.rules, page.is_picture

Places are turned so that lines run to the right and `y` grows downward, whichever way the page or
a part of it is turned; parts that are turned another way than most of the page come last.
"""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from imports.formats.strips import Rule, Word

MOST_GLYPHS = 100_000  # on a page
MOST_SHAPES = 5_000  # drawn lines looked at on a page
THIN = 3.0  # points: a shape so low is a line
LEAST_GLYPHS = 100  # a page with fewer, behind a picture that fills it, is a picture
COVERED = 0.5  # of the page, by pictures
LETTER = 1.15  # the height of a line's box in letters' heights
WORD_GAP = 0.35  # of a letter's height, where no space is written


class _Glyph(NamedTuple):
    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What is seen on a page: one list of words for each way it is written, the main way first."""

    words: tuple[tuple[Word, ...], ...]
    rules: tuple[Rule, ...]
    is_picture: bool


def page_of(page: Any) -> Page:
    """What stands on a page of pypdfium2."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        turned = _glyphs(raw, textpage)
    finally:
        textpage.close()
    ways = sorted(turned, key=lambda way: -len(turned[way]))
    words = tuple(tuple(_words(turned[way])) for way in ways)
    words = tuple(way for way in words if way)
    main = ways[0] if ways else 0
    count = sum(len(glyphs) for glyphs in turned.values())
    rules, covered = _shapes(raw, page, main)
    width, height = page.get_size()
    is_picture = count < LEAST_GLYPHS and covered > COVERED * width * height
    return Page(words, tuple(rules), is_picture)


def _glyphs(raw: Any, textpage: Any) -> dict[int, list[_Glyph | None]]:
    """The glyphs by the quarter they are turned; None where a word ends."""
    turned: defaultdict[int, list[_Glyph | None]] = defaultdict(list)
    box = raw.FS_RECTF()
    x, base = ctypes.c_double(), ctypes.c_double()
    matrix = raw.FS_MATRIX()
    weights: dict[int, bool] = {}
    high = 0
    quarter = 0
    for i in range(min(textpage.count_chars(), MOST_GLYPHS)):
        code = raw.FPDFText_GetUnicode(textpage, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            if not high:
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code in (0x20, 0x0D, 0x0A, 0x09):
            turned[quarter].append(None)
            continue
        if code == 0 or (code < 0x20 and code != 2) or code == 0xFFFF or 0x7F <= code < 0xA0:
            continue
        if raw.FPDFText_IsGenerated(textpage, i) == 1 and code != 2:
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, i, box):
            continue
        quarter = round(raw.FPDFText_GetCharAngle(textpage, i) / (math.pi / 2)) % 4
        left, right, y, height = _upright(box.left, box.bottom, box.right, box.top, quarter)
        if raw.FPDFText_GetCharOrigin(textpage, i, x, base):
            y = _upright(x.value, base.value, x.value, base.value, quarter)[2]
        size = height / LETTER
        if raw.FPDFText_GetMatrix(textpage, i, matrix):
            size = raw.FPDFText_GetFontSize(textpage, i) * math.hypot(matrix.c, matrix.d) or size
        if not all(map(math.isfinite, (left, right, y, size))) or size <= 0:
            continue
        turned[quarter].append(
            _Glyph(chr(code), left, right, y, size, _is_bold(raw, textpage, i, weights))
        )
    return turned


def _upright(
    left: float, bottom: float, right: float, top: float, quarter: int
) -> tuple[float, float, float, float]:
    """Left, right, the line and the height of a box, turned back by quarters."""
    if quarter == 0:
        return left, right, -bottom, top - bottom
    if quarter == 1:
        return -top, -bottom, -left, right - left
    if quarter == 2:
        return -right, -left, top, top - bottom
    return bottom, top, right, right - left


def _is_bold(raw: Any, textpage: Any, i: int, known: dict[int, bool]) -> bool:
    weight = raw.FPDFText_GetFontWeight(textpage, i)
    if weight >= 600:
        return True
    text_object = raw.FPDFText_GetTextObject(textpage, i)
    if not text_object:
        return False
    font = raw.FPDFTextObj_GetFont(text_object)
    if not font:
        return False
    key = ctypes.cast(font, ctypes.c_void_p).value or 0
    if key not in known:
        buffer = ctypes.create_string_buffer(128)
        length = raw.FPDFFont_GetBaseFontName(font, buffer, 128)
        name = buffer.raw[: max(0, min(length, 128) - 1)].decode("latin-1").lower()
        known[key] = any(mark in name for mark in ("bold", "black", "heavy", "semibold"))
    return known[key]


def _words(glyphs: list[_Glyph | None]) -> Iterator[Word]:
    """Glyphs that stand close to each other on a line, in the order they are drawn."""
    seen: set[tuple[str, int, int]] = set()
    word: list[_Glyph] = []
    order = 0
    for glyph in [*glyphs, None]:
        if word and (glyph is None or not _joins(word[-1], glyph)):
            text = "".join(one.text for one in word)
            place = (text, round(word[0].left / 2), round(word[0].y / 2))
            if place not in seen:  # bold made by writing twice
                seen.add(place)
                yield Word(
                    text, word[0].left, max(one.right for one in word), word[0].y,
                    max(one.size for one in word), all(one.bold for one in word), order,
                )  # fmt: skip
            order += 1
            word = []
        if glyph is not None:
            word.append(glyph)


def _joins(last: _Glyph, glyph: _Glyph) -> bool:
    size = max(last.size, glyph.size)
    return (
        last.text not in "\x02\ufffe"
        and abs(glyph.y - last.y) < 0.5 * size
        and glyph.left > last.left - 0.1 * size  # two letters set as one share their place
        and glyph.left - last.right < WORD_GAP * size
    )


def _shapes(raw: Any, page: Any, quarter: int) -> tuple[list[Rule], float]:
    """The lines that are drawn along the text, and how much of the page pictures cover."""
    rules: list[Rule] = []
    covered = 0.0
    kinds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)
    for number, shape in enumerate(page.get_objects(filter=kinds, max_depth=3)):
        if number >= MOST_SHAPES:
            break
        left, bottom, right, top = shape.get_bounds()
        if raw.FPDFPageObj_GetType(shape) == raw.FPDF_PAGEOBJ_IMAGE:
            covered += max(0.0, right - left) * max(0.0, top - bottom)
            continue
        start, end, y, height = _upright(left, bottom, right, top, quarter)
        if end - start < THIN:
            continue
        rules.append(Rule(start, end, y))
        if height > THIN:
            rules.append(Rule(start, end, y - height))
    return rules, covered
