"""A run is named by what tells it from its neighbours."""

import pytest

from nnstudio.runs.run_metadata import RunMetadata
from nnstudio.runs.setting_texts import differing, labels_of, network_text, texts_of
from nnstudio.runs.store.run_names import NEIGHBOURS, names_of
from nnstudio.runs.store.run_summary import RunState, RunSummary
from tests.conftest import small_settings


def names(*assignments, named=None):
    """Return the names of runs of the small settings, each changed by some assignments."""
    runs, labels = [], {}
    for number, changes in enumerate(assignments):
        settings = small_settings(*changes)
        labels |= labels_of(settings)
        noted = RunMetadata(name=(named or {}).get(number, ""))
        network, texts = network_text(settings), texts_of(settings)
        title = settings.data.dataset.title
        runs.append(
            RunSummary(str(number), RunState.FINISHED, dataset=title, network=network, texts=texts, metadata=noted)
        )
    return list(names_of(runs, labels).values())


def test_a_run_alone_is_named_by_its_network():
    assert names([]) == ["16"]


def test_equal_runs_are_numbered():
    assert names([], [], []) == ["16", "16 (2)", "16 (3)"]


def test_runs_are_named_by_the_settings_that_differ():
    assert names(["learning_rate=0.01"], ["learning_rate=0.1"]) == ["learning rate 0.01", "learning rate 0.1"]
    assert names(["seed=1"], ["seed=2", "l2=0.01"], ["seed=3"]) == [
        "seed 1",
        "L2 0.01, seed 2",
        "seed 3",
    ]


def test_other_networks_and_data_sets_are_named_too():
    assert names(["layers=[dense 8 tanh]"], []) == ["8, tanh", "16"]
    assert names(["dataset=handwriting"], []) == ["Built-in handwriting", "MNIST"]


def test_an_optimizer_is_named_but_not_what_only_it_has():
    assert names(["optimizer=adam"], ["optimizer=sgd", "learning_rate=0.001"]) == ["Adam", "SGD"]


def test_a_given_name_stays_and_no_other_run_gets_it():
    assert names([], [], named={1: "16"}) == ["16 (2)", "16"]


def test_what_most_neighbours_share_is_not_said():
    assert names([], [], ["learning_rate=0.01"]) == ["16", "16 (2)", "learning rate 0.01"]


def test_only_neighbours_count():
    far = [[f"seed={number}"] for number in range(3)]
    between = [[f"batch_size={number}"] for number in range(1, NEIGHBOURS + 2)]
    assert names(*far, *between)[-1] == f"batch size {NEIGHBOURS + 1}"
    assert names(*far)[-1] == "seed 2"


@pytest.mark.parametrize(
    ("layers", "text"),
    [
        ("[]", "softmax regression"),
        ("[dense 128 relu, dense 64 relu]", "128-64"),
        ("[dense 30 tanh, dropout 0.5, batch_norm, dense 20 tanh]", "30-20, tanh, dropout 0.5, batch normalization"),
        ("[dense 8 relu has_bias=off]", "8, no bias"),
    ],
)
def test_a_network_in_short(layers, text):
    assert network_text(small_settings(f"layers={layers}")) == text


def test_what_differs_among_runs_is_listed_in_the_order_of_the_form():
    runs = [texts_of(small_settings(*each)) for each in (["seed=1"], ["batch_size=5"], ["optimizer=adam"])]
    assert differing(runs) == [
        "training.optimizer",
        "training.optimizer.learning_rate",
        "training.batch_size",
        "seed",
    ]


def test_a_parameter_that_two_runs_share_differs_if_its_values_do():
    adams = [texts_of(small_settings("optimizer=adam", f"beta1={beta}")) for beta in (0.8, 0.9)]
    assert differing([*adams, texts_of(small_settings("optimizer=adam"))]) == ["training.optimizer.beta1"]
