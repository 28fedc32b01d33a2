"""The Runs view: all kept runs in a table."""

from nnstudio.ui.runs.runs_page import RunsPage


class RunsView(RunsPage):
    """The table of runs."""
