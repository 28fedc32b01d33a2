"""What does augmentation cost? Microseconds per picture, and how much longer a batch takes while pictures are made.

Training with and without it alternates, so that the machine's fluctuations affect both.
"""

import statistics
import time
from collections.abc import Iterator

import numpy as np
from threadpoolctl import threadpool_limits

from nnstudio.data.augmentation import AugmentationSettings, AugmentedPictures
from nnstudio.data.augmentation.block_maker import BLOCK, GROUP, BlockMaker
from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.activations import Relu
from nnstudio.engine.denormals import flush_denormals
from nnstudio.engine.events import BatchFinished, TrainingEvent
from nnstudio.engine.layers import Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Sgd
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.steps import finish
from tests.benchmarks.data import benchmark_folders, benchmark_settings

ROUNDS = 15
BATCHES = 250
BATCH_SIZE = 64
WIDTHS = (300, 100)
KINDS = {
    "shift, rotation, scale, shear": AugmentationSettings(shift=2, rotation=10, scale=10, shear=10),
    "… and elastic": AugmentationSettings(2, 10, 10, 10, 1.2, 4),
    "… and thickness and noise": AugmentationSettings(2, 10, 10, 10, 1.2, 4, 0.5, 30),
}


def main() -> None:
    """Print the time per picture on its own, and the time of training with and without."""
    samples = _training_pictures()
    print(f"{samples.count:,} pictures; blocks of {BLOCK:,}, {GROUP} pictures share a warp")
    with threadpool_limits(1, user_api="blas"), flush_denormals():
        for name, settings in KINDS.items():
            alone = _seconds_per_picture(samples, settings)
            plain, augmented = _measured(samples, settings)
            fraction = statistics.median(one / other for one, other in zip(augmented, plain, strict=True)) - 1
            print(
                f"{name}: {1e6 * alone:.1f} µs per picture alone; 784-{'-'.join(map(str, WIDTHS))}-10, batch "
                f"{BATCH_SIZE}: {1e6 * statistics.median(plain):,.0f} µs per batch without, "
                f"{1e6 * statistics.median(augmented):,.0f} with: {fraction:+.1%} (median of {ROUNDS} rounds)",
                flush=True,
            )


def _training_pictures() -> PictureSamples:
    dataset = finish(benchmark_settings().data.dataset.load(benchmark_folders()))
    return PictureSamples(dataset.training_pictures, dataset.training_labels)


def _seconds_per_picture(samples: PictureSamples, settings: AugmentationSettings) -> float:
    maker, spent = BlockMaker(samples.pictures), []
    numbers = np.random.default_rng(0).permutation(samples.count)[:BLOCK]
    for seed in range(3 * ROUNDS):
        start = time.perf_counter()
        maker.begin(numbers, settings, np.random.default_rng(seed))
        maker.finish()
        spent.append((time.perf_counter() - start) / BLOCK)
    return statistics.median(spent)


def _measured(samples: PictureSamples, settings: AugmentationSettings) -> tuple[list[float], list[float]]:
    """Return the seconds per batch of each round, without and with augmentation."""
    trainings = [_events(samples, each) for each in (AugmentationSettings(), settings)]
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for events, times in zip(trainings, spent, strict=True):
            _train(events, BATCH_SIZE)  # uses up what was made ahead while the other one trained
            times.append(_train(events, BATCHES))
    return spent


def _train(events: Iterator[TrainingEvent], batches: int) -> float:
    """Train the given number of batches and return the seconds per batch; evaluations are not counted."""
    total, done = 0.0, 0
    while done < batches:
        start = time.perf_counter()
        event = next(events)
        if isinstance(event, BatchFinished):
            total += time.perf_counter() - start
            done += 1
    return total / batches


def _events(samples: PictureSamples, settings: AugmentationSettings) -> Iterator[TrainingEvent]:
    streams = RandomStreams.from_seed(0)
    few = PictureSamples(samples.pictures[:10], samples.labels[:10])
    network = Network(NetworkSettings(tuple(Dense(units, Relu()) for units in WIDTHS)), samples.shape, 10)
    training = TrainingSettings(optimizer=Sgd(0.05), batch_size=BATCH_SIZE, epochs=0)
    pictures = AugmentedPictures(samples, settings, streams.augmentation)
    return Training(network, training, pictures, few, streams).events()


if __name__ == "__main__":
    main()
