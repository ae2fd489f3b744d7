"""Organisation numbers (organisationsnummer): checked, and never a person's number in the book.

>>> org_number("232100 0016")
'232100-0016'
>>> org_number("19640823-3234")
'640823-****'

Ten digits with a check digit by Luhn, which a bankgiro has as well; so what a kommun, a region or
an agency goes by must also begin as theirs do. An enskild firma's number is its owner's personal
number. The book only grows, and may be asked for as an official document, so that one is masked
before it is stored: what is not there cannot leak.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ledger.errors import WrongUse
from ledger.messages import _
from ledger.terms import BodyKind

MASK = "****"
# Of a personal number the third digit begins a month; of an organisation's it is 2 or more.
_PERSONAL = re.compile(r"(?:18|19|20)?(?P<born>[0-9]{2}[01][0-9]{3})[0-9]{4}")
# The same as other systems write it: also as a VAT number, or with what kind of number it is.
_OF_A_PERSON = re.compile(
    r"""
    (?P<before>(?:SE|0007:)?(?:18|19|20)?)
    (?P<born>[0-9]{2}(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278][0-9]|[39][01]))  # day, or day + 60
    (?P<apart>[-+ ]?) (?P<last>[0-9]{4}) (?:(?<=[0-9]{10})[0-9]{2})?       # 01 of a VAT number
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The first six digits of public bodies, as the Tax Agency gives them out.
KIND_BY_PREFIX = {
    "212000": BodyKind.KOMMUN,
    "232100": BodyKind.REGION,
    "222000": BodyKind.ASSOCIATION,
    "202100": BodyKind.STATE,
}
_PUBLIC = frozenset({BodyKind.KOMMUN, BodyKind.REGION, BodyKind.STATE})
_NO_PERSON_IN_LAW = frozenset({BodyKind.FORUM, BodyKind.GROUP})


def org_number(written: str, kind: BodyKind | None = None) -> str:
    """`written` as the book keeps it: `NNNNNN-NNNN`, a personal number masked. Raises WrongUse."""
    from stdnum.exceptions import ValidationError
    from stdnum.se import orgnr

    number = orgnr.compact(written).replace("+", "")  # + stands before those over a hundred
    if len(number) == 12 and number.startswith("16"):  # as the Tax Agency writes an organisation's
        number = number.removeprefix("16")
    personal = _PERSONAL.fullmatch(number)
    try:
        whole = orgnr.validate(number[-10:] if personal else number)
    except ValidationError:
        raise WrongUse(
            _("“{number}” is not an organisation number.").format(number=masked(written)),
            next_step=_("It has ten digits, of which the last is a check on the others."),
        ) from None
    _check_goes_with(kind, whole)
    return f"{personal['born']}-{MASK}" if personal else str(orgnr.format(whole))


def masked(text: str) -> str:
    """`text` with the last four digits of what could be a personal number made stars.

    >>> masked("firman 640823-3234")
    'firman 640823-****'
    """
    return re.sub(r"(?<![0-9])((?:[0-9]{2})?[0-9]{2}[01][0-9]{3}[-+ ]?)[0-9]{4}(?![0-9])",
                  rf"\1{MASK}", text)  # fmt: skip


@lru_cache(maxsize=50_000)  # the same few come again in every row of a list
def number_kept(written: str) -> str:
    """A number of another system's row as the book keeps it: a personal number masked.

    All else stays as it is written, since such a number need not be an organisation's.

    >>> number_kept("SE640823323401"), number_kept("212000-2239"), number_kept("4711")
    ('SE640823-****', '212000-2239', '4711')
    """
    found = _OF_A_PERSON.fullmatch(written.strip())
    if found is None:
        return written
    from stdnum import luhn

    if not luhn.is_valid(found["born"] + found["last"]):
        return written
    return f"{found['before']}{found['born']}-{MASK}"


def is_personal(number: str) -> bool:
    """Whether a stored number is a masked personal number, which several may share."""
    return number.endswith(MASK)


def kind_by_number(number: str) -> BodyKind | None:
    """What a body is by the first digits of its number, where they say."""
    return KIND_BY_PREFIX.get(number[:6])


def _check_goes_with(kind: BodyKind | None, number: str) -> None:
    if kind in _NO_PERSON_IN_LAW:
        raise WrongUse(
            _("A group or a forum is no legal person and has no organisation number."),
            next_step=_("Give it to the body that holds the money."),
        )
    if kind in _PUBLIC and not number.startswith("2"):
        raise WrongUse(
            _("The number of a kommun, a region or an agency begins with 2."),
            next_step=_("Is it a bankgiro? Those have the same check digit."),
        )
