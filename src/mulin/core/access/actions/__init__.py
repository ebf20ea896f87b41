"""Everything about signing in that changes something: logins, roles, passwords, cards, links, looks."""

from mulin.core.access.actions.cards import IssuedCard, issue_card, revoke_card, sign_in_by_card, unlock_card
from mulin.core.access.actions.keys import MadeKey, make_key, revoke_key
from mulin.core.access.actions.links import MadeLink, make_unit_link, use_unit_link
from mulin.core.access.actions.logins import create_staff_login, create_unit_login, disable_login, enable_login
from mulin.core.access.actions.looks import let_go, look, seal_looks, seal_looks_until
from mulin.core.access.actions.passwords import give_first_password, set_password, sign_in_by_password
from mulin.core.access.actions.roles import end_role, grant_role
from mulin.core.access.actions.second import begin_second_factor, prove_second_factor, reset_second_factor
from mulin.core.access.sessions import step_into

__all__ = [
    "IssuedCard",
    "MadeKey",
    "MadeLink",
    "begin_second_factor",
    "create_staff_login",
    "create_unit_login",
    "disable_login",
    "enable_login",
    "end_role",
    "give_first_password",
    "grant_role",
    "issue_card",
    "let_go",
    "look",
    "make_key",
    "make_unit_link",
    "prove_second_factor",
    "reset_second_factor",
    "revoke_card",
    "revoke_key",
    "seal_looks",
    "seal_looks_until",
    "set_password",
    "sign_in_by_card",
    "sign_in_by_password",
    "step_into",
    "unlock_card",
    "use_unit_link",
]
