"""The fields of one settings record, in one or two columns."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from nnstudio.spec.errors import Problem, join
from nnstudio.spec.record import members
from nnstudio.ui.forms.field import Field, FormContext, running_member

ROW_GAP = 4


class RecordFields(QWidget):
    """A field for each member of a record; compact fields are arranged in two columns."""

    def __init__(self, context: FormContext, path: str, record: type[Any], is_compact: bool) -> None:
        super().__init__()
        settings = members(record)
        self.fields: dict[str, Field] = {
            name: context.make_field(context, join(path, name), setting, is_compact)
            for name, setting in settings.items()
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(ROW_GAP)
        columns = 2 if is_compact else 1
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        for index, field in enumerate(self.fields.values()):
            row, column = divmod(index, columns)
            is_alone_in_row = column == 0 and index == len(self.fields) - 1
            grid.addWidget(field, row, column, 1, columns if is_alone_in_row else 1, Qt.AlignmentFlag.AlignTop)

    def show_record(self, record: Any, running: Any) -> None:
        """Show the values of ``record``; ``running`` is the running record, or an `Absent`."""
        for name, field in self.fields.items():
            field.show_value(getattr(record, name), running_member(running, name))

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Show each problem at its field."""
        for field in self.fields.values():
            field.show_problems(problems)
