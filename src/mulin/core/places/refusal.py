"""How an action of the nouns says no."""


class Refusal(Exception):  # noqa: N818 - named by what it is
    """Something cannot be done like this. The message is a plain sentence for whoever tried."""


class Changed(Refusal):
    """Somebody else changed the row after the form was opened; what was typed is not applied."""
