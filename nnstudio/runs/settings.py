"""Everything that decides a run."""

from dataclasses import dataclass

from nnstudio.data.settings import DataSettings
from nnstudio.engine.network import NetworkSettings
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.spec.record import Nested
from nnstudio.spec.setting import Integer, declare


@dataclass(frozen=True)
class RunSettings:
    """The data, the network, how it is trained, and the seed of all random numbers."""

    data: DataSettings = declare(
        DataSettings(), Nested(label="Data", help="Which pictures the network learns from.", record=DataSettings)
    )
    network: NetworkSettings = declare(
        NetworkSettings(),
        Nested(label="Network", help="The layers between the picture and the prediction.", record=NetworkSettings),
    )
    training: TrainingSettings = declare(
        TrainingSettings(), Nested(label="Training", help="How the network learns.", record=TrainingSettings)
    )
    seed: int = declare(
        0,
        Integer(
            label="Seed",
            help="The start of all random numbers. The same seed on the same machine gives the same run.",
            is_advanced=True,
            minimum=0,
            maximum=2**32 - 1,
        ),
    )
