"""The live settings of a run while it trains: the user changes them, or a run that was killed changes them again."""

from collections.abc import Sequence

from nnstudio.data.augmentation import AugmentedPictures
from nnstudio.engine.arrays import Shape
from nnstudio.engine.network import Network
from nnstudio.engine.training import Training
from nnstudio.runs.events import LiveSettingsChanged
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.live_changes import LiveChange, Repetition, read_changes
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import adopt_live


class LiveSettings:
    """The settings of ``training`` on ``pictures``; ``sizes`` are the shape of a picture and the number of classes."""

    def __init__(
        self, settings: RunSettings, training: Training, pictures: AugmentedPictures, sizes: tuple[Shape, int]
    ) -> None:
        self.now = settings
        self._training, self._pictures, self._sizes = training, pictures, sizes
        self._repetition = Repetition()

    def repeat(self, changes: Sequence[LiveChange]) -> None:
        """Make ``changes``, which are in the run's folder, again when their steps are reached."""
        self._repetition = Repetition(changes)

    def change(self, settings: RunSettings, writer: RunWriter) -> LiveSettingsChanged | None:
        """Adopt the live ``settings`` and write that; None if they are those of now, or those that are repeated."""
        if self._repetition.is_coming(settings, self.now) or adopt_live(self.now, settings) == self.now:
            return None
        self.forget_repetition(writer)
        event = self._adopt(settings)
        writer.live_settings(event, len(self._training.validations))
        return event

    def repeated(self) -> list[LiveSettingsChanged]:
        """Make the changes again that had been made at this step before the run was killed."""
        changed = []
        while (settings := self._repetition.take(self._training.step, len(self._training.validations))) is not None:
            changed.append(self._adopt(settings))
        return changed

    def forget_repetition(self, writer: RunWriter) -> None:
        """Repeat nothing more, and take what was still to come out of the run's folder."""
        if coming := self._repetition.give_up():
            lines = [change.line for change in read_changes(writer.folder)]
            writer.replace_changes(lines[: len(lines) - len(coming)])

    def _adopt(self, settings: RunSettings) -> LiveSettingsChanged:
        adopted = self.now = adopt_live(self.now, settings)
        self._pictures.change(adopted.data.augmentation)
        self._training.change(Network(adopted.network, *self._sizes), adopted.training)
        return LiveSettingsChanged(adopted, self._training.step)
