"""The engine's settings: their texts, limits and defaults, and which of them can change during training.

Saved files and typed settings rely on each of these.
"""

import pytest

from nnstudio.engine.activations import ACTIVATIONS
from nnstudio.engine.clipping import CLIPPINGS
from nnstudio.engine.clipping.clipping import limit
from nnstudio.engine.initializers import INITIALIZERS
from nnstudio.engine.layers import LAYERS
from nnstudio.engine.losses import LOSSES
from nnstudio.engine.network import NetworkSettings
from nnstudio.engine.optimizers import OPTIMIZERS
from nnstudio.engine.optimizers.optimizer import epsilon, learning_rate
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.schedules import SCHEDULES
from nnstudio.engine.stopping import STOPPING_RULES
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.spec.record import OneOf, members
from nnstudio.spec.setting import Number
from tests.engine.fresh_import import freshly_imported

TABLE = """
activation leaky_relu.slope = 0.01 | a number from 0 to 0.9
activation elu.alpha = 1 | a number from 0.01 to 5
gradient clipping norm.limit = 1 | a number from 0.1 to 10 | live, log
gradient clipping value.limit = 1 | a number from 0.1 to 10 | live, log
initializer scaled_normal.standard_deviation = 0.01 | a number from 0.0001 to 1 | log
initializer uniform.limit = 0.05 | a number from 0.0001 to 1 | log
initializer too_large.standard_deviation = 1 | a number from 0.2 to 10 | log
layer dense.units = 64 | a whole number from 1 to 4096
layer dense.activation = relu | a kind of activation
layer dense.has_bias = on | on or off
layer batch_norm.momentum = 0.1 | a number from 0.001 to 1
layer dropout.rate = 0.2 | a number from 0 to 0.9 | live
layer activation.activation = relu | a kind of activation
loss cross_entropy.label_smoothing = 0 | a number from 0 to 0.3 | live
optimizer sgd.learning_rate = 0.1 | a number from 1e-05 to 10 | live, log
optimizer momentum.learning_rate = 0.05 | a number from 1e-05 to 10 | live, log
optimizer momentum.momentum = 0.9 | a number from 0 to 0.999 | live
optimizer nesterov.learning_rate = 0.05 | a number from 1e-05 to 10 | live, log
optimizer nesterov.momentum = 0.9 | a number from 0 to 0.999 | live
optimizer rmsprop.learning_rate = 0.001 | a number from 1e-05 to 10 | live, log
optimizer rmsprop.decay = 0.99 | a number from 0 to 0.9999
optimizer rmsprop.epsilon = 1e-08 | a number from 1e-12 to 1 | log
optimizer adagrad.learning_rate = 0.01 | a number from 1e-05 to 10 | live, log
optimizer adagrad.epsilon = 1e-10 | a number from 1e-12 to 1 | log
optimizer adam.learning_rate = 0.001 | a number from 1e-05 to 10 | live, log
optimizer adam.beta1 = 0.9 | a number from 0 to 0.999
optimizer adam.beta2 = 0.999 | a number from 0 to 0.9999
optimizer adam.epsilon = 1e-08 | a number from 1e-12 to 1 | log
optimizer adamw.learning_rate = 0.001 | a number from 1e-05 to 10 | live, log
optimizer adamw.beta1 = 0.9 | a number from 0 to 0.999
optimizer adamw.beta2 = 0.999 | a number from 0 to 0.9999
optimizer adamw.epsilon = 1e-08 | a number from 1e-12 to 1 | log
optimizer adamw.weight_decay = 0.01 | a number from 1e-06 to 1, or 0 (off) | live, log
schedule inverse_time.decay = 0.01 | a number from 1e-05 to 10 | live, log
schedule step.every = 10 | a whole number from 1 to 1000 epochs
schedule step.decay = 0.5 | a number from 0.01 to 1
schedule exponential.decay = 0.95 | a number from 0.1 to 1
schedule plateau.patience = 3 | a whole number from 1 to 1000 epochs
schedule plateau.decay = 0.5 | a number from 0.01 to 1
stopping rule early.monitor = loss | one of loss, accuracy
stopping rule early.patience = 5 | a whole number from 1 to 10000
stopping rule early.minimum_change = 0 | a number from 0 to 1
stopping rule early.unit = epochs | one of epochs, evaluations
stopping rule target.accuracy = 0.97 | a number from 0.01 to 1
penalties.l1 = off | a number from 1e-06 to 1, or 0 (off) | live, log
penalties.l2 = off | a number from 1e-06 to 1, or 0 (off) | live, log
penalties.weight_decay = off | a number from 1e-06 to 1, or 0 (off) | live, log
training.optimizer = momentum 0.05 0.9 | a kind of optimizer
training.schedule = constant | a kind of schedule
training.warm_up = 0 | a number from 0 to 100
training.batch_size = 64 | a whole number from 1 to 1000000, or 0 (full) | live
training.epochs = 10 | a whole number from 1 to 10000, or 0 (endless) | live
training.evaluate_every = epoch | a whole number from 1 to 1000000, or 0 (epoch) | live
training.evaluate_on = whole | one of whole, sample, validation | live
training.loss = cross_entropy 0 | a kind of loss
training.penalties = PenaltySettings(l1=0.0, l2=0.0, weight_decay=0.0) | an object with l1, l2, weight_decay
training.clipping = none | a kind of gradient clipping
training.stopping = never | a kind of stopping rule
training.restores_best = off | on or off
training.threads = automatic | a whole number from 1 to 64, or 0 (automatic)
training.shuffles = on | on or off
network.layers = [dense 128 relu on, dense 64 relu on] | a list of at most 8 hidden dense layers and others
network.initializer = he_normal | a kind of initializer
network.inputs = unit | one of unit, standardized, raw
network.output_has_bias = on | on or off
"""
REGISTRIES = (ACTIVATIONS, CLIPPINGS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS, SCHEDULES, STOPPING_RULES)
GROUPS = {"penalties": PenaltySettings, "training": TrainingSettings, "network": NetworkSettings}
RECORDS = {f"{registry.noun} {kind.key}": kind for registry in REGISTRIES for kind in registry} | GROUPS


def described(name, kind):
    """Return a line of `TABLE` for each setting of the record ``kind``, in the order in which they may be typed."""
    lines = []
    for member, setting in members(kind).items():
        marks = ["live"] * setting.live + ["log"] * (isinstance(setting, Number) and setting.scale == "log")
        is_kind = isinstance(setting, OneOf)
        allowed = (
            f"a kind of {setting.registry.noun}"
            if is_kind
            else setting.allowed().split(", each")[0].split(":")[0].replace("any number of ", "")
        )
        default = setting.to_text(getattr(kind(), member))
        lines.append(" | ".join([f"{name}.{member} = {default}", allowed, *([", ".join(marks)] if marks else [])]))
    return lines


@pytest.mark.parametrize("name", RECORDS)
def test_settings_have_the_order_the_defaults_and_the_limits_that_files_rely_on(name):
    assert described(name, RECORDS[name]) == [line for line in TABLE.splitlines() if line.startswith(f"{name}.")]


@pytest.mark.parametrize(
    ("registry", "keys"),
    [
        (ACTIVATIONS, "relu leaky_relu elu gelu silu softplus tanh sigmoid linear"),
        (CLIPPINGS, "none norm value"),
        (LAYERS, "dense batch_norm dropout activation"),
        (LOSSES, "cross_entropy mean_squared_error"),
        (OPTIMIZERS, "sgd momentum nesterov rmsprop adagrad adam adamw"),
        (SCHEDULES, "constant inverse_time step exponential cosine plateau"),
        (STOPPING_RULES, "never early target"),
    ],
    ids=lambda value: getattr(value, "noun", ""),
)
def test_the_choices_keep_their_keys(registry, keys):
    assert " ".join(registry.keys) == keys


def test_a_learning_rate_is_declared_with_the_text_of_its_optimizer():
    assert learning_rate("Three is usual.") == Number(
        label="Learning rate",
        help="How far each step goes against the gradient. Three is usual. Too large diverges, too small crawls.",
        minimum=1e-5,
        maximum=10,
        scale="log",
        live=True,
    )


def test_an_epsilon_is_declared_with_the_text_of_its_optimizer_and_is_not_live():
    assert epsilon("1e-3 is usual.") == Number(
        label="Epsilon",
        help="Added to the root that gradients are divided by, so that it is never zero. 1e-3 is usual.",
        minimum=1e-12,
        maximum=1,
        is_advanced=True,
        scale="log",
    )


def test_a_limit_is_declared_with_what_it_limits():
    assert limit("hat") == Number(
        label="Limit",
        help="The largest hat that is allowed. 1 is usual.",
        minimum=0.1,
        maximum=10,
        scale="log",
        live=True,
    )


def test_every_penalty_is_declared_with_its_text():
    fresh = freshly_imported("nnstudio.engine.penalties")
    declared = members(fresh.PenaltySettings)
    assert {name: setting.label for name, setting in declared.items()} == {
        "l1": "L1",
        "l2": "L2",
        "weight_decay": "Weight decay",
    }
    assert declared["l1"].help.startswith("Pulls every weight towards zero with the same force")
    assert declared["l2"].help.startswith("Pulls every weight towards zero in proportion to its size")
    assert declared["weight_decay"].help.startswith("Shrinks every weight by this times the learning rate")
    expected = [line for line in TABLE.splitlines() if line.startswith("penalties.")]
    assert described("penalties", fresh.PenaltySettings) == expected
