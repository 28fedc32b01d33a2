"""What every field of a form shares."""

from collections.abc import Callable, Mapping, Sequence
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
    offers: Mapping[str, Callable[[], Sequence[str]]] = field(default_factory=dict)
    """What asks for the words that there are to choose from, by the path of a text."""
    is_training_active: bool = False
    structure: int = 0
    """Counts how often fields have come or gone."""

    def offered(self, path: str) -> Sequence[str]:
        """Return the words that there are now for the text at ``path``; none where nothing knows of any."""
        return self.offers[path]() if path in self.offers else ()

    def commits_while_typing(self, setting: Setting) -> bool:
        """Tell whether each key counts. Not where it would reach a run: ``1e-3`` begins with the step 1."""
        return not (self.is_training_active and setting.live)
