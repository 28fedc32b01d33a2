"""What the command line's exit codes mean."""

from enum import IntEnum


class ExitCode(IntEnum):
    """0 is success; the rest follows the shell's customs."""

    SUCCESS = 0
    FAILED = 1
    BAD_ARGUMENTS = 2
    INTERRUPTED = 130
