"""The base class of all fields of a form, and the context that the fields of a form have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from PySide6.QtWidgets import QWidget

from nnstudio.session.workspace import Workspace
from nnstudio.spec.errors import Problem
from nnstudio.spec.setting import Setting
from nnstudio.ui.theme import ThemeController


class Absent(Enum):
    """The running value of a setting that has none."""

    NOT_TRAINING = auto()
    """No run is training."""
    NO_COUNTERPART = auto()
    """The run has no such setting, because it has another optimizer or another number of layers."""


class ChangeEffect(Enum):
    """How a change of a setting affects the run that is training."""

    NONE = auto()
    """No run is training."""
    LIVE = auto()
    """A change applies at once."""
    NEXT_RUN = auto()
    """A change will apply to the next run."""
    WAITING = auto()
    """The setting was changed, which applies to the next run."""


@dataclass
class FormContext:
    """The edited settings, the theme, the function that creates fields, and whether a run is training."""

    workspace: Workspace
    theme: ThemeController
    make_field: "Callable[[FormContext, str, Setting, bool], Field]"
    empty_text: Mapping[str, str] = field(default_factory=dict)
    """The text shown for an empty list, by its path."""
    choices: Mapping[str, Callable[[], Sequence[str]]] = field(default_factory=dict)
    """Functions that return the current choices for a text setting, by its path."""
    is_training_active: bool = False
    structure: int = 0
    """A counter that grows whenever fields are added or removed."""

    def choices_for(self, path: str) -> Sequence[str]:
        """Return the current choices for the text setting at ``path``; empty if there are none."""
        return self.choices[path]() if path in self.choices else ()

    def commits_while_typing(self, setting: Setting) -> bool:
        """Return whether to commit on each keystroke. Not for live settings in a run: typing 1e-3 would apply 1."""
        return not (self.is_training_active and setting.live)


class Field(QWidget):
    """Shows one setting of a workspace and changes it."""

    def __init__(self, context: FormContext, path: str, setting: Setting) -> None:
        super().__init__()
        self.context = context
        self.path = path
        self.setting = setting

    def show_value(self, value: Any, running: Any) -> None:
        """Show ``value``, touching only what differs; ``running`` is the run's value, or an `Absent`."""
        raise NotImplementedError  # each field says how; ABC and the metaclass of Qt's classes do not go together

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show those of ``problems``, keyed by path, that belong to this setting or its members."""
        raise NotImplementedError  # each field says how; ABC and the metaclass of Qt's classes do not go together


def effect_of(setting: Setting, differs: bool, running: Any) -> ChangeEffect:
    """Return the effect of a change of ``setting``, whose value ``differs`` from the ``running`` one or not."""
    if running is Absent.NOT_TRAINING:
        return ChangeEffect.NONE
    if running is Absent.NO_COUNTERPART:
        return ChangeEffect.NEXT_RUN
    if setting.live:
        return ChangeEffect.LIVE
    return ChangeEffect.WAITING if differs else ChangeEffect.NEXT_RUN


def running_member(running: Any, name: str) -> Any:
    """Return the member ``name`` of a running record, or the `Absent` of the whole record."""
    return running if isinstance(running, Absent) else getattr(running, name)
