"""The trainer's process, driven through its host as the window drives it."""

import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.engine.events import Evaluated
from nnstudio.ink.file import DrawnDigit
from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.events import BatchesFinished, LiveSettingsChanged, Paused, RunEnded, RunEndReason, RunStarted
from nnstudio.spec.paths import set_text
from nnstudio.training.host import TrainerDied, TrainerProcess
from nnstudio.training.messages import (
    ChangeSettings,
    Continue,
    FineTune,
    Pause,
    RunCancelled,
    RunFailed,
    SnapshotTaken,
    Start,
    Stop,
    TakeSnapshot,
    Until,
)
from tests.conftest import small_settings
from tests.ink_files import write_ink_file
from tests.runs.batch_steps import steps_of
from tests.training.received import until


def test_a_run_is_reported_from_its_loading_to_its_end_without_a_lost_batch(trainer, start):
    trainer.send(start("epochs=20"))
    messages = until(trainer, RunEnded)
    assert isinstance(messages[0], Progress)
    assert steps_of(messages) == list(range(1, 501))
    assert sum(isinstance(message, Evaluated) for message in messages) == 21
    assert messages[-1].reason is RunEndReason.FINISHED


def test_the_last_snapshot_is_the_network_that_was_kept(trainer, start):
    trainer.send(start())
    messages = until(trainer, RunEnded)
    snapshot = [message for message in messages if isinstance(message, SnapshotTaken)][-1]
    assert snapshot.step == 50
    np.testing.assert_array_equal(np.load(messages[-1].folder / "weights.npy"), snapshot.parameters)


def test_stop_ends_a_run_that_would_go_on_for_ever(trainer, start):
    trainer.send(start("epochs=endless"))
    until(trainer, BatchesFinished)
    trainer.send(Stop())
    messages = until(trainer, RunEnded)
    assert messages[-1].reason is RunEndReason.STOPPED
    assert (messages[-1].folder / "result.json").is_file()


def test_nothing_is_trained_between_pause_and_continue(trainer, start):
    trainer.send(start("epochs=endless"))
    until(trainer, BatchesFinished)
    trainer.send(Pause())
    paused = until(trainer, Paused)[-1]
    trainer.send(TakeSnapshot())
    (snapshot,) = until(trainer, SnapshotTaken)
    assert snapshot.step == paused.step
    trainer.send(Continue(Until.END))
    assert steps_of(until(trainer, BatchesFinished))[0] == paused.step + 1
    trainer.send(Stop())
    until(trainer, RunEnded)


def test_a_step_is_exactly_one_batch(trainer, start):
    trainer.send(start(until=Until.NEXT_BATCH))
    assert steps_of(until(trainer, Paused)) == [1]
    trainer.send(Continue(Until.NEXT_BATCH))
    assert steps_of(until(trainer, Paused)) == [2]
    trainer.send(Stop())
    assert until(trainer, RunEnded)[-1].step == 2


def test_a_step_of_an_epoch_goes_to_the_end_of_the_epoch(trainer, start):
    trainer.send(start("epochs=5", until=Until.NEXT_BATCH))
    until(trainer, Paused)
    trainer.send(Continue(Until.NEXT_EPOCH))
    assert until(trainer, Paused)[-1].step == 25
    trainer.send(Continue(Until.NEXT_EPOCH))
    assert until(trainer, Paused)[-1].step == 50
    trainer.send(Stop())
    until(trainer, RunEnded)


def test_stop_while_paused_keeps_the_network(trainer, start):
    trainer.send(start(until=Until.NEXT_BATCH))
    until(trainer, Paused)
    trainer.send(Stop())
    assert (until(trainer, RunEnded)[-1].folder / "weights.npy").is_file()


def test_live_settings_reach_the_run(trainer, start):
    first = start("epochs=endless", "learning_rate=0.05")
    trainer.send(first)
    until(trainer, BatchesFinished)
    trainer.send(ChangeSettings(set_text(first.settings, "learning_rate=0.01")))
    until(trainer, LiveSettingsChanged)
    group = until(trainer, BatchesFinished)[-1]
    np.testing.assert_allclose(group.rows["learning_rate"], 0.01)
    trainer.send(Stop())
    until(trainer, RunEnded)


def changes_reported_while_paused(trainer, *changes):
    """Send ``changes`` to a run that is paused; return all it reports up to the second snapshot after them."""
    for settings in changes:
        trainer.send(ChangeSettings(settings))
    reported = []
    for _ in range(2):
        trainer.send(TakeSnapshot())
        reported += until(trainer, SnapshotTaken)[:-1]
    return reported


def test_live_settings_changed_while_paused_are_reported_at_once_and_apply_from_the_next_batch_on(trainer, start):
    first = start("epochs=endless", "learning_rate=0.05")
    trainer.send(first)
    until(trainer, BatchesFinished)
    trainer.send(Pause())
    step = until(trainer, Paused)[-1].step
    (reported,) = changes_reported_while_paused(trainer, set_text(first.settings, "learning_rate=0.01"))
    assert (reported.step, reported.settings.training.optimizer.learning_rate) == (step, 0.01)
    trainer.send(Continue(Until.END))
    group = until(trainer, BatchesFinished)[-1]
    assert group.first_step == step + 1
    np.testing.assert_allclose(group.rows["learning_rate"], 0.01)
    trainer.send(Stop())
    until(trainer, RunEnded)


def test_of_several_changes_while_paused_the_last_holds_and_none_trains_a_batch(trainer, start):
    first = start("epochs=endless", until=Until.NEXT_BATCH)
    trainer.send(first)
    until(trainer, Paused)
    rates = (0.01, 0.02, 0.03)
    reported = changes_reported_while_paused(
        trainer, *(set_text(first.settings, f"learning_rate={rate}") for rate in rates)
    )
    assert [event.settings.training.optimizer.learning_rate for event in reported] == list(rates)
    assert {event.step for event in reported} == {1}
    trainer.send(Continue(Until.NEXT_BATCH))
    (group,) = [message for message in until(trainer, Paused) if isinstance(message, BatchesFinished)]
    assert steps_of([group]) == [2]
    np.testing.assert_allclose(group.rows["learning_rate"], [0.03])
    trainer.send(Stop())
    until(trainer, RunEnded)


def test_what_is_not_live_or_no_change_is_passed_over_while_paused(trainer, start):
    first = start("epochs=endless", until=Until.NEXT_BATCH)
    trainer.send(first)
    until(trainer, Paused)
    assert changes_reported_while_paused(trainer, first.settings, set_text(first.settings, "seed=9")) == []
    trainer.send(Stop())
    until(trainer, RunEnded)


def test_settings_sent_while_the_data_is_loading_neither_reach_the_run_nor_disturb_it(trainer, start):
    first = start(until=Until.NEXT_BATCH)
    trainer.send(first)
    trainer.send(ChangeSettings(set_text(first.settings, "learning_rate=0.01")))
    started = [message.settings for message in until(trainer, Paused) if isinstance(message, RunStarted)]
    assert started == [first.settings]
    trainer.send(Stop())
    until(trainer, RunEnded)


def test_a_second_run_follows_the_first_in_the_same_process(trainer, start):
    process_id = trainer.process_id
    for _ in range(2):
        trainer.send(start())
        assert until(trainer, RunEnded)[-1].step == 50
    assert trainer.process_id == process_id


def test_a_run_that_cannot_begin_says_why_and_the_process_can_start_another(trainer, start, tmp_path):
    trainer.send(Start(small_settings(), DataFolders(tmp_path, tmp_path), tmp_path / "runs"))
    failure = until(trainer, RunFailed)[-1]
    assert "train-images-idx3-ubyte.gz: not found" in failure.message
    assert "Traceback" in failure.details
    assert failure.missing == "MNIST"
    trainer.send(start())
    until(trainer, RunEnded)


def test_stop_while_loading_cancels_the_run(trainer, tmp_path):
    trainer.send(Start(small_settings("dataset=handwriting"), DataFolders(tmp_path, tmp_path), tmp_path / "runs"))
    until(trainer, Progress)
    trainer.send(Stop())
    until(trainer, RunCancelled)
    assert not (tmp_path / "runs").exists()


def test_a_process_that_is_killed_is_noticed(start):
    trainer = TrainerProcess()
    trainer.send(start("epochs=endless"))
    until(trainer, RunStarted)
    os.kill(trainer.process_id, signal.SIGKILL)
    with pytest.raises(TrainerDied, match="killed by signal 9"):
        until(trainer, RunEnded)
    trainer.close()


def test_a_network_is_fine_tuned_on_the_user_s_digits(trainer, start, tmp_path):
    first = replace(start(), folders=replace(start().folders, personal=tmp_path / "mine"))
    bar = np.array([[0.5, 0.1], [0.5, 0.9]])
    write_ink_file(first.folders.my_digits, [DrawnDigit(1, (bar,)), DrawnDigit(7, (bar[:, ::-1],))])
    trainer.send(first)
    messages = until(trainer, RunEnded)
    base, snapshot = messages[-1].folder, [each for each in messages if isinstance(each, SnapshotTaken)][-1]
    trainer.send(FineTune(base, snapshot.parameters, first.folders, first.runs))
    messages = until(trainer, RunEnded)
    (started,) = [message for message in messages if isinstance(message, RunStarted)]
    begun = next(message for message in messages if isinstance(message, SnapshotTaken))
    np.testing.assert_array_equal(begun.parameters, snapshot.parameters)
    assert started.origin.run == base.name
    assert messages[-1].last.my_digits.accuracy == 1.0


def test_fine_tuning_without_digits_says_what_is_missing_and_the_process_can_start_another(trainer, start):
    trainer.send(start())
    ended = until(trainer, RunEnded)[-1]
    trainer.send(FineTune(ended.folder, np.load(ended.folder / "weights.npy"), start().folders, start().runs))
    failure = until(trainer, RunFailed)[-1]
    assert "your digits: found none" in failure.message
    assert failure.missing == ""
    trainer.send(start())
    until(trainer, RunEnded)


def test_quitting_in_the_middle_of_a_run_keeps_what_was_reported(start, tmp_path):
    trainer = TrainerProcess()
    trainer.send(start("epochs=endless"))
    until(trainer, BatchesFinished)
    trainer.ask_to_quit()
    while trainer.receive() is not None:
        pass
    trainer.close()
    (folder,) = (tmp_path / "runs").iterdir()
    assert (folder / "weights.npy").is_file()
    assert_left_at_its_last_batch(folder)


def assert_left_at_its_last_batch(folder):
    rows = (folder / "batches.f32").stat().st_size // 20
    assert rows > 0
    assert read_checkpoint(folder).step == rows


def test_the_process_ends_when_the_window_s_process_is_gone(folders, tmp_path):
    trainer = TrainerProcess()
    trainer.send(Start(small_settings("epochs=endless"), folders, tmp_path / "runs"))
    until(trainer, BatchesFinished)
    trainer.drop_connection()
    trainer.close()
    assert trainer.exit_code == 0
    (folder,) = (tmp_path / "runs").iterdir()
    assert_left_at_its_last_batch(folder)
