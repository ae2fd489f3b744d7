"""What a table of figures may not say of itself, as whoever imports it has said it.

about = About(date="2023-12-31", name="Folkmängd 2023")
about.given          # {"date": "2023-12-31", "name": "Folkmängd 2023"}
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class About:
    """The options of `medel import` that only tables of figures take; None where not said."""

    date: str | None = None  # of the count, the decision or the forecast
    year: str | None = None
    name: str | None = None  # of the population or the version
    paper: str | None = None  # that a plan rests on
    fund: str | None = None
    body: str | None = None
    payer: str | None = None
    column: str | None = None  # the heading of the figures, where there are several

    @property
    def given(self) -> dict[str, str]:
        """What was said."""
        return {name: said for name, said in asdict(self).items() if said}


NOTHING_SAID = About()
OPTIONS = frozenset(field.name for field in fields(About))
