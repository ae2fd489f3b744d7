"""The text of a PDF, page by page, and where each page begins.

A PDF without text is a picture of paper: that is said, and is not the same as minutes without
money.
"""

from __future__ import annotations

from ledger.errors import UnreadableFile
from ledger.messages import _


def text_of_pdf(name: str, content: bytes) -> tuple[str, tuple[int, ...]]:
    """The text of the PDF `content` and the offsets its pages begin at. Raises UnreadableFile."""
    import pypdfium2  # a heavy import

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(name, str(error)) from None
    try:
        pages = [_page_text(page) for page in document]
    except pypdfium2.PdfiumError as error:
        raise _unreadable(name, str(error)) from None
    finally:
        document.close()
    if not any(page.strip() for page in pages):
        raise UnreadableFile(
            _("There is no text in it: the PDF holds pictures of pages."),
            place=name,
            next_step=_("Run text recognition (OCR) on it first, or ask for the minutes as text."),
        )
    starts: list[int] = []
    length = 0
    for page in pages:
        starts.append(length)
        length += len(page) + 1
    return "\n".join(pages), tuple(starts)


def _page_text(page: object) -> str:
    textpage = page.get_textpage()  # type: ignore[attr-defined]
    try:
        text = str(textpage.get_text_bounded())
    finally:
        textpage.close()
    # U+FFFE stands where a word is divided over two lines.
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "\u00ad")


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
