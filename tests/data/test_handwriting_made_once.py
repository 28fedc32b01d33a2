"""Several processes that need the built-in handwriting at the same time: one generates it, the others wait."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from nnstudio.data import built_in_handwriting
from nnstudio.data.built_in_handwriting import GENERATOR_MODULES, LOCK, BuiltInHandwriting
from nnstudio.data.folders import DataFolders
from nnstudio.steps import finish

MAKING, WAITING = "First start: writing 70 000 practice digits", "Waiting while another process generates the digits"


@pytest.fixture(autouse=True)
def _short_handwriting(monkeypatch):
    monkeypatch.setattr(built_in_handwriting, "TRAINING_COUNT", 900)
    monkeypatch.setattr(built_in_handwriting, "TEST_COUNT", 100)


@pytest.fixture
def folders(tmp_path):
    """Folders with an empty cache."""
    return DataFolders(tmp_path / "data", tmp_path / "cache")


def loading(folders):
    return BuiltInHandwriting().load(folders)


def test_the_second_waits_for_the_first_and_generates_nothing(folders):
    first, second = loading(folders), loading(folders)
    assert next(first).what == MAKING
    assert [next(second).what for _ in range(3)] == [WAITING] * 3
    made = finish(first)
    reported = []
    read = finish(second, reported.append)
    assert reported == []
    assert (made.training_pictures == read.training_pictures).all()


def test_waiting_can_be_cancelled_at_once_without_disturbing_the_first(folders):
    first, second = loading(folders), loading(folders)
    next(first)
    next(second)
    second.close()  # returns, although the first has not continued
    assert next(loading(folders)).what == WAITING
    finish(first)


def test_if_the_first_is_cancelled_the_second_generates_the_digits(folders):
    first, second = loading(folders), loading(folders)
    next(first)
    next(second)
    first.close()
    assert next(second).what == MAKING
    finish(second)
    assert BuiltInHandwriting().is_present(folders)


HOLDER = """
    import sys, time
    from pathlib import Path
    from nnstudio.file_lock import FileLock
    lock = FileLock(Path(sys.argv[1]))
    print(lock.try_acquire(), flush=True)
    time.sleep(600)
"""


def test_another_process_is_waited_for_and_its_lock_is_gone_once_it_is_killed(folders):
    command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(folders.cache / LOCK)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        is_held = holder.stdout.readline()
        second = loading(folders)
        reported = next(second).what
        holder.kill()
    assert (is_held, reported) == ("True\n", WAITING)
    assert next(second).what == MAKING
    finish(second)


def test_a_lock_file_that_was_left_behind_locks_nothing(folders):
    folders.cache.mkdir()
    (folders.cache / LOCK).touch()
    assert next(loading(folders)).what == MAKING


def test_other_code_that_draws_means_another_cache(folders, monkeypatch):
    finish(loading(folders))
    assert BuiltInHandwriting().is_present(folders)
    for module in ("curve", "handwriting", "handwriting_variation", "pen", "recipe", "stroke_template"):
        with monkeypatch.context() as changing:
            changing.setattr(Path, "read_bytes", as_if_changed(module, Path.read_bytes))
            assert not BuiltInHandwriting().is_present(folders), module


def as_if_changed(module, read):
    return lambda path: read(path) + (b"# changed" if path.name == f"{module}.py" else b"")


def test_a_change_of_any_module_that_draws_the_digits_makes_the_cache_out_of_date():
    code = "import sys, nnstudio.ink.handwriting; print(*[name for name in sys.modules if '.ink.' in name])"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert sorted(GENERATOR_MODULES) == sorted(name.rsplit(".", 1)[1] for name in imported)
