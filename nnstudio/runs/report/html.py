"""HTML and SVG as text: elements whose contents are already HTML, and text that is escaped."""

import html
from collections.abc import Iterable, Sequence


def text(content: object) -> str:
    """Return ``content`` as text of HTML."""
    return html.escape(str(content), quote=False)


def element(name: str, *contents: str, **attributes: object) -> str:
    """Return an element with ``contents``, which are HTML. In names of attributes _ stands for -; class_ is class."""
    named = "".join(
        f' {_name(key)}="{html.escape(str(value))}"' for key, value in attributes.items() if value is not None
    )
    return f"<{name}{named}>{''.join(contents)}</{name}>"


def table(rows: Sequence[Sequence[str]], names: int = 1, class_: str | None = None) -> str:
    """Return a table of texts whose first row is the header; the first ``names`` columns are names, others numbers."""
    head = element("thead", element("tr", *(_cell("th", cell, index < names) for index, cell in enumerate(rows[0]))))
    body = (
        element("tr", *(_cell("th" if index < names else "td", cell, index < names) for index, cell in enumerate(row)))
        for row in rows[1:]
    )
    return element("div", element("table", head, element("tbody", *body), class_=class_), class_="wide")


def section(title: str, contents: Iterable[str], level: int = 2, class_: str | None = None) -> str:
    """Return a section with a heading."""
    return element("section", element(f"h{level}", text(title)), *contents, class_=class_)


def _cell(name: str, content: str, is_name: bool) -> str:
    return element(name, text(content), class_="name" if is_name else None, scope="row" if name == "th" else None)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
