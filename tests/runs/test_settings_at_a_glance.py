"""Which settings the form shows at first: those that people change often."""

from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import entries, find

AT_A_GLANCE = {
    "data.dataset",
    "network.layers",
    "network.layers.0.units",
    "network.layers.0.activation",
    "training.optimizer",
    "training.optimizer.learning_rate",
    "training.optimizer.momentum",
    "training.batch_size",
    "training.epochs",
    "training.penalties.l1",
    "training.penalties.l2",
}
RECORDS = {"data", "network", "network.layers.0", "training", "training.penalties"}


def test_the_settings_that_are_changed_often_are_at_a_glance_and_no_others():
    shown = [entry for entry in entries(RunSettings()) if not entry.path.startswith("network.layers.1")]
    advanced = tuple(f"{entry.path}." for entry in shown if entry.setting.is_advanced)
    paths = {entry.path for entry in shown if not f"{entry.path}.".startswith(advanced)}
    assert paths - RECORDS == AT_A_GLANCE


def test_a_setting_that_needs_another_names_a_member_of_the_same_record():
    settings = RunSettings()
    needing = [entry for entry in entries(settings) if entry.setting.needs]
    assert [entry.path for entry in needing] == ["data.augmentation.elastic_smoothness"]
    for entry in needing:
        record, _, _ = entry.path.rpartition(".")
        assert find(settings, f"{record}.{entry.setting.needs}").setting.label == "Elastic"
