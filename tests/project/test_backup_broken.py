"""Broken, foreign, newer and wrongly keyed backups: each gets a sentence in both languages, nothing is begun."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from django.utils import timezone

from mulin import canon
from mulin.project.backup import making, manifest, opening, restoring, roll
from mulin.project.backup.opening import Opened
from mulin.project.backup.refusals import Unusable
from mulin.project.backup.restoring import Restored
from mulin.project.backup.roll import Keys
from mulin.project.backup.shelf import Rule, Shelf
from tests.project.homes import settle

MADE = list[making.Made]()
IDENTITY = pyrage.x25519.Identity.generate()


@pytest.fixture
def made(transactional_db: None, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> making.Made:
    """A set and its keys, made once and copied for each test; the second is sealed."""
    if not MADE:
        settle()
        shelf = Shelf(tmp_path_factory.mktemp("made"))
        now = timezone.now()
        MADE.append(making.make(shelf, Rule(), now=now))
        sealed = str(IDENTITY.to_public())
        MADE.append(making.make(shelf, Rule(), now=now + timedelta(seconds=1), recipient=sealed))
    shutil.copytree(MADE[0].keys.parent.parent, tmp_path / "shelf")
    return replace(
        MADE[0],
        folder=tmp_path / "shelf" / "sets" / MADE[0].folder.name,
        keys=tmp_path / "shelf" / "keys" / MADE[0].keys.name,
    )


def open_it(source: Path, tmp_path: Path, identity: Path | None = None) -> Opened:
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    with opening.opened(source, identity, scratch) as found:
        return found


def both(error: pytest.ExceptionInfo[Unusable]) -> None:
    text = str(error.value)
    assert any("一" <= sign <= "鿿" for sign in text), text
    assert sum(sign.isascii() and sign.isalpha() for sign in text) > 10, text


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def part(folder: Path, name: str) -> Path:
    return next(path for path in folder.rglob("*") if path.is_file() and path.name.startswith(name))


@pytest.mark.parametrize("name", ["data", "sealed", "files.jsonl", ""])
@pytest.mark.parametrize(
    ("harm", "sentence"), [(cut, "后面缺了"), (flip, "被改动过"), (Path.unlink, "少了")], ids=["cut", "flip", "gone"]
)
def test_a_harmed_part_is_named(
    made: making.Made, tmp_path: Path, name: str, harm: Callable[[Path], object], sentence: str
) -> None:
    path = part(made.folder / ("" if name else "files"), name)
    harm(path)
    with pytest.raises(Unusable, match=sentence) as error:
        open_it(made.folder, tmp_path)
    both(error)
    assert path.name in str(error.value)


def write_manifest(folder: Path, **changes: object) -> None:
    body = json.loads((folder / "manifest.json").read_bytes())
    body.pop("seal")
    body |= changes
    seal = hashlib.sha256(canon.dumps(body).encode()).hexdigest()
    (folder / "manifest.json").write_text(canon.dumps({**body, "seal": seal}))


def test_a_manifest_that_was_touched_is_refused(made: making.Made, tmp_path: Path) -> None:
    path = made.folder / "manifest.json"
    whole = path.read_text()
    for text in (whole.replace('"files":1', '"files":2'), whole[:-20], "[]", "", "null", '{"app":"mulin","format":1}'):
        assert text != whole
        path.write_text(text)
        with pytest.raises(Unusable, match=r"清单被改动|不是睦邻") as error:
            open_it(made.folder, tmp_path)
        both(error)


def test_foreign_and_newer_sets_are_refused(made: making.Made, tmp_path: Path) -> None:
    write_manifest(made.folder, app="other")
    with pytest.raises(Unusable, match="不是睦邻的备份") as error:
        open_it(made.folder, tmp_path)
    both(error)
    write_manifest(made.folder, app="mulin", format=2, version="9.9")
    with pytest.raises(Unusable, match=r"9\.9.*先升级") as error:
        open_it(made.folder, tmp_path)
    both(error)


def keys_of(path: Path, tmp_path: Path, identity: pyrage.x25519.Identity | None = None) -> Keys:
    with (tmp_path / "plain").open("w+b") as out:
        return roll.read(path, identity, out)


def refused(found: Opened, keys: Keys) -> Restored:
    return restoring.restore(found, keys, now=timezone.now(), step=lambda _text: None)


def test_a_set_with_migrations_nobody_here_knows_is_newer(made: making.Made, tmp_path: Path) -> None:
    write_manifest(made.folder, migrations=[*made.manifest.migrations, ["voice", "0999_from_the_future"]])
    with pytest.raises(Unusable, match=r"voice\.0999_from_the_future.*先升级") as error:
        refused(open_it(made.folder, tmp_path), keys_of(made.keys, tmp_path))
    both(error)


def test_another_kind_of_database_is_named(made: making.Made, tmp_path: Path) -> None:
    other = "sqlite" if made.manifest.engine == "postgresql" else "postgresql"
    write_manifest(made.folder, engine=other)
    with pytest.raises(Unusable, match="mulin move") as error:
        refused(open_it(made.folder, tmp_path), keys_of(made.keys, tmp_path))
    both(error)


def test_keys_that_do_not_belong_to_the_set_are_refused(made: making.Made, tmp_path: Path) -> None:
    found, keys = open_it(made.folder, tmp_path), keys_of(made.keys, tmp_path)
    assert len(keys.keys) == found.manifest.counts["records_sealed"]
    restoring.fit(found, keys)
    for wrong, sentence in (
        (replace(keys, first="0" * 64), "另一个街道"),
        (replace(keys, moment=keys.moment - timedelta(seconds=1)), "比备份旧"),
        (replace(keys, heads={"register": [1, ""]}), "比备份旧"),
    ):
        with pytest.raises(Unusable, match=sentence) as error:
            restoring.fit(found, wrong)
        both(error)


def test_a_keys_file_that_is_cut_or_touched_is_refused(made: making.Made, tmp_path: Path) -> None:
    whole = made.keys.read_bytes()
    for data in (whole[:-7], whole[: len(whole) // 2], b"", b"no gzip", whole[:-1] + bytes([whole[-1] ^ 1])):
        made.keys.write_bytes(data)
        with pytest.raises(Unusable) as error:
            keys_of(made.keys, tmp_path)
        both(error)
    with pytest.raises(Unusable, match="没有密钥文件"):
        keys_of(tmp_path / "nothing", tmp_path)


def test_sealed_sets_want_their_own_identity(made: making.Made, tmp_path: Path) -> None:
    sealed = made.folder.parent / MADE[1].folder.name
    own, other, none = tmp_path / "own", tmp_path / "other", tmp_path / "none"
    own.write_text(f"# mine\n{IDENTITY}\n")
    other.write_text(str(pyrage.x25519.Identity.generate()))
    none.write_text("nothing")
    for identity, sentence in (
        (None, "--identity"),
        (other, "打不开"),
        (none, "没有 age 私钥"),
        (tmp_path, "没有 age"),
    ):
        with pytest.raises(Unusable, match=sentence) as error:
            open_it(sealed, tmp_path, identity)
        both(error)
    assert open_it(sealed, tmp_path, own).manifest.recipient == str(IDENTITY.to_public())
    keys = made.keys.parent / MADE[1].keys.name
    with pytest.raises(Unusable, match="打不开"):
        keys_of(keys, tmp_path, pyrage.x25519.Identity.generate())
    assert len(keys_of(keys, tmp_path, IDENTITY).keys) == 2
    cut(keys)
    with pytest.raises(Unusable, match=r"解不开|不完整"):
        keys_of(keys, tmp_path, IDENTITY)


def test_a_recipient_that_is_none_is_refused(transactional_db: None, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="age 公钥") as error:
        making.make(Shelf(tmp_path), Rule(), now=timezone.now(), recipient="age1nonsense")
    both(error)


def test_an_archive_is_opened_only_when_it_is_whole_and_stays_inside(made: making.Made, tmp_path: Path) -> None:
    packed = tmp_path / "set.tar"
    with tarfile.open(packed, "w") as archive:
        archive.add(made.folder, made.folder.name)
    scratch = tmp_path / "fine"
    scratch.mkdir()
    with opening.opened(packed, None, scratch) as found:
        assert found.manifest == manifest.read(made.folder)
    (tmp_path / "cut.tar").write_bytes(packed.read_bytes()[: packed.stat().st_size // 2])
    (tmp_path / "text.tar").write_text("no archive")
    with tarfile.open(tmp_path / "out.tar", "w") as archive:
        info = tarfile.TarInfo("../out")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    with tarfile.open(tmp_path / "empty.tar", "w"):
        pass
    for number, name in enumerate(("cut.tar", "text.tar", "out.tar", "empty.tar", "missing.tar")):
        scratch = tmp_path / f"bad{number}"
        scratch.mkdir()
        with pytest.raises(Unusable) as error, opening.opened(tmp_path / name, None, scratch):
            pytest.fail(name)
        both(error)
    assert not (tmp_path / "out").exists()


def test_a_file_name_that_leads_out_of_the_set_is_refused(made: making.Made, tmp_path: Path) -> None:
    (tmp_path / "shelf" / "outside").write_bytes(b"x")
    listed = made.folder / "files.jsonl"
    listed.write_text(json.dumps(["../../../outside", 1, hashlib.sha256(b"x").hexdigest()]) + "\n")
    data = listed.read_bytes()
    parts = [
        {"name": one.name, "size": one.size, "sha256": one.sha256}
        for one in made.manifest.parts
        if one.name != "files.jsonl"
    ]
    parts.append({"name": "files.jsonl", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
    write_manifest(made.folder, parts=parts)
    with pytest.raises(Unusable, match="leads out") as error:
        open_it(made.folder, tmp_path)
    both(error)
