"""Choosing a kind: what changes with it, and what is refused."""

import pytest

from nnstudio.data.splits import PooledSplit, SplitByCount, SplitByFraction
from nnstudio.engine.layers import Dense, Dropout
from nnstudio.session.workspace import Workspace
from tests.conftest import small_settings


@pytest.fixture
def workspace(qtbot):
    return Workspace(small_settings())


def test_the_split_that_suits_imported_pictures_goes_back_with_the_data_set(workspace):
    workspace.set("data.split", SplitByCount())
    workspace.choose("data.dataset", "imported")
    assert workspace.settings.data.split == SplitByFraction()
    workspace.choose("data.dataset", "mnist")
    assert workspace.settings.data.split == SplitByCount()


def test_a_count_of_one_s_own_which_might_be_too_many_does_not_go_with_imported_pictures(workspace):
    workspace.set("data.split", SplitByCount(validation_count=1234))
    workspace.choose("data.dataset", "imported")
    assert workspace.settings.data.split == SplitByFraction()


def test_a_split_of_one_s_own_stays_with_any_data_set(workspace):
    workspace.set("data.split", PooledSplit())
    workspace.choose("data.dataset", "imported")
    workspace.choose("data.dataset", "mnist")
    assert workspace.settings.data.split == PooledSplit()


def test_a_layer_cannot_become_the_ninth_dense_one(workspace):
    layers = (*[Dense(8)] * 8, Dropout(), Dropout())
    workspace.set("network.layers", layers)
    workspace.choose("network.layers.9", "dense")
    assert workspace.settings.network.layers == layers
    assert workspace.problems["network.layers"].found == "9 hidden dense layers"
    workspace.choose("network.layers.9", "batch_norm")
    assert workspace.problems == {}
