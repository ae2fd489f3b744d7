"""The year seen as a whole: what is due, what remains, and closing it."""
