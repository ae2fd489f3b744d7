"""Errors that a user can act on: one sentence of what is wrong and where, one of what to do next.

>>> str(UnreadableFile("The file is empty.", place="protokoll.txt"))
'protokoll.txt: The file is empty.'

Each class carries the exit code of the command line: 1 a check found something, 2 wrong use,
3 could not read or store. Texts are translated by whoever raises; nothing is imported here.
"""


class MedelError(Exception):
    """Base of everything that is told to the user as a sentence, never as a traceback."""

    exit_code = 3

    def __init__(self, message: str, *, place: str = "", next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.next_step = next_step

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        then = f" {self.next_step}" if self.next_step else ""
        return f"{where}{self.message}{then}"


class WrongUse(MedelError):
    """The command was asked for something it cannot do as asked (exit 2)."""

    exit_code = 2


class NotResolved(WrongUse):
    """A value is missing or ambiguous and must be named by the user; it is never guessed."""


class UnreadableFile(MedelError):
    """A file cannot be read as what it is said to be (exit 3)."""


class CannotStore(MedelError):
    """The book could not be opened or written (exit 3)."""


class Refused(MedelError):
    """The book's own rules forbid this (exit 2): a row already decided, a closed year."""

    exit_code = 2
