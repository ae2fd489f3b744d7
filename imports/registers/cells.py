"""What a cell of a list says, exactly: öre, a day, a text. Pure; money is never a float.

>>> ore_of("1 234,50-", "auto"), ore_of("1.234", "comma"), ore_of(0.1, "auto")
(-123450, 123400, 10)
>>> day_of("12.04.2024", "dmy"), day_of(45394, "auto", serial=True)
('2024-04-12', '2024-04-12')

What can be read in two ways is not read: the layout has to say which it is. Excel keeps 15 digits
of a number and shows no more, so the rest of a float is noise of its arithmetic and nobody's money.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from ledger.errors import WrongUse
from ledger.messages import _
from ledger.money import Money

Cell = str | int | float | bool | Decimal | date | datetime | time | timedelta | None
Decimals = Literal["auto", "comma", "point"]
DateForm = Literal["auto", "ymd", "dmy", "mdy"]
DECIMALS: tuple[Decimals, ...] = ("auto", "comma", "point")
DATE_FORMS: tuple[DateForm, ...] = ("auto", "ymd", "dmy", "mdy")

_PLAIN = re.compile(r"(-?)([0-9]{1,15})(?:([.,])([0-9]{1,2}))?")
_WRITTEN = re.compile(
    r"""
    (?P<open>\()?\s*(?P<sign>[-+−–]?)\s*(?:(?:SEK|kr\.?)\s*(?P<within>[-−–])?\s*)?
    (?P<digits>[0-9][0-9\s\u00a0\u202f\u2009'’.,]*)
    \s*(?P<after>[-−–]?)\s*(?(open)\))
    \s*(?:kr\.?|kronor|SEK|:-)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NO_ORE = re.compile(r"(?<=[0-9])[,.][-–—]{1,2}$")  # 500,- is five hundred kronor and no öre
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_GROUPED = r"[0-9]{1,3}(?:[\s\u00a0\u202f\u2009'’][0-9]{3})*"
_SPACED = re.compile(rf"(?:{_GROUPED}|[0-9]+)(?:[.,][0-9]*)?")
_CLOCK = r"(?:[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_CLOCK}")
_EIGHT = re.compile(rf"([0-9]{{4}})()([0-9]{{2}})([0-9]{{2}}){_CLOCK}")
_SHORT_YEAR = re.compile(r"([0-9]{2})([-/.]?)([0-9]{2})\2([0-9]{2})")
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})[-/. ]([0-9]{{1,2}})[-/. ]([0-9]{{4}}|[0-9]{{2}}){_CLOCK}")
_EXCEL_DAY_0 = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119
_FIRST_YEAR, _LAST_YEAR = 1950, 2119
_NO_LETTER = "\N{REPLACEMENT CHARACTER}"  # for a NUL that a workbook has, and no database takes
_LONGEST_CODE = 30  # figures
_SIGNS = {"comma": ",", "point": "."}


def ore_of(cell: Cell, decimals: Decimals, scale: int = 1) -> int | None:
    """Whole öre; None of an empty cell. Raises WrongUse. `scale` is 1000 where a cell is tkr."""
    if isinstance(cell, str):
        plain = _PLAIN.fullmatch(cell)
        if plain and scale == 1:
            minus, kronor, mark, ore = plain.groups()
            if mark is None or decimals == "auto" or mark == _SIGNS[decimals]:
                total = int(kronor) * 100 + (int(ore.ljust(2, "0")) if ore else 0)
                return -total if minus else total
        return _scaled(_decimal_of(cell, decimals), scale) if cell.strip() else None
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        raise _no_amount(cell)
    return _scaled(_of_float(cell) if isinstance(cell, float) else Decimal(cell), scale)


def decimals_in(written: str) -> Decimals | None:
    """Which sign this amount has before its decimals, where it can only be one."""
    match = _WRITTEN.fullmatch(written.strip())
    if not match:
        return None
    digits = match["digits"].strip()
    last = max(digits.rfind(","), digits.rfind("."))
    if last < 0:
        return None
    sign: Decimals = "comma" if digits[last] == "," else "point"
    other: Decimals = "point" if sign == "comma" else "comma"
    if digits.count(digits[last]) > 1:
        return other  # 1.234.567: it divides thousands
    if len(digits) - last - 1 != 3 or _SIGNS[other] in digits:
        return sign
    return None


def day_of(cell: Cell, form: DateForm, *, serial: bool = False) -> str | None:
    """An ISO date; None of an empty cell. Raises WrongUse.

    `serial`: whether a number may be a day as Excel counts them.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, date):  # or a datetime, which is one
        if not _FIRST_YEAR <= cell.year <= _LAST_YEAR:
            raise _no_date(cell)
        return cell.isoformat()[:10]
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if serial and _EXCEL_DAYS.start <= cell < _EXCEL_DAYS.stop:
            return (_EXCEL_DAY_0 + timedelta(days=int(cell))).isoformat()
        cell = _number(cell)
    if not isinstance(cell, str):
        raise _no_date(cell)
    return _day_in(cell.strip(), form)


def text_of(cell: Cell) -> str | None:
    """A cell as text, stripped; a code that Excel keeps as a number comes out as its digits."""
    if cell is None:
        return None
    if isinstance(cell, str):
        text = cell.strip()
        if "\x00" in text:
            text = text.replace("\x00", _NO_LETTER).strip()
        return (" ".join(text.split()) if "\n" in text else text) or None
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat().removesuffix("T00:00:00")
    if isinstance(cell, Decimal) and cell.adjusted() < _LONGEST_CODE and cell == int(cell):
        return str(int(cell))
    return str(cell)


# ---------------------------------------------------------------- helpers


def _decimal_of(written: str, decimals: Decimals) -> Decimal:
    match = _WRITTEN.fullmatch(_NO_ORE.sub("", written.strip()))
    if not match or sum(map(bool, match.group("after", "within", "sign", "open"))) > 1:
        raise _no_amount(written)
    digits = match["digits"].strip()
    mark = _mark_of(digits, decimals, written)
    thousands = {".": ",", ",": "."}[mark]
    whole, _mark, part = digits.partition(mark)
    if thousands in whole:
        if not re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+", whole):
            raise _no_amount(written)
        whole = whole.replace(thousands, "")
    if not _SPACED.fullmatch(whole) or not re.fullmatch("[0-9]*", part):
        raise _no_amount(written)
    if len(part.rstrip("0")) > 2:
        raise WrongUse(_("“{text}” is not a whole number of öre.").format(text=written))
    exact = Decimal(f"{_SPACES.sub('', whole)}.{part or 0}")
    negative = (
        match["sign"] in {"-", "−", "–"} or match["after"] or match["within"] or match["open"]
    )
    return -exact if negative else exact


def _mark_of(digits: str, decimals: Decimals, written: str) -> str:
    if decimals != "auto":
        return _SIGNS[decimals]
    if "." not in digits and "," not in digits:
        return ","
    found = decimals_in(digits)
    if found is None:
        raise WrongUse(
            _("“{text}” can be read in two ways: the layout must say decimals.").format(
                text=written
            )
        )
    return _SIGNS[found]


def _of_float(value: float) -> Decimal:
    """The digits somebody wrote: the shortest that mean this float, else the 15 Excel keeps."""
    shortest = Decimal(repr(value))
    exponent = shortest.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -2:
        return shortest
    return Decimal(format(value, ".15g"))


def _scaled(kronor: Decimal, scale: int) -> int:
    return Money.of_kronor(kronor * scale).ore


def _day_in(written: str, form: DateForm) -> str:
    if form in {"auto", "ymd"}:
        if match := _YEAR_FIRST.fullmatch(written) or _EIGHT.fullmatch(written):
            return _day(written, match[1], match[3], match[4])
        if form == "ymd" and (match := _SHORT_YEAR.fullmatch(written)):
            return _day(written, f"20{match[1]}", match[3], match[4])
    if match := _YEAR_LAST.fullmatch(written):
        if form == "auto":
            raise WrongUse(
                _("“{text}” can be read in two ways: the layout must say dates.").format(
                    text=written
                )
            )
        year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
        if form == "dmy":
            return _day(written, year, match[2], match[1])
        if form == "mdy":
            return _day(written, year, match[1], match[2])
    raise _no_date(written)


def _day(written: str, year: str, month: str, day: str) -> str:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise _no_date(written) from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise _no_date(written)
    return found.isoformat()


def _number(value: float) -> str:
    """A number as its digits: never 5.56e+09."""
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(format(value, ".15g")), "f")
    return str(int(value))


def _no_amount(cell: object) -> WrongUse:
    return WrongUse(_("“{text}” is not an amount.").format(text=cell))


def _no_date(cell: object) -> WrongUse:
    return WrongUse(_("“{text}” is not a date.").format(text=cell))
