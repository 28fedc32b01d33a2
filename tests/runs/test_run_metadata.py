"""Names, notes and tags of a run are kept in its folder, whoever writes them, and survive damage and other versions."""

import json
import multiprocessing
import os

import pytest

from nnstudio.file_lock import FileLock
from nnstudio.runs import run_metadata
from nnstudio.runs.folder import RunFolderError
from nnstudio.runs.run_metadata import RunMetadata, change_metadata, read_metadata, set_metadata


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


def test_a_run_about_which_nothing_is_noted_has_no_file(folder):
    assert read_metadata(folder) == RunMetadata()
    assert list(folder.iterdir()) == []


def test_what_is_noted_is_read_again(folder):
    noted = RunMetadata("größer", "two\nlines", ("a", "b"), True, True, "20260101-120000-mnist-16", 640)
    assert change_metadata(folder, lambda _: noted) == noted
    assert read_metadata(folder) == noted
    assert json.loads((folder / "metadata.json").read_text(encoding="utf-8")) == {
        "name": "größer",
        "notes": "two\nlines",
        "tags": ["a", "b"],
        "starred": True,
        "hidden": True,
        "parent": "20260101-120000-mnist-16",
        "parent_step": 640,
    }


def test_a_field_is_set_and_the_others_stay(folder):
    set_metadata(folder, name="first", tags=("x",))
    assert set_metadata(folder, is_starred=True) == RunMetadata("first", "", ("x",), True)


def test_tags_are_sorted_each_once_without_commas_and_blanks(folder):
    set_metadata(folder, tags=("  late ", "a,b", "late", ""))
    assert read_metadata(folder).tags == ("a b", "late")
    assert change_metadata(folder, lambda noted: noted.tagged("z").untagged("late")).tags == ("a b", "z")


def test_a_name_is_one_line_and_not_endless(folder):
    assert set_metadata(folder, name="  two\n lines  ").name == "two lines"
    assert len(set_metadata(folder, name="x" * 1000).name) == 200


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"name": 3, "tags": "a", "parent_step": true}', "[" * 10_000])
def test_a_damaged_file_is_as_if_nothing_was_noted_and_can_be_replaced(folder, text):
    (folder / "metadata.json").write_text(text, encoding="utf-8")
    assert read_metadata(folder) == RunMetadata()
    set_metadata(folder, name="new")
    assert read_metadata(folder).name == "new"


def test_a_file_that_is_far_too_large_is_not_read(folder):
    (folder / "metadata.json").write_text(json.dumps({"name": "x", "more": "y" * (1 << 20)}), encoding="utf-8")
    assert read_metadata(folder) == RunMetadata()


def test_what_a_newer_version_has_noted_is_kept(folder):
    (folder / "metadata.json").write_text(json.dumps({"name": "x", "colour": "red"}), encoding="utf-8")
    set_metadata(folder, name="y")
    content = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    assert (content["name"], content["colour"]) == ("y", "red")


def test_a_folder_that_is_gone_is_not_made_again(folder):
    folder.rmdir()
    with pytest.raises(RunFolderError, match="no such folder"):
        set_metadata(folder, name="ghost")
    assert not folder.exists()


def test_a_process_that_holds_the_notes_for_too_long_is_named(folder, monkeypatch):
    monkeypatch.setattr(run_metadata, "PATIENCE", 0.02)
    other = FileLock(folder / "metadata.lock")
    assert other.try_acquire()
    with pytest.raises(RunFolderError, match="another process holds its notes"):
        set_metadata(folder, name="late")
    other.release()
    assert set_metadata(folder, name="late").name == "late"


def _add_tags(folder, first):
    for number in range(first, first + 20):
        change_metadata(folder, lambda noted, number=number: noted.tagged(f"tag {number}"))


def test_no_change_is_lost_when_two_processes_change_the_same_run(folder):
    if not hasattr(os, "fork"):
        pytest.skip("the second process is forked, which this system cannot")
    other = multiprocessing.get_context("fork").Process(target=_add_tags, args=(folder, 100))
    other.start()
    _add_tags(folder, 200)
    other.join()
    assert len(read_metadata(folder).tags) == 40
