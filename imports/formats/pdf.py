"""The text of a PDF as people read it, and where each page begins.

    text_of_pdf("p.pdf", content).text

Words are taken with their places (`glyphs`), put into reading order (`layout`), freed from what
every page repeats (`running_heads`) and joined to running text (`flow`). A page that is a picture
has no text: that is said, and is not the same as minutes without money.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from typing import NamedTuple

from imports.formats.flow import flowing
from imports.formats.glyphs import Page, page_of
from imports.formats.layout import Layout
from imports.formats.page_lines import Line, as_written
from imports.formats.running_heads import apart
from imports.formats.strips import Strip, strips_of
from ledger.errors import UnreadableFile
from ledger.messages import _

MOST_PAGES = 5_000

ONE_AT_A_TIME = threading.Lock()  # PDFium is not made for several threads


class PdfText(NamedTuple):
    """What stands in a PDF. `pictures` are the pages (from 1) whose words are not read."""

    text: str
    page_starts: tuple[int, ...]
    pictures: tuple[int, ...]


def text_of_pdf(
    name: str,
    content: bytes,
    recognised: Mapping[int, str] | None = None,
    trust: Collection[int] = (),
) -> PdfText:
    """The text of the PDF `content`. Raises UnreadableFile.

    `recognised` is the text of pages (from 1) that are pictures, where somebody has read them;
    the words behind the pictures on the pages in `trust` were put there by text recognition.
    """
    pages = _pages_of(name, content)
    recognised = recognised or {}
    pictures = tuple(
        number for number, page in enumerate(pages, 1)
        if page.is_picture and number not in recognised and number not in trust
    )  # fmt: skip
    has_text = any(recognised.values()) or any(
        page.words and number not in pictures for number, page in enumerate(pages, 1)
    )
    if not has_text:
        raise _without_text(name, tried=bool(recognised or trust))
    text, starts = flowing(_read(pages, recognised))
    return PdfText(text, starts, pictures)


def pictures_in(name: str, content: bytes) -> list[int]:
    """The pages (from 1) that are pictures. Raises UnreadableFile."""
    return [number for number, page in enumerate(_pages_of(name, content), 1) if page.is_picture]


def _pages_of(name: str, content: bytes) -> list[Page]:
    import pypdfium2

    with ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise _unreadable(name, str(error)) from None
        try:
            if len(document) > MOST_PAGES:
                raise _too_long(name, len(document))
            return [page_of(document[i]) for i in range(len(document))]
        except pypdfium2.PdfiumError as error:
            raise _unreadable(name, str(error)) from None
        finally:
            document.close()


def _read(pages: list[Page], recognised: Mapping[int, str]) -> list[list[Line]]:
    """The lines of every page in reading order."""
    split = apart([strips_of(page.words[0]) if page.words else [] for page in pages])
    layout = Layout()
    read = [_page_lines(layout, page, *own) for page, own in zip(pages, split, strict=True)]
    if layout.gutters:  # a page with little text is read by the columns of the others
        read = [_page_lines(layout, page, *own) for page, own in zip(pages, split, strict=True)]
    for number, text in recognised.items():
        read[number - 1] = [as_written(text)]
    return read


def _page_lines(layout: Layout, page: Page, heads: list[Strip], body: list[Strip]) -> list[Line]:
    lines = layout.lines_of([word for strip in heads for word in strip.words])
    lines += layout.lines_of([word for strip in body for word in strip.words], page.rules)
    for turned in page.words[1:]:
        lines += layout.lines_of(turned)
    return lines


def _without_text(name: str, *, tried: bool) -> UnreadableFile:
    if tried:
        return UnreadableFile(
            _("Text recognition (OCR) found no text in it."),
            place=name,
            next_step=_("Scan the paper anew, straight and at 300 dpi, or ask for the text."),
        )
    return UnreadableFile(
        _("There is no text in it: the PDF holds pictures of pages."),
        place=name,
        next_step=_("With “--ocr” it is read by text recognition (OCR)."),
    )


def _unreadable(name: str, reason: str) -> UnreadableFile:
    if "password" in reason.lower():
        return UnreadableFile(
            _("The PDF is locked with a password."),
            place=name,
            next_step=_("Open it with the password and save it without one."),
        )
    return UnreadableFile(
        _("The file is not a PDF that can be read."),
        place=name,
        next_step=_("Fetch it again, or save it as text."),
    )


def _too_long(name: str, pages: int) -> UnreadableFile:
    return UnreadableFile(
        _("The PDF has {count} pages; at most {most} are read.").format(
            count=pages, most=MOST_PAGES
        ),
        place=name,
        next_step=_("Save the pages with the minutes as a file of their own."),
    )
