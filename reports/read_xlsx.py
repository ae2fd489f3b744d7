"""A workbook of ours read back: its stamp, its values, and what somebody wrote into it.

workbook = opened(path)
stamp_of(workbook, path)
comments_in(workbook)       # {("Falu kommun", "RSS-medel"): "Återstoden används i mars."}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.errors import UnreadableFile
from ledger.messages import LANGUAGES, _
from reports.kinds import KINDS
from reports.labels import Label
from reports.stamp import Stamp, stamp_in

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

MOST_BYTES = 500 * 2**20  # unpacked: more is no report of ours


def opened(path: Path) -> Workbook:
    """The workbook, with the values that its formulas had when it was saved.

    Raises UnreadableFile, OSError.
    """
    from zipfile import BadZipFile, ZipFile

    import openpyxl

    try:
        with ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise _no_report(path, _("It unpacks to more than a report can be."))
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, SyntaxError) as error:
        raise _no_report(path, _("It cannot be opened as a workbook.")) from error


def stamp_of(workbook: Workbook, path: Path) -> Stamp:
    """What it was made from. Raises UnreadableFile where it has no stamp of ours."""
    kept: Any = workbook  # the stubs do not know of a document's own properties
    properties = {one.name: str(one.value) for one in kept.custom_doc_props.props}
    stamp = stamp_in(properties)
    if stamp is None or stamp.spec.kind not in KINDS:
        raise _no_report(path, _("It does not carry the mark of a report of Medelsbok."))
    return stamp


def comments_in(workbook: Workbook) -> Mapping[tuple[str, str], str]:
    """What was written under Kommentar on the first sheet, by body and fund."""
    rows = workbook.worksheets[0].iter_rows(values_only=True)
    for heading in rows:
        column = _comment_column(heading)
        if column is not None:
            return dict(_written(rows, column))
    return {}


def _comment_column(heading: Sequence[Any]) -> int | None:
    """Where comments stand, if this is the heading of the lines."""
    for language in LANGUAGES:
        body, fund, comment = (
            label.label(language) for label in (Label.BODY, Label.FUND, Label.COMMENT)
        )
        if heading[:2] == (body, fund) and comment in heading:
            return heading.index(comment)
    return None


def _written(rows: Iterator[Sequence[Any]], column: int) -> Iterator[tuple[tuple[str, str], str]]:
    for row in rows:
        if len(row) < 2 or not row[0] or not row[1]:
            return  # the totals: the table ends here
        comment = str(row[column] or "").strip() if column < len(row) else ""
        if comment:
            yield (str(row[0]), str(row[1])), comment


def _no_report(path: Path, why: str) -> UnreadableFile:
    return UnreadableFile(
        why, place=str(path), next_step=_("Give a workbook that “medel report” has written.")
    )
