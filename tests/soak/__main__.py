"""``python -m tests.soak``: rounds of random use, each with its own seed and process.

A round fails if it crashes, hangs, causes a warning, leaves something behind or leaves a window that does not work. Its
seed and last actions are printed, with the path of the file that lists all of them, and the exit code is 1. What
happens depends on timing as well as on the seed: play a seed several times.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LAST_ACTIONS = 25
GRACE = 300
"""Seconds a round may take longer, for the short run at its end; after that it counts as hanging."""


def main() -> int:
    """Play the rounds given by the arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many rounds (default: 20)")
    parser.add_argument("--first-seed", type=int, default=1, help="the seed of the first round (default: 1)")
    parser.add_argument("--seconds", type=float, default=180, help="how long each round plays (default: 180)")
    parser.add_argument("--jobs", type=int, default=2, help="how many rounds play at once (default: 2)")
    arguments = parser.parse_args()
    logs = Path(tempfile.mkdtemp(prefix="nnstudio-soak-logs-"))
    seeds = range(arguments.first_seed, arguments.first_seed + arguments.seeds)
    with ThreadPoolExecutor(arguments.jobs) as rounds:
        results = list(rounds.map(lambda seed: play(seed, arguments.seconds, logs / f"{seed}.txt"), seeds))
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


def play(seed: int, seconds: float, log: Path) -> bool:
    """Play one round with its actions written to ``log``; print its result and return whether it passed."""
    begun = time.monotonic()
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.soak.play", str(seed), str(seconds)]
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
        try:
            code = process.wait(seconds + GRACE)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # Python then writes the stack of each thread
            code = process.wait()
    lines = log.read_text(encoding="utf-8").splitlines()
    if code == 0:
        print(f"{lines[-1]} ({time.monotonic() - begun:.0f} s)", flush=True)
        return True
    print(f"seed {seed} failed with exit code {code} ({log}); its last actions:", flush=True)
    print("\n".join(f"  {line}" for line in lines[-LAST_ACTIONS:]), flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
