"""The book: bodies, funds, sources, candidates, entries, and the chain that seals them.

Read the modules from the bottom up: errors, messages, terms/money/dates, evidence, drafts, names,
tables, store, chain, bodies/funds, sources, journal, balances, inbox, checks, commands.
"""
