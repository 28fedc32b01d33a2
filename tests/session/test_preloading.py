"""The trainer is warm before the first run, and knows which data set the next run needs."""

from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.mnist import Mnist
from nnstudio.runs.settings import RunSettings
from nnstudio.session.preloading import Preloading
from nnstudio.session.workspace import Workspace
from nnstudio.training.messages import Preload
from tests.conftest import small_settings
from tests.session.scripted_trainer import ended, started


def preloads(trainers):
    return [command for command in trainers[0].commands if isinstance(command, Preload)]


def test_the_chosen_data_set_is_named_at_once_and_again_when_it_changes(session, trainers):
    workspace = Workspace(RunSettings())
    Preloading(session, workspace)
    assert preloads(trainers) == [Preload(BuiltInHandwriting(), session.folders)]
    workspace.set("seed", 5)
    assert len(preloads(trainers)) == 1
    workspace.choose("data.dataset", "mnist")
    assert preloads(trainers)[1:] == [Preload(Mnist(), session.folders)]


def test_a_run_is_not_disturbed_by_the_choice_of_another_data_set(session, trainers):
    workspace = Workspace(small_settings())
    Preloading(session, workspace)
    session.run(workspace.settings)
    workspace.choose("data.dataset", "handwriting")
    assert preloads(trainers) == [Preload(Mnist(), session.folders)]


def test_a_session_that_is_closed_starts_no_trainer(session, trainers):
    session.close()
    Preloading(session, Workspace(RunSettings()))
    assert trainers == []


def test_a_data_set_that_was_chosen_during_a_run_has_its_turn_when_the_run_is_over(session, trainers, say):
    workspace = Workspace(small_settings())
    Preloading(session, workspace)
    session.run(workspace.settings)
    say(started(workspace.settings))
    workspace.choose("data.dataset", "handwriting")
    say(ended())
    assert preloads(trainers)[1:] == [Preload(BuiltInHandwriting(), session.folders)]
