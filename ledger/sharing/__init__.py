"""Dividing money by a key, to the öre."""
