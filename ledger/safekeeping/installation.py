"""Is the program itself whole? Its top-level names are common ones and could be shadowed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from ledger.messages import _
from ledger.safekeeping.checks import Finding

PARTS = ("cli", "imports", "ledger", "reports")


def strangers() -> list[Finding]:
    """A finding for each part of the program that comes from somewhere else than the ledger."""
    home = Path(__file__).resolve().parents[2]
    return [
        Finding(
            "installation",
            _("The part “{part}” of the program is missing or another package's.").format(
                part=part
            ),
            _("Install Medelsbok in an environment of its own, for example with pipx."),
        )
        for part in PARTS
        if _home_of(part) != home
    ]


def _home_of(part: str) -> Path | None:
    spec = importlib.util.find_spec(part)
    if spec is None or spec.origin is None:
        return None
    origin = Path(spec.origin).resolve()
    return origin.parent.parent if origin.name == "__init__.py" else origin.parent
