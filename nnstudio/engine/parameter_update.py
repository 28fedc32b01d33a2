"""From the gradient of the loss to new parameters: penalties, clipping, weight decay, and the optimizer's step."""

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.optimizers.optimizer import Optimizer, OptimizerStep
from nnstudio.engine.parameters import Layout
from nnstudio.engine.training_settings import TrainingSettings


class ParameterUpdate:
    """The arrays of one training's steps. ``step`` is that of the optimizer, whose state it holds.

    ``parameters`` and ``gradient`` have the shape (layout.count,) and are changed in place.
    """

    def __init__(self, layout: Layout, optimizer: Optimizer, parameters: Floats, gradient: Floats) -> None:
        learned, weights, dtype = layout.learned_count, layout.weight_count, parameters.dtype
        self.step = OptimizerStep(
            parameters=parameters[:learned],
            gradient=gradient[:learned],
            state=tuple(np.zeros(learned, dtype) for _ in range(optimizer.state_vectors)),
            scratch=np.empty(learned, dtype),
            learning_rate=optimizer.learning_rate,
        )
        self._weights, self._weight_gradient = parameters[:weights], gradient[:weights]
        self._weight_scratch = self.step.scratch[:weights]

    def finish_gradient(self, settings: TrainingSettings) -> None:
        """Add the gradient of the penalties to that of the loss, and clip the sum."""
        settings.penalties.add_gradient(self._weights, self._weight_gradient, self._weight_scratch)
        settings.clipping.clip(self.step.gradient)

    def apply(self, settings: TrainingSettings, number: int, learning_rate: float) -> None:
        """Take the step with this ``number``, from 1: shrink the weights if they decay, then let the optimizer step."""
        self.step.number, self.step.learning_rate = number, learning_rate
        decay = settings.penalties.weight_decay + settings.optimizer.weight_decay
        if decay:
            self._weights *= 1 - learning_rate * decay
        settings.optimizer.update(self.step)

    def penalty(self, settings: TrainingSettings) -> float:
        """Return the penalty on the current weights."""
        return settings.penalties.value(self._weights)
