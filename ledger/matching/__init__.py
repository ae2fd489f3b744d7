"""What belongs together: items in, proposals out; nothing here knows the book."""
