"""How long a run has trained, and how fast."""


class Pace:
    """Counts the active seconds of a run, without pauses; ``first`` is the step from which on this process trains."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """Since the start of the run."""
        self._batch_seconds = 0.0
        self._first = 0, 0.0, 0.0  # step, position and seconds

    def begin(self, step: int, position: float, seconds: float) -> None:
        """Begin after ``step`` batches, at ``position`` in epochs, for which ``seconds`` were needed so far."""
        self.seconds = seconds
        self._first = step, position, seconds

    def add(self, seconds: float, is_batch: bool) -> None:
        """Add the ``seconds`` of a batch or of anything else."""
        self.seconds += seconds
        if is_batch:
            self._batch_seconds += seconds

    def seconds_per_epoch(self, position: float) -> float:
        """Return the seconds for each epoch up to ``position``; 0 if nothing was trained."""
        trained = position - self._first[1]
        return (self.seconds - self._first[2]) / trained if trained else 0.0

    def batches_per_second(self, step: int) -> float:
        """Return the rate up to ``step``, of the batches alone; 0 if none was trained."""
        return (step - self._first[0]) / self._batch_seconds if self._batch_seconds else 0.0
