import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nnstudio.ink.centring import centre_of_mass
from nnstudio.ink.handwriting import Batch, generate, plan
from nnstudio.ink.handwriting_variation import DEFAULT_VARIATION, Variation, vary, write
from nnstudio.ink.recipe import draw_many
from nnstudio.ink.stroke_template import built_in_templates, curve, parse_stroke, read_templates
from tests.ink.make_known_handwriting import KNOWN, known_digits

STILL = Variation(
    aim=0,
    stroke_shift=0,
    straightness=(0, 0),
    end=0,
    drift=0,
    warp=0,
    wobble=0,
    width=0,
    taper=0,
    slant=(0, 0),
    turn=0,
    pen=(2.3, 0),
    narrowest_pen=2.3,
    widest_pen=(2.3, 2.3),
    pressure=0,
)


def digits(count, seed=0, **options):
    images, labels = generate(count, seed, **options)
    return images.reshape(count, -1), labels


def write_templates(folder, content):
    path = folder / "7.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def template_file(**changes):
    return {"digit": 7, "templates": [{"name": "plain", "frequency": 1, "strokes": ["0,0 60,0! 20,100"]} | changes]}


# Generating


def test_digits_are_pictures_of_28_by_28_bytes_drawn_in_batches_of_at_most_500():
    images, labels = generate(1203, 0)
    assert images.shape == (1203, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    batches = plan(1203, 0).batches
    assert [len(batch.indices) for batch in batches] == [500, 500, 203]
    assert sorted(np.concatenate([batch.indices for batch in batches])) == list(range(1203))


def test_a_digit_is_the_same_in_whatever_order_and_thread_its_batch_is_drawn():
    images, labels = generate(1203, 3)
    planned = plan(1203, 3)
    np.testing.assert_array_equal(planned.labels, labels)
    batches = planned.batches[::-1]
    with ThreadPoolExecutor(2) as pool:
        drawn = list(pool.map(Batch.draw, batches))
    for batch, pictures in zip(batches, drawn, strict=True):
        np.testing.assert_array_equal(pictures, images[batch.indices])
    np.testing.assert_array_equal(batches[0].draw(), drawn[0])


def test_classes_are_balanced_and_shuffled():
    _, labels = digits(1000)
    assert np.bincount(labels).tolist() == [100] * 10
    assert np.bincount(labels[:200], minlength=10).min() > 5
    assert (labels[:-1] != labels[1:]).mean() > 0.8


def test_the_same_seed_gives_the_same_digits_and_another_seed_gives_others():
    first, first_labels = digits(300, seed=4)
    again, again_labels = digits(300, seed=4)
    other, _ = digits(300, seed=5)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first_labels, again_labels)
    assert (first != other).any(axis=1).all()


def test_the_digits_of_the_built_in_data_set_do_not_change():
    with np.load(KNOWN) as known:
        indices, labels, pictures = known_digits()
        np.testing.assert_array_equal(indices, known["indices"])
        np.testing.assert_array_equal(labels, known["labels"])
        difference = abs(pictures.astype(int) - known["pictures"])
    # Sines and matrix products differ in their last digit between processors.
    assert difference.max() <= 2
    assert (difference == 0).mean() > 0.999


def test_labels_are_known_before_anything_is_drawn():
    planned = plan(10**6, 0)
    assert np.bincount(planned.labels).tolist() == [10**5] * 10
    assert planned.batches[-1].draw().shape == (500, 28, 28)


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_few_digits_can_be_generated_too(count):
    images, labels = generate(count, 0)
    assert (len(images), len(labels)) == (count, count)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="0 or more, not -1"):
        plan(-1, 0)


def test_every_digit_has_about_as_much_ink_as_handwritten_ones():
    images, _ = digits(1000)
    ink = images.mean(axis=1) / 255
    assert 0.09 < np.median(ink) < 0.19
    assert ink.min() > 0.02
    assert ink.max() < 0.45


def test_every_digit_has_its_centre_of_mass_nearest_pixel_14():
    images, _ = digits(1000)
    centres = centre_of_mass(images.reshape(-1, 28, 28).astype(np.float32))
    assert abs(centres - 14).max() < 0.51


def test_no_two_digits_of_a_class_are_alike():
    images, labels = digits(500)
    ones = images[labels == 1].astype(float)
    distance = np.linalg.norm(ones[:, None] - ones[None], axis=2) + np.eye(len(ones)) * 1e9
    assert distance.min() > 100


def test_without_variation_a_digit_is_its_template_drawn_as_on_the_pad():
    template = built_in_templates()[-1]
    written = vary(write(template, 1, STILL, np.random.default_rng(0)), STILL, np.random.default_rng(0))
    inside = (template.arc >= 0) & (template.arc <= template.length)
    sampled = template.smooth @ template.control
    strokes = [sampled[inside & (template.stroke == stroke)] for stroke in np.unique(template.stroke)]
    pieces = np.split(written.points, np.flatnonzero(~written.joined)[1:])
    np.testing.assert_array_equal(draw_many([pieces]), draw_many([strokes]))


def test_a_nearest_neighbour_classifier_recognizes_most_generated_digits():
    known, known_labels = digits(2000, seed=1)
    asked, labels = digits(300, seed=2)
    known, asked = (images.astype(np.float32) / 255 for images in (known, asked))
    distance = (known**2).sum(axis=1) - 2 * asked @ known.T
    assert (known_labels[distance.argmin(axis=1)] == labels).mean() > 0.75


# Templates


def test_every_digit_has_many_ways_of_writing_it():
    names = {(template.digit, template.name) for template in built_in_templates()}
    assert all(sum(digit == wanted for digit, _ in names) >= 8 for wanted in range(10))


def test_frequencies_of_each_digit_add_up_to_one():
    for digit in range(10):
        total = sum(template.frequency for template in built_in_templates() if template.digit == digit)
        assert total == pytest.approx(1)


def test_a_curve_runs_through_its_points_from_the_first_to_the_last():
    stroke = parse_stroke("0,0 30,40 10,80 50,100")
    line = curve(stroke)
    drawn = line.smooth @ stroke.points
    np.testing.assert_allclose(drawn[[0, -1]], stroke.points[[0, -1]], atol=1e-9)
    for point in stroke.points:
        assert np.linalg.norm(drawn - point, axis=1).min() < 4


def test_a_corner_is_kept_sharp_and_a_plain_point_is_rounded():
    sharp = parse_stroke("0,0 60,0! 20,100")
    assert np.linalg.norm(curve(sharp).smooth @ sharp.points - [60, 0], axis=1).min() < 1e-9
    np.testing.assert_allclose(curve(sharp).smooth, curve(sharp).straight, atol=1e-9)
    rounded = parse_stroke("0,0 60,0 20,100")
    assert abs(curve(rounded).smooth - curve(rounded).straight).max() > 0.05


def test_a_curve_bends_smoothly_at_its_plain_points():
    octagon = parse_stroke("50,0 15,15 0,50 15,85 50,100 85,85 100,50 85,15 50,0")
    drawn = curve(octagon).smooth @ octagon.points
    headings = np.unwrap(np.arctan2(*np.diff(drawn, axis=0).T[::-1]))
    turns = abs(np.diff(headings))
    assert turns.max() < 0.25
    assert abs(np.linalg.norm(drawn - 50, axis=1) - 50).max() < 3


def test_samples_of_a_curve_are_evenly_spaced():
    stroke = parse_stroke("0,0 30,40 10,80 50,100")
    steps = np.linalg.norm(np.diff(curve(stroke).smooth @ stroke.points, axis=0), axis=1)
    assert steps.max() < 6.1
    assert steps.min() > 4.5


def test_a_loop_may_start_at_every_second_point_and_goes_around_once(tmp_path):
    path = write_templates(tmp_path, template_file(strokes=["loop 50,0 15,15 0,50 15,85 50,100 85,85 100,50 85,15"]))
    templates = read_templates(path)
    assert len(templates) == 4
    for template in templates:
        drawn = template.smooth @ template.control
        once = drawn[(template.arc >= -1e-9) & (template.arc <= template.length + 1e-9)]
        assert np.linalg.norm(once[0] - once[-1]) < 12.1
        assert template.length[0] == pytest.approx(np.pi * 100, rel=0.03)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "not a file of digit templates"),
        ("[1, 2]", "not a file of digit templates"),
        ({"digit": 7}, "not a file of digit templates"),
        ({"digit": 7, "templates": []}, "frequencies add up to 0"),
        (template_file(strokes=["0,0"]), "template 0.*at least two points"),
        (template_file(strokes=["loop 0,0 1,1"]), "template 0.*a loop three"),
        (template_file(strokes=["0,0 5,here"]), "template 0.*could not convert"),
        (template_file(strokes=["0,0 5,nan"]), "template 0.*at least two points"),
        (template_file(strokes=[]), "template 0"),
        (template_file(frequency=-1), "template 0.*0 or more"),
        (template_file(frequency=0), "frequencies add up to 0"),
    ],
)
def test_a_damaged_template_file_is_refused_by_name(tmp_path, content, reason):
    with pytest.raises(ValueError, match=f"7.json.*{reason}"):
        read_templates(write_templates(tmp_path, content))


# Transfer, where the development data is installed


def test_generated_digits_are_enough_to_recognize_most_of_what_people_wrote(real_data):
    strokes = real_data / "pen-strokes" / "writers-train.jsonl"
    lines = strokes.read_text(encoding="utf-8").splitlines()[::20]
    people = [json.loads(line) for line in lines]
    asked = draw_many([[np.array(stroke, dtype=float) for stroke in digit["strokes"]] for digit in people])
    asked = asked.reshape(len(people), -1).astype(np.float32) / 255
    images, labels = digits(4000, variation=DEFAULT_VARIATION)
    images = images.astype(np.float32) / 255
    distance = (images**2).sum(axis=1) - 2 * asked @ images.T
    read = labels[distance.argmin(axis=1)]
    assert (read == [digit["label"] for digit in people]).mean() > 0.8
