"""Dates and fund years: two things, always kept apart.

>>> parse_date("2023-05-05").isoformat()
'2023-05-05'
>>> parse_fund_year("2023")
2023

The year of the decision is not the fund year (bidragsår): money decided in 2023 may concern 2022.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from ledger.errors import WrongUse
from ledger.messages import _

FIRST_FUND_YEAR = 1990
LAST_FUND_YEAR = 2099


def parse_date(text: str) -> date:
    """An ISO date (`2023-05-05`). Raises WrongUse."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongUse(
            _("“{text}” is not a date.").format(text=text),
            next_step=_("Write year-month-day, for example 2023-05-05."),
        ) from None


def parse_fund_year(text: str | int) -> int:
    """A fund year between 1990 and 2099. Raises WrongUse."""
    digits = str(text).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        raise WrongUse(_("“{text}” is not a year.").format(text=text))
    return check_fund_year(int(digits))


def check_fund_year(year: int) -> int:
    """`year` itself where it can be a fund year. Raises WrongUse."""
    if not FIRST_FUND_YEAR <= year <= LAST_FUND_YEAR:
        raise WrongUse(
            _("{year} cannot be a fund year ({first}–{last}).").format(
                year=year, first=FIRST_FUND_YEAR, last=LAST_FUND_YEAR
            )
        )
    return year


def today() -> date:
    """Today's date where the user is."""
    return datetime.now().astimezone().date()


def now() -> str:
    """This moment in UTC to the microsecond, as it is stored: `2026-01-31T12:00:00.000000Z`."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def local_time(stored: str) -> str:
    """A stored moment as people read it, where they are: `2026-01-31 13:00`."""
    moment = datetime.fromisoformat(stored).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M")
