"""What every field of a form shares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nnstudio.session.workspace import Workspace
from nnstudio.spec.setting import Setting
from nnstudio.ui.theme import ThemeController

if TYPE_CHECKING:
    from nnstudio.ui.forms.field import Field


@dataclass
class FormContext:
    """The settings that are edited, the theme, how fields are made, and whether a run is training."""

    workspace: Workspace
    theme: ThemeController
    make_field: "Callable[[FormContext, str, Setting, bool], Field]"
    empty_words: Mapping[str, str] = field(default_factory=dict)
    """What to say of an empty list, by its path."""
    is_training_active: bool = False
    structure: int = 0
    """Counts how often fields have come or gone."""

    def commits_while_typing(self, setting: Setting) -> bool:
        """Tell whether each key counts. Not where it would reach a run: ``1e-3`` begins with the step 1."""
        return not (self.is_training_active and setting.live)
