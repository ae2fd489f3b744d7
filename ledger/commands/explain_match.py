"""`medel explain-match`: why these belong together, and what else was considered."""

from __future__ import annotations

from ledger.commands.kit import NUMBER, argument, book_option, command, format_option, say, say_json
from ledger.messages import N_, _


@command(
    "explain-match",
    help=N_(
        "Why these belong together.\n\n"
        "The match with its reasons, the pass that proposed it, and what else was considered and "
        "not chosen."
    ),
)
@argument("number", type=NUMBER)
@book_option
@format_option("text", "json")
def explain_match(number: int, db: str, format_: str) -> None:
    from ledger.commands.match_shown import group_fields, part_fields, say_group, say_parts
    from ledger.reconciling.evidence import describe
    from ledger.reconciling.groups import group, keys_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        one = group(connection, number)
        parts = [*one.parts, *(p for other in one.others for p in (*other.left, *other.right))]
        items = describe(connection, keys_of(parts))
    if format_ == "json":
        others = [
            {
                "left": [part_fields(part, items) for part in other.left],
                "right": [part_fields(part, items) for part in other.right],
                "score": other.score, "reasons": list(other.reasons),
            }
            for other in one.others
        ]  # fmt: skip
        say_json(group_fields(one, items) | {"others": others})
        return
    say_group(one, items)
    say()
    if not one.others:
        say(_("Nothing else was considered."))
        return
    say(_("Also considered:"))
    for other in one.others:
        say(_("Score {score}: {reasons}").format(
            score=other.score, reasons=" ".join(other.reasons) or "–"))  # fmt: skip
        say_parts([*other.left, *other.right], items)
