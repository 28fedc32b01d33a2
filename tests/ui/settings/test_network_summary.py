"""The size of a network, as a diagram and as text."""

import pytest

from nnstudio.engine.layers import LAYERS, Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.ui.settings.network_diagram import NetworkDiagram, bars_of
from nnstudio.ui.settings.network_summary import NetworkSummary, memory_text
from nnstudio.ui.theme import ThemeController


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 B"), (100, "400 B"), (109_386, "438 kB"), (1_195_338, "4.78 MB"), (10**9, "4 GB")]
)
def test_memory_is_shown_in_a_suitable_unit(count, expected) -> None:
    assert memory_text(count) == expected


def test_a_network_has_a_bar_for_its_inputs_and_for_each_layer() -> None:
    network = Network(NetworkSettings(layers=(Dense(128), Dense(64))), (28, 28), 10)
    assert [bar.width for bar in bars_of(network)] == [784, 128, 64, 10]
    assert not any(bar.is_passing for bar in bars_of(network))


@pytest.mark.parametrize("kind", LAYERS, ids=LAYERS.keys)
def test_every_kind_of_layer_can_be_drawn_and_counted(qtbot, kind) -> None:
    summary = NetworkSummary(ThemeController())
    qtbot.addWidget(summary)
    summary.show_settings(NetworkSettings(layers=(Dense(32), kind(), kind())))
    assert "parameters" in summary.text
    assert not summary.grab().isNull()


def test_wider_layers_have_taller_bars_within_the_picture() -> None:
    network = Network(NetworkSettings(layers=(Dense(1), Dense(4096))), (28, 28), 10)
    heights = [bar.height(66) for bar in bars_of(network)]
    assert heights[1] < heights[3] < heights[0] < heights[2] <= 66
    assert heights[1] >= 8


def test_an_empty_diagram_can_be_drawn(qtbot) -> None:
    diagram = NetworkDiagram(ThemeController())
    qtbot.addWidget(diagram)
    assert not diagram.grab().isNull()
