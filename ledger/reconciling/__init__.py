"""Reconciliation: what is decided, invoiced, booked and paid, and what of it belongs together."""
