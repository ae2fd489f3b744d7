"""A name that means nothing in the book, or several things: said with what it could be.

    raise unknown("body", "Borghlms kommun", names.body("Borghlms kommun"), names.bodies)

Nothing is guessed: near names are offered to the person, never taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ledger.errors import NotResolved
from ledger.messages import N_, _
from ledger.parties.names import KnownBody, KnownFund, Lookup, fold_name, written_forms

MOST_OFFERED = 3
LEAST_LIKENESS = 0.75  # of 1: one letter wrong in four is still the same word

_NONE = {
    "body": N_("No body is called “{words}”."),
    "fund": N_("No fund is called “{words}”."),
}
_ADD = {
    "body": N_('Check the spelling, or add it: medel body add "{words}"'),
    "fund": N_('Check the spelling, or add it: medel fund add "{words}"'),
}


def unknown(
    what: Literal["body", "fund"], words: str, lookup: Lookup,
    known: Iterable[KnownBody | KnownFund] = (),
) -> NotResolved:  # fmt: skip
    """The error for words that mean no body or fund, or several; with near names among `known`."""
    if lookup.choices:
        return NotResolved(
            _("“{words}” could be {choices}.").format(
                words=words, choices=", ".join(lookup.choices)
            ),
            next_step=_("Write the whole name."),
        )
    add = _(_ADD[what]).format(words=words)
    offered = near_names(words, known)
    if offered:
        names = ", ".join(f"“{name}”" for name in offered)
        near = _("Near it: {names}.").format(names=names)
        add = f"{near} {add}"
    return NotResolved(_(_NONE[what]).format(words=words), next_step=add)


def near_names(words: str, known: Iterable[KnownBody | KnownFund]) -> list[str]:
    """The names whose written forms are most like `words`, the nearest first.

    >>> from ledger.terms import BodyKind
    >>> near_names("Borghlms komun", [KnownBody("Borgholms kommun", BodyKind.KOMMUN)])
    ['Borgholms kommun']
    """
    from difflib import get_close_matches

    name_of: dict[str, str] = {}
    for one in known:
        codes = (one.code,) if isinstance(one, KnownFund) else ()
        for form in (*written_forms(one), *codes):
            name_of.setdefault(fold_name(form), one.name)
    folds = get_close_matches(fold_name(words), name_of, n=MOST_OFFERED * 2, cutoff=LEAST_LIKENESS)
    return list(dict.fromkeys(name_of[fold] for fold in folds))[:MOST_OFFERED]
