import secrets

from tests.soak.__main__ import play

SECONDS = 8


def test_a_short_time_of_random_use_leaves_a_window_that_works(tmp_path, capsys, warm_trainer):
    warm_trainer.close()  # the round fails if any process is left
    seed = secrets.randbelow(10_000)
    assert play(seed, SECONDS, tmp_path / "actions.txt"), capsys.readouterr().out
