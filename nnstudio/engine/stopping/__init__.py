"""Rules to stop a run before its last epoch. To add one, write a file here and a line below."""

from nnstudio.engine.stopping.early_stopping import EarlyStopping
from nnstudio.engine.stopping.never_stop import NeverStop
from nnstudio.engine.stopping.stop_at_target import StopAtTarget
from nnstudio.engine.stopping.stopping import StoppingRule
from nnstudio.spec.record import Registry

STOPPING_RULES: Registry[StoppingRule] = Registry(
    "stopping rule",
    NeverStop,
    EarlyStopping,
    StopAtTarget,
)
