"""How a change of a setting affects the run that is training."""

from enum import Enum, auto
from typing import Any

from nnstudio.spec.setting import Setting


class Absent(Enum):
    """The running value of a setting that has none."""

    NOT_TRAINING = auto()
    """No run is training."""
    NO_COUNTERPART = auto()
    """The run has no such setting, because it has another optimizer or another number of layers."""


class ChangeEffect(Enum):
    """How a change of a setting affects the run that is training."""

    NONE = auto()
    """A change applies at once, or no run is training."""
    NEXT_RUN = auto()
    """A change will apply to the next run."""
    WAITING = auto()
    """The setting was changed, which applies to the next run."""


def effect_of(setting: Setting, differs: bool, running: Any) -> ChangeEffect:
    """Return the effect of a change of ``setting``, whose value ``differs`` from the ``running`` one or not."""
    if running is Absent.NOT_TRAINING:
        return ChangeEffect.NONE
    if running is Absent.NO_COUNTERPART:
        return ChangeEffect.NEXT_RUN
    if setting.live:
        return ChangeEffect.NONE
    return ChangeEffect.WAITING if differs else ChangeEffect.NEXT_RUN


def running_member(running: Any, name: str) -> Any:
    """Return the member ``name`` of a running record, or the `Absent` of the whole record."""
    return running if isinstance(running, Absent) else getattr(running, name)
