"""Schedules: how the learning rate changes over a run. To add one, write a file here and a line below."""

from nnstudio.engine.schedules.constant import Constant
from nnstudio.engine.schedules.cosine import Cosine
from nnstudio.engine.schedules.exponential import Exponential
from nnstudio.engine.schedules.inverse_time import InverseTime
from nnstudio.engine.schedules.plateau import ReduceOnPlateau
from nnstudio.engine.schedules.schedule import Schedule
from nnstudio.engine.schedules.step_decay import StepDecay
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
