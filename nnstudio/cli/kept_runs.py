"""The kept runs as the commands below ``nnstudio runs`` find and print them."""

import argparse
from pathlib import Path
from typing import Any

from nnstudio.cli.arguments import chosen_runs_folder
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.setting_texts import default_texts, text_at
from nnstudio.runs.store.run_store import RunList, RunStore
from nnstudio.runs.store.run_summary import RunSummary
from nnstudio.steps import finish


class KeptRuns:
    """The runs of the chosen folder, read once."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.store = RunStore(chosen_runs_folder(arguments))
        self.list: RunList = finish(self.store.load())
        self.store.save()

    def find(self, text: str) -> RunSummary:
        """Return the run that ``text`` names: its folder, the folder's name or its own name.

        Raises `SavedRunError` where there is none, or several have the name.
        """
        path = Path(text)
        keys = {text, path.name} if path.is_dir() and path.resolve().parent == self.store.folder else {text}
        found = [run for run in self.list.runs if run.key in keys]
        found = found or [run for run in self.list.runs if self.list.names[run.key] == text]
        if len(found) == 1:
            return found[0]
        listed = "one that nnstudio runs lists"
        if not found:
            raise SavedRunError(self.store.folder, f"no run {text!r}", listed)
        raise SavedRunError(
            self.store.folder, f"{len(found)} runs named {text!r}", f"a folder: {', '.join(run.key for run in found)}"
        )

    def as_json(self, run: RunSummary) -> dict[str, Any]:
        """Return what is known of ``run`` as plain values for ``--json``."""
        noted = run.metadata
        return {
            "run": str(self.store.folder / run.key),
            "name": self.list.names[run.key],
            "state": str(run.state),
            "started": run.started,
            "dataset": run.dataset,
            "network": run.network,
            "parameters": run.parameters,
            "epochs": round(run.position, 6),
            "batches": run.step,
            "train_accuracy": run.training,
            "last_validation_accuracy": run.last_validation,
            "best_validation_accuracy": run.best_validation,
            "best_validation_loss": run.best_loss,
            "test_accuracy": run.test,
            "seconds": run.seconds,
            "seconds_per_epoch": run.seconds_per_epoch,
            "explanation": run.explanation,
            "data_sha256": run.data_hash,
            "tags": list(noted.tags),
            "starred": noted.is_starred,
            "hidden": noted.is_hidden,
            "notes": noted.notes,
            "parent": noted.parent or None,
            "parent_step": noted.parent_step,
        }


def settings_of(run: RunSummary) -> dict[str, str]:
    """Return every setting of ``run`` as text, by its path."""
    texts = {path: text_at(path, run.texts) for path in {**default_texts(), **run.texts}}
    return {path: text for path, text in texts.items() if text}


def percent_or_dash(fraction: float | None) -> str:
    """Return an accuracy as a percentage with two decimals, a dash where it is not known."""
    return "–" if fraction is None else f"{fraction:.2%}"


def print_table(rows: list[tuple[str, ...]]) -> None:
    """Print ``rows``, of which the first has the headings, in columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
