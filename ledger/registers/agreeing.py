"""What rules and a row's own words come to: a value where all agree, else none and why.

    Voices(rules, fund_names, body_names).between(asked)

Of rules that speak of one thing those with the highest priority count, and must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ledger.messages import N_, _, language
from ledger.registers.row_parties import Said
from ledger.registers.rules import Rule
from ledger.terms import CountsAs

_NO_FUND = 0  # what a rule says of the fund where the row is outside
# Cost and repayment stand in debit (above zero) in the books, income in credit (below).
_SIGN = {CountsAs.SPENT: 1, CountsAs.RETURNED: 1, CountsAs.RECEIVED: -1}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a row concerns; None where nothing says it, or where what says it does not agree."""

    fund: int | None = None
    fund_year: int | None = None
    body: int | None = None  # of a booking whose money it is; else whose paper or account
    payer: int | None = None
    payee: int | None = None
    counts_as: CountsAs | None = None
    rules: tuple[str, ...] = ()  # the names of those that hit
    reasons: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()

    def counted(self, amount: int) -> int | None:
        """A booking's öre as what it counts as: above zero where more is spent or received."""
        sign = _SIGN.get(self.counts_as) if self.counts_as else None
        return None if sign is None else sign * amount


class Asked(NamedTuple):
    """What a row's fields come to; rows that are asked the same have the same meaning."""

    rules: int  # those that hit, as bits
    parties: tuple[Said, ...]  # payer and payee; of a booking the company alone
    by_party: tuple[int, ...] = ()  # the rules that hit for a party's sake, of each of them
    named: tuple[int, ...] = ()  # the funds that its texts name
    own: int | None = None  # which of the parties it is from: whose paper or account it is


class _Spoken(NamedTuple):
    """What is said of one thing: the value that is agreed on, or in words why there is none."""

    value: Any = None
    why: str = ""
    dispute: str = ""


_SILENT = _Spoken()


class _Thing(NamedTuple):
    """Something that rules speak of: its name, what a rule says of it, and that in words."""

    label: str
    says: Callable[[Rule], Any]
    shown: Callable[[Voices, Any], str]


@dataclass(frozen=True, slots=True)
class Voices:
    """The rules that may speak, and the names of what they speak of."""

    rules: Sequence[Rule]
    fund_names: Mapping[int, str]
    body_names: Mapping[int, str]
    _heard: dict[tuple[int, str], _Spoken] = field(default_factory=dict)

    def of(self, bits: int) -> Iterator[Rule]:
        """The rules that bits stand for."""
        while bits:
            yield self.rules[(bits & -bits).bit_length() - 1]
            bits &= bits - 1

    def booking(self, asked: Asked) -> Meaning:
        """Whose books it stands in is whose money it is, unless a rule says another body."""
        body = self._agreed(asked.rules, _BODY)
        if body == _SILENT:
            body = self._named(asked.parties[0], _BODY)
        return self._meaning(asked, body, body=body.value)

    def between(self, asked: Asked) -> Meaning:
        """Of an invoice or a payment: a rule on a party says who that is, others whose it is."""
        by_party = asked.by_party or (0, 0)
        of_own = asked.rules & ~(by_party[0] | by_party[1])
        payer, payee = (
            self._both(
                self._agreed(bits | of_own if n == asked.own else bits, thing),
                self._named(party, thing),
                thing,
            )
            for n, (bits, party, thing) in enumerate(
                zip(by_party, asked.parties, (_PAYER, _PAYEE), strict=True)
            )
        )
        own = None if asked.own is None else (payer, payee)[asked.own].value
        return self._meaning(
            asked, payer, payee, payer=payer.value, payee=payee.value, body=own
        )  # fmt: skip

    def _meaning(self, asked: Asked, *bodies: _Spoken, **numbers: int | None) -> Meaning:
        fund, year = self._fund(asked), self._agreed(asked.rules, _YEAR)
        counts_as = self._agreed(asked.rules, _COUNTS_AS)
        spoken = (fund, year, *bodies, counts_as)
        return Meaning(
            fund.value, year.value, counts_as=counts_as.value,
            rules=tuple(rule.name for rule in self.of(asked.rules)),
            reasons=tuple(said.why for said in spoken if said.why),
            disputes=tuple(said.dispute for said in spoken if said.dispute),
            **numbers,
        )  # fmt: skip

    def _fund(self, asked: Asked) -> _Spoken:
        """The fund that rules say; where none speaks of it, the one that the texts name."""
        ruled = self._agreed(asked.rules, _FUND)
        if ruled != _SILENT or not asked.named:
            return ruled._replace(value=ruled.value or None)
        names = ", ".join(self.fund_names[fund] for fund in asked.named)
        if len(asked.named) > 1:
            return _disputed(_FUND, _("the text names {names}").format(names=names))
        return _told(_FUND, asked.named[0], names, _("named in the text"))

    def _agreed(self, bits: int, thing: _Thing) -> _Spoken:
        """What the rules with the highest priority that speak of it agree on."""
        if not bits:
            return _SILENT
        found = self._heard.get((bits, thing.label))
        if found is None:
            found = self._heard[bits, thing.label] = self._hear(bits, thing)
        return found

    def _hear(self, bits: int, thing: _Thing) -> _Spoken:
        said = [(rule, v) for rule in self.of(bits) if (v := thing.says(rule)) is not None]
        highest = max((rule.priority for rule, _value in said), default=0)
        said = [(rule, value) for rule, value in said if rule.priority == highest]
        values = {value for _rule, value in said}
        if not said:
            return _SILENT
        if len(values) > 1:
            words = _("rule “{rule}” says {value}")
            each = [words.format(rule=r.name, value=thing.shown(self, v)) for r, v in said]
            return _disputed(thing, ", ".join(each))
        (value,) = values
        rules = ", ".join(f"“{rule.name}”" for rule, _value in said)
        return _told(thing, value, thing.shown(self, value), _("rule {r}").format(r=rules))

    def _named(self, party: Said, thing: _Thing) -> _Spoken:
        """The body that a party's own number or name says."""
        if party.dispute:
            return _disputed(thing, party.dispute)
        if party.body is None:
            return _SILENT
        return _told(thing, party.body, thing.shown(self, party.body), party.why)

    def _both(self, ruled: _Spoken, named: _Spoken, thing: _Thing) -> _Spoken:
        """What rules and the paper itself say of a party: both, if they do not agree, say none."""
        if ruled == _SILENT or named.value == ruled.value:
            return named
        if named == _SILENT or ruled.dispute:
            return ruled
        return _Spoken(dispute=f"{ruled.why}; {named.why or named.dispute}")


def _told(thing: _Thing, value: object, shown: str, why: str) -> _Spoken:
    return _Spoken(value, f"{_(thing.label)}: {shown} ({why})")


def _disputed(thing: _Thing, what: str) -> _Spoken:
    return _Spoken(dispute=f"{_(thing.label)}: {what}")


def _fund_of(rule: Rule) -> int | None:
    return _NO_FUND if rule.counts_as is CountsAs.OUTSIDE else rule.fund


def _fund_shown(voices: Voices, fund: int) -> str:
    return voices.fund_names[fund] if fund else _("none")


def _body_shown(voices: Voices, body: int) -> str:
    return voices.body_names[body]


_FUND = _Thing(N_("Fund"), _fund_of, _fund_shown)
_YEAR = _Thing(N_("Fund year"), lambda rule: rule.fund_year, lambda _voices, year: str(year))
_BODY = _Thing(N_("Body"), lambda rule: rule.body, _body_shown)
_PAYER = _BODY._replace(label=N_("Payer"))
_PAYEE = _BODY._replace(label=N_("Payee"))
_COUNTS_AS = _Thing(
    N_("Counts as"), lambda rule: rule.counts_as, lambda _voices, term: term.label(language())
)
