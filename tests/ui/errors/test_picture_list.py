"""The list of judged pictures."""

import numpy as np

from nnstudio.ui.errors.picture_list import PictureList

NONE = np.empty(0, np.intp)


def test_a_cell_without_pictures_stays_empty_when_it_is_judged_anew(qtbot, judged, themes):
    pictures = PictureList(themes.theme)
    qtbot.addWidget(pictures)
    changed = []
    pictures.model().dataChanged.connect(lambda first, last: changed.append(first.isValid() and last.isValid()))
    pictures.show_pictures(judged.judged, NONE)
    pictures.show_pictures(judged.judged, NONE)
    assert pictures.items == []
    assert all(changed)  # Qt warns of a range without pictures


def test_the_current_picture_stays_when_the_same_ones_are_judged_anew(qtbot, judged, themes):
    pictures = PictureList(themes.theme)
    qtbot.addWidget(pictures)
    pictures.show_pictures(judged.judged, np.array([3, 1]))
    pictures.setCurrentIndex(pictures.model().index(1, 0))
    pictures.show_pictures(judged.judged, np.array([3, 1]))
    assert pictures.currentIndex().row() == 1
    assert len(pictures.items) == 2
