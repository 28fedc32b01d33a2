"""Changes of all hidden layers at once."""

from nnstudio.engine.activations import LeakyRelu, Linear, Relu, Sigmoid
from nnstudio.engine.hidden_layers import (
    common_activation,
    common_dropout,
    has_hidden_layer,
    with_activation,
    with_dropout,
    without_dropout,
)
from nnstudio.engine.layers import ActivationLayer, BatchNorm, Dense, Dropout

PLAIN = (Dense(8), Dense(4))
NORMALIZED = (BatchNorm(), Dense(8, Linear()), BatchNorm(), ActivationLayer(Relu()), Dense(4, Relu()))


def test_the_activation_that_all_hidden_layers_have_is_found():
    assert common_activation(PLAIN) == Relu()
    assert common_activation(NORMALIZED) == Relu()
    assert common_activation((Dense(8), Dense(4, Sigmoid()))) is None
    assert common_activation(()) is None


def test_an_activation_is_set_where_each_hidden_layer_has_its_own():
    changed = with_activation(NORMALIZED, Sigmoid())
    assert changed == (
        BatchNorm(),
        Dense(8, Linear()),
        BatchNorm(),
        ActivationLayer(Sigmoid()),
        Dense(4, Sigmoid()),
    )
    assert common_activation(changed) == Sigmoid()
    assert with_activation((Dense(8, LeakyRelu(0.3)),), LeakyRelu()) == (Dense(8, LeakyRelu()),)


def test_dropout_is_added_at_the_end_of_each_hidden_layer():
    assert with_dropout(PLAIN, 0.3) == (Dense(8), Dropout(0.3), Dense(4), Dropout(0.3))
    assert with_dropout(NORMALIZED, 0.3) == (*NORMALIZED[:4], Dropout(0.3), NORMALIZED[4], Dropout(0.3))


def test_existing_dropout_layers_are_changed_and_missing_ones_added():
    layers = (Dropout(0.1), Dense(8), Dropout(0.2), BatchNorm(), Dense(4))
    changed = (Dropout(0.1), Dense(8), Dropout(0.5), BatchNorm(), Dense(4), Dropout(0.5))
    assert with_dropout(layers, 0.5) == changed
    assert with_dropout(layers, 0) == (Dropout(0.1), Dense(8), Dropout(0.0), BatchNorm(), Dense(4))


def test_the_dropout_that_all_hidden_layers_have_is_found():
    assert common_dropout(PLAIN) == 0
    assert common_dropout(with_dropout(PLAIN, 0.3)) == 0.3
    assert common_dropout((*PLAIN, Dropout(0.3))) is None
    assert common_dropout((Dropout(0.3),)) is None


def test_without_dropout_only_that_of_the_input_stays():
    assert without_dropout((Dropout(0.1), *with_dropout(NORMALIZED[1:], 0.3))) == (Dropout(0.1), *NORMALIZED[1:])


def test_a_hidden_layer_is_a_dense_one():
    assert has_hidden_layer(PLAIN)
    assert not has_hidden_layer((BatchNorm(), Dropout(0.1)))


def test_without_a_hidden_layer_nothing_changes():
    layers = (BatchNorm(), Dropout(0.2))
    assert with_activation(layers, Sigmoid()) == with_dropout(layers, 0.5) == without_dropout(layers) == layers
