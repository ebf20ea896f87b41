"""What `mulin verify` asks of `voice`: no voice is lost, and every matter is what its entries say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Count

from mulin.apps.voice.actions.projection import differences
from mulin.apps.voice.models import Matter, Voice
from mulin.apps.voice.rules import matter as rules
from mulin.core.records import checks
from mulin.core.records.checks import Finding
from mulin.core.records.models import Entry
from mulin.core.records.writing import read
from mulin.core.refusals import Refusal


def _matters() -> Iterator[int | Finding]:
    """Every matter again from its entries."""
    every = Matter.objects.select_related("thread", "holder").prefetch_related("rounds__unit")
    matters = {matter.thread_id: matter for matter in every.iterator(2000)}
    entries = Entry.objects.filter(thread__matter__isnull=False).order_by("thread_id", "seq").iterator(chunk_size=2000)
    for thread_id, rows in groupby(entries, key=lambda row: row.thread_id):
        matter = matters[thread_id]
        try:
            state = rules.fold(read(rows))
        except Refusal as refusal:
            yield Finding(matter.thread.number, f"台账里有不合规矩的一步：{refusal}")
        else:
            if state is None:
                yield Finding(matter.thread.number, "事项在台账里没有立项的条目")
            else:
                for what in differences(matter, state):
                    yield Finding(matter.thread.number, f"事项和台账不一致：{what}")
        yield 1


def _voices() -> Iterator[int | Finding]:
    """Promise 1: heard = waiting + linked + answered + referred + withdrawn, and each state has its ground."""
    heard = Entry.objects.filter(verb="heard").count()
    states = dict(Voice.objects.values_list("state").annotate(n=Count("pk")).order_by())
    if heard != sum(states.values()):
        yield Finding("民声", f"台账记下 {heard} 条民声，现有 {sum(states.values())} 条")
    unknown = set(states) - set(Voice.State.values)
    if unknown:
        yield Finding("民声", f"有不认识的状态：{'、'.join(sorted(unknown))}")
    linked = set(Voice.objects.filter(links__undone_at__isnull=True, links__isnull=False).values_list("pk", flat=True))
    for voice in Voice.objects.select_related("thread").only("pk", "state", "thread__number").iterator():
        if (voice.state == Voice.State.LINKED) != (voice.pk in linked) and voice.state != Voice.State.WITHDRAWN:
            yield Finding(voice.thread.number, "民声的状态和它关联的事项不一致")
        yield 1


def register() -> None:
    """Join the nightly check."""
    checks.register(checks.Check("事项", Matter.objects.count, _matters))
    checks.register(checks.Check("民声", Voice.objects.count, _voices))
