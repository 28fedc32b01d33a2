"""A pytest plugin for the process that mutants are forked from: it saves each fork what it need not do again."""

import numpy as np

from nnstudio.data.dataset import DIGITS, PictureSamples
from nnstudio.data.settings import Splits
from nnstudio.inspection.novelty import choose_novelty_samples

_one = PictureSamples(np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8))
for _ in choose_novelty_samples(Splits(_one, _one, _one), DIGITS):  # generates the handwriting that it adds
    pass


def pytest_collection_modifyitems(items):
    """Run the tests that share fixtures last, file by file.

    mutmut orders all tests by their durations and so mixes the files, and pytest makes the fixtures of a file anew
    whenever it comes back to it: trainings of seconds, dozens of times.
    """
    order = {item: number for number, item in enumerate(items)}
    items.sort(key=lambda item: (item.path.as_posix(), order[item]) if _shares_fixtures(item) else ("", order[item]))


def _shares_fixtures(item):
    fixtures = item._fixtureinfo.name2fixturedefs.values()
    return any(each.scope in ("module", "class", "package") for known in fixtures for each in known)
