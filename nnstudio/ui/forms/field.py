"""What every field of a form offers, and what all fields of one form share."""

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
    """Stands for the running value of a setting where there is none."""

    NOT_TRAINING = auto()
    """No run is training."""
    NO_COUNTERPART = auto()
    """The run has no such setting: another optimizer, another number of layers."""


class ChangeEffect(Enum):
    """What a change of a setting means for the run that is training."""

    PLAIN = auto()
    LIVE = auto()
    NEXT_RUN = auto()
    WAITING = auto()


@dataclass
class FormContext:
    """The settings that are edited, the theme, how fields are made, and whether a run is training."""

    workspace: Workspace
    theme: ThemeController
    make_field: "Callable[[FormContext, str, Setting, bool], Field]"
    empty_text: Mapping[str, str] = field(default_factory=dict)
    """What to say of an empty list, by its path."""
    offers: Mapping[str, Callable[[], Sequence[str]]] = field(default_factory=dict)
    """What asks for the words that there are to choose from, by the path of a text."""
    is_training_active: bool = False
    structure: int = 0
    """Counts how often fields have come or gone."""

    def offered(self, path: str) -> Sequence[str]:
        """Return the words that there are now for the text at ``path``; none where nothing knows of any."""
        return self.offers[path]() if path in self.offers else ()

    def commits_while_typing(self, setting: Setting) -> bool:
        """Return whether each key counts. Not where it would reach a run: ``1e-3`` begins with the step 1."""
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
        raise NotImplementedError

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show those of ``problems``, which are by path, that stand here or below."""
        raise NotImplementedError


def standing_of(setting: Setting, differs: bool, running: Any) -> ChangeEffect:
    """Return what a change of ``setting`` means where its value ``differs`` from ``running`` or not."""
    if running is Absent.NOT_TRAINING:
        return ChangeEffect.PLAIN
    if running is Absent.NO_COUNTERPART:
        return ChangeEffect.NEXT_RUN
    if setting.live:
        return ChangeEffect.LIVE
    return ChangeEffect.WAITING if differs else ChangeEffect.NEXT_RUN


def running_member(running: Any, name: str) -> Any:
    """Return the member ``name`` of a running record, or the `Absent` that stands for the whole record."""
    return running if isinstance(running, Absent) else getattr(running, name)
