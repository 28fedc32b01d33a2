"""One round of the kill test: a window trains, it or its trainer is killed, and the run goes on."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnstudio.data.folders import DataFolders
from nnstudio.runs.live_changes import LiveChange, read_changes
from nnstudio.runs.preparation import prepare
from nnstudio.runs.run import Run
from nnstudio.runs.run_files import is_being_written
from nnstudio.runs.saved_run import open_run
from nnstudio.runs.training_on import prepare_to_go_on
from nnstudio.steps import finish
from tests.conftest import small_settings

SETTINGS = small_settings("optimizer=adam", "layers=[dense 12 relu, dropout 0.2]", "batch_size=4", "epochs=12")
"""A run of a second or two with much state: some 1,500 batches."""
VICTIMS = ("window", "trainer", "window and trainer")
LATEST_KILL = 1.0
"""Seconds after the start of training."""
WAIT_SECONDS = 180.0


@dataclass(frozen=True)
class Outcome:
    """What a round has found: batches shown before the kill, batches then in the folder, and what is wrong."""

    killed: str
    shown: int
    kept: int
    changes: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        text = f"{self.killed} killed after {self.shown} shown batches, {self.kept} kept, {self.changes} changes"
        return f"{text}: {'; '.join(self.faults) or 'the same weights as an undisturbed run'}"


def play(data: Path, place: Path, seed: int) -> Outcome:
    """Train in a window, kill it, its trainer or both at a random moment, by turns of the ``seed``, and go on."""
    chance, killed = random.Random(seed), VICTIMS[seed % len(VICTIMS)]
    command = [sys.executable, "-m", "tests.kills.window", str(data), str(place), str(seed)]
    window = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert window.stdout is not None
    facts = (json.loads(line) for line in window.stdout)
    started = next(facts)
    folder = Path(started["folder"])
    moment = time.monotonic() + chance.uniform(0, LATEST_KILL)
    shown = 0
    for fact in facts:
        shown = fact.get("shown", shown)
        if "ended" in fact or time.monotonic() >= moment:
            break
    rows = folder / "batches.f32"
    for victim, process_id in (("trainer", started["trainer"]), ("window", window.pid)):
        if victim in killed:
            os.kill(process_id, signal.SIGKILL)
    kept = rows.stat().st_size // 20
    faults = [] if kept >= shown else [f"{shown - kept} batches that were shown are lost"]
    if "window" in killed:
        window.stdout.close()
        window.wait()
        _wait_until_left(folder)
        _train(finish(prepare_to_go_on(folder, DataFolders(data, place / "cache"))))
    elif not any("ended" in fact for fact in facts) and not (folder / "result.json").exists():
        faults.append("the window did not go on")
    window.wait(WAIT_SECONDS)
    window.stdout.close()
    changes = [*read_changes(folder)]
    expected = _undisturbed(changes, data, place)
    for weights in ("last", "best"):
        if not np.array_equal(open_run(folder, weights).parameters, open_run(expected, weights).parameters):
            faults.append(f"the {weights} weights differ")
    return Outcome(killed, shown, kept, len(changes), tuple(faults))


def _wait_until_left(folder: Path) -> None:
    """Wait until the trainer of the killed window has noticed that it is alone."""
    deadline = time.monotonic() + WAIT_SECONDS
    while is_being_written(folder):
        assert time.monotonic() < deadline, "the trainer outlives its window"
        time.sleep(0.01)


def _undisturbed(changes: list[LiveChange], data: Path, place: Path) -> Path:
    """Return the folder of a run in one piece with the same ``changes`` at the same steps."""
    run = finish(prepare(SETTINGS, DataFolders(data, place / "cache"), place / "undisturbed"))
    _train(run, changes)
    return run.started.folder


def _train(run: Run, changes: list[LiveChange] | None = None) -> None:
    left, evaluations = list(changes or ()), 0
    while run.ended is None:
        while left and left[0].is_reached(run.step, evaluations):
            run.change(left.pop(0).settings)
        evaluations += sum(type(event).__name__ == "Evaluated" for event in run.advance())
    run.close()
