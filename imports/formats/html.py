"""The text of a web page: headings, paragraphs, lists and tables, without what is never shown.

>>> text_of_html("p.html", b"<h2>Beslut</h2><ul><li>5 tkr till A<li>6 tkr till B</ul>")[0]
'## Beslut\\n\\n- 5 tkr till A\\n- 6 tkr till B'

The bytes are decoded as a text file is; where they are no Unicode, as the page
says of itself. Cells of a row stand on one line with a tab between them.
"""

from __future__ import annotations

import re
from typing import Any

from imports.formats.decoding import decode
from ledger.errors import UnreadableFile
from ledger.messages import _

LARGEST = 100 * 2**20

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_SINGLE_BYTE = re.compile(r"(?:windows-|cp)12\d\d|iso-?8859-\d{1,2}|latin-?\d|macintosh|mac-?roman")
_AS_BROWSERS = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
}
_NEVER_SHOWN = {
    "script", "style", "noscript", "template", "head", "svg", "math", "object", "iframe",
    "canvas", "audio", "video", "select", "textarea", "button", "map", "nav", "del", "strike",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "ol", "p",
    "pre", "section", "summary", "table", "ul",
}  # fmt: skip
_CLOSE = {"li", "dt", "dd"}  # stand on a line of their own without an empty one between
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_SPACES = re.compile(r"[ \t\r\n\f]+")  # a hard space is none of them


def text_of_html(name: str, content: bytes) -> tuple[str, str]:
    """The text of the page `content` and its encoding. Raises UnreadableFile."""
    from lxml import etree

    if len(content) > LARGEST:
        raise UnreadableFile(
            _("The page is larger than {size} MB and is not opened.").format(size=LARGEST // 2**20),
            place=name,
            next_step=_("Save it as text."),
        )
    text, encoding = _decoded(name, content)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    shown = text.lstrip("\ufeff").replace("\x00", "\ufffd")
    try:
        root = etree.fromstring(shown.encode("utf-8", "replace"), parser)
        page = _Page()
        if root is not None:
            page.read(root)
    except (etree.LxmlError, ValueError, RecursionError):
        raise UnreadableFile(
            _("The page is damaged and cannot be read."),
            place=name,
            next_step=_("Open it in a browser and save it anew, or save it as text."),
        ) from None
    result = page.text()
    if not result:
        raise UnreadableFile(
            _("There is no text in the page."),
            place=name,
            next_step=_("Open it in a browser and save what is shown as text or PDF."),
        )
    return result, encoding


def _decoded(name: str, content: bytes) -> tuple[str, str]:
    """UTF-8 shows itself, whatever the page says; of the other alphabets the page is believed."""
    text, encoding = decode(name, content)
    said = _CHARSET.search(content, 0, 4096)
    if said is None or encoding.startswith("utf"):
        return text, encoding
    charset = said[1].decode("ascii", "replace").lower()
    charset = _AS_BROWSERS.get(charset, charset)
    if not _SINGLE_BYTE.fullmatch(charset):
        return text, encoding
    try:
        return content.decode(charset), f"{charset} (said by the page)"
    except (LookupError, UnicodeError):
        return text, encoding


class _Page:
    """Gathers lines; what opens and ends a block puts an end to the line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.mark = ""  # what the next words of an item begin with
        self.lists: list[int] = []  # the number of the last item; -1 in a list of dots
        self.kept = 0  # inside <pre>

    def text(self) -> str:
        """What was gathered, with single empty lines."""
        self._end()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")

    def read(self, element: Any) -> None:
        """Take an element and everything inside it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _NEVER_SHOWN or _is_hidden(element):
            return
        if tag == "table":
            self._table(element)
            return
        if tag == "br":
            self._end()
            return
        opens = tag in _BLOCKS
        if opens:
            self._open(tag, element)
        self._words(element.text)
        for child in element.iterchildren():
            self.read(child)
            self._words(child.tail)
        if opens:
            self._shut(tag)

    def _open(self, tag: str, element: Any) -> None:
        self._end(
            empty=tag not in _CLOSE and not (tag in ("ul", "ol") and self.lists) and not self.mark
        )
        if tag in ("ul", "ol"):
            start = str(element.get("start") or "1")
            self.lists.append(
                -1 if tag == "ul" else int(start) - 1 if start.isdecimal() and len(start) < 7 else 0
            )
        elif tag == "li":
            if self.lists and self.lists[-1] >= 0:
                self.lists[-1] += 1
                self.mark = f"{self.lists[-1]}. "
            else:
                self.mark = "- "
        elif re.fullmatch(r"h[1-6]", tag):
            self.mark = f"{'#' * int(tag[1])} "
        elif tag == "pre":
            self.kept += 1

    def _shut(self, tag: str) -> None:
        self._end(empty=tag not in _CLOSE and not (tag in ("ul", "ol") and len(self.lists) > 1))
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "pre":
            self.kept -= 1
        if tag == "li" or tag[0] == "h":
            self.mark = ""

    def _words(self, words: str | None) -> None:
        if not words:
            return
        if self.kept:
            *whole, last = words.split("\n")
            for line in whole:
                self.line += line
                self._end(keep=True)
            self.line += last
            return
        words = _SPACES.sub(" ", words)
        self.line += words.lstrip(" ") if not self.line or self.line[-1] in " \t" else words

    def _end(self, *, empty: bool = False, keep: bool = False) -> None:
        """End the line, and put an empty one after it where asked."""
        line = self.line.rstrip(" ")
        if line.strip() or keep:
            self.lines.append(self.mark + line)
            self.mark = ""
        self.line = ""
        if empty and self.lines and self.lines[-1]:
            self.lines.append("")

    def _table(self, table: Any) -> None:
        """Rows as lines of cells; a table that only places things on the page is read as blocks."""
        self._end(empty=True)
        rows = [row for row in table.iter("tr") if _table_of(row) is table]
        places = any(
            len(list(row.iterchildren("td", "th"))) < 2 for row in rows
        ) and table.find(".//table") is not None  # fmt: skip
        for caption in table.iterchildren("caption"):
            self.read(caption)
        for row in rows:
            if _is_hidden(row):
                continue
            cells = list(row.iterchildren("td", "th"))
            if places:
                for cell in cells:
                    self._inside(cell)
                continue
            words = "\t".join(_cell(cell) for cell in cells).rstrip()
            if words.strip():
                self.lines.append(words)
        self._end(empty=True)
        if not rows:
            self._inside(table)

    def _inside(self, element: Any) -> None:
        self._end(empty=True)
        self._words(element.text)
        for child in element.iterchildren():
            self.read(child)
            self._words(child.tail)
        self._end(empty=True)


def _cell(cell: Any) -> str:
    """The words of a cell on one line; an empty cell stands for each column it spans."""
    page = _Page()
    page._inside(cell)
    words = " ".join(page.text().split())
    span = str(cell.get("colspan") or "1")
    more = int(span) - 1 if span.isdecimal() and len(span) < 3 else 0
    return words + "\t" * more


def _table_of(row: Any) -> Any:
    return next(row.iterancestors("table"), None)


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))
