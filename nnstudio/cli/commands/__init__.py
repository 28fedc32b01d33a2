"""The commands: each is one file, with its arguments and what it runs. To add one, write a file and a line below."""

from nnstudio.cli.commands import (
    check_up,
    datasets,
    evaluate,
    experiment,
    export,
    fine_tune,
    predict,
    presets,
    report,
    resume,
    runs,
    self_test,
    settings,
    train,
)

COMMANDS = (
    train.COMMAND,
    resume.COMMAND,
    settings.COMMAND,
    check_up.COMMAND,
    evaluate.COMMAND,
    predict.COMMAND,
    export.COMMAND,
    report.COMMAND,
    fine_tune.COMMAND,
    experiment.COMMAND,
    datasets.COMMAND,
    presets.COMMAND,
    runs.COMMAND,
    self_test.COMMAND,
)
"""In the order of ``nnstudio --help``."""
