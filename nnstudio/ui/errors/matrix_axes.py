"""The titles of the axes of the confusion matrix: which side is the actual class, and which is the predicted one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.ui.theme import mark


class MatrixAxes(QWidget):
    """Shows ``matrix`` below the titles of its rows and of its columns: beside it, a title would take a column away."""

    def __init__(self, matrix: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actual, self.predicted = QLabel("Actual class ↓"), QLabel("Predicted class →")
        titles = QHBoxLayout()
        titles.addWidget(self.actual)
        titles.addWidget(self.predicted, 1, Qt.AlignmentFlag.AlignHCenter)
        for title in (self.actual, self.predicted):
            mark(title, "role", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(titles)
        column.addWidget(matrix)
