"""The window with the guide: its pages at the left, the chosen one at the right."""

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QUrl, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QKeySequence,
    QPalette,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextTable,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from nnstudio.ui.help.pages import help_pages

SIZE = QSize(960, 640)
LIST_WIDTH = 168
MARGIN, INDENT = 12, 18
"""Pixels around a page, and before a list's items."""
GAPS = {True: (14, 6), False: (0, 6)}
"""Pixels above and below headings, and other paragraphs."""
TABLE_GAP = 8
KEY_ROLE = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """Shows one page at a time; it can stay open beside the main window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help – NN Studio")
        self.resize(SIZE)
        self.contents, self.browser = QListWidget(), QTextBrowser()
        self.contents.setAccessibleName("Pages")
        self.contents.setToolTip("The pages of the guide")
        self.contents.setFixedWidth(LIST_WIDTH)
        self.browser.setAccessibleName("Page")
        self.browser.setToolTip("Tab moves to the next link, Alt+Left goes back")
        self.browser.setOpenLinks(False)
        self.browser.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # tables fit the width
        self.browser.anchorClicked.connect(self._on_link_clicked)
        self.browser.sourceChanged.connect(self._on_source_changed)
        self._files = {page.key: QUrl.fromLocalFile(str(page.file)) for page in help_pages()}
        for page in help_pages():
            item = QListWidgetItem(page.title, self.contents)
            item.setData(KEY_ROLE, page.key)
        self.contents.currentItemChanged.connect(self._on_page_chosen)
        QShortcut(QKeySequence("Alt+Left"), self, self.browser.backward)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.contents)
        row.addWidget(self.browser, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addLayout(row)

    @property
    def page(self) -> str:
        """The key of the page that is shown; empty before the first."""
        return next((key for key, file in self._files.items() if file == self.browser.source()), "")

    def show_page(self, key: str) -> None:
        """Show the page ``key`` and bring the window to the front; raise KeyError for an unknown page."""
        self.browser.setSource(self._files[key])
        self.show()
        self.raise_()
        self.contents.scheduleDelayedItemsLayout()  # the style's sizes of items apply from now on
        self.browser.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme: a page has those of the time when it was read."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.page:
            self.browser.reload()

    @Slot(QUrl)
    def _on_link_clicked(self, link: QUrl) -> None:
        if link.isRelative() or link.isLocalFile():
            self.browser.setSource(self.browser.source().resolved(link))
        else:
            QDesktopServices.openUrl(link)

    @Slot(QUrl)
    def _on_source_changed(self, source: QUrl) -> None:
        # The browser's own source is still the previous one while this signal is emitted.
        with QSignalBlocker(self.contents):
            self.contents.setCurrentRow(list(self._files.values()).index(source))
        self._space_out()

    def _space_out(self) -> None:
        """Set the paragraphs of the page apart, which Qt's markdown does not."""
        document = self.browser.document()
        document.setDocumentMargin(MARGIN)
        document.setIndentWidth(INDENT)
        block = document.begin()
        while block.isValid():
            spacing = QTextBlockFormat()
            above, below = GAPS[block.blockFormat().headingLevel() > 0]
            spacing.setTopMargin(above)
            spacing.setBottomMargin(below)
            if not QTextCursor(block).currentTable():
                QTextCursor(block).mergeBlockFormat(spacing)
            block = block.next()
        for table in document.rootFrame().childFrames():
            if isinstance(table, QTextTable):
                form = table.format()
                form.setBorderBrush(self.palette().color(QPalette.ColorRole.Mid))
                form.setTopMargin(TABLE_GAP)
                table.setFormat(form)

    @Slot(QListWidgetItem)
    def _on_page_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(KEY_ROLE) != self.page:
            self.browser.setSource(self._files[item.data(KEY_ROLE)])
