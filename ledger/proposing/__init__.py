"""The way into the journal: sources, what was found in them, and what a person decides."""
