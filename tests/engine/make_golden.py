"""``python -m tests.engine.make_golden``: computes with PyTorch, in float64, the values to compare the engine with.

PyTorch is not a dependency of the project. Its results are stored in ``golden/``, so that every test run checks against
them. This script is only needed for new cases; it was run with torch 2.13.0, in a separate environment.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from nnstudio.engine.losses import CrossEntropy, MeanSquaredError
from nnstudio.engine.optimizers import Adagrad, Adam, AdamW, Momentum, Nesterov, RmsProp, Sgd
from nnstudio.spec.record import record_to_json

FOLDER = Path(__file__).parent / "golden"
STEPS, WEIGHTS, BIASES = 50, 4, 2
OPTIMIZERS = (
    *(Sgd(), Momentum(), Nesterov(), RmsProp(), Adagrad(), Adam(), AdamW()),
    *(Momentum(0.01, 0.99), Nesterov(0.2, 0.5), RmsProp(0.01, 0.9, 1e-3), Adagrad(0.1, 1e-3)),
    *(Adam(0.01, 0.8, 0.99, 1e-4), AdamW(0.02, 0.5, 0.9, 1e-8, 0.5)),
)
LOSSES = (CrossEntropy(), CrossEntropy(0.1), CrossEntropy(0.3), MeanSquaredError())
ACTIVATIONS = {
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "gelu": lambda z: functional.gelu(z, approximate="tanh"),
    "silu": functional.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": functional.softplus,
    "linear": lambda z: z,
}


def stored(record):
    return {"kind": record.key, **record_to_json(record)}


def torch_optimizer(optimizer, weights, biases):
    groups = [{"params": [weights], "weight_decay": optimizer.weight_decay}, {"params": [biases], "weight_decay": 0}]
    rate = optimizer.learning_rate
    match optimizer:
        case Sgd():
            return torch.optim.SGD(groups, lr=rate)
        case Momentum():  # Nesterov is one of them
            looks_ahead = isinstance(optimizer, Nesterov)
            return torch.optim.SGD(groups, lr=rate, momentum=optimizer.momentum, nesterov=looks_ahead)
        case RmsProp():
            return torch.optim.RMSprop(groups, lr=rate, alpha=optimizer.decay, eps=optimizer.epsilon)
        case Adagrad():
            return torch.optim.Adagrad(groups, lr=rate, eps=optimizer.epsilon)
        case Adam():  # AdamW is one of them
            kind = torch.optim.AdamW if isinstance(optimizer, AdamW) else torch.optim.Adam
            return kind(groups, lr=rate, betas=(optimizer.beta1, optimizer.beta2), eps=optimizer.epsilon)


def optimizer_case(optimizer, start, gradients):
    weights, biases = (torch.tensor(part) for part in np.split(start, [WEIGHTS]))
    its_torch = torch_optimizer(optimizer, weights, biases)
    for gradient in gradients:
        weights.grad, biases.grad = (torch.tensor(part) for part in np.split(gradient, [WEIGHTS]))
        its_torch.step()
    return {"optimizer": stored(optimizer), "parameters": [*weights.tolist(), *biases.tolist()]}


def optimizers():
    rng = np.random.default_rng(0)
    start = rng.standard_normal(WEIGHTS + BIASES).round(3)
    sizes = np.array([1, 0.01, 10, 1, 1, 0.1])
    gradients = (sizes * rng.standard_normal((STEPS, WEIGHTS + BIASES))).round(4)
    gradients[::3, 3] = 0  # a weight that is not used in every batch
    return {
        "weights": WEIGHTS,
        "start": start.tolist(),
        "gradients": gradients.tolist(),
        "cases": [optimizer_case(optimizer, start, gradients) for optimizer in OPTIMIZERS],
    }


def torch_loss(loss, logits, labels):
    if isinstance(loss, CrossEntropy):
        return functional.cross_entropy(logits, labels, label_smoothing=loss.label_smoothing)
    wanted = functional.one_hot(labels, logits.shape[1])
    return ((functional.softmax(logits, dim=1) - wanted) ** 2).sum(dim=1).mean()


def loss_case(loss, logits, labels):
    z = torch.tensor(logits, requires_grad=True)
    value = torch_loss(loss, z, torch.tensor(labels))
    value.backward()
    return {"loss": stored(loss), "value": value.item(), "gradient": z.grad.tolist()}


def losses():
    logits = (3 * np.random.default_rng(1).standard_normal((3, 4))).round(3)
    labels = np.array([2, 0, 3])
    cases = [loss_case(loss, logits, labels) for loss in LOSSES]
    return {"logits": logits.tolist(), "labels": labels.tolist(), "cases": cases}


def activation_case(function, sums):
    z = torch.tensor(sums, dtype=torch.float64, requires_grad=True)
    values = function(z)
    values.sum().backward()
    return {"values": values.tolist(), "derivatives": z.grad.tolist()}


def activations():
    sums = [-12.0, -3.0, -1.0, -0.25, -0.01, 0.01, 0.25, 1.0, 3.0, 12.0]
    return {"sums": sums, "cases": {key: activation_case(function, sums) for key, function in ACTIVATIONS.items()}}


MAKERS = {"activations": activations, "losses": losses, "optimizers": optimizers}


def make():
    for name, maker in MAKERS.items():
        text = json.dumps(maker(), indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    make()
