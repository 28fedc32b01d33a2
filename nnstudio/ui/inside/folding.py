"""Which units of a wide layer are drawn: a page of them at a time, the most connected first."""

import numpy as np

from nnstudio.engine.arrays import Floats

SHOWN = 32
"""The most units of a layer that are drawn at once."""


class FoldedLayer:
    """The units of one layer in pages of `SHOWN`, in descending order of ``strengths``, shape (units,)."""

    def __init__(self, strengths: Floats) -> None:
        self.count = len(strengths)
        self._order: list[int] = np.argsort(-np.abs(strengths), kind="stable").tolist()
        self._page = 0

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.count // SHOWN)

    @property
    def page(self) -> int:
        """The index of the page that is shown."""
        return self._page

    @property
    def shown(self) -> list[int]:
        """The indices of the units of this page, in ascending order, so that they stay in place."""
        return sorted(self._order[self._page * SHOWN : (self._page + 1) * SHOWN])

    @property
    def strongest(self) -> int:
        """The index of the first unit of the first page."""
        return self._order[0]

    @property
    def folded(self) -> int:
        """How many units are on other pages."""
        return self.count - len(self.shown)

    def turn(self, by: int) -> None:
        """Show the page that is ``by`` pages further on; the first follows the last."""
        self._page = (self._page + by) % self.pages

    def show(self, index: int) -> None:
        """Show the page with the unit ``index``."""
        self._page = self._order.index(index) // SHOWN

    def rank(self, strengths: Floats) -> None:
        """Make the pages anew by ``strengths``, shape (units,); the same page stays in front."""
        self._order = np.argsort(-np.abs(strengths), kind="stable").tolist()
