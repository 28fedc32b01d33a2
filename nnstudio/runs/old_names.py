"""Reads what runs wrote in format 1 of their folder: every former name stands here, and nowhere else.

Format 2 has other names, says the shape of a sample where format 1 says how many inputs there are, and keeps the
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
    """Return what ``run.json`` holds with today's names; in format 1 all pictures were of 28 × 28 pixels."""
    shape = {"input_shape": PICTURE_SHAPE} if "inputs" in description else {}
    return description | {"settings": current_settings(description["settings"])} | shape


def current_settings(settings: Any) -> Any:
    """Return the JSON of `RunSettings` with today's names; what is not such JSON is returned as it is."""
    try:
        split = settings["data"]["split"]
        kind = split["kind"]
    except (KeyError, TypeError):
        return settings
    renamed = {_SPLIT_MEMBERS.get(name, name): value for name, value in split.items()}
    renamed["kind"] = _SPLIT_KINDS.get(kind, kind)
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
    """Return the validations with positions, spread evenly up to the last; ``in_epoch`` samples have an order.

    These are the true ones where evaluations were at the ends of epochs alone.
    """
    validations, epoch = facts["validations"], facts["epoch"]
    after_first = len(validations) - 1
    position = epoch - 1 + facts["_start"] / in_epoch if in_epoch else epoch
    is_by_epoch = after_first == math.floor(position)
    last = after_first if is_by_epoch else position * facts["_evaluated_step"] / facts["step"]
    return [[last * index / max(1, after_first), *each] for index, each in enumerate(validations)]
