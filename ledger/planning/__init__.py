"""Plans against outcome, and settling what was invoiced on a forecast."""
