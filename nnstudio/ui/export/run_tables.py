"""The tables that can be exported beside a picture of a run's plots."""

from nnstudio.runs.tables import batch_table, evaluation_table
from nnstudio.session.session import TrainingSession
from nnstudio.ui.export.exporter import Tables


def run_tables(session: TrainingSession) -> Tables:
    """Return the tables of the run that is shown."""
    return {
        "numbers of every epoch": lambda: evaluation_table(session.history),
        "numbers of every batch": lambda: batch_table(session.history),
    }
