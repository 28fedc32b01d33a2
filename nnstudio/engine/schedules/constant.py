"""A constant learning rate."""

from dataclasses import dataclass

from nnstudio.engine.schedules.schedule import Schedule


@dataclass(frozen=True)
class Constant(Schedule):
    """η."""

    key = "constant"
    label = "Constant"
    hint = "The learning rate never changes. Usual for short runs."
    formula = "lr = lr₀"
