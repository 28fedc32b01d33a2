"""A network is trained further on the user's digits: real runs, on a sample."""

import json

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.ink.file import DrawnDigit, read_ink_file
from nnstudio.inspection.novelty_file import read_novelty_detector
from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.events import RunEndReason
from nnstudio.runs.fine_tuning import prepare_fine_tuning, split_my_digits
from nnstudio.runs.preparation import prepare
from nnstudio.runs.saved_run import open_run
from nnstudio.spec.errors import SettingError
from nnstudio.steps import finish
from tests.benchmarks.fine_tuning import gain_of, give
from tests.conftest import small_settings
from tests.ink_files import write_ink_file


def trained(steps):
    run = finish(steps)
    while run.ended is None:
        run.advance()
    return run


@pytest.fixture
def base(folders, tmp_path):
    """The run of a network that has never seen ink, only patterns."""
    return open_run(trained(prepare(small_settings("epochs=4"), folders, tmp_path / "runs")).started.folder)


def my_digits(count):
    """Bars, crosses and zigzags, slightly unsteady as if drawn by hand: three classes that are easy to distinguish."""
    rng = np.random.default_rng(5)
    shapes = {
        1: [[[0.5, 0.1], [0.5, 0.9]]],
        4: [[[0.1, 0.5], [0.9, 0.5]], [[0.5, 0.1], [0.5, 0.9]]],
        7: [[[0.1, 0.1], [0.9, 0.1], [0.3, 0.9]]],
    }
    return [
        DrawnDigit(label, tuple(np.array(stroke) + rng.normal(0, 0.03, (len(stroke), 2)) for stroke in strokes))
        for label, strokes in shapes.items()
        for _ in range(count)
    ]


def test_a_network_learns_the_user_s_digits_and_keeps_its_accuracy(base, folders, tmp_path):
    run = trained(prepare_fine_tuning(base, my_digits(10), folders, tmp_path / "runs"))
    origin, ended = run.started.origin, run.ended
    assert (origin.learned_digits, origin.held_out) == (24, 6)
    assert ended.last.my_digits.count == origin.my_digits_before.count == 6
    assert ended.last.my_digits.accuracy == 1.0 > origin.my_digits_before.accuracy
    assert ended.last.test.accuracy >= origin.test_before.accuracy - 0.005
    assert ended.last.test.count == 100


def test_the_new_run_describes_its_origin_and_leaves_the_old_one_unchanged(base, folders, tmp_path):
    before = {file.name: file.read_bytes() for file in base.folder.iterdir()}
    run = trained(prepare_fine_tuning(base, my_digits(4), folders, tmp_path / "runs"))
    folder = run.started.folder
    description = json.loads((folder / "run.json").read_text())
    assert description["fine_tuned_from"] == base.folder.name
    assert (description["learned_digits"], description["my_digits_held_out"]) == (12, 0)
    lines = [json.loads(line) for line in (folder / "evaluations.jsonl").read_text().splitlines()]
    assert lines[0]["my_digits_accuracy"] == description["my_digits_accuracy_before"]
    assert lines[0]["my_digits_count"] == 12
    result = json.loads((folder / "result.json").read_text())
    assert result["my_digits_accuracy"] == run.ended.last.my_digits.accuracy
    np.testing.assert_array_equal(open_run(folder).parameters, run.parameters())
    assert not (folder / "checkpoint.npz").exists()
    assert {file.name: file.read_bytes() for file in base.folder.iterdir()} == before


def test_a_fine_tuned_network_can_be_fine_tuned_again(base, folders, tmp_path):
    first = trained(prepare_fine_tuning(base, my_digits(2), folders, tmp_path / "runs"))
    second = trained(prepare_fine_tuning(open_run(first.started.folder), my_digits(5), folders, tmp_path / "runs"))
    assert second.started.origin.run == first.started.folder.name


def test_the_same_digits_give_the_same_network_bit_for_bit(base, folders, tmp_path):
    runs = [trained(prepare_fine_tuning(base, my_digits(3), folders, tmp_path / "runs")) for _ in range(2)]
    np.testing.assert_array_equal(runs[0].parameters(), runs[1].parameters())


def test_a_fine_tuning_that_is_stopped_is_kept_and_says_so(base, folders, tmp_path):
    steps = prepare_fine_tuning(base, my_digits(3), folders, tmp_path / "runs")
    run = finish(steps)
    while run.step < 5:
        run.advance()
    run.end(RunEndReason.STOPPED)
    while run.ended is None:
        run.advance()
    assert run.ended.reason is RunEndReason.STOPPED
    assert (run.started.folder / "weights.npy").is_file()


def test_missing_digits_are_reported_before_anything_is_loaded(base, folders, tmp_path):
    with pytest.raises(SettingError, match="your digits: found none"):
        next(prepare_fine_tuning(base, [], folders, tmp_path / "other"))
    assert not (tmp_path / "other").exists()


def test_a_digit_without_ink_is_not_learned_from(base, folders, tmp_path):
    digits = [*my_digits(2), DrawnDigit(5, ())]
    run = trained(prepare_fine_tuning(base, digits, folders, tmp_path / "runs"))
    assert run.started.origin.learned_digits == 6


def test_a_drawing_of_no_digit_is_not_learned_from(base, folders, tmp_path):
    digits = [*my_digits(4), DrawnDigit(None, my_digits(1)[0].strokes)]
    run = finish(prepare_fine_tuning(base, digits, folders, tmp_path / "runs"))
    assert run.started.origin.learned_digits == 12
    run.close()


def test_one_in_five_digits_of_a_class_is_held_out_and_none_of_fewer():
    split = split_my_digits([*my_digits(10), *my_digits(4)[:4]], np.random.default_rng(0))
    assert sorted(digit.label for digit in split.held_out) == [1, 1, 4, 4, 7, 7]
    assert len(split.learned) == 28
    few = split_my_digits(my_digits(4), np.random.default_rng(0))
    assert few.held_out == ()
    assert few.evaluated == few.learned


def test_a_run_watches_the_user_s_digits_and_learns_nothing_from_them(folders, tmp_path):
    plain = trained(prepare(small_settings(), folders, tmp_path / "runs"))
    assert plain.ended.last.my_digits is None
    assert "my_digits" not in (plain.started.folder / "evaluations.jsonl").read_text()
    watched_folders = type(folders)(folders.data, folders.cache, tmp_path / "mine")
    write_ink_file(watched_folders.my_digits, my_digits(2))
    watched = trained(prepare(small_settings(), watched_folders, tmp_path / "runs"))
    assert watched.ended.last.my_digits.count == 6
    lines = (watched.started.folder / "evaluations.jsonl").read_text().splitlines()
    assert [json.loads(line)["my_digits_count"] for line in lines] == [6, 6, 6]
    np.testing.assert_array_equal(plain.parameters(), watched.parameters())


def test_digits_added_during_a_run_count_from_the_next_evaluation_on(folders, tmp_path):
    folders_with_digits = type(folders)(folders.data, folders.cache, tmp_path / "mine")
    steps = prepare(small_settings(), folders_with_digits, tmp_path / "runs")
    run = finish(steps)
    while run.step < 1:
        run.advance()
    write_ink_file(folders_with_digits.my_digits, my_digits(1))
    while run.ended is None:
        run.advance()
    lines = [json.loads(line) for line in (run.started.folder / "evaluations.jsonl").read_text().splitlines()]
    assert [line.get("my_digits_count") for line in lines] == [None, 3, 3]


def test_a_run_that_watched_the_user_s_digits_is_resumed_bit_for_bit(folders, tmp_path):
    folders_with_digits = type(folders)(folders.data, folders.cache, tmp_path / "mine")
    write_ink_file(folders_with_digits.my_digits, my_digits(1))
    whole = trained(prepare(small_settings("epochs=2"), folders_with_digits, tmp_path / "runs"))
    first = trained(prepare(small_settings("epochs=1"), folders_with_digits, tmp_path / "runs"))
    state = read_checkpoint(first.started.folder)
    second = trained(prepare(small_settings("epochs=2"), folders_with_digits, tmp_path / "runs", state))
    np.testing.assert_array_equal(second.parameters(), whole.parameters())
    assert second.ended.last.my_digits == whole.ended.last.my_digits


def test_accuracy_rises_for_a_real_writer_and_stays_for_mnist(real_data, tmp_path):
    folders = DataFolders(real_data, tmp_path / "cache")
    settings = small_settings("layers=[dense 128 relu]", "optimizer=adam", "batch_size=100", "validation_count=10000")
    base = open_run(trained(prepare(settings, folders, tmp_path / "runs")).started.folder)
    strokes = real_data / "pen-strokes" / "writers-train.jsonl"
    digits = [digit for digit in read_ink_file(strokes) if digit.writer == 12]
    given, others = give(digits, 10, np.random.default_rng(0))
    gain = gain_of(base, given, others, tmp_path / "runs")
    assert gain.my_digits_after > gain.my_digits_before + 0.02
    assert gain.my_digits_after > 0.95
    assert gain.mnist_after > gain.mnist_before - 0.02  # a base of two epochs; a good one loses nothing


def test_each_class_is_drawn_as_often_however_few_its_digits_and_never_twice_alike(base, folders, tmp_path):
    one, many = my_digits(1)[0], [digit for digit in my_digits(4) if digit.label == 4]
    run = finish(prepare_fine_tuning(base, [*many, one], folders, tmp_path / "runs"))
    run.end(RunEndReason.STOPPED)
    while run.ended is None:
        run.advance()
    learned = read_novelty_detector(run.started.folder, base.network)  # the first 2000, in order
    assert learned.labels.tolist() == [1] * 1750 + [4] * 250
    assert len(np.unique(learned.pictures, axis=0)) > 1900
