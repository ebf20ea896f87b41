"""Compiled loops are optional and are loaded only from a folder of one's own."""

import ctypes

import pytest

from mulin import compiled


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setenv("MULIN_CACHE", str(tmp_path / "cache"))
    compiled.load.cache_clear()
    folder = tmp_path / "half"
    folder.mkdir()
    (folder / "kernel.c").write_text("int half(int n) { return n / 2; }\n")
    yield folder / "kernel.c"
    compiled.load.cache_clear()


def test_a_new_source_is_built_and_never_answered_by_an_old_library(source):
    half = compiled.load(source)
    assert half is not None
    assert half.half(ctypes.c_int(84)) == 42
    source.write_text("int half(int n) { return n - 1; }\n")
    compiled.load.cache_clear()
    again = compiled.load(source)
    assert again is not None
    assert again.half(ctypes.c_int(84)) == 83


def test_turned_off(source, monkeypatch):
    monkeypatch.setenv("MULIN_KERNEL", "0")
    assert compiled.load(source) is None


def test_a_folder_others_can_write_to_is_not_trusted(source, monkeypatch, tmp_path):
    (tmp_path / "mulin").mkdir()
    (tmp_path / "mulin").chmod(0o777)
    monkeypatch.setenv("MULIN_CACHE", str(tmp_path))
    assert compiled.load(source) is None


def test_a_compiler_that_fails_is_no_compiler(source, monkeypatch, tmp_path):
    broken = tmp_path / "cc"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert compiled.load(source) is None
