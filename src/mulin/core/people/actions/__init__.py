"""Everything that changes people: registering, moving, consent, delegation, and their rights in their own data.

But for the rights, none of these writes a register entry. The register is public in its structure and cannot be erased;
who lives where, her telephone and what she agrees to are personal and must be erasable. Consent about a register number
is said on that number's thread by the app that asked for it. That somebody asked for her data, and what she was
answered, is an entry: it has to be provable, and holds references and seals only.
"""

from mulin.core.people.actions.consents import give_consent, withdraw_consent
from mulin.core.people.actions.delegations import delegate, end_delegation
from mulin.core.people.actions.many import Listed, register_many
from mulin.core.people.actions.moving import mark_left, move
from mulin.core.people.actions.registering import Found, add_person, edit_person, find_or_add, person_version
from mulin.core.people.actions.rights import FIELDS, Wrong, ask, correct, erase, give_copy, refuse

__all__ = [
    "FIELDS",
    "Found",
    "Listed",
    "Wrong",
    "add_person",
    "ask",
    "correct",
    "delegate",
    "edit_person",
    "end_delegation",
    "erase",
    "find_or_add",
    "give_consent",
    "give_copy",
    "mark_left",
    "move",
    "person_version",
    "refuse",
    "register_many",
    "withdraw_consent",
]
