"""A sample of ``python -m tests.kills``, which kills a window and a trainer as often as one likes."""

from tests.kills.rounds import play

BOTH = 8
"""A seed that kills the window and its trainer at once, so that only what was written before is left."""


def test_what_was_shown_is_kept_and_the_run_ends_as_an_undisturbed_one(folders, tmp_path):
    assert play(folders.data, tmp_path, BOTH).faults == ()
