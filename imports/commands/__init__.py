"""The commands that read files: one file a command, loaded when it is called."""
