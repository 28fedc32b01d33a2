"""Whole trainings against PyTorch's, whose results are stored in ``golden/network.json``."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.engine.network_case import OPTIMIZERS, new_case

GOLDEN = json.loads((Path(__file__).parent / "golden" / "network.json").read_text(encoding="utf-8"))
NAMES = {
    (0, "weights"): "0.weight",
    (0, "biases"): "0.bias",
    (1, "scales"): "2.weight",
    (1, "shifts"): "2.bias",
    (1, "running_means"): "2.running_mean",
    (1, "running_variances"): "2.running_var",
    (2, "weights"): "3.weight",
    (2, "biases"): "3.bias",
    (3, "weights"): "5.weight",
    (3, "biases"): "5.bias",
}


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_training_with_batch_norm_a_penalty_and_a_schedule_ends_where_pytorch_s_does(key):
    training = new_case(key)
    list(training.events())
    assert training.step == 51
    views = training.network.layout.views(training.parameters)
    for (layer, name), torch_name in NAMES.items():
        np.testing.assert_allclose(views[layer][name], GOLDEN[key][torch_name], rtol=1e-5, atol=1e-9)
