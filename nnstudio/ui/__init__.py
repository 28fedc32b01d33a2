"""The window: panels, plots, views and the pad, in QtWidgets and pyqtgraph."""
