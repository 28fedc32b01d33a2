"""Forms are rebuilt whenever a preset is chosen; Qt deletes what was there before."""

import random

from nnstudio.runs.presets import load_presets


def test_presets_chosen_one_after_the_other_leave_a_form_that_works(panel, workspace, qtbot):
    presets = list(load_presets().values())
    chance = random.Random(1)
    for _ in range(60):
        workspace.replace_all(chance.choice(presets).applied_to(workspace.settings))
        qtbot.wait(1)
    assert len(panel.field_at("network.layers").cards) == len(workspace.settings.network.layers)
