import numpy as np
import pytest

from nnstudio.engine.network import Network
from nnstudio.runs.models.model import Model
from nnstudio.spec.paths import set_text
from tests.conftest import small_settings

NAMES = ("cat", "Hündin", "o'x\"")
SHAPE = (6, 5)


def model_of(tmp_path, *assignments):
    """Return a small model whose every parameter is random, with settings changed by ``assignments``."""
    settings = small_settings()
    for assignment in assignments:
        settings = set_text(settings, assignment)
    network = Network(settings.network, SHAPE, len(NAMES))
    rng = np.random.default_rng(3)
    parameters = rng.uniform(0.2, 1, network.layout.count).astype(np.float32)
    parameters[: network.layout.weight_count] -= 0.6
    return Model(tmp_path / "a run", settings, NAMES, network, parameters)


@pytest.fixture
def model(tmp_path):
    """A model with batch normalization, dropout, a layer without bias and standardised inputs."""
    layers = "layers=[dense 7 leaky_relu, batch_norm, dense 5 tanh off, dropout 0.3, batch_norm]"
    return model_of(tmp_path, layers, "network.inputs=standardized")


@pytest.fixture
def pictures():
    """Forty random pictures for it."""
    return np.random.default_rng(5).integers(0, 256, (40, *SHAPE), np.uint8)
