"""The trainer that is started before the window is the one that the window gets."""

import multiprocessing
import time

from nnstudio.data.built_in_handwriting import LOCK
from nnstudio.data.folders import DataFolders
from nnstudio.training.early_start import EarlyStart


def test_the_first_who_asks_gets_the_trainer_that_is_there(folders):
    others = set(multiprocessing.active_children())
    with EarlyStart(folders) as start_trainer:
        (early,) = set(multiprocessing.active_children()) - others
        assert start_trainer().process_id == early.pid


def test_the_next_one_gets_another(folders):
    with EarlyStart(folders) as start_trainer:
        first = start_trainer()
        second = start_trainer()
        assert second.process_id != first.process_id
        second.close()


def test_a_trainer_that_nobody_asked_for_ends_with_the_block(folders):
    others = set(multiprocessing.active_children())
    with EarlyStart(folders):
        pass
    assert set(multiprocessing.active_children()) == others


def test_it_begins_at_once_to_generate_the_digits_that_a_first_run_needs(tmp_path):
    folders = DataFolders(tmp_path / "data", tmp_path / "cache")
    end = time.monotonic() + 60
    with EarlyStart(folders):
        while not (folders.cache / LOCK).exists():
            assert time.monotonic() < end
            time.sleep(0.01)
