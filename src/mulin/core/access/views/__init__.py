"""Pages of access: the door, cards and links, one's own, the steward's."""
