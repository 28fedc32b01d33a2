"""What every field of a form offers."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from PySide6.QtWidgets import QWidget

from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Setting
from nnstudio.ui.forms.context import FormContext


class Absent(Enum):
    """Stands for the running value of a setting where there is none."""

    NOT_TRAINING = auto()
    """No run is training."""
    NO_COUNTERPART = auto()
    """The run has no such setting: another optimizer, another number of layers."""


class Standing(Enum):
    """What a change of a setting means for the run that is training."""

    PLAIN = auto()
    LIVE = auto()
    NEXT_RUN = auto()
    WAITING = auto()


class Field(QWidget):
    """Shows one setting of a workspace and changes it."""

    def __init__(self, context: FormContext, path: str, setting: Setting) -> None:
        super().__init__()
        self.context = context
        self.path = path
        self.setting = setting

    def show_value(self, value: Any, running: Any) -> None:
        """Show ``value``, touching only what differs; ``running`` is the run's value, or an `Absent`."""
        raise NotImplementedError

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show those of ``problems``, which are by path, that stand here or below."""
        raise NotImplementedError


def standing_of(setting: Setting, differs: bool, running: Any) -> Standing:
    """Return what a change of ``setting`` means where its value ``differs`` from ``running`` or not."""
    if running is Absent.NOT_TRAINING:
        return Standing.PLAIN
    if running is Absent.NO_COUNTERPART:
        return Standing.NEXT_RUN
    if setting.live:
        return Standing.LIVE
    return Standing.WAITING if differs else Standing.NEXT_RUN


def running_member(running: Any, name: str) -> Any:
    """Return the member ``name`` of a running record, or the `Absent` that stands for the whole record."""
    return running if isinstance(running, Absent) else getattr(running, name)
