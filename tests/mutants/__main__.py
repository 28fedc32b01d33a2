"""``python -m tests.mutants``: put thousands of small faults into the code and count those that the tests notice.

The work is done by mutmut (`[tool.mutmut]` in pyproject.toml says where and with which tests). It resumes where it was
interrupted, and ``rm -r mutants`` starts over. All faults take more than an hour; ``'*__mutmut_*7'`` takes every tenth
of them, and any other pattern takes those whose names match. A fault counts as noticed where a test fails, where the
tests no longer come to an end, or where mypy complains. Every other one needs a reason in ``tests/mutants/reasons``.
Exit code 1: fewer than 90 % are noticed, or a fault that is not noticed has no reason.
"""

import os
import re
import subprocess
import sys
import time
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

REASONS = Path(__file__).parent / "reasons"
WANTED = 0.9
NOTICED = {"killed", "timeout", "caught by type check", "segfault", "suspicious"}
ROOM = re.compile(r"nnstudio\.(\w+)\.")


def main(arguments: list[str]) -> int:
    """Run mutmut on the named mutants, or on all, and print the result."""
    begun = time.monotonic()
    children = 2 * (os.cpu_count() or 1) + 1  # the server that forks them waits for each, so that some are idle
    subprocess.run([tool(), "run", "--max-children", str(children), *arguments], check=True)
    states = read_states()
    print_rooms(states)
    survivors = {name for name, state in states.items() if state not in NOTICED}
    unexplained = sorted(name for name in survivors if not reason_for(name))
    for name in unexplained:
        print(f"no reason: {name} ({states[name]})")
    fraction = 1 - len(survivors) / len(states)
    print(f"{len(states)} faults, {fraction:.1%} noticed, in {(time.monotonic() - begun) / 60:.0f} minutes")
    return 0 if fraction >= WANTED and not unexplained else 1


def tool() -> str:
    """Return the mutmut that is installed beside this Python."""
    return str(Path(sys.executable).with_name("mutmut"))


def read_states() -> dict[str, str]:
    """Return the outcome of each mutant that was tried, by its name."""
    done = subprocess.run([tool(), "results", "--all", "true"], check=True, capture_output=True, text=True)
    pairs = (line.strip().rpartition(": ") for line in done.stdout.splitlines() if "__mutmut_" in line)
    return {name: state for name, _, state in pairs if state != "not checked"}


def reason_for(mutant: str) -> str | None:
    """Return why a mutant is not noticed, as written down for it or for the function it is in."""
    return REASON.get(mutant) or REASON.get(mutant.partition("__mutmut_")[0])


def print_rooms(states: dict[str, str]) -> None:
    """Print, for each room of the program, how many of its faults are noticed and how."""
    rooms: dict[str, Counter[str]] = defaultdict(Counter)
    for name, state in states.items():
        match = ROOM.match(name)
        rooms[match.group(1) if match else "?"][state] += 1
    for room, counts in sorted(rooms.items()):
        total, noticed = counts.total(), sum(counts[state] for state in NOTICED)
        print(f"{room:8} {noticed:5} of {total:5} noticed, {noticed / total:.1%}  {dict(counts.most_common())}")


REASON: dict[str, str] = {}
for file in sorted(REASONS.glob("*.toml")):
    REASON |= tomllib.loads(file.read_text(encoding="utf-8"))

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
