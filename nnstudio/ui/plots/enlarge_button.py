"""A small button at the head of a plot that lets the plot fill the view."""

from PySide6.QtWidgets import QToolButton

from nnstudio.ui.theme import ThemeController, mark


class EnlargeButton(QToolButton):
    """Enlarges the plot called ``label``, and brings the others back."""

    def __init__(self, label: str, themes: ThemeController) -> None:
        super().__init__()
        self._label, self._themes = label, themes
        mark(self, "slim", True)
        self.show_state(is_enlarged=False)

    def show_state(self, is_enlarged: bool) -> None:
        """Show whether the plot is enlarged."""
        self._themes.set_icon(self, "shrink" if is_enlarged else "enlarge")
        self.setAccessibleName("Show all plots again" if is_enlarged else f"Enlarge {self._label}")
        self.setToolTip(
            "Show all plots again (Escape)" if is_enlarged else "Fill the view with this plot; Escape shows all again"
        )
