import pytest

from nnstudio.spec.change_text import change_text, in_a_sentence
from tests.conftest import small_settings

USUAL = ("layers=[dense 16 relu, dropout 0.2]", "optimizer=momentum 0.05 0.9", "clipping=norm 1")


@pytest.mark.parametrize(
    ("assignments", "text"),
    [
        ((), ""),
        (("learning_rate=0.01",), "learning rate 0.05 → 0.01"),
        (("epochs=5", "learning_rate=0.01"), "learning rate 0.05 → 0.01, epochs 2 → 5"),
        (("optimizer.momentum=0.5",), "optimizer momentum 0.9 → 0.5"),
        (("clipping.limit=5",), "clipping limit 1 → 5"),
        (("layers=[dense 16 relu, dropout 0.5]",), "layer 2 rate 0.2 → 0.5"),
        (("l2=0.001",), "L2 off → 0.001"),
        (("epochs=endless",), "epochs 2 → endless"),
        (("rotation=5",), "rotation off → 5"),
    ],
)
def test_a_change_is_described_by_name_old_and_new_value(assignments, text):
    assert change_text(small_settings(*USUAL), small_settings(*USUAL, *assignments)) == text


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Learning rate", "learning rate"),
        ("L2", "L2"),
        ("SGD", "SGD"),
        ("A2b", "A2b"),
        ("Ab2", "ab2"),
        ("AbC", "abC"),
        ("LRate", "LRate"),
    ],
)
def test_a_label_in_a_sentence_has_no_capital_unless_it_is_a_name(label, text):
    assert in_a_sentence(label) == text
