"""The book's revisions, in order, run by `ledger.migrate`, which puts the guards back after."""
