"""What the hints of the tour say."""

from PySide6.QtWidgets import QTabWidget, QWidget

from nnstudio.ui.tour.tour import Stop

RUN = "This trains a new network with the settings at the left. You can pause, step by a batch or an epoch, and stop."
SETTINGS = "Data, network and training. Many settings can be changed while the network learns; the others say so."
CURVES = "Loss and accuracy move while it learns, beside the weights of each layer. F1 explains what you point at."
PAD = "Draw a digit with the mouse, a pen or a finger: the network reads it at once, even in the middle of training."
VIEWS = "Look at the data, at your drawing's way to the network, at the reasons for its answer, and at your own digits."


def stops(run: QWidget | None, settings: QWidget, views: QTabWidget, pad: QWidget) -> tuple[Stop, ...]:
    """Return the five hints, which point at these parts of the window."""
    return (
        Stop("Press Run", RUN, lambda: run),
        Stop("Change the settings", SETTINGS, lambda: settings),
        Stop("Watch it learn", CURVES, views.currentWidget),
        Stop("Draw on the pad", PAD, lambda: pad),
        Stop("Ask why", VIEWS, views.tabBar),
    )
