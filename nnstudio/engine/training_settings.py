"""All settings of training."""

from dataclasses import dataclass

from nnstudio.engine.clipping import CLIPPINGS, Clipping, NoClipping
from nnstudio.engine.losses import LOSSES, CrossEntropy, Loss
from nnstudio.engine.optimizers import OPTIMIZERS, Momentum, Optimizer
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.schedules import SCHEDULES, Constant, Schedule
from nnstudio.engine.stopping import STOPPING_RULES, NeverStop, StoppingRule
from nnstudio.spec.record import Nested, OneOf
from nnstudio.spec.setting import Choice, Flag, Integer, Number, declare

_OPTIMIZER = OneOf(
    label="Optimizer",
    help="How gradients update the weights. Each optimizer keeps its own learning rate.",
    registry=OPTIMIZERS,
)
_SCHEDULE = OneOf(
    label="Schedule",
    help="How the learning rate changes over the run. Constant is usual for short runs.",
    is_advanced=True,
    registry=SCHEDULES,
)
_WARM_UP = Number(
    label="Warm-up epochs",
    help="How many epochs the learning rate rises from zero before the schedule begins. 0 to 2 is usual.",
    formula="lr = lr₀ · epoch / warm-up",
    is_advanced=True,
    minimum=0,
    maximum=100,
)
_BATCH_SIZE = Integer(
    label="Batch size",
    help="How many pictures are used for one step. 32 to 128 is usual; 1 is per-sample training.",
    minimum=1,
    maximum=1_000_000,
    steps=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024),
    zero_means="full",
    live=True,
)
_SHUFFLES = Flag(
    label="Shuffle",
    help="Whether each epoch shows the training pictures in a new random order. Off shows them class by class, as many "
    "files store them: the network then forgets each class while it sees the next. On is usual.",
    is_advanced=True,
)
_EPOCHS = Integer(
    label="Epochs",
    help="How many times the network sees all training pictures.",
    minimum=1,
    maximum=10_000,
    zero_means="endless",
    live=True,
)
_EVALUATE_EVERY = Integer(
    label="Evaluate every",
    help="After how many batches the network is evaluated, besides the ends of epochs. Every epoch is usual.",
    is_advanced=True,
    minimum=1,
    maximum=1_000_000,
    zero_means="epoch",
    live=True,
)
WHOLE, SAMPLE, VALIDATION = "whole", "sample", "validation"
_EVALUATE_ON = Choice(
    label="Within epochs, on",
    help="On which pictures an evaluation within an epoch is made; at its end it is always all of them. The validation "
    "set alone is fast enough to evaluate after every few batches.",
    is_advanced=True,
    live=True,
    options={
        WHOLE: "Training and validation set",
        SAMPLE: "Sample and validation set",
        VALIDATION: "Validation set alone",
    },
)
_CLIPPING = OneOf(
    label="Clipping",
    help="How a gradient that is too large is limited. Off is usual for small networks.",
    is_advanced=True,
    registry=CLIPPINGS,
)
_STOPPING = OneOf(
    label="Stopping",
    help="When the run ends before its last epoch. Early stopping guards against overfitting.",
    is_advanced=True,
    registry=STOPPING_RULES,
)
_RESTORES_BEST = Flag(
    label="Restore best",
    help="Whether the run ends with the weights of its best evaluation instead of its last.",
    is_advanced=True,
)
_LOSS = OneOf(
    label="Loss",
    help="How wrong the network is: the number that training minimises.",
    is_advanced=True,
    registry=LOSSES,
)
_THREADS = Integer(
    label="Threads",
    help="How many processor cores multiply matrices. One is fastest unless layers and batches are large. "
    "Runs with the same number repeat bit for bit.",
    is_advanced=True,
    minimum=1,
    maximum=64,
    zero_means="automatic",
)
_PENALTIES = Nested(label="Penalties", help="How large weights are penalised.", record=PenaltySettings)


@dataclass(frozen=True)
class TrainingSettings:
    """How the network is trained."""

    optimizer: Optimizer = declare(Momentum(), _OPTIMIZER)
    schedule: Schedule = declare(Constant(), _SCHEDULE)
    warm_up: float = declare(0.0, _WARM_UP)
    batch_size: int = declare(64, _BATCH_SIZE)
    epochs: int = declare(10, _EPOCHS)
    evaluate_every: int = declare(0, _EVALUATE_EVERY)
    evaluate_on: str = declare(WHOLE, _EVALUATE_ON)
    loss: Loss = declare(CrossEntropy(), _LOSS)
    penalties: PenaltySettings = declare(PenaltySettings(), _PENALTIES)
    clipping: Clipping = declare(NoClipping(), _CLIPPING)
    stopping: StoppingRule = declare(NeverStop(), _STOPPING)
    restores_best: bool = declare(False, _RESTORES_BEST)
    threads: int = declare(0, _THREADS)
    shuffles: bool = declare(True, _SHUFFLES)

    def learning_rate_of(self, before: float, after: float, plateau_factor: float) -> float:
        """Return the learning rate of the batch from ``before`` to ``after``, positions in epochs with fractions.

        ``plateau_factor`` is what the schedule makes of the evaluations so far, `Schedule.factor_after`.
        """
        rate = self.optimizer.learning_rate * plateau_factor
        if after < self.warm_up:
            return rate * after / self.warm_up
        return rate * self.schedule.factor(before, self.epochs)
