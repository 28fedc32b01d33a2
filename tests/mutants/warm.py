"""A pytest plugin for the process that mutants are forked from: it lets each of them be noticed as soon as possible."""

from collections import Counter
from pathlib import Path

import numpy as np
from mutmut.mutation.trampoline import get_mutant_under_test
from mutmut.state import state

from nnstudio.data.dataset import DIGITS, PictureSamples
from nnstudio.data.settings import Splits
from nnstudio.inspection.novelty import choose_novelty_samples

LONGEST = 0.3
"""Tests that take more seconds than this are left out: some 70 of 3,200, which take twice as long as the others."""
NOTICED_BY = Path("noticed_by.txt").absolute()
"""For each mutant that a test noticed, the function it is in and the test."""

_one = PictureSamples(np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8))
for _ in choose_novelty_samples(Splits(_one, _one, _one), DIGITS):  # generates the handwriting that it adds
    pass


def pytest_collection_modifyitems(items):
    """Run first what noticed other mutants of the function, then the fastest tests, then those that share fixtures.

    mutmut passes the tests of a mutant in any order. Most mutants fail one of the first; and pytest makes the fixtures
    of a file anew whenever it comes back to it: trainings of seconds, dozens of times.
    """
    function = _function(get_mutant_under_test())
    if not function:  # all tests are listed or measured
        return
    durations = state().duration_by_test
    items[:] = [item for item in items if durations.get(item.nodeid, 0) <= LONGEST]
    counts = Counter()
    if NOTICED_BY.exists():
        pairs = (line.partition("\t") for line in NOTICED_BY.read_text(encoding="utf-8").splitlines())
        counts.update(test for where, _, test in pairs if where == function)

    def place(item):
        file = item.path.as_posix() if _shares_fixtures(item) else ""
        return -counts[item.nodeid], file, durations.get(item.nodeid, 0)

    items.sort(key=place)


def pytest_runtest_logreport(report):
    """Write down which test noticed the mutant."""
    function = _function(get_mutant_under_test())
    if report.failed and function:
        with NOTICED_BY.open("a", encoding="utf-8") as file:
            file.write(f"{function}\t{report.nodeid}\n")


def _function(mutant):
    return mutant.partition("__mutmut_")[0] if "__mutmut_" in mutant else ""


def _shares_fixtures(item):
    fixtures = item._fixtureinfo.name2fixturedefs.values()
    return any(each.scope in ("module", "class", "package") for known in fixtures for each in known)
