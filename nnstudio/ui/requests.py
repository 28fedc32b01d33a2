"""What a view asks of the other parts of the window."""

from PySide6.QtCore import QObject, Signal


class Requests(QObject):
    """One for a window. A view emits these signals, so that it need not know who can do what it wants."""

    drawing_wanted_on_pad = Signal(object)
    """Put this `Drawing` on the pad."""
    data_wanted = Signal(object)
    """Show how to get this `DatasetSource`, which is missing."""
    picture_wanted_inside = Signal(object)
    """Light the network of the Inside view by this `NamedPicture`."""
    view_wanted = Signal(str)
    """Bring the view with this title to the front."""
    comparison_wanted = Signal()
    """Show the checked runs beside each other, in the Runs view."""
    plot_wanted = Signal(str)
    """Show the plot with this label in the Live view."""
