"""Every form there is, with and without its token, filled in well, badly and with hostility; never a fault of ours."""

from __future__ import annotations

import html
import traceback
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import resolve
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from mulin.core.groups.models import Group
from mulin.core.people.models import Person
from mulin.portal.errors import SECRET_NAMES
from tests.pages.samples_voice import NUMBERS
from tests.project.test_who_sees_what import ALL, address, admission
from tests.trust.walking import TYPED, Cookies, Form, Ground, browser, checksums, filled, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.quick.QuickArgon2", *settings.PASSWORD_HASHERS[1:]]


EXTENSION_B = "𠮷𣑊𠀀"
HOSTILE = {
    "nul": "话\x00话",
    "surrogate": "话\ud83d话",
    "very long": "长" * 100_000,
    "five hundred": "王" * 500,
    "emoji": "🏮👵🏽‍🦳🇨🇳" + EXTENSION_B,
    "marks": "\u202e\u200b\ufeff\u0301",
    "blank": " \u3000\t\r\n",
    "markup": "<script>alert(1)</script>{{ 7*7 }}{% now 'Y' %}",
    "quotes": "'; DROP TABLE records_entry; --\\",
    "long ago": "1899-01-01",
    "far away": "2999-12-31",
    "last day": "9999-12-31T23:59",
    "first day": "0001-01-01",
    "no day": "2026-02-30",
    "huge": "9" * 40,
    "negative": "-1",
    "big integer": str(2**63),
    "not a number": "NaN",
    "endless": "1e999",
    "full width": "１２３",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


def attempt(ground: Ground, form: Form, sent: dict[str, object]) -> tuple[HttpResponse | None, str]:
    """Send and undo; the answer, and what went wrong on our side."""
    with ground.undone():
        try:
            answer = send(form, sent)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is the finding
            place = traceback.extract_tb(fault.__traceback__)[-1]
            return None, f"{fault!r:.200} at {place.filename}:{place.lineno}"
    return answer, f"answers {answer.status_code}" if answer.status_code >= 500 else ""


def filled_in(form: Form) -> list[str]:
    return [one.name for one in form.fields.values() if one.kind != "file" and one.name != "csrfmiddlewaretoken"]


def test_every_address_that_takes_a_post_has_a_form_on_some_page_or_is_tried_without(ground: Ground) -> None:
    """The walk sees the forms of the pages; what no page offers just now is tried with the names of all of them."""
    offered = {resolve(urlsplit(form.action).path).route for form in ground.posts()}
    taking = {route for route, pattern in ALL if (rule := admission(pattern)) and "POST" in rule.methods}
    assert len(offered) > 50
    assert len(taking - offered) < len(taking) / 3


def test_who_means_well_gets_through_and_nobody_without_the_token(ground: Ground) -> None:
    """As the visitor who sees the form: without the token of her browser 403 and nothing written, with it no 403."""
    before, accepted = checksums(), []
    token = browser({}).get("/say/").cookies["csrf"].value
    for form in ground.posts():
        client = browser(form.cookies, enforce_csrf_checks=True)
        sent = {name: value for name, value in filled(form).items() if name != "csrfmiddlewaretoken"}
        answer = client.post(form.action, sent)
        assert answer.status_code == 403, form
        assert "您写的字没有丢" in answer.content.decode(), form
    assert checksums() == before
    for form in ground.posts():
        with ground.undone():
            client = browser(form.cookies, enforce_csrf_checks=True)
            client.cookies["csrf"] = token
            answer = client.post(form.action, {**filled(form), "csrfmiddlewaretoken": token})
            assert answer.status_code != 403, form
            accepted += [form] if answer.status_code in {200, 302} else []
    assert len(accepted) > len(ground.posts()) * 0.6, "the walks below would stop at the first check"


def rotated(names: list[str], shift: int) -> dict[str, str]:
    """Another hostile text in each field, and with each shift another in the same."""
    texts = list(HOSTILE.values())
    return {name: texts[(index * 5 + shift) % len(texts)] for index, name in enumerate(names)}


def hostile(ground: Ground, shifts: range) -> None:
    found, tried = [], 0
    for number, form in enumerate(ground.forms):
        names = filled_in(form)
        for shift in shifts:
            case = rotated(names, shift * 8 + number)
            worst = {name: text for name, text in case.items() if shift % 2 or form.fields[name].kind in TYPED}
            _answer, fault = attempt(ground, form, filled(form, **worst))
            tried += 1
            if fault:
                found.append(f"{form.action} { ({name: text[:20] for name, text in worst.items()}) } {fault}")
    assert tried > 100
    assert not found, "\n".join(found)


def test_no_hostile_text_is_our_fault(ground: Ground) -> None:
    """A hostile text in each field, and once in those that are typed only, so that choices do not stop it early."""
    hostile(ground, range(2))


@pytest.mark.soak
def test_no_hostile_text_in_any_field(ground: Ground) -> None:
    hostile(ground, range(2 * len(HOSTILE)))


def test_addresses_that_no_page_offers(ground: Ground) -> None:
    """POST to each of them as a third of everybody, with every field name there is and a hostile text in each."""
    names = sorted({name for form in ground.posts() for name in filled_in(form)})
    offered = {resolve(urlsplit(form.action).path).route for form in ground.posts()}
    someone = SimpleNamespace(wang=Person.objects.get(name="王桂芳"), property=Group.objects.get(key="GH:property"))
    found, visitors = [], ground.visitors()
    for number, (route, pattern) in enumerate(ALL):
        rule = admission(pattern)
        if rule and "POST" in rule.methods and route not in offered:
            where = address(route, pattern, someone, NUMBERS["running"])  # type: ignore[arg-type]
            for shift, cookies in enumerate(visitors[number % 3 :: 3]):
                _answer, fault = attempt(ground, Form(where, where, "post", False, cookies), rotated(names, shift))
                found += [f"{where} {fault}"] if fault else []
    assert not found, "\n".join(found)


def questions(ground: Ground) -> Iterator[tuple[str, Cookies]]:
    """Addresses with hostile arguments, in the path and behind the question mark."""
    asked = sorted({name for form in ground.forms if form.method == "get" for name in form.fields} | {"page", "next"})
    for number, page in enumerate(ground.pages):
        path = page.path.partition("?")[0]
        sent = {name: text.encode("utf-8", "surrogatepass")[:200] for name, text in rotated(asked, number).items()}
        yield f"{path}?{urlencode(sent)}", page.cookies
        for value in resolve(path).kwargs.values():
            for kind in ("nul", "huge") if str(value) in path else ():
                yield path.replace(str(value), quote(HOSTILE[kind])), page.cookies


def test_no_hostile_address_is_our_fault(ground: Ground) -> None:
    found, tried = [], 0
    for path, cookies in questions(ground):
        tried += 1
        try:
            with transaction.atomic():
                answer = browser(cookies).get(path)
            fault = f"answers {answer.status_code}" if answer.status_code >= 500 else ""
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            fault = f"{error!r:.200}"
        found += [f"{path[:150]} {fault}"] if fault else []
    assert tried > 150
    assert not found, "\n".join(found)


def emptied(form: Form) -> dict[str, object]:
    """As its page shows it to somebody who types nothing and chooses nothing."""
    return {one.name: one.value if one.kind == "hidden" else "" for one in form.fields.values()}


def test_what_was_typed_is_still_there_when_something_is_wrong(ground: Ground) -> None:
    """Texts are typed, everything else is left empty: the page that refuses shows every text again."""
    refused, lost = 0, []
    for form in ground.posts():
        texts = [one.name for one in form.fields.values() if one.kind in TYPED and not SECRET_NAMES.search(one.name)]
        written = {name: f"记号{name}甲乙<丙>" for name in texts}
        others = emptied(form)
        answer, fault = attempt(ground, form, {**others, **written})
        assert not fault, f"{form} {fault}"
        if answer is not None and answer.status_code == 422 and texts:
            refused += 1
            page = answer.content.decode()
            lost += [f"{form.action}: {name}" for name, text in written.items() if html.escape(text) not in page]
    assert refused > 15
    assert not lost


def test_an_empty_form_is_answered_in_chinese(ground: Ground) -> None:
    """What is missing is said on the page; no word of a library shows."""
    for form in ground.posts():
        answer, fault = attempt(ground, form, emptied(form))
        assert not fault, f"{form} {fault}"
        assert answer is not None
        assert answer.status_code in {200, 302, 404, 422}, form
        if answer.status_code == 422:
            page = answer.content.decode()
            assert "This field" not in page, form
            assert 'id="errors"' in page or 'aria-invalid="true"' in page, form


def test_who_reads_an_old_version_does_not_overwrite_a_new_one(ground: Ground) -> None:
    """Every form that knows its version: the second of two editors is told, and has her words before her."""
    walked = []
    for form in ground.posts():
        texts = [one.name for one in form.fields.values() if one.kind in TYPED and one.value]
        if "based_on" not in form.fields or not texts:
            continue
        name = texts[0]
        with ground.undone():
            first = send(form, filled(form, **{name: f"{form.fields[name].value}一"}))
            if first.status_code != 302:
                continue
            second = send(form, filled(form, **{name: f"{form.fields[name].value}二"}))
        assert second.status_code == 422, form
        assert f"{form.fields[name].value}二" in second.content.decode(), form
        walked.append(form)
    assert len(walked) >= 3


LETTERS = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(sorted(HOSTILE.values()))


@tries(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_typed_is_no_fault_of_ours(ground: Ground, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(ground.forms))
    names = filled_in(form)
    if not names:
        return
    changed = data.draw(st.dictionaries(st.sampled_from(names), LETTERS, min_size=1, max_size=3))
    missing = data.draw(st.sets(st.sampled_from(names), max_size=1))
    sent = {name: value for name, value in filled(form, **changed).items() if name not in missing}
    _answer, fault = attempt(ground, form, sent)
    assert not fault, f"{form} {fault}"
