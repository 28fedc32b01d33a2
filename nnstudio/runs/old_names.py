"""Reads run folders of format 1: every former name is here, and nowhere else.

Format 2 has other names, stores the shape of a sample where format 1 stores the number of inputs, and has the
positions of validations in its checkpoints.
"""

import math
from typing import Any

from nnstudio.data.dataset import PICTURE_SHAPE
from nnstudio.engine.training_state import TrainingState

_SPLIT_KINDS = {"share": "fraction"}
_SPLIT_MEMBERS = {"validation_share": "validation_fraction", "test_share": "test_fraction"}
_OPTIMIZER_STATE = "memory_"
_WITHOUT_POSITION = ("loss", "accuracy", "count")


def current_description(description: Any) -> Any:
    """Return the content of ``run.json`` with today's names; in format 1 all pictures had 28 × 28 pixels."""
    shape = {"input_shape": PICTURE_SHAPE} if "inputs" in description else {}
    return description | {"settings": current_settings(description["settings"])} | shape


def current_settings(settings: Any) -> Any:
    """Return the JSON of `RunSettings` with today's names; anything else is returned unchanged."""
    try:
        split = settings["data"]["split"]
        renamed = {_SPLIT_MEMBERS.get(name, name): value for name, value in split.items()}
        renamed["kind"] = _SPLIT_KINDS.get(split["kind"], split["kind"])
    except (KeyError, TypeError, AttributeError):
        return settings
    return settings | {"data": settings["data"] | {"split": renamed}}


def current_state(state: TrainingState) -> TrainingState:
    """Return the state of a training with today's names."""
    arrays = {
        name.replace(_OPTIMIZER_STATE, "optimizer_state_") if name.startswith(_OPTIMIZER_STATE) else name: array
        for name, array in state.arrays.items()
    }
    facts = dict(state.facts)
    best = facts.get("best")
    if isinstance(best, dict) and "own" in best:
        facts["best"] = {name: value for name, value in best.items() if name != "own"} | {"extra": best["own"]}
    if any(len(each) == len(_WITHOUT_POSITION) for each in facts.get("validations", ())):
        facts["validations"] = _with_positions(facts, len(state.arrays["order"]))
    return TrainingState(arrays, facts)


def _with_positions(facts: dict[str, Any], in_epoch: int) -> list[list[float]]:
    """Return the validations with positions, evenly spaced up to the last; ``in_epoch`` is the length of the order.

    These are the true positions if all evaluations were at the ends of epochs.
    """
    validations, epoch = facts["validations"], facts["epoch"]
    after_first = len(validations) - 1
    position = epoch - 1 + facts["_start"] / in_epoch if in_epoch else epoch
    is_by_epoch = after_first == math.floor(position)
    last = after_first if is_by_epoch else position * facts["_evaluated_step"] / facts["step"]
    return [[last * index / max(1, after_first), *each] for index, each in enumerate(validations)]
