"""Where a book is kept, and how what is written is sealed."""
