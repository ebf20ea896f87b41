"""The figures every release publishes, by bench: what is promised here and not measured is shown as missing."""

from __future__ import annotations

from collections.abc import Iterable

PAGES = ("home", "matter_list", "matter_detail", "thread_public", "desk", "intake_post", "register")
VOICE = ("intake.p95_ms", "list.p95_ms", "search.p95_ms", "topics_refresh.cpu_s")
BINDING: dict[str, tuple[str, ...]] = {
    "backup": ("backup.s", "restore.s", "drill.s", "mb"),
    "pages": tuple(f"{page}.{what}" for page in PAGES for what in ("cpu_ms", "queries", "ratio_to_bare")),
    "voice": (
        *(f"{name}@{size}" for name in VOICE for size in ("1e4", "1e5")),
        *(f"growth_exponent.{name}" for name in ("intake", "list", "search", "topics_refresh")),
    ),
    "text": (
        "titles.macro_f1",
        "details.macro_f1",
        "messages.macro_f1",
        "messages.top3",
        "baseline.titles.macro_f1",
        "train.cpu_s",
        "suggest.ms",
        "topics.jaccard.1",
        "topics.jaccard.2",
        "topics.jaccard.3",
        "topics.in_top5",
        "batch_100k.cpu_s",
    ),
    "reach": (
        "nearest.ms",
        "nearest.ratio_pandana",
        "nearest.ratio_scipy",
        "million.s",
        "growth_exponent.nearest",
        "pbf.s",
        "pbf.ratio_pyrosm",
        "what_if.median_ms",
        "agreement.max_m",
    ),
    "siting": (
        "pmed.optimal",
        "pmed.proven",
        "pmed.cpu_s",
        "highs.ratio_min",
        "equity300.cpu_s",
        "certificates.verified",
    ),
    "pairing": (
        "match.cpu_s",
        "match.ratio_scipy",
        "match.same_objective",
        "greedy.cost_ratio",
        "repair.ratio_full",
        "repair.other_pairs_changed_max",
    ),
    "ledger": (
        "post.ratio_orm",
        "batch.ratio_orm",
        "batch.ratio_pgbench",
        "hot.ratio_orm",
        "sqlite8.errors",
        "sqlite8.worst_wait_s",
        "crash.lost",
        "crash.doubled",
        "crash.drift",
    ),
}


def unmeasured(bench: str, measured: Iterable[str]) -> list[str]:
    """The binding figures of a bench that are not among those measured."""
    there = set(measured)
    return [name for name in BINDING.get(bench, ()) if name not in there]
