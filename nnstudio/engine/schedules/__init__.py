"""Schedules: how the learning rate changes over a run. To add one: a file here and a line below."""

from nnstudio.engine.schedules.constant import Constant
from nnstudio.engine.schedules.decays import Cosine, Exponential, InverseTime, StepDecay
from nnstudio.engine.schedules.plateau import ReduceOnPlateau
from nnstudio.engine.schedules.schedule import Schedule
from nnstudio.spec.record import Registry

SCHEDULES: Registry[Schedule] = Registry(
    "schedule",
    Constant,
    InverseTime,
    StepDecay,
    Exponential,
    Cosine,
    ReduceOnPlateau,
)
