"""A pytest plugin for the process that mutants are forked from: it saves each fork what it need not do again."""

import numpy as np
from mutmut.state import state

from nnstudio.data.dataset import DIGITS, PictureSamples
from nnstudio.data.settings import Splits
from nnstudio.inspection.novelty import choose_novelty_samples

_one = PictureSamples(np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8))
for _ in choose_novelty_samples(Splits(_one, _one, _one), DIGITS):  # generates the handwriting that it adds
    pass


def pytest_collection_modifyitems(items):
    """Run the fastest tests first, and after them those that share fixtures, file by file.

    mutmut passes the tests of a mutant in any order. Most mutants fail one of the first fast tests; and pytest makes
    the fixtures of a file anew whenever it comes back to it: trainings of seconds, dozens of times.
    """
    durations = state().duration_by_test

    def place(item):
        return (item.path.as_posix() if _shares_fixtures(item) else "", durations.get(item.nodeid, 0))

    items.sort(key=place)


def _shares_fixtures(item):
    fixtures = item._fixtureinfo.name2fixturedefs.values()
    return any(each.scope in ("module", "class", "package") for known in fixtures for each in known)
