"""Pages for those who work: the counter's line and stack, the pile, a matter's working page, units, the office."""
