"""The settings with which a run is trained further: more epochs, or as many as it takes until it is stopped."""

import math

from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import adopt_live, replace

EPOCHS = "training.epochs"


def settings_to_train_on(shown: RunSettings, wanted: RunSettings, position: float, more: int) -> RunSettings:
    """Return the settings to train a run on for ``more`` epochs, the one it is in included (0: until it is stopped).

    ``shown`` are those of the run, at ``position`` in epochs. Live settings come from ``wanted``, unless these are the
    settings of quite another run.
    """
    adopted = adopt_live(shown, wanted)
    base = adopted if adopted == wanted else shown
    settings = replace(base, EPOCHS, math.floor(position) + more if more else 0)
    assert isinstance(settings, RunSettings)
    return settings
