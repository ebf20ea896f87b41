"""Whether somebody agreed: a pure rule over dated facts.

A yes counts for the thing it was given for (or in general), from the moment it was given until it is withdrawn. What a
delegate said counts only if the delegation covered that purpose on that day. Under 14, only a guardian's yes counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mulin.core.records.days import local_day

CHILD = 14  # years; under it the guardian agrees (Personal Information Protection Law, article 31)


@dataclass(frozen=True)
class Agreed:
    """A dated yes; `given_by` names the delegate who said it for her."""

    purpose: str
    given_at: datetime
    subject: str = ""
    withdrawn_at: datetime | None = None
    given_by: str = ""


@dataclass(frozen=True)
class Entrusted:
    """Somebody may act for her, for purposes, between days (both included)."""

    delegate: str
    purposes: frozenset[str]
    starts_on: date
    ends_on: date | None = None

    def covers(self, delegate: str, purpose: str, day: date) -> bool:
        """Whether that delegate may act for that purpose on that day."""
        begun = self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
        return begun and delegate == self.delegate and purpose in self.purposes


@dataclass(frozen=True)
class Facts:
    """What is known of a person's consent."""

    birth_year: int | None = None
    agreed: tuple[Agreed, ...] = ()
    entrusted: tuple[Entrusted, ...] = ()


def is_child(birth_year: int | None, day: date) -> bool:
    """Whether she may still be under 14: only the year is known, so the year of the 14th birthday counts as under.

    >>> is_child(2012, date(2026, 12, 31)), is_child(2011, date(2026, 1, 1)), is_child(None, date(2026, 1, 1))
    (True, False, False)
    """
    return birth_year is not None and day.year - birth_year <= CHILD


def may_answer_for(person: Facts, delegate: str, purpose: str, day: date) -> bool:
    """Whether that delegate may say yes for her to that purpose on that day."""
    return any(trust.covers(delegate, purpose, day) for trust in person.entrusted)


def allowed(person: Facts, purpose: str, subject: str, now: datetime) -> bool:
    """Whether she agreed to the purpose for that subject, as it stands now."""
    child = is_child(person.birth_year, local_day(now))
    for yes in person.agreed:
        if yes.purpose != purpose or yes.subject not in {"", subject} or yes.given_at > now:
            continue
        if yes.withdrawn_at is not None and yes.withdrawn_at <= now:
            continue
        if yes.given_by:
            if may_answer_for(person, yes.given_by, purpose, local_day(yes.given_at)):
                return True
        elif not child:
            return True
    return False


def taken_back(person: Facts, purpose: str, subject: str, now: datetime) -> bool:
    """Whether her last word on the purpose was a no: she agreed once, took it back, and nothing stands any more.

    For what rests on another ground than consent (ringing back somebody who spoke), where her no is still heeded.
    """
    withdrawn = any(
        yes.purpose == purpose
        and yes.subject in {"", subject}
        and yes.withdrawn_at is not None
        and yes.withdrawn_at <= now
        for yes in person.agreed
    )
    return withdrawn and not allowed(person, purpose, subject, now)
