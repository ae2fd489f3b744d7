"""A line of text is measured before it is cut: no system writes one of a megabyte.

refuse_long_lines("bok.se", content)        # returns, or raises UnreadableFile with the line

Cut into cells such a line would fill the memory many times over.
"""

from __future__ import annotations

from ledger.errors import UnreadableFile
from ledger.messages import _

LONGEST = 2**20  # bytes
_ENDS = (b"\n", b"\r")


def refuse_long_lines(name: str, content: bytes) -> None:
    """Raise UnreadableFile where a line is longer than any that is meant."""
    begins = 0
    while len(content) - begins > LONGEST:
        last = max(content.rfind(end, begins, begins + LONGEST) for end in _ENDS)
        if last < 0:
            line = 1 + max(content.count(end, 0, begins) for end in _ENDS)
            raise UnreadableFile(
                _("The line is longer than a million characters, and is not read."),
                place=_("{file}, line {line}").format(file=name, line=line),
                next_step=_("Export the file again from the system it comes from."),
            )
        begins = last + 1
