"""An experiment is carried out by a pool of processes; it is paused, cancelled and continued, and survives them."""

import json
import os
import signal

import numpy as np

from nnstudio.runs.experiments.experiment_file import read_experiment
from nnstudio.runs.experiments.record import TrialState, record_of
from nnstudio.runs.preparation import prepare
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.run_metadata import read_metadata
from nnstudio.runs.saved_run import open_run
from nnstudio.runs.threads import computing
from nnstudio.steps import finish
from nnstudio.training.experiment_run import ExperimentRun
from nnstudio.training.trial_messages import TrialAdvanced, TrialBegan, TrialEnded, TrialFailed
from tests.conftest import small_settings

LONG = ("epochs=12", "batch_size=1")
"""Some tenths of a second, so that progress is reported."""


def experiment_of(content, *assignments):
    return read_experiment(content, "mine", small_settings("epochs=1", *assignments))


def carried_out(experiment, folders, runs, workers=2, act=lambda _event, _run: None):
    """Carry out ``experiment``; return its record and what happened. ``act`` sees every event."""
    record = record_of(experiment, runs)
    run, events = ExperimentRun(record, folders, workers), []
    for event in run.events():
        act(event, run)
        if event is not None:
            events.append(event)
    return record, events, run.progress


def weights(outcome):
    return np.load(outcome.folder / "weights.npy")


def trained_alone(settings, folders, runs):
    """Return the weights of the same run, trained in this process."""
    run = finish(prepare(settings, folders, runs))
    with computing(settings, run.started.input_shape, 10, has_one_thread=True):
        while run.ended is None:
            run.advance()
    run.close()
    return np.load(run.started.folder / "weights.npy")


def test_every_trial_is_an_ordinary_run_and_one_that_fails_does_not_stop_the_others(folders, tmp_path):
    # A validation set of 5,000 of 600 pictures cannot be drawn.
    content = {"variants": [{"label": "good"}, {"label": "bad", "set": {"validation_count": 5000}}], "seeds": [1, 2]}
    experiment = experiment_of(content)
    record, events, progress = carried_out(experiment, folders, tmp_path)
    outcomes = record.outcomes()
    states = [TrialState.DONE, TrialState.FAILED]
    assert [outcome.state for outcome in outcomes] == states * 2
    assert (progress.done, progress.failed, progress.fraction) == (2, 2, 1.0)
    assert "5000" in outcomes[1].error
    assert sum(isinstance(event, TrialFailed) for event in events) == 2
    metadata = read_metadata(outcomes[0].folder)
    assert (metadata.name, metadata.tags) == ("good, seed 1", ("mine",))
    alone = trained_alone(outcomes[2].trial.settings, folders, tmp_path / "alone")
    np.testing.assert_array_equal(weights(outcomes[2]), alone)
    again, events, _ = carried_out(experiment_of(content), folders, tmp_path)
    assert not any(isinstance(event, TrialEnded) for event in events)  # what is done is not done again
    assert [outcome.folder for outcome in again.outcomes()] == [outcome.folder for outcome in outcomes]


def test_one_seed_gives_all_points_the_same_batches_and_equal_networks_the_same_weights(folders, tmp_path):
    # With such small steps the loss of a batch differs between pictures, and hardly between the two runs.
    experiment = experiment_of({"grid": {"learning_rate": [1e-5, 2e-5]}, "seeds": [5]})
    runs = [finish(prepare(trial.settings, folders, tmp_path)) for trial in experiment.trials]
    np.testing.assert_array_equal(runs[0].parameters(), runs[1].parameters())
    for run in runs:
        while run.ended is None:
            run.advance()
        run.close()
    losses = [read_recorded_run(open_run(run.started.folder)).history.series("loss").values for run in runs]
    np.testing.assert_allclose(*losses, rtol=0.02)
    assert losses[0].std() > 0.1


def test_an_experiment_that_was_cancelled_goes_on_and_ends_with_the_same_weights(folders, tmp_path):
    experiment = experiment_of({"seeds": [1, 2]}, *LONG)
    record, _, _ = carried_out(
        experiment, folders, tmp_path, act=lambda event, run: run.cancel() if isinstance(event, TrialAdvanced) else None
    )
    states = {outcome.state for outcome in record.outcomes()}
    assert TrialState.INTERRUPTED in states
    before = [outcome.folder for outcome in record.outcomes() if outcome.folder is not None]
    record, _, _ = carried_out(experiment, folders, tmp_path)
    assert {outcome.state for outcome in record.outcomes()} == {TrialState.DONE}
    assert set(before) <= {outcome.folder for outcome in record.outcomes()}
    alone = trained_alone(experiment.trials[0].settings, folders, tmp_path / "alone")
    np.testing.assert_array_equal(weights(record.outcomes()[0]), alone)


def test_a_paused_experiment_waits_until_it_goes_on(folders, tmp_path):
    waited, advanced = [], []

    def act(event, run):
        if isinstance(event, TrialAdvanced):
            advanced.append(event.position)
            if not waited:
                run.pause()
        if event is None and run._held:
            waited.append(advanced[-1])
            if len(waited) == 5:
                run.resume()

    record, events, _ = carried_out(experiment_of({}, *LONG), folders, tmp_path, workers=1, act=act)
    assert waited[1:] == [waited[-1]] * 4
    assert isinstance(events[-1], TrialEnded)
    assert record.outcomes()[0].state is TrialState.DONE


def test_a_killed_process_costs_no_run(folders, tmp_path):
    killed = []

    def act(event, run):
        if isinstance(event, TrialAdvanced) and not killed:
            killed.append(run._workers[0].process.pid)
            os.kill(killed[0], signal.SIGKILL)

    experiment = experiment_of({}, *LONG)
    record, events, progress = carried_out(experiment, folders, tmp_path, workers=1, act=act)
    assert [type(event) for event in events if not isinstance(event, TrialAdvanced)] == [
        TrialBegan,
        TrialBegan,
        TrialEnded,
    ]
    assert (progress.done, progress.failed) == (1, 0)
    alone = trained_alone(experiment.trials[0].settings, folders, tmp_path / "alone")
    np.testing.assert_array_equal(weights(record.outcomes()[0]), alone)


def test_a_trial_whose_process_dies_each_time_has_failed(folders, tmp_path):
    def act(event, run):
        if isinstance(event, TrialBegan):
            os.kill(run._workers[0].process.pid, signal.SIGKILL)

    record, events, _ = carried_out(experiment_of({}, "epochs=endless"), folders, tmp_path, workers=1, act=act)
    assert "ended unexpectedly" in events[-1].error
    assert record.outcomes()[0].error == events[-1].error
    content = json.loads(record.path.read_text())
    assert list(content["errors"]) == ["0"]
