"""A run at a terminal: prepared, trained to its end and reported on stderr."""

import sys
from collections.abc import Generator
from pathlib import Path

from tqdm import tqdm

from nnstudio.cli.interruption import Interruption
from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.engine.training_state import TrainingState
from nnstudio.runs.events import (
    BatchesFinished,
    LayersMeasured,
    RunEnded,
    RunEndReason,
    RunEvent,
    RunStarted,
    WritingFailed,
    WritingResumed,
)
from nnstudio.runs.preparation import prepare
from nnstudio.runs.run import Run
from nnstudio.runs.run_judge import RunJudge
from nnstudio.runs.run_warning import Cause
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.threads import computing, single_thread
from nnstudio.spec.change_text import in_a_sentence


class Report:
    """Reports the progress of a run on a terminal."""

    def __init__(self, is_quiet: bool, has_bar: bool) -> None:
        self._is_quiet = is_quiet
        self._has_bar = has_bar and not is_quiet and sys.stderr.isatty()
        self._bar: tqdm | None = None
        self._started_run: RunStarted | None = None
        self._judge: RunJudge | None = None
        self._warned: Cause | None = None

    def show(self, event: RunEvent) -> None:
        """Show ``event`` on stderr."""
        match event:
            case Progress() if event.total:
                self._loading(event)
            case RunStarted():
                self._started(event)
            case BatchesFinished():
                self._batches(event)
            case Evaluated():
                penalty = f"  penalty {event.penalty:.4f}" if event.penalty else ""
                mine = f"  my digits {event.extra.accuracy:7.2%}" if event.extra else ""
                learned = f"  train {_metrics(event.training)}" if event.training else ""
                self._say(f"epoch {event.position:5g}{learned}  validation {_metrics(event.validation)}{penalty}{mine}")
                if self._judge is not None:
                    self._judge.symptoms.take_evaluation(event)
                    self._warn_if_learning_fails(self._judge)
            case WritingFailed():
                self._write(f"waiting: {event.text} Nothing is lost; training goes on when that is mended")
            case WritingResumed():
                self._write("the run's folder can be written again; training goes on")
            case LayersMeasured() if self._judge is not None:
                self._judge.symptoms.take_layers(event)
            case RunEnded():
                self.close()
                if self._judge is not None:
                    self._judge.symptoms.take_end(event)
                    self._warn_if_learning_fails(self._judge)
                self._say(f"{event.explanation}; kept in {event.folder}")

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _loading(self, event: Progress) -> None:
        if not self._has_bar:
            return
        if self._bar is not None and self._bar.desc != event.what:
            self.close()
        if self._bar is None:
            self._bar = tqdm(total=event.total, desc=event.what, leave=False)
        self._bar.update(event.done - self._bar.n)

    def _batches(self, event: BatchesFinished) -> None:
        if self._judge is not None:
            self._judge.symptoms.take_losses(event.rows["loss"])
            self._warn_if_learning_fails(self._judge)
        if self._bar is not None:
            self._bar.update(float(event.positions[-1]) - self._bar.n)
            loss = event.rows["loss"][-1]
            self._bar.set_postfix_str(f"loss {loss:.3f}, {event.batches_per_second:.0f} batches/s")

    def _warn_if_learning_fails(self, judge: RunJudge) -> None:
        """Say why the network does not learn and what to try, once for each cause."""
        assert self._started_run is not None, "batches before their run"
        judge.judge(self._started_run.settings)
        warning = judge.failure
        if warning is not None and warning.cause is not self._warned:
            remedies = " or ".join(in_a_sentence(remedy.text) for remedy in warning.remedies if remedy.path)
            self._say(f"warning: {warning.text}{f' Try: {remedies}.' if remedies else ''}")
        self._warned = warning.cause if warning else None

    def _started(self, event: RunStarted) -> None:
        self.close()
        self._started_run, self._judge, self._warned = event, None, None
        if event.origin is None:  # fine-tuning starts from a network that has learned
            self._judge = RunJudge(event.settings, len(event.class_names))
        self._say(
            f"{event.settings.data.dataset.label}: {event.training_count} training, {event.validation_count} "
            f"validation, {event.test_count} test pictures; {event.parameter_count} parameters"
        )
        if self._has_bar:
            epochs = event.settings.training.epochs or None
            form = "{percentage:3.0f}% {bar} epoch {n:.1f}/{total} [{elapsed}<{remaining}{postfix}]"
            self._bar = tqdm(total=epochs, leave=False, bar_format=form if epochs else None)

    def _say(self, text: str) -> None:
        if not self._is_quiet:
            self._write(text)

    def _write(self, text: str) -> None:
        if self._bar is not None:
            self._bar.write(text, file=sys.stderr)
        else:
            print(text, file=sys.stderr, flush=True)


def _metrics(metrics: Metrics) -> str:
    return f"{metrics.accuracy:7.2%}  loss {metrics.loss:.4f}"


def run_to_end(
    settings: RunSettings,
    folders: DataFolders,
    runs: Path,
    report: Report,
    interruption: Interruption,
    state: TrainingState | None = None,
) -> RunEnded | None:
    """Run ``settings`` and report the run; return its end, or None if an interruption came before it began."""
    run = drive(prepare(settings, folders, runs, state), report, interruption)
    return run.ended if run is not None else None


def drive(steps: Generator[Progress, None, Run], report: Report, interruption: Interruption) -> Run | None:
    """Take the ``steps`` that prepare a run, then train it to its end; report both.

    Returns None if an interruption came before the run began.
    """
    with single_thread():
        run = _prepare(steps, report, interruption)
    if run is None:
        return None
    report.show(run.started)
    with computing(run.started.settings, run.started.input_shape, len(run.started.class_names)):
        try:
            while run.ended is None:
                for event in run.end(RunEndReason.STOPPED) if interruption.take() else run.advance():
                    report.show(event)
        finally:
            run.close()
    return run


def _prepare(steps: Generator[Progress, None, Run], report: Report, interruption: Interruption) -> Run | None:
    while not interruption.has_come:
        try:
            report.show(next(steps))
        except StopIteration as end:
            run = end.value
            assert isinstance(run, Run)
            return run
    steps.close()
    return None
