"""No icon and no colour is kept that nothing uses."""

import re
from pathlib import Path

from nnstudio.resources import resource_folder
from nnstudio.ui.theme.theme import COLOR_ROLES

PACKAGE = Path(__file__).parents[3] / "nnstudio"
SOURCE = "\n".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
STYLES = "\n".join(file.read_text(encoding="utf-8") for file in resource_folder("styles").glob("*.qss"))


def test_every_icon_is_named_in_the_source() -> None:
    icons = [file.stem for file in resource_folder("icons").glob("*.svg")]
    assert icons
    assert [icon for icon in icons if f'"{icon}"' not in SOURCE] == []


def test_every_colour_is_used_by_the_source_or_by_the_style_sheet() -> None:
    def is_used(role: str) -> bool:
        return bool(re.search(rf'"{role}"|\.{role}\b', SOURCE) or re.search(rf"\${role}\b", STYLES))

    assert [role for role in COLOR_ROLES if not is_used(role)] == []
