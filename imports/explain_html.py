"""What was read from minutes, as one page for a browser: the whole text with the finds in place.

>>> from imports.minutes.reader import read_minutes
>>> from imports.formats.reading import snapshot_bytes
>>> from ledger.parties.names import Names
>>> source = snapshot_bytes("m.txt", "Gruppen beslutar att avsätta 40 tkr.".encode())
>>> '<mark class="decided" id="f1-1">40 tkr</mark>' in page([read_minutes(source, Names.shipped())])
True

The page asks for nothing outside itself, runs no script, and tells a status by its word and the
form of its line as well as by its colour. Everything that came from a file is escaped. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from imports.explain import amount_in_words, explained, headline, summary
from imports.marked_text import Mark, Piece, cut
from imports.minutes.blocks import outline_of
from imports.minutes.folding import fold
from imports.minutes.segments import BlockKind
from ledger.drafts import Candidate, Mention, Reading
from ledger.messages import _, language
from ledger.terms import Status

STYLE = Path(__file__).with_name("explain_html.css")

# Characters that HTML cannot hold or that would turn the text round.
_UNSEEN = (*range(9), 11, *range(14, 32), *range(127, 160), 0x061C, 0x200E, 0x200F)
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000))
_SHOWN_AS: dict[int, str | None] = dict.fromkeys((*_UNSEEN, *_TURNING), "\N{REPLACEMENT CHARACTER}")
_SHOWN_AS |= {0x85: "\n", 0x0C: "\n", 0x2028: "\n", 0x2029: "\n"}

_FIELDS = ("payer", "payee", "fund")


@dataclass(frozen=True, slots=True)
class Shown:
    """A reading as a part of the page: its number there, and the name the user gave the file."""

    number: int
    reading: Reading
    file: str

    @property
    def anchor(self) -> str:
        return f"f{self.number}"

    def find(self, number: int) -> Candidate:
        return self.reading.candidates[number - 1]


def page(readings: Sequence[Reading], files: Sequence[str] | None = None) -> str:
    """The whole page; `files` are the names to show, where they are not the readings' own."""
    names = files or [reading.source.name for reading in readings]
    parts = [
        Shown(i, reading, name)
        for i, (reading, name) in enumerate(zip(readings, names, strict=True), start=1)
    ]
    return "".join(_page(parts))


def _page(parts: Sequence[Shown]) -> Iterator[str]:
    title = (
        _("Money in {file}").format(file=parts[0].file)
        if len(parts) == 1
        else _("Money in minutes")
    )
    yield f"""<!doctype html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_safe(title)}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<header>
<h1>{_safe(title)}</h1>
{_key(parts)}
</header>
<main>
"""
    if len(parts) > 1:
        yield from _contents(parts)
    for part in parts:
        yield from _part(part)
    yield "</main>\n</body>\n</html>\n"


def _key(parts: Iterable[Shown]) -> str:
    """How each status is shown, with how many there are."""
    count = Counter(found.status for part in parts for found in part.reading.candidates)
    items = "".join(
        f'<li><mark class="{status.value}">{_safe(status.label(language()))}</mark>'
        f" {count[status]}</li>"
        for status in Status
    )
    label = _safe(_("Status"))
    return f'<ul class="key" aria-label="{label}">{items}</ul>'


def _contents(parts: Iterable[Shown]) -> Iterator[str]:
    files = _safe(_("Files"))
    yield f'<nav aria-label="{files}"><ol>\n'
    for part in parts:
        line = summary(part.reading, part.file)
        yield f'<li><a href="#{part.anchor}">{_safe(line)}</a></li>\n'
    yield "</ol></nav>\n"


def _part(part: Shown) -> Iterator[str]:
    source, meeting = part.reading.source, part.reading.meeting
    yield f'<section id="{part.anchor}" aria-labelledby="{part.anchor}-h">\n'
    yield f'<h2 id="{part.anchor}-h">{_safe(part.file)}</h2>\n'
    held = [
        meeting.forum,
        meeting.date and meeting.date.isoformat(),
        meeting.place,
        meeting.reference,
    ]
    if any(held):
        yield f"<p>{_safe(' · '.join(str(one) for one in held if one))}</p>\n"
    yield f'<p class="faint">SHA-256 {source.sha256}</p>\n'
    if part.reading.candidates:
        yield from _table(part)
    else:
        nothing = _safe(_("No money in these minutes."))
        yield f"<p>{nothing}</p>\n"
    yield from _text(part)
    yield "</section>\n"


# ---------------------------------------------------------------- the finds on top


def _table(part: Shown) -> Iterator[str]:
    found = part.reading.candidates
    optional = {
        "payer": any(one.payer for one in found),
        "payee": any(one.payee for one in found),
        "fund": any(one.fund for one in found),
        "years": any(one.years for one in found),
        "page": any(one.page for one in found),
    }
    headings = {
        "payer": _("payer"),
        "payee": _("payee"),
        "fund": _("fund"),
        "years": _("years"),
        "page": _("page"),
    }
    columns = [name for name, used in optional.items() if used]
    caption = f"{part.anchor}-c"
    yield f'<div class="wide" role="region" tabindex="0" aria-labelledby="{caption}"><table>\n'
    title, no, amount, kind, status_ = (
        _safe(text)
        for text in (
            _("Statements about money"), _("no."), _("amount"), _("kind"), _("status"),
        )
    )  # fmt: skip
    yield f'<caption id="{caption}">{title}</caption>\n'
    yield f'<tr><th scope="col">{no}</th>'
    yield f'<th scope="col" class="figure">{amount}</th>'
    yield f'<th scope="col">{kind}</th><th scope="col">{status_}</th>'
    yield "".join(f'<th scope="col">{_safe(headings[name])}</th>' for name in columns)
    yield "</tr>\n"
    for number, one in enumerate(found, start=1):
        cells = {
            "payer": _name(one.payer),
            "payee": _name(one.payee),
            "fund": _name(one.fund),
            "years": ", ".join(map(str, one.years)),
            "page": str(one.page or ""),
        }
        status = _safe(one.status.label(language()))
        yield f'<tr><td><a href="#{part.anchor}-{number}">{number}</a></td>'
        yield f'<td class="figure">{_safe(amount_in_words(one))}</td>'
        yield f"<td>{_safe(one.kind.label(language()))}</td>"
        yield f'<td><mark class="{one.status.value}">{status}</mark></td>'
        yield "".join(f"<td>{_safe(cells[name])}</td>" for name in columns)
        yield "</tr>\n"
    yield "</table></div>\n"


def _name(mention: Mention | None) -> str:
    return (mention.name or " ".join(mention.text.split())) if mention else ""


# ---------------------------------------------------------------- the text


def _text(part: Shown) -> Iterator[str]:
    """The text as read; each find is explained below the line where its sentence ends."""
    text = part.reading.source.text
    below: dict[int, list[int]] = {}
    for number, one in enumerate(part.reading.candidates, start=1):
        below.setdefault(_line_end(text, one.quote_span.end), []).append(number)
    pages = {at: n for n, at in enumerate(part.reading.source.page_starts, start=1)}
    breaks = [*below, *(at for at in pages if at < len(text))]
    yield '<div class="text">'
    for piece in cut(text, _marks(part), breaks):
        if piece.start in below:
            yield from _notes(part, below.pop(piece.start))
        if piece.start in pages:
            yield _page_sign(part, pages[piece.start])
        yield _piece(part, piece)
    for numbers in below.values():
        yield from _notes(part, numbers)
    yield "</div>\n"


def _line_end(text: str, at: int) -> int:
    """Where the next line begins."""
    end = text.find("\n", max(0, at - 1))
    return len(text) if end < 0 else end + 1


def _headings(text: str) -> Iterator[Mark]:
    """The headings of the text, so that a browser can go from one to the next."""
    folded = fold(text)
    blocks = outline_of(folded.text).blocks
    for number, block in enumerate(blocks, start=1):
        if block.kind is BlockKind.HEADING:
            yield Mark(*folded.span(block.start, block.end), "heading", number)


def _marks(part: Shown) -> Iterator[Mark]:
    yield from _headings(part.reading.source.text)
    for number, one in enumerate(part.reading.candidates, start=1):
        yield Mark(*one.quote_span, "quote", number)
        for field in _FIELDS:
            mention: Mention | None = getattr(one, field)
            if mention:
                yield Mark(*mention.span, field, number)
        if one.amount_span:
            yield Mark(*one.amount_span, "sum", number)


def _page_sign(part: Shown, number: int) -> str:
    said = _safe(_("Page {number}").format(number=number))
    return f'<span class="page" id="{part.anchor}-p{number}">{said}</span>'


def _piece(part: Shown, piece: Piece) -> str:
    """A stretch of text inside its marks, and after a sum's last stretch its label."""
    inner = _safe(piece.text)
    inner = _in_fields(piece, inner)
    inner = _in_sum(part, piece, inner)
    if any(mark.role == "quote" for mark in piece.marks):
        inner = f'<span class="quote">{inner}</span>'
    if heading := next((mark for mark in piece.marks if mark.role == "heading"), None):
        anchor = f' id="{part.anchor}-s{heading.number}"' if heading in piece.starts else ""
        inner = f'<span class="heading" role="heading" aria-level="3"{anchor}>{inner}</span>'
    return inner + "".join(_label(part, mark) for mark in piece.ends if _is_labelled(part, mark))


def _in_fields(piece: Piece, inner: str) -> str:
    said = {
        "payer": _("payer in {number}"),
        "payee": _("payee in {number}"),
        "fund": _("fund in {number}"),
    }
    notes = [said[m.role].format(number=m.number) for m in piece.marks if m.role in said]
    if not notes or not piece.text.strip():
        return inner
    return f'<span class="field" title="{_safe(", ".join(notes))}">{inner}</span>'


def _in_sum(part: Shown, piece: Piece, inner: str) -> str:
    sums = [mark for mark in piece.marks if mark.role == "sum"]
    for mark in reversed(sums):
        anchor = f' id="{part.anchor}-{mark.number}"' if mark in piece.starts else ""
        inner = f'<mark class="{part.find(mark.number).status.value}"{anchor}>{inner}</mark>'
    return inner


def _is_labelled(part: Shown, mark: Mark) -> bool:
    """A find is labelled at its sum, or where it has none at the end of its sentence."""
    if mark.role not in {"sum", "quote"}:
        return False
    return mark.role == ("sum" if part.find(mark.number).amount_span else "quote")


def _label(part: Shown, mark: Mark) -> str:
    one = part.find(mark.number)
    anchor = "" if one.amount_span else f' id="{part.anchor}-{mark.number}"'
    words = _safe(f"{mark.number} {one.status.label(language())}")
    href = f"#{part.anchor}-{mark.number}-n"
    return f'<a class="label {one.status.value}" href="{href}"{anchor}>{words}</a>'


def _notes(part: Shown, numbers: Iterable[int]) -> Iterator[str]:
    yield "</div>\n"
    for number in numbers:
        yield from _note(part, number, part.find(number))
    yield '<div class="text">'


def _note(part: Shown, number: int, one: Candidate) -> Iterator[str]:
    anchor = f"{part.anchor}-{number}"
    parties = " → ".join(filter(None, (_name(one.payer), _name(one.payee))))
    said = " · ".join([*headline(one), *([parties] if one.payer and one.payee else [])])
    yield f'<details class="{one.status.value}" id="{anchor}-n">'
    yield f"<summary><b>{number}</b> {_safe(said)}</summary>\n<dl>"
    if one.section:
        section = _safe(_("section"))
        yield f"<dt>{section}</dt><dd>{_safe(' '.join(one.section.split()))}</dd>"
    for label, value, why in explained(one):
        reason = f' <span class="why">({_safe(why)})</span>' if why else ""
        yield f"<dt>{_safe(_(label))}</dt><dd>{_safe(value)}{reason}</dd>"
    to_place, to_table = _safe(_("to its place in the text")), _safe(_("to the table"))
    yield f"</dl>\n<p class='back'><a href='#{anchor}'>{to_place}</a>"
    yield f" · <a href='#{part.anchor}'>{to_table}</a></p></details>\n"


def _safe(text: str) -> str:
    """Text from anywhere, as text in the page."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    return escape(whole.translate(_SHOWN_AS))
