"""What each distortion does to a picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nnstudio.data.augmentation import AugmentationSettings, augment
from nnstudio.data.augmentation.affine import positions
from nnstudio.data.augmentation.elastic import draw_displacements
from nnstudio.data.augmentation.resampling import bilinear_taps, resample
from nnstudio.data.augmentation.thickness import thicken
from nnstudio.spec.record import members

SHAPE = (28, 28)
LIMITS = members(AugmentationSettings)


def digits(count=6):
    """Return blurred random strokes in the middle of the picture, with an empty border of six pixels."""
    rng = np.random.default_rng(3)
    pictures = np.zeros((count, 28, 28))
    for picture in pictures:
        index = np.array([14.0, 14.0])
        for _ in range(40):
            index = np.clip(index + rng.normal(0, 1.5, 2), 7, 20)
            y, x = index.astype(int)
            picture[y - 1 : y + 2, x - 1 : x + 2] += 60
    return np.minimum(pictures, 255).astype(np.uint8)


def moved(pictures, matrix):
    """Resample ``pictures`` (count, 28, 28), all by one matrix (2, 3) that maps back to the old position."""
    taps = bilinear_taps(positions(np.array([matrix], np.float32), SHAPE), SHAPE)
    old = np.ascontiguousarray(pictures.reshape(len(pictures), -1).T.astype(np.uint16))
    new, scratch = np.empty_like(old), np.empty_like(old)
    resample(old, taps, new, scratch)
    return new.T.astype(np.uint8).reshape(pictures.shape)


def thickened(pictures, amount):
    ink = pictures.copy().reshape(-1, 28, 28, 1)
    amounts = np.full(len(ink), round(256 * amount), np.int16)
    thicken(ink, amounts, np.empty_like(ink), np.empty_like(ink, np.uint16))
    return ink.reshape(pictures.shape)


def mass(pictures):
    return pictures.sum(axis=(1, 2), dtype=float)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_without_distortions_the_pictures_are_unchanged():
    pictures = digits()
    unchanged = augment(pictures, AugmentationSettings(), rng())
    np.testing.assert_array_equal(unchanged, pictures)
    assert unchanged is not pictures


def test_the_identity_is_exact():
    np.testing.assert_array_equal(moved(digits(), [[1, 0, 0], [0, 1, 0]]), digits())


@pytest.mark.parametrize(("down", "right"), [(0, 3), (3, 0), (-2, 1), (5, -4)])
def test_a_shift_by_whole_pixels_is_exact(down, right):
    rolled = np.roll(digits().reshape(-1, 28, 28), (down, right), axis=(1, 2))
    np.testing.assert_array_equal(moved(digits(), [[1, 0, -down], [0, 1, -right]]), rolled)


def test_ink_shifted_out_is_gone_and_paper_comes_in():
    full = np.full((1, 28, 28), 255, np.uint8)
    left = moved(full, [[1, 0, 0], [0, 1, 5]]).reshape(28, 28)
    assert (left[:, :23] == 255).all()
    assert (left[:, 23:] == 0).all()
    assert (moved(full, [[1, 0, 40], [0, 1, 0]]) == 0).all()


def test_a_shift_by_half_a_pixel_is_the_mean_of_two_neighbours():
    pictures = digits().reshape(-1, 28, 28)
    between = moved(digits(), [[1, 0, 0], [0, 1, 0.5]]).reshape(-1, 28, 28)
    mean = (pictures[..., :-1].astype(float) + pictures[..., 1:]) / 2
    np.testing.assert_allclose(between[..., :-1], mean, atol=0.5)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_rotation_by_a_right_angle_is_exact(quarters):
    cosine, sine = np.cos(quarters * np.pi / 2), np.sin(quarters * np.pi / 2)
    turned = moved(digits(), [[cosine, sine, 0], [-sine, cosine, 0]]).reshape(-1, 28, 28)
    np.testing.assert_array_equal(turned, np.rot90(digits().reshape(-1, 28, 28), quarters, axes=(1, 2)))


@pytest.mark.parametrize("amounts", [{"rotation": 180}, {"shift": 4}, {"rotation": 30, "shift": 3}])
def test_rotation_and_shift_keep_the_amount_of_ink(amounts):
    pictures = np.repeat(digits(), 20, axis=0)
    distorted = augment(pictures, AugmentationSettings(**amounts), rng())
    np.testing.assert_allclose(mass(distorted) / mass(pictures), 1, atol=0.03)


def test_scale_changes_the_amount_of_ink_like_the_area():
    ratios = mass(augment(np.repeat(digits(1), 300, axis=0), AugmentationSettings(scale=20), rng())) / mass(digits(1))
    assert 0.63 < ratios.min() < 0.75
    assert 1.25 < ratios.max() < 1.45


def test_shear_slants_upright_lines_by_no_more_than_its_angle():
    bar = np.zeros((28, 28), np.uint8)
    bar[6:22, 13:15] = 255
    leaning = augment(np.repeat(bar[None], 200, axis=0), AugmentationSettings(shear=20), rng())
    ink = leaning.reshape(-1, 28, 28).astype(float)
    centre = (ink * np.arange(28)).sum(axis=2) / np.maximum(ink.sum(axis=2), 1)
    angles = np.degrees(np.arctan((centre[:, 19] - centre[:, 8]) / 11))
    assert 18 < np.abs(angles).max() < 21
    assert angles.min() < -15 < 15 < angles.max()


def test_elastic_displacements_have_the_given_strength_everywhere():
    found = draw_displacements(1.5, 4.0, 3000, SHAPE, rng())
    assert found.shape == (3000, 2, 784)
    np.testing.assert_allclose(found.std(axis=0), 1.5, rtol=0.1)
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=0.15)


@pytest.mark.parametrize("smoothness", [1.0, 4.0, 14.0])
def test_the_smoother_the_distortion_the_more_alike_neighbours_move(smoothness):
    found = draw_displacements(1.0, smoothness, 500, SHAPE, rng()).reshape(-1, 28, 28)
    alike = (found[:, 14, 10] * found[:, 14, 14]).mean()
    # White noise smoothed by a Gaussian σ has the correlation exp(-d² / 4σ²) at distance d.
    assert alike == pytest.approx(np.exp(-16 / (4 * smoothness**2)), abs=0.1)


def test_a_broader_pen_is_dilation_and_a_finer_one_erosion():
    picture = np.zeros((1, 28, 28), np.uint8)
    picture.reshape(28, 28)[10:15, 10:15] = 200
    broad = thickened(picture, 1).reshape(28, 28)
    assert (broad[9, 10:15] == 200).all()
    assert broad[9, 9] == 0  # the diagonal pixel is not a neighbour
    assert (broad > 0).sum() == 25 + 4 * 5
    assert (thickened(picture, -1) > 0).sum() == 9


def test_half_a_pixel_of_thickness_is_half_of_a_dilation():
    picture = np.zeros((1, 28, 28), np.uint8)
    picture.reshape(28, 28)[10:15, 10:15] = 200
    broad, fine = thickened(picture, 0.5).reshape(28, 28), thickened(picture, -0.5).reshape(28, 28)
    assert broad[9, 12] == 100
    assert fine[10, 12] in (99, 100)
    assert broad[12, 12] == fine[12, 12] == 200


def test_thickness_makes_some_pictures_darker_and_others_lighter():
    ratios = mass(augment(np.repeat(digits(1), 200, axis=0), AugmentationSettings(thickness=1), rng())) / mass(
        digits(1)
    )
    assert ratios.min() < 0.9
    assert ratios.max() > 1.1


def test_noise_makes_ink_fainter_and_leaves_paper_empty():
    pictures = digits()
    noisy = augment(pictures, AugmentationSettings(noise=40), rng())
    assert (noisy[pictures == 0] == 0).all()
    assert (noisy <= pictures).all()
    factors = noisy[pictures == 255] / 255
    assert factors.min() == pytest.approx(0.6, abs=0.02)
    assert factors.mean() == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize("name", [name for name in LIMITS if name not in ("noise", "elastic_smoothness")])
def test_empty_paper_stays_empty(name):
    blank = np.zeros((5, 28, 28), np.uint8)
    assert not augment(blank, AugmentationSettings(**{name: LIMITS[name].maximum}), rng()).any()


def test_the_same_seed_gives_the_same_pictures_and_another_seed_others():
    everything = AugmentationSettings(2, 10, 10, 10, 1.0, 4, 0.5, 20)
    first, again, other = (augment(digits(), everything, rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any(axis=(1, 2)).all()


def test_each_picture_is_distorted_independently():
    same = np.repeat(digits(1), 50, axis=0)
    assert len(np.unique(augment(same, AugmentationSettings(rotation=180), rng()), axis=0)) == 50


amounts = {name: st.floats(limit.minimum, limit.maximum) for name, limit in LIMITS.items()}


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.builds(AugmentationSettings, **amounts), st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_any_amounts_give_pictures_of_the_same_shape_and_kind(settings, count, seed):
    pictures = np.random.default_rng(seed).integers(0, 256, (count, 28, 28)).astype(np.uint8)
    before = pictures.copy()
    distorted = augment(pictures, settings, rng(seed))
    assert (distorted.shape, distorted.dtype) == ((count, 28, 28), np.uint8)
    np.testing.assert_array_equal(pictures, before)


def test_no_extreme_amount_overflows_from_ink_to_paper():
    """A picture full of ink keeps full ink inside, so no 16-bit sum overflows."""
    full = np.full((20, 28, 28), 255, np.uint8)
    settings = AugmentationSettings(1, 10, 5, 5, 0.5, 14, 1)
    inside = augment(full, settings, rng()).reshape(-1, 28, 28)[:, 9:19, 9:19]
    assert (inside == 255).all()


@pytest.mark.parametrize("name", LIMITS)
def test_the_help_of_every_amount_gives_a_usual_value_and_every_amount_can_change_while_training(name):
    assert LIMITS[name].live
    assert "usual" in LIMITS[name].help
