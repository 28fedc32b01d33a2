"""The store lists every run of its folder, notices what changes there, and loses none that it deletes."""

import os
import shutil
import time
from pathlib import Path

import pytest

from nnstudio.runs.folder import RunFolderError
from nnstudio.runs.run_metadata import RunMetadata, set_metadata
from nnstudio.runs.store import run_store
from nnstudio.runs.store.index_file import FILE, read_index
from nnstudio.runs.store.run_store import RunStore
from nnstudio.runs.store.run_summary import RunState
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.store.made_runs import begin_run, make_run, train
from tests.runs.store.made_runs import finish as finish_run

SETTINGS = small_settings("layers=[dense 3 relu]")
RELEASED = Path(__file__).parents[1] / "released" / "run"


@pytest.fixture
def runs(tmp_path):
    folder = tmp_path / "runs"
    make_run(folder, "one", SETTINGS, 0.5, 0.9, 0.8)
    make_run(folder, "two", small_settings("layers=[dense 3 relu]", "seed=1"), 0.6, minutes=5, reason="stopped")
    return folder


@pytest.fixture
def store(runs):
    store = RunStore(runs)
    finish(store.load())
    return store


def listed(store):
    return [run.key for run in store.current().runs]


def summary(store, key):
    return next(run for run in store.current().runs if run.key == key)


def long_ago(*folders):
    """Let the folders look as if nothing had changed in them lately."""
    for folder in folders:
        os.utime(folder, (time.time() - 100, time.time() - 100))


def test_runs_are_listed_in_the_order_in_which_they_began(store):
    assert listed(store) == ["one", "two"]


def test_an_empty_or_missing_folder_has_no_runs(tmp_path):
    assert finish(RunStore(tmp_path).load()).runs == ()
    assert finish(RunStore(tmp_path / "missing").load()).runs == ()


def test_a_run_that_is_over_says_how_it_went(store):
    run = summary(store, "one")
    assert (run.state, run.explanation) == (RunState.FINISHED, "it finished")
    assert (run.last_validation, run.best_validation, run.test) == (0.8, 0.9, 0.89)
    assert (run.position, run.step, run.seconds, run.seconds_per_epoch) == (3.0, 30, 2.0, 2.0)
    assert (run.dataset, run.network, run.data_hash) == ("MNIST", "3", "ab")
    assert run.moment is not None
    assert run.is_over


def test_a_run_of_a_released_version_is_listed(runs, store):
    shutil.copytree(RELEASED, runs / "old")
    assert store.poll()
    assert summary(store, "old").state is RunState.STOPPED


def test_a_run_appears_while_it_trains_and_its_progress_is_followed(runs, store):
    writer = begin_run(runs, "live", SETTINGS, minutes=9)
    assert store.poll()
    assert (summary(store, "live").state, summary(store, "live").position) == (RunState.TRAINING, 0.0)
    train(writer, 0.7)
    assert store.poll()
    assert (summary(store, "live").position, summary(store, "live").last_validation) == (1.0, 0.7)
    long_ago(runs / "live")
    store.poll()
    with (runs / "live" / "batches.f32").open("ab") as file:  # batches alone do not change the folder's time
        file.write((runs / "live" / "batches.f32").read_bytes()[-20:] * 3)
    assert store.poll()
    assert summary(store, "live").step == 13
    finish_run(writer, 0.8)
    assert store.poll()
    assert summary(store, "live").state is RunState.FINISHED


def test_a_run_that_was_killed_is_interrupted_with_what_was_measured(runs, store):
    writer = begin_run(runs, "killed", SETTINGS, minutes=9)
    train(writer, 0.7, 0.9, 0.8)
    writer.close()
    store.poll()
    run = summary(store, "killed")
    assert (run.state, run.last_validation, run.best_validation, run.position) == (RunState.INTERRUPTED, 0.8, 0.9, 3.0)
    assert run.explanation == "interrupted at epoch 3, before the run was over"


def test_a_run_whose_trainer_dies_is_no_longer_training(runs, store):
    writer = begin_run(runs, "live", SETTINGS)
    long_ago(runs / "live")
    store.poll()
    assert summary(store, "live").state is RunState.TRAINING
    writer.close()
    assert store.poll()
    assert summary(store, "live").state is RunState.INTERRUPTED


def test_nothing_has_changed_where_nothing_has_changed(runs, store):
    long_ago(runs / "one", runs / "two")
    store.poll()
    assert not store.poll()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"settings": {}}', '{"settings": 3, "parameters": []}', "[" * 9000])
def test_a_damaged_run_is_listed_as_damaged_and_breaks_nothing(runs, store, text):
    (runs / "one" / "run.json").write_text(text, encoding="utf-8")
    os.utime(runs / "one")
    store.poll()
    run = summary(store, "one")
    assert run.state is RunState.DAMAGED
    assert run.explanation.startswith("run.json cannot be read")
    assert store.current().names["one"] == "one"


@pytest.mark.parametrize("text", ["", "{", '{"reason": "magic"}', "[]", "null"])
def test_a_damaged_result_leaves_what_was_measured(runs, store, text):
    (runs / "one" / "result.json").write_text(text, encoding="utf-8")
    os.utime(runs / "one")
    store.poll()
    assert (summary(store, "one").state, summary(store, "one").best_validation) == (RunState.INTERRUPTED, 0.9)


def test_damaged_evaluations_do_not_break_the_list(runs, store):
    (runs / "two" / "result.json").unlink()
    (runs / "two" / "evaluations.jsonl").write_bytes(b'\xff\n{"epoch": 1}\n')
    store.poll()
    assert summary(store, "two").last_validation is None


def test_foreign_files_and_folders_are_no_runs(runs, store):
    (runs / "notes.txt").write_text("mine")
    (runs / "pictures").mkdir()
    (runs / ".hidden").mkdir()
    long_ago(runs / "pictures")
    store.poll()
    store.poll()
    assert listed(store) == ["one", "two"]


def test_a_folder_becomes_a_run_once_it_is_described(runs, store):
    (runs / "new").mkdir()
    long_ago(runs / "new")
    store.poll()
    for file in (runs / "one").iterdir():
        shutil.copy(file, runs / "new")
    assert store.poll()
    assert "new" in listed(store)


def test_a_run_that_others_remove_is_forgotten(runs, store):
    shutil.rmtree(runs / "one")
    assert store.poll()
    assert listed(store) == ["two"]


def test_what_others_note_is_found(runs, store):
    long_ago(runs / "one")
    store.poll()
    set_metadata(runs / "one", name="mine")
    assert store.poll()
    assert store.current().names["one"] == "mine"


def test_notes_are_changed_for_several_runs(runs, store):
    store.change(["one", "two"], lambda noted: noted.tagged("good"))
    assert [run.metadata for run in store.current().runs] == [RunMetadata(tags=("good",))] * 2


def test_a_deleted_run_comes_back_as_it_was(runs, store):
    files = sorted(path.name for path in (runs / "one").iterdir())
    assert store.delete(["one"]) == ["one"]
    assert (listed(store), store.deleted) == (["two"], ("one",))
    assert not (runs / "one").exists()
    store.restore(["one"])
    assert (listed(store), store.deleted) == (["one", "two"], ())
    assert sorted(path.name for path in (runs / "one").iterdir()) == files


def test_a_run_that_trains_is_not_deleted(runs, store):
    writer = begin_run(runs, "live", SETTINGS)
    with pytest.raises(RunFolderError, match="it is being trained"):
        store.delete(["live"])
    assert (runs / "live").exists()
    writer.close()


def test_a_run_that_is_gone_cannot_be_deleted_or_restored(store):
    with pytest.raises(RunFolderError):
        store.delete(["three"])
    with pytest.raises(RunFolderError):
        store.restore(["three"])


def test_a_run_is_not_restored_over_another(runs, store):
    store.delete(["one"])
    make_run(runs, "one", SETTINGS)
    with pytest.raises(RunFolderError, match="another run of this name"):
        store.restore(["one"])
    assert store.delete(["one"]) == ["one"]  # the one deleted last is kept


def test_deleted_runs_are_removed_for_good_after_a_while(runs, store):
    store.delete(["one"])
    assert store.purge() == 0
    long_ago(runs / ".deleted" / "one")
    assert store.purge(days=0.001) == 1
    assert store.deleted == ()


def test_the_index_saves_reading_runs_again(runs, store, monkeypatch):
    long_ago(runs / "one", runs / "two")
    store.poll()
    store.save()
    monkeypatch.setattr(run_store, "read_summary", lambda *_: pytest.fail("read again"))
    again = RunStore(runs)
    assert finish(again.load()) == store.current()


def test_a_run_that_changed_since_the_index_was_written_is_read_again(runs, store):
    store.save()
    set_metadata(runs / "one", is_starred=True)
    (runs / "two" / "result.json").unlink()
    again = RunStore(runs)
    finish(again.load())
    assert summary(again, "one").metadata.is_starred
    assert summary(again, "two").state is RunState.INTERRUPTED


@pytest.mark.parametrize("text", ["", "{", "[]", '{"head": 3}', "\n\n", "\xff"])
def test_a_damaged_index_or_one_of_another_version_is_made_anew(runs, store, text):
    (runs / FILE).write_text(text, encoding="utf-8")
    again = RunStore(runs)
    assert finish(again.load()).runs == store.current().runs


def test_an_index_with_a_damaged_entry_counts_for_nothing(runs, store):
    long_ago(runs / "one", runs / "two")
    store.poll()
    store.save()
    text = (runs / FILE).read_text(encoding="utf-8")
    (runs / FILE).write_text(text.replace('"finished"', '"magic"'), encoding="utf-8")
    assert read_index(runs).summaries == {}


def test_of_many_runs_a_look_takes_some_at_a_time_and_all_in_the_end(runs, store, monkeypatch):
    monkeypatch.setattr(run_store, "LOOKED_AT", 1)
    long_ago(runs / "one", runs / "two")
    store.poll()
    set_metadata(runs / "one", is_starred=True)
    set_metadata(runs / "two", is_starred=True)
    found = [store.poll(), store.poll()]
    assert found == [True, True]
    assert all(run.metadata.is_starred for run in store.current().runs)


def test_reading_reports_how_far_it_is(runs):
    assert [progress.total for progress in RunStore(runs).load()] == [2]
