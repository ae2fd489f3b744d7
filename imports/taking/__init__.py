"""Files that were read, into the book: what each did, or would do."""
