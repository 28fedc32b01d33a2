"""The lines of a page of one step, and its table of classes, in columns with digits below each other."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from nnstudio.inspection.step_lines import Line
from nnstudio.ui.theme import mark, scaled

SPACING, NAME = 12, 84
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class LinesTable(QWidget):
    """Shows name, expression and number of each `Line`; the text can be selected. A rule stands above a result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()
        """What is shown."""
        self._rows: list[tuple[QFrame, QLabel, QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACING)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnMinimumWidth(0, scaled(NAME))
        self._grid.setColumnStretch(1, 1)
        self.setAccessibleName("The numbers of this step")

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show ``lines``."""
        self.lines = lines
        self.setAccessibleDescription("; ".join(line.text for line in lines))
        while len(self._rows) < len(lines):
            self._add_row()
        for number, (rule, *labels) in enumerate(self._rows):
            is_used = number < len(lines)
            rule.setVisible(is_used and lines[number].is_result)
            for label in labels:
                label.setVisible(is_used)
            if is_used:
                line = lines[number]
                for label, text in zip(
                    labels, (line.name, line.expression.replace(" = ", "\n= "), line.value), strict=True
                ):
                    label.setText(text)

    def _add_row(self) -> None:
        row = 2 * len(self._rows)
        rule = QFrame()
        rule.setFixedHeight(1)
        mark(rule, "line", True)
        self._grid.addWidget(rule, row, 0, 1, 3)
        labels = (selectable(""), selectable(""), selectable(""))
        mark(labels[0], "role", "caption")
        for column, label in enumerate(labels):
            mark(label, "role", "caption" if column == 0 else "number")
            label.setWordWrap(column < 2)
            self._grid.addWidget(label, row + 1, column, RIGHT if column == 2 else Qt.AlignmentFlag.AlignTop)
        self._rows.append((rule, *labels))


class ClassesTable(QWidget):
    """Shows numbers for each class below a row of headings; the row of the picture's class is in bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[Sequence[str]] = ()
        """What is shown, headings first."""
        self._labels: list[list[QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACING)
        self._grid.setVerticalSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.setAccessibleName("The classes in numbers")

    def show_rows(self, rows: Sequence[Sequence[str]], marked: int | None) -> None:
        """Show ``rows``, the first of which are headings; ``marked`` counts from the row after them."""
        self.rows = rows
        self.setVisible(bool(rows))
        self.setAccessibleDescription("; ".join(", ".join(row) for row in rows))
        while len(self._labels) < len(rows):
            self._labels.append([])
        for number, labels in enumerate(self._labels):
            texts = rows[number] if number < len(rows) else ()
            while len(labels) < len(texts):
                label = selectable("")
                self._grid.addWidget(label, number, len(labels), RIGHT if labels else Qt.AlignmentFlag.AlignTop)
                labels.append(label)
            is_marked = marked is not None and number == marked + 1
            for column, label in enumerate(labels):
                label.setVisible(column < len(texts))
                if column < len(texts):
                    label.setText(texts[column])
                    mark(label, "role", "caption" if number == 0 else "badge" if is_marked else "number")


def selectable(text: str) -> QLabel:
    """Return a label whose text can be selected and copied."""
    label = QLabel(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
