"""The steps of groups of batches."""

from collections.abc import Iterable

from nnstudio.runs.events import BatchesFinished


def steps_of(events: Iterable[object]) -> list[int]:
    """Return the step of every batch of the groups among ``events``, in order."""
    groups = [event for event in events if isinstance(event, BatchesFinished)]
    return [step for group in groups for step in range(group.first_step, group.first_step + len(group.rows))]
