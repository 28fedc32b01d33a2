"""Runs written into folders as a run writes them, without training."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.engine.network import Network
from nnstudio.runs.events import BATCH_ROW, BatchesFinished, RunStarted
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.settings import RunSettings

BEGIN = datetime(2026, 1, 1, 12, tzinfo=UTC)
SHAPE, CLASSES = (4,), ("cat", "dog")


def begin_run(runs: Path, key: str, settings: RunSettings, minutes: float = 0.0) -> RunWriter:
    """Write a run of ``settings`` that began ``minutes`` after `BEGIN`; it trains until the writer is closed."""
    folder = runs / key
    folder.mkdir(parents=True)
    writer = RunWriter(folder)
    network = Network(settings.network, SHAPE, len(CLASSES))
    writer.weights(np.zeros(network.layout.count, np.float32))
    writer.started(RunStarted(settings, folder, SHAPE, CLASSES, network.layout.count, 500, 100, 90, data_hash="ab"))
    description = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    description["started"] = (BEGIN + timedelta(minutes=minutes)).isoformat()
    (folder / "run.json").write_text(json.dumps(description), encoding="utf-8")
    return writer


def train(writer: RunWriter, *accuracies: float, first_epoch: int = 1) -> None:
    """Let the run train an epoch of ten batches for each of its validation ``accuracies``."""
    for epoch, accuracy in enumerate(accuracies, start=first_epoch):
        rows = np.zeros(10, BATCH_ROW)
        rows["position"] = epoch - 1 + np.arange(1, 11) / 10
        rows["loss"], rows["accuracy"], rows["learning_rate"] = 2 - accuracy, accuracy, 0.05
        rows["seconds"] = 2.0 * rows["position"]
        writer.batches(BatchesFinished(10 * (epoch - 1) + 1, epoch, rows, 5.0))
        metrics = Metrics(1 - accuracy, accuracy, 100)
        count = Network(settings_of(writer), SHAPE, len(CLASSES)).layout.count
        weights = np.full(count, accuracy, np.float32)
        writer.evaluation(Evaluated(epoch, 10 * epoch, float(epoch), metrics, metrics, 0.0, True), 2.0 * epoch, weights)
        writer.best_weights(weights)


def settings_of(writer: RunWriter):
    """Return the settings of the network of the run that is written."""
    from nnstudio.cli.run_settings import read_settings

    return read_settings(writer.folder / "run.json").network


def finish(writer: RunWriter, *accuracies: float, reason: str = "finished") -> Path:
    """Train the run and end it; its test accuracy is a percent below the best validation accuracy."""
    train(writer, *accuracies)
    result = {"reason": reason, "explanation": f"it {reason}", "epochs": len(accuracies), "seconds": 2.0}
    result |= {"batches": 10 * len(accuracies), "seconds_per_epoch": 2.0, "batches_per_second": 5.0}
    best = int(np.argmax(accuracies))
    for prefix, index in (("", -1), ("last_", -1), ("best_", best)):
        for name, less in (("train", 0.0), ("validation", 0.0), ("test", 0.01)):
            result[f"{prefix}{name}_accuracy"] = accuracies[index] - less
            result[f"{prefix}{name}_loss"] = 1 - accuracies[index]
        result[f"{prefix}penalty"] = 0.0
    result |= {"best_epoch": best + 1, "best_batches": 10 * (best + 1), "best_by": "loss"}
    result |= {"last_epoch": len(accuracies), "last_batches": 10 * len(accuracies)}
    (writer.folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    writer.close()
    return writer.folder


def make_run(
    runs: Path, key: str, settings: RunSettings, *accuracies: float, minutes: float = 0.0, reason: str = "finished"
) -> Path:
    """Write a whole run; return its folder."""
    return finish(begin_run(runs, key, settings, minutes), *(accuracies or (0.5, 0.9)), reason=reason)


def make_many(runs: Path, count: int) -> None:
    """Write ``count`` runs of different settings, without their histories, as quickly as the disk allows."""
    template = make_run(runs, "template", RunSettings(), 0.5, 0.9)
    run, result = ((template / name).read_text(encoding="utf-8") for name in ("run.json", "result.json"))
    for number in range(count):
        description = json.loads(run)
        description["started"] = (BEGIN + timedelta(minutes=number)).isoformat()
        settings = description["settings"]
        settings["seed"] = number % 5
        settings["training"]["batch_size"] = (32, 64, 128)[number // 5 % 3]
        settings["training"]["penalties"]["l2"] = (0.0, 0.01, 0.04)[number // 15 % 3]
        settings["training"]["optimizer"]["learning_rate"] = (0.01, 0.05, 0.1)[number // 45 % 3]
        folder = runs / f"run-{number:05}"
        folder.mkdir()
        (folder / "run.json").write_text(json.dumps(description), encoding="utf-8")
        (folder / "result.json").write_text(result.replace("0.9", f"0.{900 + number % 97}"), encoding="utf-8")


def make_long(runs: Path, key: str, count: int) -> Path:
    """Write a run of ``count`` batches, 1,000 an epoch, with a falling, noisy loss."""
    folder = make_run(runs, key, RunSettings(), 0.5)
    steps = np.arange(1, count + 1)
    rows = np.zeros(count, BATCH_ROW)
    rows["position"], rows["seconds"] = steps / 1000, steps // 100 * 0.033
    rows["loss"] = 2.3 / (1 + steps / 1e4) + np.random.default_rng(len(key)).normal(0, 0.1, count)
    rows.tofile(folder / "batches.f32")
    return folder
