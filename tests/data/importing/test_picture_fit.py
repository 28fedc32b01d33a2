"""How pictures of any size, colour and polarity become 28×28."""

import numpy as np
import pytest
from PIL import Image

from nnstudio.data.importing import image_file
from nnstudio.data.importing.data_import import INVERTED
from nnstudio.data.importing.image_file import ImageError, read_image
from nnstudio.data.importing.picture_fit import fit, is_dark_on_light
from tests.data.importing.conftest import some_pictures, write_image_folder


def test_a_picture_shrinks_to_the_averages_of_its_areas():
    rng = np.random.default_rng(0)
    large = rng.integers(0, 256, (28 * 20, 28 * 20)).astype(np.uint8)
    averages = large.reshape(28, 20, 28, 20).mean(axis=(1, 3))
    assert np.abs(fit(large).reshape(28, 28) - averages).max() <= 0.51


def test_a_pixel_that_is_partly_covered_counts_by_that_fraction():
    column = np.zeros((42, 42), np.uint8)
    column[:, 0] = 200  # a new pixel covers one and a half old ones
    assert fit(column).reshape(28, 28)[0, :2].tolist() == [133, 0]


def test_a_small_picture_grows():
    picture = np.arange(16, dtype=np.uint8).reshape(4, 4) * 16
    np.testing.assert_array_equal(fit(picture).reshape(28, 28), np.kron(picture, np.ones((7, 7))))


@pytest.mark.parametrize("shape", [(10, 100), (100, 10), (1, 5000), (3, 2)])
def test_the_aspect_ratio_is_kept_and_the_margins_are_filled_with_paper(shape):
    fitted = fit(np.full(shape, 200, np.uint8)).reshape(28, 28)
    assert (fitted == 200).all()


def test_a_wide_picture_is_centred_at_full_width():
    picture = np.full((10, 56), 40, np.uint8)
    picture[1:-1, 1:-1] = 200
    fitted = fit(picture).reshape(28, 28)
    assert (fitted[12:15, 1:-1] == 200).all()
    assert (fitted[:11] == 40).all()
    assert (fitted[17:] == 40).all()


def test_dark_ink_on_light_paper_is_inverted_once_for_the_whole_set(tmp_path, take):
    pictures, labels = some_pictures()
    report, dataset = take(write_image_folder(tmp_path / "dark", 255 - pictures, labels))
    assert INVERTED in report.notes
    assert np.median(dataset.training_pictures) == 0
    assert not is_dark_on_light(dataset.training_pictures)


def test_colours_become_their_luma(tmp_path):
    picture = np.zeros((2, 3, 3), np.uint8)
    picture[0] = np.eye(3) * 255
    Image.fromarray(picture).save(tmp_path / "a.png")
    assert read_image(tmp_path / "a.png")[0].tolist() == [76, 150, 29]


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0)])
def test_transparent_areas_become_paper_that_contrasts_with_the_ink(tmp_path, ink, paper):
    picture = np.zeros((8, 8, 4), np.uint8)
    picture[2:4, 2:4] = (ink, ink, ink, 255)
    Image.fromarray(picture).save(tmp_path / "a.png")
    read = read_image(tmp_path / "a.png")
    assert (read[0, 0], read[2, 2]) == (paper, ink)


def test_sixteen_bits_become_eight(tmp_path):
    Image.fromarray(np.array([[0, 65535], [32768, 256]], np.uint16)).save(tmp_path / "a.png")
    assert read_image(tmp_path / "a.png").tolist() == [[0, 255], [128, 1]]


def test_a_photograph_is_rotated_by_its_exif_orientation(tmp_path):
    image = Image.fromarray(np.zeros((4, 8), np.uint8))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(tmp_path / "a.jpg", exif=exif)
    assert read_image(tmp_path / "a.jpg").shape == (8, 4)


@pytest.mark.parametrize("ending", sorted(image_file.ENDINGS))
def test_every_file_extension_is_read(tmp_path, ending):
    Image.fromarray(np.full((9, 9), 130, np.uint8)).convert("1" if ending == ".pbm" else "L").save(
        tmp_path / f"a{ending}"
    )
    assert read_image(tmp_path / f"a{ending}").shape == (9, 9)


def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(tmp_path, monkeypatch):
    Image.new("1", (6000, 6000)).save(tmp_path / "bomb.png")
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(ImageError, match="6000 × 6000 pixels; allowed: 1 to 25000000"):
        read_image(tmp_path / "bomb.png")
