"""A pytest plugin for the process that mutants are forked from: it computes once what each fork would compute again."""

import numpy as np

from nnstudio.data.dataset import DIGITS, PictureSamples
from nnstudio.data.settings import Splits
from nnstudio.inspection.novelty import choose_novelty_samples

_one = PictureSamples(np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8))
for _ in choose_novelty_samples(Splits(_one, _one, _one), DIGITS):  # generates the handwriting that it adds
    pass
