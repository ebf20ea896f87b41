"""How a rule says no."""


class Refusal(Exception):
    """An illegal move. The message is a plain sentence for whoever tried."""
