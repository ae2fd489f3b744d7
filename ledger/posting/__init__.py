"""The journal, and what follows from it: balances, lineage, attest, checkpoints."""
