"""Rules to stop a run before its last epoch. To add one: a record beside these and a line below."""

from nnstudio.engine.stopping.rules import EarlyStopping, NeverStop, StopAtTarget
from nnstudio.engine.stopping.stopping import StoppingRule
from nnstudio.spec.record import Registry

STOPPING_RULES: Registry[StoppingRule] = Registry(
    "stopping rule",
    NeverStop,
    EarlyStopping,
    StopAtTarget,
)
