"""The settings being edited: which changes are undone together, what is remembered, what is refused."""

import pytest

from nnstudio.session.workspace import UNDO_LIMIT, Workspace
from nnstudio.spec.errors import Problem
from tests.conftest import small_settings

EPOCHS, SEED, BATCH = "training.epochs", "seed", "training.batch_size"
OPTIMIZER, RATE = "training.optimizer", "training.optimizer.learning_rate"
UNREADABLE = Problem(EPOCHS, "'many'", "a whole number")


@pytest.fixture
def workspace(qtbot):
    return Workspace(small_settings("epochs=2", "seed=0", "batch_size=20"))


@pytest.fixture
def reported(workspace):
    """Return the names of the signals in order."""
    names = []
    workspace.changed.connect(lambda: names.append("changed"))
    workspace.problems_changed.connect(lambda: names.append("problems"))
    return names


def values(workspace):
    settings = workspace.settings
    return settings.training.epochs, settings.seed, settings.training.batch_size


def rate(workspace):
    return workspace.settings.training.optimizer.learning_rate


def test_a_new_workspace_has_nothing_to_undo_or_redo(workspace, reported):
    before = workspace.settings
    assert (workspace.can_undo, workspace.can_redo) == (False, False)
    workspace.undo()
    workspace.redo()
    assert workspace.settings is before
    assert reported == []


def test_successive_changes_of_one_setting_are_undone_and_redone_together(workspace):
    for epochs in (3, 4, 5):
        workspace.set(EPOCHS, epochs)
    workspace.undo()
    assert values(workspace) == (2, 0, 20)
    assert not workspace.can_undo
    workspace.redo()
    assert values(workspace) == (5, 0, 20)
    assert not workspace.can_redo


def test_changes_of_several_settings_are_undone_one_by_one_from_the_last_to_the_first(workspace):
    workspace.set(EPOCHS, 3)
    workspace.set(SEED, 7)
    workspace.set(EPOCHS, 4)
    seen = []
    while workspace.can_undo:
        workspace.undo()
        seen.append(values(workspace))
    assert seen == [(3, 7, 20), (3, 0, 20), (2, 0, 20)]
    while workspace.can_redo:
        workspace.redo()
        seen.append(values(workspace))
    assert seen[3:] == [(3, 0, 20), (3, 7, 20), (4, 7, 20)]
    workspace.undo()
    assert values(workspace) == (3, 7, 20)


@pytest.mark.parametrize("go", ["undo", "redo"])
def test_a_change_after_an_undo_or_redo_is_separate_even_of_the_same_setting(workspace, go):
    workspace.set(SEED, 7)
    workspace.set(EPOCHS, 3)
    workspace.undo()
    if go == "redo":
        workspace.redo()
    before = values(workspace)
    workspace.set(EPOCHS, 9)
    workspace.undo()
    assert values(workspace) == before


def test_a_change_clears_what_could_be_redone(workspace):
    workspace.set(EPOCHS, 3)
    workspace.undo()
    workspace.set(SEED, 7)
    assert not workspace.can_redo


def test_setting_the_current_value_is_not_a_change_and_keeps_undo_and_redo(workspace, reported):
    workspace.set(EPOCHS, 3)
    workspace.undo()
    reported.clear()
    workspace.set(EPOCHS, 2)
    workspace.replace_all(workspace.settings)
    assert reported == []
    assert (workspace.can_undo, workspace.can_redo) == (False, True)


def test_replacements_of_all_settings_are_undone_one_by_one(workspace):
    workspace.replace_all(small_settings("epochs=5", "seed=5"))
    workspace.replace_all(small_settings("epochs=6", "seed=6"))
    workspace.set(EPOCHS, 9)
    seen = []
    while workspace.can_undo:
        workspace.undo()
        seen.append(values(workspace)[:2])
    assert seen == [(6, 6), (5, 5), (2, 0)]


def test_the_number_of_changes_is_limited_and_the_oldest_are_dropped_first(workspace):
    for number in range(1, UNDO_LIMIT + 2):
        workspace.set(SEED, number)
        workspace.set(BATCH, number)
    undone = 0
    while workspace.can_undo:
        workspace.undo()
        undone += 1
    assert undone == UNDO_LIMIT
    assert values(workspace)[1:] == (101, 101)


def test_every_change_is_reported_once_after_the_settings_have_changed(workspace):
    seen = []
    workspace.changed.connect(lambda: seen.append(values(workspace)[0]))
    workspace.set(EPOCHS, 3)
    workspace.undo()
    workspace.redo()
    assert seen == [3, 2, 3]


def test_a_kind_is_restored_with_its_values_and_a_new_one_has_its_defaults(workspace):
    workspace.choose(OPTIMIZER, "sgd")
    default = rate(workspace)
    workspace.set(RATE, 0.123)
    workspace.choose(OPTIMIZER, "adam")
    assert rate(workspace) not in (default, 0.123)
    workspace.set(RATE, 0.004)
    workspace.choose(OPTIMIZER, "sgd")
    assert rate(workspace) == 0.123
    workspace.choose(OPTIMIZER, "adam")
    assert rate(workspace) == 0.004


def test_choosing_the_current_kind_keeps_its_values(workspace):
    workspace.set(RATE, 0.123)
    before = workspace.settings
    workspace.choose(OPTIMIZER, before.training.optimizer.key)
    assert workspace.settings == before


def test_a_kind_is_remembered_with_its_latest_values(workspace):
    workspace.choose(OPTIMIZER, "sgd")
    for value in (0.1, 0.2):
        workspace.set(RATE, value)
        workspace.choose(OPTIMIZER, "adam")
        workspace.choose(OPTIMIZER, "sgd")
        assert rate(workspace) == value


def test_kinds_are_remembered_for_each_setting_separately(qtbot):
    layers = "[dense 16 relu, dense 16 relu]"
    workspace = Workspace(small_settings(f"network.layers={layers}"))
    one, other = "network.layers.0", "network.layers.1"
    workspace.set(f"{one}.units", 99)
    workspace.choose(one, "dropout")
    workspace.choose(other, "dropout")
    workspace.choose(other, "dense")
    workspace.choose(one, "dense")
    assert [layer.units for layer in workspace.settings.network.layers] == [99, 16]


def test_choosing_a_kind_and_changing_its_values_are_undone_one_by_one(workspace):
    first = workspace.settings.training.optimizer
    workspace.choose(OPTIMIZER, "sgd")
    default = rate(workspace)
    workspace.set(RATE, 0.123)
    workspace.undo()
    assert rate(workspace) == default
    workspace.undo()
    assert workspace.settings.training.optimizer == first
    workspace.choose(OPTIMIZER, "sgd")
    assert rate(workspace) == default, "a value that was undone came back"


def test_a_value_that_is_not_allowed_is_a_problem_and_the_old_value_stays(workspace, reported):
    workspace.set(EPOCHS, -1)
    assert values(workspace) == (2, 0, 20)
    assert list(workspace.problems) == [EPOCHS]
    assert workspace.problems[EPOCHS].found == "-1"
    assert not workspace.can_undo
    assert reported == ["problems"]


def test_a_problem_is_reported_once_and_replaced_by_another_of_the_same_setting(workspace, reported):
    workspace.report(UNREADABLE)
    workspace.report(UNREADABLE)
    assert reported == ["problems"]
    workspace.set(EPOCHS, -1)
    assert reported == ["problems", "problems"]
    assert workspace.problems[EPOCHS].found == "-1"


def test_a_valid_value_removes_a_problem_even_if_it_is_the_current_one(workspace, reported):
    workspace.report(UNREADABLE)
    workspace.report(Problem(SEED, "'x'", "a whole number"))
    workspace.set(EPOCHS, 2)
    assert list(workspace.problems) == [SEED]
    assert reported == ["problems", "problems", "problems"]


def test_a_problem_of_another_setting_with_a_similar_name_stays(workspace):
    workspace.report(Problem("training.epochs_more", "'x'", "a number"))
    workspace.set(EPOCHS, 3)
    assert list(workspace.problems) == ["training.epochs_more"]


def test_choosing_another_kind_removes_the_problems_of_the_previous_one(workspace):
    workspace.report(Problem(RATE, "'fast'", "a number"))
    workspace.choose(OPTIMIZER, "adam")
    assert workspace.problems == {}


def test_choosing_a_data_set_removes_the_problems_of_the_split_that_it_replaces(workspace):
    workspace.report(Problem("data.split.validation_count", "'many'", "a number"))
    workspace.choose("data.dataset", "mnist")
    assert workspace.problems == {}


@pytest.mark.parametrize("go", ["undo", "redo", "replace_all"])
def test_replacing_the_settings_removes_all_problems(workspace, go):
    workspace.set(SEED, 7)
    if go == "redo":
        workspace.undo()
    workspace.report(UNREADABLE)
    if go == "replace_all":
        workspace.replace_all(small_settings("seed=3"))
    else:
        getattr(workspace, go)()
    assert workspace.problems == {}


def test_the_problems_are_returned_as_a_copy(workspace):
    workspace.problems[EPOCHS] = UNREADABLE
    assert workspace.problems == {}


def test_defaults_are_the_first_settings(workspace):
    workspace.set(EPOCHS, 7)
    workspace.resume(small_settings("epochs=9"), "")
    assert workspace.default(EPOCHS) == 2


def test_a_preset_is_remembered_when_settings_are_changed_and_undone(workspace):
    before = workspace.settings
    workspace.replace_all(small_settings("epochs=3"), "dropout")
    workspace.set(SEED, 7)
    assert workspace.preset == "dropout"
    workspace.undo()
    workspace.undo()
    assert (workspace.preset, workspace.settings) == ("", before)
    workspace.redo()
    assert workspace.preset == "dropout"


def test_settings_of_an_earlier_run_are_no_preset(workspace):
    workspace.replace_all(small_settings("epochs=3"), "dropout")
    workspace.replace_all(small_settings("epochs=4"))
    assert workspace.preset == ""


def test_choosing_a_preset_with_the_same_settings_remembers_its_name(workspace, reported):
    workspace.replace_all(workspace.settings, "dropout")
    assert (workspace.preset, reported) == ("dropout", ["changed"])


def test_resumed_settings_cannot_be_undone(workspace, reported):
    workspace.set(EPOCHS, 7)
    workspace.undo()
    reported.clear()
    workspace.resume(small_settings("epochs=3"), "dropout")
    assert (workspace.settings, workspace.preset) == (small_settings("epochs=3"), "dropout")
    assert (workspace.can_undo, workspace.can_redo) == (False, False)
    assert reported == ["changed"]
