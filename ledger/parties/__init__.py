"""Who: bodies, the names they go by, their numbers, groups and mergers."""
