"""What people read, in Swedish or English: gettext with a shipped Swedish catalogue.

English stands in the code. `_` translates now, `N_` only marks a text that is translated where it
is shown (help texts of commands, table headings).

>>> use_language("en"); _("Decision")
'Decision'
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

LANGUAGES = ("sv", "en")
DOMAIN = "medel"
# Not pathlib: this module is on the way of every start, and pathlib costs a tenth of it.
LOCALE_DIR = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120

_current = "en"


def N_(text: str) -> str:  # noqa: N802  the customary name of gettext's marker
    """Mark `text` for the catalogue and return it as it is."""
    return text


def _(text: str) -> str:
    """`text` in the language in use."""
    return translate(text, _current)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form for `n`, in the language in use."""
    return _catalogue(_current).ngettext(singular, plural, n)


def translate(text: str, language: str) -> str:
    """`text` in `language`, for reports whose language is not the command line's."""
    return _catalogue(language).gettext(text) if text else ""


def use_language(language: str) -> None:
    """Choose the language of everything said from now on (`sv` or `en`)."""
    global _current  # noqa: PLW0603  one process speaks one language at a time
    _current = language if language in LANGUAGES else "en"
    # Click asks gettext's default domain: let it find its own sentences in our catalogue.
    os.environ["LANGUAGE"] = _current
    gettext.bindtextdomain(DOMAIN, LOCALE_DIR)
    gettext.textdomain(DOMAIN)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Another language for a while."""
    before = _current
    use_language(language)
    try:
        yield
    finally:
        use_language(before)


def language() -> str:
    """The language in use."""
    return _current


def language_of_environment() -> str:
    """`MEDEL_LANG`, else the locale where it names Swedish or English, else English."""
    for value in (os.environ.get("MEDEL_LANG"), *_locale_names()):
        if value and value[:2].lower() in LANGUAGES:
            return value[:2].lower()
    return "en"


def _locale_names() -> tuple[str | None, ...]:
    names = tuple(os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return names if any(names) else (locale.getlocale()[0],)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_DIR, [language], fallback=True)
