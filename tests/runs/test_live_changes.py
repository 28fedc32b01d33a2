"""The live settings of a run, read back from the lines that it wrote when they were changed."""

import json

import pytest

from nnstudio.runs.live_changes import FILE, settings_at
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import replace
from nnstudio.spec.record import record_to_json

BEGAN_WITH = replace(RunSettings(), "training.batch_size", 16)


def with_batch_size(size):
    return replace(BEGAN_WITH, "training.batch_size", size)


@pytest.fixture
def folder(tmp_path):
    """A run whose batch size was changed after step 10 and after step 20."""
    lines = [{"step": step, "settings": record_to_json(with_batch_size(size))} for step, size in ((10, 32), (20, 64))]
    (tmp_path / FILE).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("step", "size"), [(0, 16), (9, 16), (10, 32), (19, 32), (20, 64), (1000, 64)])
def test_a_change_holds_from_its_step_on(folder, step, size):
    assert settings_at(step, folder, BEGAN_WITH) == with_batch_size(size)


def test_a_run_that_was_never_changed_has_the_settings_it_began_with(tmp_path):
    assert settings_at(1000, tmp_path, BEGAN_WITH) == BEGAN_WITH


def test_a_last_line_that_was_cut_short_is_ignored(folder):
    text = (folder / FILE).read_text(encoding="utf-8")
    (folder / FILE).write_text(text[:-5], encoding="utf-8")
    assert settings_at(1000, folder, BEGAN_WITH) == with_batch_size(32)


def test_an_error_names_the_file_and_the_number_of_the_line(folder):
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write('{"step": 30}\n')
    with pytest.raises(SavedRunError) as caught:
        settings_at(1000, folder, BEGAN_WITH)
    assert str(folder / FILE) in str(caught.value)
    assert "line 3 is not a change of settings" in str(caught.value)
    assert str(caught.value).endswith("Expected: lines as a run writes them.")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / FILE).mkdir()
    with pytest.raises(SavedRunError) as caught:
        settings_at(0, tmp_path, BEGAN_WITH)
    assert str(tmp_path / FILE) in str(caught.value)
    assert str(caught.value).endswith("Expected: lines as a run writes them.")
