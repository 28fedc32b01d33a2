"""``python -m tests.engine.make_golden_network``: the trainings of `network_case` in PyTorch, float64."""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from nnstudio.engine.optimizers import AdamW, Momentum
from nnstudio.engine.random_streams import RandomStreams
from tests.engine.network_case import BATCH, COUNT, DECAY, EPOCHS, OPTIMIZERS, SEED, l2_of, new_case
from tests.engine.test_training import samples


def torch_network(training):
    """Return the same layers in PyTorch, with the same initial parameters."""
    torch.set_default_dtype(torch.float64)
    layers = nn.Sequential(
        nn.Linear(4, 6), nn.Sigmoid(), nn.BatchNorm1d(6), nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 4)
    )
    views = training.network.layout.views(training.parameters)
    with torch.no_grad():
        for index, number in ((0, 0), (3, 2), (5, 3)):
            layers[index].weight.copy_(torch.tensor(views[number]["weights"].T.copy()))
            layers[index].bias.copy_(torch.tensor(views[number]["biases"]))
    return layers


def torch_optimizer(layers, key):
    optimizer = OPTIMIZERS[key]
    decay = optimizer.weight_decay or l2_of(key)
    weights = [layers[index].weight for index in (0, 3, 5)]
    rest = [parameter for parameter in layers.parameters() if all(parameter is not weight for weight in weights)]
    groups = [{"params": weights, "weight_decay": decay}, {"params": rest, "weight_decay": 0}]
    if isinstance(optimizer, Momentum):
        return torch.optim.SGD(groups, lr=optimizer.learning_rate, momentum=optimizer.momentum)
    kind = torch.optim.AdamW if isinstance(optimizer, AdamW) else torch.optim.Adam
    return kind(groups, lr=optimizer.learning_rate)


def train(key):
    """Return every array of the network after the training, in the engine's layout."""
    layers = torch_network(new_case(key))
    optimizer = torch_optimizer(layers, key)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, DECAY)
    data, shuffling = samples(COUNT), RandomStreams.from_seed(SEED).shuffling
    pictures, labels = torch.tensor(data.pictures).double() / 255, torch.tensor(data.labels).long()
    for _ in range(EPOCHS):
        for numbers in torch.tensor(shuffling.permutation(COUNT)).split(BATCH):
            optimizer.zero_grad()
            functional.cross_entropy(layers(pictures[numbers]), labels[numbers]).backward()
            optimizer.step()
        schedule.step()
    named = {name: value.detach() for name, value in layers.state_dict().items() if "num_batches" not in name}
    return {name: (value.T if value.ndim == 2 else value).tolist() for name, value in named.items()}


if __name__ == "__main__":
    content = {key: train(key) for key in OPTIMIZERS}
    (Path(__file__).parent / "golden" / "network.json").write_text(json.dumps(content) + "\n", encoding="utf-8")
