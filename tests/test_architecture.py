"""The rules of ARCHITECTURE.md that a machine can check."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "nnstudio"
FLOORS = {
    "": 0,
    "resources": 0,
    "atomic_file": 0,
    "file_lock": 0,
    "errors": 0,
    "number_text": 0,
    "steps": 0,
    "spec": 0,
    "engine": 1,
    "ink": 1,
    "data": 2,
    "inspection": 3,
    "runs": 4,
    "training": 5,
    "session": 6,
    "ui": 7,
    "app": 8,
    "cli": 8,
    "__main__": 8,
}
MODULES = sorted(PACKAGE.rglob("*.py"))
SOURCES = sorted([*MODULES, *(ROOT / "tests").rglob("*.py")])
QT_FREE = [folder for folder, floor in FLOORS.items() if 0 <= floor <= 5 and (PACKAGE / folder).is_dir() and folder]


def imports_of(path):
    """Yield the modules that the file imports, those for type checkers alone included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the floor"
            yield node.module or ""


def room_of(module):
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_from_its_own_room_or_a_lower_floor(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    room = "" if parts == ("__init__",) else parts[0]
    for module in imports_of(path):
        if not module.startswith("nnstudio"):
            continue
        other = room_of(module)
        is_allowed = other == room or FLOORS[other] < FLOORS[room] or FLOORS[room] == 8 == FLOORS[other]
        assert is_allowed, f"{room} (floor {FLOORS[room]}) imports {module} (floor {FLOORS[other]})"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_colours_and_style_sheets_stand_in_the_theme_only(path):
    if "theme" in path.parts:
        return
    text = path.read_text(encoding="utf-8")
    assert "setStyleSheet" not in text
    assert not re.search(
        r"""["']#[0-9a-fA-F]{3,8}["']|\bQColor\(\s*\d|\bQt\.(?:GlobalColor\.)(?!transparent)\w+""", text
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_layout_is_asked_for_its_items_which_crashes_later(path):
    """See `tests/ui/layout_item_crash.py`."""
    assert not re.search(r"\.(itemAt|takeAt|itemAtPosition|itemAtRow)\(", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_is_drawn_from_global_random_state_or_pickled(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\bnp\.random\.(?!Generator|SeedSequence|PCG64|default_rng)", text)
    assert not re.search(r"\bimport (pickle|random)\b", text)


def test_no_module_is_imported_in_a_circle():
    graph = {module_name(path): {name for name in imports_of(path) if name.startswith("nnstudio")} for path in MODULES}
    seen: dict[str, bool] = {}

    def visit(module, trail):
        assert seen.get(module) is not False, f"a circle: {' → '.join([*trail, module])}"
        if module in seen:
            return
        seen[module] = False
        for other in sorted(graph.get(module, ())):
            if other != module:
                visit(other, [*trail, module])
        seen[module] = True

    for module in sorted(graph):
        visit(module, [])


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_floors_0_to_5_and_the_command_line_run_where_qt_cannot_be_imported():
    modules = [module_name(path) for path in MODULES if path.relative_to(PACKAGE).parts[0] in QT_FREE]
    modules += ["nnstudio.cli.main"]
    code = (
        "import sys\n"
        "for name in ('PySide6', 'shiboken6', 'pyqtgraph'): sys.modules[name] = None\n"
        f"import importlib\nfor name in {modules!r}: importlib.import_module(name)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_session_needs_nothing_of_qt_but_its_core():
    modules = [module_name(path) for path in MODULES if path.relative_to(PACKAGE).parts[0] == "session"]
    code = (
        "import sys\n"
        "for name in ('PySide6.QtGui', 'PySide6.QtWidgets', 'pyqtgraph'): sys.modules[name] = None\n"
        f"import importlib\nfor name in {modules!r}: importlib.import_module(name)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_versions_are_pinned_as_plain_lines():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.+!-]*", line) for line in lines)
