"""A learning rate that stays."""

from dataclasses import dataclass

from nnstudio.engine.schedules.schedule import Schedule


@dataclass(frozen=True)
class Constant(Schedule):
    """η."""

    key = "constant"
    label = "Constant"
    hint = "The learning rate stays as it is. Usual for short runs."
