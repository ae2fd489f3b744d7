"""The book's revisions, in order, run by `..migrate`, which puts the guards back after."""
