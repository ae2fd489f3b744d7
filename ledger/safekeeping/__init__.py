"""Is the book whole? Checked, copied, exported, restored, upgraded."""
