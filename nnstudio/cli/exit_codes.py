"""What the command line's exit codes mean."""

from enum import IntEnum


class ExitCode(IntEnum):
    """0 is success; the others follow the conventions of the shell."""

    SUCCESS = 0
    FAILED = 1
    BAD_ARGUMENTS = 2
    INTERRUPTED = 130
