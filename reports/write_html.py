"""A Book as one web page that stands by itself: no scripts, nothing fetched, for screen and paper.

Tables have headings with a scope and a name, so that a screen reader says what a figure is of; the
page says which language it is in, and has one main heading and a list of its parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import count

from ledger.messages import N_, translate
from reports.book import Book
from reports.paper import Box, Grille, Heading, Paper, Part, Sentence, paper_of
from reports.shown import Shown

_STYLE = """
body { font: 1rem/1.45 system-ui, sans-serif; color: #111; background: #fff; margin: 1.5rem auto;
  max-width: 90rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.3rem; margin-top: 2.5rem; } h3 { font-size: 1.1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
th, td { border-bottom: 1px solid #999; padding: .25rem .6rem; text-align: left;
  vertical-align: top; white-space: pre-line; }
thead th { border-bottom: 2px solid #111; vertical-align: bottom; }
.sum { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.total td { border-top: 2px solid #111; font-weight: bold; }
footer { margin-top: 3rem; border-top: 1px solid #999; font-size: .9rem; }
@media print { @page { size: A4 landscape; margin: 12mm; } body { font-size: 8pt; max-width: none; }
  thead { display: table-header-group; } tr { break-inside: avoid; } nav { display: none; } }
""".strip()


def html_bytes(book: Book, language: str = "sv") -> bytes:
    """The page, in UTF-8."""
    paper = paper_of(book, language)
    return "\n".join([*_head(paper), *_contents(paper), *_body(paper), *_end(paper)]).encode()


def _head(paper: Paper) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{escape(paper.language)}">'
    yield '<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta name="generator" content="{escape(paper.program)}">'
    yield f"<title>{escape(paper.title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>"
    yield f"<body>\n<header><h1>{escape(paper.title)}</h1></header>"


def _contents(paper: Paper) -> Iterator[str]:
    names = [part.text for part in paper.parts if isinstance(part, Heading) and part.level == 1]
    if len(names) > 1:
        label = translate(N_("Contents"), paper.language)
        yield f'<nav aria-label="{escape(label)}">\n<ul>'
        for number, name in enumerate(names, start=1):
            yield f'<li><a href="#h{number}">{escape(name)}</a></li>'
        yield "</ul>\n</nav>"


def _body(paper: Paper) -> Iterator[str]:
    yield "<main>"
    numbers, named = count(1), paper.title
    for part in paper.parts:
        if isinstance(part, Heading):
            named = part.text
        yield from _part(part, named, numbers)
    yield "</main>"


def _part(part: Part, named: str, numbers: Iterator[int]) -> Iterator[str]:
    if isinstance(part, Heading):
        place = f' id="h{next(numbers)}"' if part.level == 1 else ""
        yield f"<h{part.level + 1}{place}>{escape(part.text)}</h{part.level + 1}>"
    elif isinstance(part, Sentence):
        yield f"<p>{escape(part.text)}</p>"
    else:
        yield from _table(part, named)


def _table(table: Grille, named: str) -> Iterator[str]:
    yield f'<div class="wide">\n<table aria-label="{escape(named)}">'
    if table.headings:
        cells = "".join(_cell(box, "th", ' scope="col"') for box in table.headings)
        yield f"<thead><tr>{cells}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        total = ' class="total"' if any(box.strong for box in row) else ""
        yield f"<tr{total}>{''.join(_cell(box, 'td') for box in row)}</tr>"
    yield "</tbody>\n</table>\n</div>"


def _cell(box: Box, tag: str, more: str = "") -> str:
    kind = ' class="sum"' if box.right else ""
    return f"<{tag}{more}{kind}>{_words(box.words)}</{tag}>"


def _words(words: Shown) -> str:
    before, marked, after = map(escape, words)
    return f"{before}<strong>{marked}</strong>{after}" if marked else before + after


def _end(paper: Paper) -> Iterator[str]:
    yield f"<footer><p>{escape(paper.foot)}</p><p>{escape(paper.program)}</p></footer>"
    yield "</body>\n</html>\n"
