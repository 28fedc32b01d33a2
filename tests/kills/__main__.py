"""``python -m tests.kills``: kills a window or its trainer at random moments, and lets each run go on.

A round fails if a batch that was shown is not in the run's folder, if the run does not go on, or if it ends with other
weights than a run that nobody disturbed. Every third seed kills the window, the trainer, or both.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.conftest import write_small_mnist
from tests.kills.rounds import play


def main() -> int:
    """Play the rounds given by the arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, help="how many kills (default: 50)")
    parser.add_argument("--first-seed", type=int, default=0, help="the seed of the first round (default: 0)")
    arguments = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="nnstudio-kills-") as place:
        write_small_mnist(Path(place))
        for seed in range(arguments.first_seed, arguments.first_seed + arguments.rounds):
            outcome = play(Path(place), Path(place) / str(seed), seed)
            failed += bool(outcome.faults)
            print(f"seed {seed}: {outcome}", flush=True)
    print(f"{arguments.rounds - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
