"""How fine-tuning begins: its settings, what it refuses, what it reports, and what it starts from."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data.dataset import DIGITS
from nnstudio.data.my_digits import my_digits_samples
from nnstudio.data.settings import split_dataset
from nnstudio.engine.evaluation import metrics
from nnstudio.engine.network import Network
from nnstudio.engine.optimizers import Adam
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.schedules import Cosine
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.ink.file import DrawnDigit
from nnstudio.runs.fine_tuning import fine_tuning_settings, prepare_fine_tuning, split_my_digits
from nnstudio.runs.saved_run import SavedRun
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_fine_tuning import my_digits


@pytest.fixture
def base(tmp_path):
    """A network that was never trained, as if of a run."""
    settings = small_settings("threads=1", "seed=4", "evaluate_every=7", "stopping=early")
    network = Network(settings.network, (28, 28), 10)
    parameters = np.random.default_rng(0).normal(0, 0.05, network.layout.count).astype(np.float32)
    return SavedRun(tmp_path / "before", settings, DIGITS, network, parameters)


def begun(base, digits, folders, runs):
    """Return the run and the progress that was reported while it was prepared."""
    progress = []
    run = finish(prepare_fine_tuning(base, digits, folders, runs), progress.append)
    run.close()
    return run, progress


def refused(base, digits, folders, runs):
    with pytest.raises(SettingError) as raised:
        next(prepare_fine_tuning(base, digits, folders, runs))
    (problem,) = raised.value.problems
    assert not runs.exists()
    return problem.path, problem.found, problem.allowed


def test_training_is_short_and_careful_and_other_settings_are_unchanged(base):
    settings = fine_tuning_settings(base.settings)
    assert settings.training == TrainingSettings(
        optimizer=Adam(learning_rate=0.0005),
        schedule=Cosine(),
        epochs=3,
        batch_size=64,
        loss=base.settings.training.loss,
        restores_best=True,
        threads=1,
    )
    assert replace(settings, training=base.settings.training) == base.settings
    other = set_text(base.settings, "loss=mean_squared_error")
    assert fine_tuning_settings(other).training.loss == other.training.loss != base.settings.training.loss


@pytest.mark.parametrize(
    ("names", "shape", "found"),
    [
        (("shirt", "bag"), (28, 28), "shirt, bag, in pictures of 28 × 28 pixels"),
        (DIGITS, (8, 8), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, in pictures of 8 × 8 pixels"),
    ],
)
def test_a_network_of_something_else_than_drawn_digits_is_refused(base, folders, tmp_path, names, shape, found):
    other = replace(base, class_names=names, network=Network(base.settings.network, shape, len(names)))
    assert refused(other, my_digits(1), folders, tmp_path / "runs") == (
        "the network's classes",
        found,
        "the digits 0 to 9, in pictures of 28 × 28 pixels, the size of your drawings",
    )


def test_nothing_to_learn_from_is_refused_with_what_to_do(base, folders, tmp_path):
    without_label = DrawnDigit(None, my_digits(1)[0].strokes)
    without_ink = [DrawnDigit(3, ()), DrawnDigit(3, (np.zeros((0, 2)),))]
    for digits in ([], [without_label], without_ink):
        assert refused(base, digits, folders, tmp_path / "runs") == (
            "your digits",
            "none",
            "at least one; draw it on the pad and give its label",
        )


def test_a_digit_with_ink_in_one_of_its_strokes_counts(base, folders, tmp_path):
    half = DrawnDigit(5, (np.zeros((0, 2)), *my_digits(1)[0].strokes))
    run, _ = begun(base, [half], folders, tmp_path / "runs")
    assert run.started.origin.learned_digits == 1


def test_progress_is_reported_in_order_every_five_hundred_drawings(base, folders, tmp_path):
    _, progress = begun(base, my_digits(1), folders, tmp_path / "runs")
    reported = [(each.what, each.done, each.total) for each in progress]
    work = "Drawing your digits again"
    drawings = [(work, done, 3501) for done in range(0, 3501, 500)]  # 1167 of each class
    drawings += [(work, done, 1002) for done in range(0, 1002, 500)]
    assert reported[-12:] == [*drawings, ("Evaluating the network before fine-tuning", 0, 1)]
    assert all(what not in {work, "Evaluating the network before fine-tuning"} for what, _, _ in reported[:-12])


def loaded(settings, folders):
    return finish(settings.data.dataset.load(folders))


def test_it_starts_from_the_network_and_reports_its_metrics(base, folders, tmp_path):
    digits = my_digits(5)
    run, _ = begun(base, digits, folders, tmp_path / "runs")
    streams = RandomStreams.from_seed(base.settings.seed)
    splits = split_dataset(loaded(base.settings, folders), base.settings.data, streams.split)
    kept = my_digits_samples(split_my_digits(digits, streams.split).held_out)
    origin, loss = run.started.origin, base.settings.training.loss
    assert (origin.run, origin.learned_digits, origin.held_out) == ("before", 12, 3)
    assert origin.my_digits_before == metrics(base.network, base.parameters, loss, kept)
    assert origin.test_before == metrics(base.network, base.parameters, loss, splits.test)
    np.testing.assert_array_equal(run.parameters(), base.parameters)
    assert run.started.settings == fine_tuning_settings(base.settings)
    assert (run.started.training_count, run.started.validation_count) == (3501 + 500, 1002 + 100)
    assert run.started.folder.parent == tmp_path / "runs"


def test_settings_do_not_change_while_it_runs(base, folders, tmp_path):
    run, _ = begun(base, my_digits(1), folders, tmp_path / "runs")
    assert run.change(set_text(run.started.settings, "learning_rate=0.5")) == []
    assert not (run.started.folder / "events.jsonl").exists()


def test_the_given_digits_are_left_unchanged(base, folders, tmp_path):
    digits = [*my_digits(1), DrawnDigit(None, ())]
    before = [(each.label, [stroke.copy() for stroke in each.strokes]) for each in digits]
    begun(base, digits, folders, tmp_path / "runs")
    assert len(digits) == len(before)
    for digit, (label, strokes) in zip(digits, before, strict=True):
        assert digit.label == label
        for stroke, expected in zip(digit.strokes, strokes, strict=True):
            np.testing.assert_array_equal(stroke, expected)
