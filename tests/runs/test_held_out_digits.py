"""Held-out digits evaluate a fine-tuned network; nothing is learned from them, nor from the test pictures."""

import json

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.data.my_digits import my_digits_samples
from nnstudio.engine.evaluation import metrics
from nnstudio.ink.file import DrawnDigit
from nnstudio.runs.fine_tuning import DRAWINGS, VALIDATION, prepare_fine_tuning, split_my_digits
from nnstudio.runs.preparation import prepare
from nnstudio.runs.saved_run import open_run
from nnstudio.steps import finish
from tests.conftest import small_settings, write_small_mnist
from tests.runs.test_fine_tuning import my_digits

BATCHES = 3


def trained(run, batches=BATCHES):
    """Train for some batches, or to the last; return the parameters then."""
    while not run.is_ending and (batches is None or run.step < batches):
        run.advance()
    run.close()
    return run.parameters()


@pytest.fixture(scope="module")
def data(_small_mnist_folder, tmp_path_factory):
    return DataFolders(_small_mnist_folder, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def base(data, tmp_path_factory):
    run = finish(prepare(small_settings("epochs=1"), data, tmp_path_factory.mktemp("runs")))
    trained(run, None)
    return open_run(run.started.folder)


def metrics_of(base, digits):
    return metrics(base.network, base.parameters, base.settings.training.loss, my_digits_samples(digits))


def sevens(count):
    return [digit for digit in my_digits(count) if digit.label == 7]


def with_other_ink(digits, index):
    """Return ``digits`` of which one is drawn in another way, and is still the same digit."""
    rows = np.linspace(0.2, 0.8, 4)
    ink = tuple(np.array([[0.2, row], [0.8, row]]) for row in rows)
    return [DrawnDigit(each.label, ink) if at == index else each for at, each in enumerate(digits)]


def held_out_index(base, digits, run):
    """Return the index of the one held-out digit of ``run``: that whose loss the run reports."""
    losses = [metrics_of(base, [digit]).loss for digit in digits]
    assert len(set(losses)) == len(digits)
    assert run.started.origin.held_out == 1
    return int(np.argmin(np.abs(np.array(losses) - run.started.origin.my_digits_before.loss)))


def test_a_network_learns_nothing_from_a_held_out_digit_but_from_any_other(base, data, tmp_path):
    digits = sevens(5)
    run = finish(prepare_fine_tuning(base, digits, data, tmp_path))
    held_out = held_out_index(base, digits, run)
    learned = trained(run)
    for index in (held_out, (held_out + 1) % 5, (held_out + 2) % 5):
        other = finish(prepare_fine_tuning(base, with_other_ink(digits, index), data, tmp_path))
        is_same = (trained(other) == learned).all()
        assert is_same == (index == held_out)


def validation_losses(run):
    lines = (run.started.folder / "evaluations.jsonl").read_text().splitlines()
    return [json.loads(line)["validation_loss"] for line in lines]


def test_a_held_out_digit_does_not_decide_which_weights_are_kept(base, data, tmp_path):
    digits = sevens(5)
    run = finish(prepare_fine_tuning(base, digits, data, tmp_path))
    held_out = held_out_index(base, digits, run)
    other = finish(prepare_fine_tuning(base, with_other_ink(digits, held_out), data, tmp_path))
    assert (trained(run, None) == trained(other, None)).all()
    assert validation_losses(run) == validation_losses(other)


def test_only_held_out_digits_evaluate_the_network_before_and_during_learning(base, data, tmp_path):
    digits = sevens(5)
    run = finish(prepare_fine_tuning(base, digits, data, tmp_path))
    held_out = held_out_index(base, digits, run)
    trained(run)
    assert run.started.origin.my_digits_before == metrics_of(base, [digits[held_out]])
    first = json.loads((run.started.folder / "evaluations.jsonl").read_text().splitlines()[0])
    assert (first["my_digits_count"], first["my_digits_loss"]) == (1, run.started.origin.my_digits_before.loss)


def test_if_there_are_too_few_to_hold_out_all_digits_evaluate_the_network(base, data, tmp_path):
    run = finish(prepare_fine_tuning(base, sevens(4), data, tmp_path))
    trained(run, 0)
    origin = run.started.origin
    assert (origin.learned_digits, origin.held_out) == (4, 0)
    assert origin.my_digits_before == metrics_of(base, sevens(4))


def first_evaluation(run):
    line = json.loads((run.started.folder / "evaluations.jsonl").read_text().splitlines()[0])
    return {name: value for name, value in line.items() if name != "seconds"}


def test_no_test_picture_is_learned_from_or_decides_which_weights_are_kept(base, tmp_path):
    parameters, evaluations = [], []
    for name, test in (("one", 100), ("other", 70)):
        write_small_mnist(tmp_path / name, test=test)
        folders = DataFolders(tmp_path / name, tmp_path / name)
        run = finish(prepare_fine_tuning(base, sevens(5), folders, tmp_path / "runs"))
        assert run.started.test_count == test
        parameters.append(trained(run))
        evaluations.append(first_evaluation(run))
    np.testing.assert_array_equal(*parameters)
    assert evaluations[0] == evaluations[1]


def test_rehearsed_pictures_stay_in_their_training_and_validation_sets(base, data, tmp_path):
    run = finish(prepare_fine_tuning(base, sevens(5), data, tmp_path))
    trained(run, 0)
    assert run.started.training_count == DRAWINGS + 500
    assert run.started.validation_count == VALIDATION + 100


def numbered(labels):
    """Return digits that can be distinguished by where they are drawn."""
    return [DrawnDigit(label, (np.full((2, 2), float(index)),)) for index, label in enumerate(labels)]


def positions_of(digits):
    return [int(digit.strokes[0][0, 0]) for digit in digits]


@pytest.mark.parametrize(("count", "held_out"), [(1, 0), (4, 0), (5, 1), (6, 1), (9, 1), (10, 2), (14, 2), (15, 3)])
def test_of_every_five_digits_of_a_class_one_is_held_out(count, held_out):
    split = split_my_digits(numbered([7] * count), np.random.default_rng(0))
    assert (len(split.held_out), len(split.learned)) == (held_out, count - held_out)


def test_each_digit_is_either_learned_from_or_held_out_in_the_order_they_were_drawn():
    labels = [each % 3 for each in range(33)] + [8] * 4
    digits = numbered(labels)
    split = split_my_digits(digits, np.random.default_rng(1))
    learned, held_out = positions_of(split.learned), positions_of(split.held_out)
    assert sorted(learned + held_out) == list(range(37))
    assert (learned, held_out) == (sorted(learned), sorted(held_out))
    assert sorted(digit.label for digit in split.held_out) == [0, 0, 1, 1, 2, 2]
    assert split.evaluated == split.held_out


def test_the_held_out_digit_is_drawn_at_random_and_may_be_any():
    digits = numbered([7] * 5)
    drawn = {positions_of(split_my_digits(digits, np.random.default_rng(seed)).held_out)[0] for seed in range(60)}
    assert drawn == {0, 1, 2, 3, 4}
    again = [positions_of(split_my_digits(digits, np.random.default_rng(3)).held_out) for _ in range(2)]
    assert again[0] == again[1]
