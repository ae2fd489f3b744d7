"""The commands that work on the book itself: one file a command, loaded when it is called."""
