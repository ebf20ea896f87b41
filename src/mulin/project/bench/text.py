"""Categories, the same issue and hot topics, beside plain TF-IDF with a linear SVM.

Without `--test` the labelled messages are judged by five-fold cross-validation: a title and its details are always in
the same fold, and details without a title go with the title that is most like them. With `--test` the model is trained
on `--train` and on the messages in `--data`, less every message of the test.
"""

from __future__ import annotations

import csv
import random
import re
import statistics
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

from mulin.engines.text import Example, Index, Message, Model, Topic, categorise, topics, train
from mulin.engines.text.grams import compact
from mulin.engines.text.quality import macro_f1
from mulin.project.bench import Figure, Missing, Options, interleave, peer_installed

TITLE = "Categories, the same issue and hot topics in Chinese messages, beside TF-IDF + linear SVM"
PEER = "tfidf+LinearSVC"
FOLDS = 5
KINDS = ("titles", "details", "messages")
TARGETS = {"titles": 0.90, "details": 0.90, "messages": 0.92}
JACCARD = (0.65, 0.60, 0.45)
# The three clearest recurring problems of the public collection: what a person looking for them would search.
PATTERNS = (
    (r"丽发", r"搅拌|噪音|粉尘|扬尘|灰尘"),
    (r"伊景园|滨河苑", r"车位"),
    (r"人才", r"购房|买房|住房", r"补贴|补助"),
)
_SYNTHETIC_PATTERNS = ((r"海棠湾", r"搅拌"), (r"银杏苑", r"电梯"), (r"鹭洲", r"渡口|渡船"))


@dataclass(frozen=True)
class Scores:
    """Decision values per kind, with the truth; ours or the peer's."""

    values: dict[str, np.ndarray[Any, Any]]
    truth: dict[str, np.ndarray[Any, Any]]

    def f1(self, kind: str) -> float | None:
        """Macro-F1 of a kind, None without cases."""
        values = self.values[kind]
        return macro_f1(self.truth[kind], values.argmax(axis=1), values.shape[1]) if len(values) else None

    def top3(self, kind: str) -> float | None:
        """Share of the cases whose category is among the first three."""
        order = np.argsort(-self.values[kind], axis=1)[:, :3]
        return float((order == self.truth[kind][:, None]).any(axis=1).mean()) if len(order) else None


class Plain:
    """The peer: one TF-IDF + LinearSVC for titles, one for details, each trained on its own kind; sums for messages."""

    def __init__(self, examples: Sequence[Example], labels: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
        from sklearn.svm import LinearSVC  # noqa: PLC0415

        self.views: list[tuple[Any, Any] | None] = []
        for part in ("title", "detail"):
            rows = [(compact(getattr(e, part)), labels.index(e.label)) for e in examples if getattr(e, part)]
            if len({at for _, at in rows}) < len(labels) or len(labels) < 3:
                self.views.append(None)
                continue
            vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
            svm = LinearSVC(C=0.5, random_state=0).fit(
                vectors.fit_transform([t for t, _ in rows]), [at for _, at in rows]
            )
            self.views.append((vectors, svm))

    def values(self, titles: Sequence[str], details: Sequence[str], count: int) -> np.ndarray[Any, Any]:
        """Summed decision values of compact texts."""
        total = np.zeros((len(titles), count))
        for view, texts in zip(self.views, (titles, details), strict=True):
            there = [at for at, text in enumerate(texts) if text]
            if view and there:
                total[there] += view[1].decision_function(view[0].transform([texts[at] for at in there]))
        return total


def run(options: Options) -> Iterator[Figure]:
    """Measure."""
    known, words = _labelled(options)
    test = _rows(options.files["test"]) if "test" in options.files else []
    peer = PEER if peer_installed("sklearn") else ""
    folds = []
    if test:
        taken = {compact(text) for e in test for text in (e.title, e.detail) if text}
        known = [e for e in known if not {compact(e.title), compact(e.detail)} & taken]
        folds = [(known, test)]
    else:
        fold = _folds(known)
        for held in range(1 if options.quick else FOLDS):
            learn = [e for e, at in zip(known, fold, strict=True) if at != held]
            folds.append((learn, [e for e, at in zip(known, fold, strict=True) if at == held]))
    if options.quick:
        folds = [(learn[::2], held) for learn, held in folds]
    if not folds[0][0]:
        raise Missing("没有可学的留言：--train 文件除去与 --test 相同的以后是空的")
    labels = sorted({e.label for e in known} | {e.label for e in test})
    ours, plain, last = _judge(folds, labels, words, with_peer=bool(peer))
    note = f"{len(folds[0][0])} learnt, " + (f"{len(test)} held back" if test else f"{len(folds)} of {FOLDS} folds")
    for kind in KINDS:
        theirs = plain.f1(kind) if plain else None
        yield Figure(
            f"{kind}.macro_f1", ours.f1(kind), "", len(folds), PEER, theirs, TARGETS[kind], at_most=False, note=note
        )
        yield Figure(f"baseline.{kind}.macro_f1", theirs, "", note="" if plain else "scikit-learn is not installed")
    kind = "messages" if len(ours.truth["messages"]) else "details" if len(ours.truth["details"]) else "titles"
    yield Figure("messages.top3", ours.top3(kind), target=0.99, at_most=False, note=f"of {kind}")
    yield from _speed(folds, labels, words, last, options, with_peer=bool(peer))
    yield from _topics(options)


def _judge(
    folds: list[tuple[list[Example], list[Example]]], labels: list[str], words: dict[str, list[str]], *, with_peer: bool
) -> tuple[Scores, Scores | None, Model]:
    ours: dict[str, list[np.ndarray[Any, Any]]] = {kind: [] for kind in KINDS}
    theirs: dict[str, list[np.ndarray[Any, Any]]] = {kind: [] for kind in KINDS}
    truth: dict[str, list[int]] = {kind: [] for kind in KINDS}
    model: Model | None = None
    for learn, held in folds:
        model = train(learn, words, measure=False)
        columns = [labels.index(label) for label in model.labels]
        plain = Plain(learn, labels) if with_peer else None
        for kind in KINDS:
            cases = [e for e in held if (e.title or kind == "details") and (e.detail or kind == "titles")]
            titles = ["" if kind == "details" else compact(e.title) for e in cases]
            details = ["" if kind == "titles" else compact(e.detail) for e in cases]
            values = np.full((len(cases), len(labels)), -np.inf)
            values[:, columns] = model.values(titles, details)
            ours[kind].append(values)
            truth[kind] += [labels.index(e.label) for e in cases]
            if plain:
                theirs[kind].append(plain.values(titles, details, len(labels)))
    assert model is not None  # noqa: S101
    right = {kind: np.array(truth[kind], np.int64) for kind in KINDS}
    peer = Scores({kind: np.concatenate(theirs[kind]) for kind in KINDS}, right) if with_peer else None
    return Scores({kind: np.concatenate(ours[kind]) for kind in KINDS}, right), peer, model


def _speed(
    folds: list[tuple[list[Example], list[Example]]],
    labels: list[str],
    words: dict[str, list[str]],
    model: Model,
    options: Options,
    *,
    with_peer: bool,
) -> Iterator[Figure]:
    learn, held = folds[-1]
    trained: list[Model] = []
    contestants: dict[str, Any] = {"ours": lambda: trained.append(train(learn, words))}
    if with_peer:
        contestants["peer"] = lambda: Plain(learn, labels)
    times = interleave(1 if options.quick else 3, **contestants)
    peer_s = times["peer"].cpu_s if with_peer else None
    note = "margins measured on three folds included"
    yield Figure("train.cpu_s", times["ours"].cpu_s, "s", times["ours"].rounds, PEER, peer_s, 60, note=note)
    measured = trained[-1]
    for kind, quality in measured.qualities.items():
        cases = [e for e in held if bool(e.title) == (kind != "detail") and bool(e.detail) == (kind != "title")]
        rankings = [(categorise(measured, e.detail, title=e.title, reasons=0), e.label) for e in cases]
        filed = [
            ranking.suggestions[0].label == label for ranking, label in rankings if ranking.margin >= quality.margin
        ]
        if filed:
            yield Figure(
                f"{kind}.filed", len(filed) / len(cases), note=f"above the published margin {quality.margin:.3f}"
            )
            yield Figure(f"{kind}.filed_right", sum(filed) / len(filed), target=0.98, at_most=False)
    yield Figure("model.mb", len(measured.to_bytes()) / 1e6, "MB")
    took = []
    for e in held[:300]:
        start = time.thread_time()
        categorise(model, e.detail, title=e.title)
        took.append((time.thread_time() - start) * 1000)
    yield Figure("suggest.ms", statistics.median(took), "ms", len(took), target=10, note="CPU, with reasons, median")
    yield Figure("suggest.p95_ms", float(np.percentile(took, 95)), "ms", len(took))


def _topics(options: Options) -> Iterator[Figure]:
    if "topics" in options.files or options.data:
        said = _messages(options.files.get("topics") or _folder(options) / "messages_hot_topics.xlsx")
        patterns: tuple[tuple[str, ...], ...] = PATTERNS
    else:
        said, patterns = _synthetic_topics(), _SYNTHETIC_PATTERNS
    start = time.process_time()
    found = topics(said)
    took = time.process_time() - start
    ranks = []
    for number, (pattern, target) in enumerate(zip(patterns, JACCARD, strict=True), 1):
        human = {at for at, m in enumerate(said) if all(re.search(part, m.title + m.text) for part in pattern)}
        best = max(found, key=lambda topic: _jaccard(topic, human), default=None)
        if not human or best is None:
            yield Figure(f"topics.jaccard.{number}", None, note="the pattern finds no message here")
            continue
        ranks.append(found.index(best) + 1)
        note = f"rank {ranks[-1]}, {len(human)} by pattern, {len(best.members)} found, {best.people} people"
        yield Figure(f"topics.jaccard.{number}", _jaccard(best, human), target=target, at_most=False, note=note)
    yield Figure("topics.in_top5", sum(rank <= 5 for rank in ranks), target=3, at_most=False)
    yield Figure("topics.cpu_s", took, "s", note=f"{len(said)} messages")
    count = 10_000 if options.quick else 100_000
    many = _many(said, count)
    start = time.process_time()
    topics(many)
    name = "batch_10k.cpu_s" if options.quick else "batch_100k.cpu_s"
    yield Figure(name, time.process_time() - start, "s", target=60, note="sentences of the messages shuffled")
    index, adds, asks = Index(), [], []
    for at, message in enumerate(many):
        start = time.thread_time()
        index.add(str(at), message.text, title=message.title)
        adds.append((time.thread_time() - start) * 1000)
    for message in many[:: max(count // 300, 1)]:
        start = time.thread_time()
        index.similar(message.text, title=message.title)
        asks.append((time.thread_time() - start) * 1000)
    yield Figure("index.add_p99_ms", float(np.percentile(adds, 99)), "ms", len(adds), target=5, note=f"up to {count}")
    yield Figure("similar.p95_ms", float(np.percentile(asks, 95)), "ms", len(asks), note=f"among {count}")


def _jaccard(topic: Topic, human: set[int]) -> float:
    members = set(topic.members)
    return len(members & human) / len(members | human)


def _folds(known: Sequence[Example]) -> list[int]:
    """Put title and details of one message, and of messages alike, into one fold."""
    fold = [zlib.crc32((compact(e.title) or compact(e.detail)).encode()) % FOLDS for e in known]
    index = Index()
    for at, e in enumerate(known):
        if e.title:
            index.add(str(at), e.title)
    for at, e in enumerate(known):
        near = [] if e.title else index.similar(e.detail, 1)
        if near:
            fold[at] = fold[int(near[0].key)]
    return fold


def _folder(options: Options) -> Path:
    folder = (options.data or Path()) / "messages"
    if not folder.is_dir():
        raise Missing(f"{options.data} 里没有 messages 文件夹")
    return folder


def _labelled(options: Options) -> tuple[list[Example], dict[str, list[str]]]:
    """What there is to learn from; the same text twice counts once, linked title and details stay together."""
    rows: list[Example] = []
    words: dict[str, list[str]] = {}
    if options.data:
        folder = _folder(options)
        for name in ("full_messages_labelled.csv", "details_labelled.csv", "titles_labelled.csv"):
            rows += _rows(folder / name) if (folder / name).exists() else []
        if (folder / "taxonomy_3_levels.xlsx").exists():
            for label, second, third in list(_sheet(folder / "taxonomy_3_levels.xlsx"))[1:]:
                words.setdefault(str(label), []).append(f"{second}{third}")
    if "train" in options.files:
        rows += _rows(options.files["train"])
    if not rows and not {"train", "test"} & options.files.keys():
        rows = _synthetic(3000)
    known = _once(rows)
    if not known:
        raise Missing("没有带类别的留言：要 --train 文件或 --data 文件夹")
    labels = {e.label for e in known}
    return known, {label: of_label for label, of_label in words.items() if label in labels}


def _once(rows: Sequence[Example]) -> list[Example]:
    """Keep each title and each text where it stands first."""
    seen: set[str] = set()
    known = []
    for e in rows:
        title, detail = compact(e.title), compact(e.detail)
        fresh = replace(e, title="" if title in seen else e.title, detail="" if detail in seen else e.detail)
        seen |= {title, detail}
        if fresh.title or fresh.detail:
            known.append(fresh)
    return known


def _rows(path: Path) -> list[Example]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or "label" not in rows[0] or not {"title", "detail", "text"} & rows[0].keys():
        raise Missing(f"{path} 要有表头 label 和 title、detail、text 之一")
    short = statistics.median(len(row.get("text") or "") for row in rows) <= 40
    found = []
    for row in rows:
        title, detail, text = row.get("title") or "", row.get("detail") or "", row.get("text") or ""
        found.append(Example(row["label"], title or (text if short else ""), detail or ("" if short else text)))
    return found


def _sheet(path: Path) -> Iterator[tuple[Any, ...]]:
    if not path.exists():
        raise Missing(f"没有 {path}")
    yield from openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True)


def _messages(path: Path) -> list[Message]:
    """Read the columns number, user, title, time, details."""
    found = []
    for _, user, title, when, detail, *_ in list(_sheet(path))[1:]:
        written = "%Y/%m/%d %H:%M:%S"
        moment = when if isinstance(when, datetime) else datetime.strptime(str(when), written)  # noqa: DTZ007
        found.append(Message(" ".join(str(detail).split()), str(user), moment, str(title).strip()))
    return found


def _many(said: Sequence[Message], count: int) -> list[Message]:
    """As many messages as wanted, of a made-up place and five sentences of different people each."""
    rng = random.Random(3)  # noqa: S311
    sentences = [part for m in said for part in re.split("[。!！?？;；]", m.text) if 8 < len(part) < 120]
    kinds = ("小区", "新村", "花园", "苑", "路")
    places = [
        f"{chr(rng.randrange(0x4E00, 0x5A00))}{chr(rng.randrange(0x4E00, 0x5A00))}{rng.choice(kinds)}"
        for _ in range(4000)
    ]
    found = []
    for _ in range(count):
        place, like = rng.choice(places), rng.choice(said)
        text = "。".join(rng.choice(sentences) for _ in range(5))
        found.append(Message(place + text, f"u{rng.randrange(60_000)}", like.time, place + like.title[3:]))
    return found


_SUBJECTS = {
    "城乡建设": "路灯 自来水 下水道 物业费 电梯 违章搭建 绿化带 天然气 房产证 墙面渗水 拆迁安置 小区停车位",
    "环境保护": "油烟 施工噪音 河水发臭 垃圾焚烧 扬尘 污水排放 "
    "养猪场气味 工厂废气 广场音响 土壤污染 秸秆焚烧 渣土车抛洒",
    "交通运输": "公交线路 红绿灯 出租车拒载 断头路 地铁口 网约车 客运班车 斑马线 驾校培训 高速出口 公交刷卡 渡船班次",
    "教育文体": "小学入学 幼儿园收费 课后托管 教师待遇 补习班退费 高考加分 "
    "图书馆开放 健身器材 校服价格 招生划片 学生午餐 体育场馆",
    "劳动和社会保障": "养老金 工伤认定 拖欠工资 社保断缴 失业登记 医保报销 "
    "劳动合同 退休年龄 技能补贴 低保申请 加班费 公积金转移",
    "商贸旅游": "传销窝点 景区门票 超市过期食品 快递丢件 预付卡跑路 宾馆卫生 "
    "网购假货 燃气涨价 农贸市场缺秤 旅行社强制购物 盐业专卖 加油站油品",
    "卫生计生": "医院挂号 疫苗接种 准生证 村卫生室 医生态度 生育补贴 "
    "救护车收费 药品短缺 独生子女证 护士编制 病历复印 体检报告",
}
_SAYINGS = (
    "一直没人管 说了三次还是老样子 影响老人休息 请尽快处理 邻居们意见很大 "
    "到底归哪个部门 希望给个答复 已经拖了半年 孩子也跟着受罪 大家都盼着解决"
)


def _synthetic(count: int, seed: int = 1) -> list[Example]:
    """Labelled messages put together from the words above, one in twelve naming a subject of another category too."""
    rng = random.Random(seed)  # noqa: S311
    labels, sayings = sorted(_SUBJECTS), _SAYINGS.split()
    every = [subject for subjects in _SUBJECTS.values() for subject in subjects.split()]
    found = []
    for at in range(count):
        label = labels[at % len(labels)]
        subject, other = rng.sample(_SUBJECTS[label].split(), 2)
        kind = rng.choice(("村", "社区", "小区", "路"))
        place = f"{rng.choice('东西南北上下新老')}{rng.choice('塘桥坪冲岭湾洲坝')}{kind}"
        heard = rng.choice(every) if rng.random() < 1 / 12 else other
        detail = f"我是{place}的居民，这里的{subject}{rng.choice(sayings)},{heard}也一样，{rng.choice(sayings)}。"
        found.append(
            Example(label, f"{place}{heard if rng.random() < 1 / 12 else subject}问题{rng.choice(sayings)}", detail)
        )
    return found


def _synthetic_topics() -> list[Message]:
    """Three topics of 50, 40 and 30 people among 800 other messages."""
    rng = random.Random(2)  # noqa: S311
    start = datetime(2031, 1, 1)  # noqa: DTZ001
    said = [
        Message(e.detail, f"u{at}", start + timedelta(hours=at), e.title)
        for at, e in enumerate(_synthetic(800, seed=5))
    ]
    planted = (
        ("海棠湾小区", "搅拌站噪音 搅拌站粉尘 搅拌站彻夜开工"),
        ("银杏苑", "电梯困人 电梯停运 电梯没人修"),
        ("鹭洲", "渡口停渡 渡口没有雨棚 渡船太挤"),
    )
    for (place, what), people in zip(planted, (50, 40, 30), strict=True):
        for at in range(people):
            one, two = rng.sample(what.split(), 2)
            when = start + timedelta(hours=rng.randrange(800))
            said.append(
                Message(f"{place}{one},{two},{rng.choice(_SAYINGS.split())}。", f"{place}{at}", when, f"{place}{one}")
            )
    return said
