"""A network is called by the units of its hidden layers."""

import pytest

from nnstudio.runs.network_name import network_name
from tests.conftest import small_settings


@pytest.mark.parametrize(
    ("layers", "name"),
    [
        ("[dense 128 relu, dropout 0.2, dense 64 relu]", "128-64"),
        ("[dense 16 relu]", "16"),
        ("[]", "softmax regression"),
    ],
)
def test_a_network_is_named_after_its_hidden_layers(layers, name):
    assert network_name(small_settings(f"layers={layers}")) == name
