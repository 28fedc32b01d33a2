"""Augmentation is a live setting of a run in the trainer's process."""

from nnstudio.engine.events import Evaluated
from nnstudio.runs.events import BatchesFinished, LiveSettingsChanged, RunEnded, RunEndReason
from nnstudio.training.messages import ChangeSettings, Stop
from tests.conftest import small_settings
from tests.training.received import until


def test_augmentation_is_switched_on_while_it_trains_and_a_stop_ends_it(trainer, start):
    trainer.send(start("epochs=endless"))
    until(trainer, BatchesFinished)
    trainer.send(
        ChangeSettings(small_settings("epochs=endless", "data.augmentation.rotation=15", "elastic_strength=1"))
    )
    changed = until(trainer, LiveSettingsChanged)[-1]
    assert changed.settings.data.augmentation.rotation == 15
    until(trainer, Evaluated)
    trainer.send(Stop())
    assert until(trainer, RunEnded)[-1].reason is RunEndReason.STOPPED
