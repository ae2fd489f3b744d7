"""The account plan (medel-konton.toml): which accounts each kind of entry is booked on.

    plan = read_plan(Path("medel-konton.toml"))
    plan.posting(EntryKind.TO_INVOICE, Side.PAYEE, "RSS-medel")      # debit and credit, or None

It is the user's own, kept beside the book; `ledger/data/medel-konton.toml` is one to fill in. What
it does not say is never guessed: None of `said` means that the plan must be completed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from ledger.errors import WrongUse
from ledger.messages import _
from ledger.terms import EntryKind

FILE_NAME = "medel-konton.toml"
TEMPLATE = Path(__file__).parent.parent / "data" / FILE_NAME
DEFAULT_SERIES = "M"

_ACCOUNT = re.compile("[0-9]{1,10}")
_DIMENSION = re.compile("[1-9][0-9]{0,5}")
_YEAR = re.compile("[12][0-9]{3}")
_TOP = {"series", "without_objects", "accounts", "dimensions", "objects", "funds", "bodies"}
_KINDS = {kind.value: kind for kind in EntryKind}

Objects = Mapping[str, str]  # dimension → object


class Side(StrEnum):
    """Which side of an entry the body has whose bookkeeping it is."""

    PAYER = "payer"
    PAYEE = "payee"
    OWN = ""  # both, of what a body carries to another year


@dataclass(frozen=True, slots=True)
class Posting:
    """The two accounts of a kind of entry; neither where it is not to be booked."""

    debit: str = ""
    credit: str = ""

    @property
    def books(self) -> bool:
        """Whether there is anything to book."""
        return bool(self.debit)


Key = tuple[EntryKind, Side]


@dataclass(frozen=True, slots=True)
class OfFund:
    """What a plan says of one fund beside what it says of all."""

    postings: Mapping[Key, Posting] = field(default_factory=dict)
    objects: Objects = field(default_factory=dict)
    of_year: Mapping[int, Objects] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """A plan as it is said; funds and bodies by the names they have in it."""

    place: str
    series: str = DEFAULT_SERIES
    postings: Mapping[Key, Posting] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[tuple[str, str], str] = field(default_factory=dict)
    funds: Mapping[str, OfFund] = field(default_factory=dict)
    bodies: Mapping[str, Objects] = field(default_factory=dict)
    without_objects: tuple[str, ...] = ()

    def posting(self, kind: EntryKind, side: Side, fund: str) -> Posting | None:
        """The accounts of such an entry, those of its fund first; None where none are said."""
        own = self.funds.get(fund, OfFund()).postings
        return own.get((kind, side)) or self.postings.get((kind, side))

    def objects_of(self, account: str, fund: str, year: int, other: str) -> Objects:
        """The objects of a row: of the fund, of its year, of the other party; the later holds."""
        if any(_covers(pattern, account) for pattern in self.without_objects):
            return {}
        said = self.funds.get(fund, OfFund())
        merged = {**said.objects, **said.of_year.get(year, {}), **self.bodies.get(other, {})}
        return dict(sorted(merged.items(), key=lambda pair: int(pair[0])))

    def renamed(self, funds: Mapping[str, str], bodies: Mapping[str, str]) -> AccountPlan:
        """The plan with the names that the book has for its funds and bodies."""
        return replace(
            self,
            funds={funds[name]: said for name, said in self.funds.items()},
            bodies={bodies[name]: said for name, said in self.bodies.items()},
        )


def plan_path(db: str) -> Path:
    """Where the plan of the book at `db` is: beside its file, else in the current folder."""
    beside = Path(db).parent if "://" not in db else Path()
    return beside / FILE_NAME if (beside / FILE_NAME).is_file() else Path(FILE_NAME)


def read_plan(path: Path) -> AccountPlan:
    """The plan in a file. Raises WrongUse where there is none, or it says what it cannot."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise WrongUse(
            _("There is no account plan: which accounts the entries are booked on."),
            place=str(path),
            next_step=_("“medel export accounts” writes one to fill in."),
        ) from None
    return plan_of(content, path.name)


def plan_of(content: bytes, name: str) -> AccountPlan:
    """The plan that a file's bytes say. Raises WrongUse, naming table and key."""
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _wrong(name, _("The file is not text in UTF-8.")) from None
    except tomllib.TOMLDecodeError as error:
        raise _wrong(name, _("It is not TOML: {reason}.").format(reason=error)) from None
    return _Reading(name).plan(said)


def _covers(pattern: str, account: str) -> bool:
    start = pattern.removesuffix("*")
    return account.startswith(start) if start != pattern else account == pattern


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file while it is read: everything that is not understood is an error."""

    name: str

    def plan(self, said: Mapping[str, Any]) -> AccountPlan:
        self._known(said, "", _TOP | _KINDS.keys())
        series = self._text(said.get("series", DEFAULT_SERIES), "series")
        without = said.get("without_objects", [])
        if not isinstance(without, list):
            raise self._bad("without_objects", _("it must be a list of accounts"))
        for pattern in without:
            self._account(str(pattern).removesuffix("*"), "without_objects")
        return AccountPlan(
            place=self.name,
            series=series,
            postings=dict(self._postings(said, "")),
            accounts=self._accounts(said),
            dimensions=self._numbered(said, "dimensions"),
            objects=dict(self._object_names(said)),
            funds={n: self._fund(n, t) for n, t in self._table(said, "funds", "").items()},
            bodies=dict(self._bodies(said)),
            without_objects=tuple(map(str, without)),
        )

    def _postings(self, said: Mapping[str, Any], where: str) -> Iterator[tuple[Key, Posting]]:
        for word in _KINDS.keys() & said.keys():
            kind, at = _KINDS[word], f"{where}{word}"
            table = self._table(said, word, where)
            if kind is EntryKind.CARRIED:
                yield (kind, Side.OWN), self._posting(table, at)
                continue
            self._known(table, at, {Side.PAYER.value, Side.PAYEE.value})
            for side in table:
                yield (
                    (kind, Side(side)),
                    self._posting(self._table(table, side, at), f"{at}.{side}"),
                )

    def _posting(self, table: Mapping[str, Any], at: str) -> Posting:
        self._known(table, at, {"debit", "credit", "book"})
        book = table.get("book", True)
        if not isinstance(book, bool):
            raise self._bad(at, _("book is true or false"))
        if not book and len(table) == 1:
            return Posting()
        if not book:
            raise self._bad(at, _("it has accounts, and yet is not to be booked"))
        missing = [word for word in ("debit", "credit") if word not in table]
        if missing:
            raise self._bad(at, _("it lacks {what}").format(what=", ".join(missing)))
        return Posting(*(self._account(table[word], at) for word in ("debit", "credit")))

    def _fund(self, name: str, table: object) -> OfFund:
        at = f"funds.{name}"
        said = self._is_table(table, at)
        self._known(said, at, {"objects", "years"} | _KINDS.keys())
        years = {}
        for year, of_year in self._table(said, "years", at).items():
            if not _YEAR.fullmatch(year):
                raise self._bad(f"{at}.years", _("“{text}” is not a year.").format(text=year))
            inside = self._is_table(of_year, f"{at}.years.{year}")
            self._known(inside, f"{at}.years.{year}", {"objects"})
            years[int(year)] = self._numbered(inside, "objects", f"{at}.years.{year}")
        return OfFund(
            dict(self._postings(said, f"{at}.")), self._numbered(said, "objects", at), years
        )

    def _bodies(self, said: Mapping[str, Any]) -> Iterator[tuple[str, Objects]]:
        for name, table in self._table(said, "bodies", "").items():
            at = f"bodies.{name}"
            inside = self._is_table(table, at)
            self._known(inside, at, {"objects"})
            yield name, self._numbered(inside, "objects", at)

    def _accounts(self, said: Mapping[str, Any]) -> Mapping[str, str]:
        table = self._table(said, "accounts", "")
        return {
            self._account(number, "accounts"): self._text(called, f"accounts.{number}")
            for number, called in table.items()
        }

    def _object_names(self, said: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
        for dimension, table in self._table(said, "objects", "").items():
            at = f"objects.{dimension}"
            self._dimension(dimension, at)
            for one, called in self._is_table(table, at).items():
                yield (dimension, one), self._text(called, at)

    def _numbered(self, said: Mapping[str, Any], word: str, where: str = "") -> dict[str, str]:
        """A table of dimension = text."""
        at = f"{where}.{word}".lstrip(".")
        table = self._table(said, word, where)
        return {self._dimension(key, at): self._text(value, at) for key, value in table.items()}

    def _dimension(self, word: str, at: str) -> str:
        if not _DIMENSION.fullmatch(word):
            raise self._bad(at, _("“{text}” is not the number of a dimension").format(text=word))
        return word

    def _account(self, value: object, at: str) -> str:
        if not isinstance(value, str | int) or not _ACCOUNT.fullmatch(str(value)):
            raise self._bad(at, _("“{text}” is not an account").format(text=value))
        return str(value)

    def _text(self, value: object, at: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._bad(at, _("it must be text"))
        return value.strip()

    def _table(self, said: Mapping[str, Any], word: str, where: str) -> Mapping[str, Any]:
        return self._is_table(said.get(word, {}), f"{where}.{word}".lstrip("."))

    def _is_table(self, value: object, at: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._bad(at, _("it must be a table"))
        return value

    def _known(self, table: Mapping[str, Any], at: str, known: set[str]) -> None:
        unknown = sorted(table.keys() - known)
        if unknown:
            what = _("there is no “{word}”; there are {known}").format(
                word=unknown[0], known=", ".join(sorted(known))
            )
            raise self._bad(at, what)

    def _bad(self, at: str, what: str) -> WrongUse:
        return _wrong(self.name, f"[{at}]: {what}." if at else f"{what}.")


def _wrong(name: str, what: str) -> WrongUse:
    return WrongUse(what, place=name, next_step=_("Correct the account plan."))
