"""Small pictures in every format, and fixtures that import them."""

import gzip
import json

import numpy as np
import pytest
from PIL import Image

from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported
from nnstudio.data.importing.data_import import import_pictures
from nnstudio.errors import DataError
from nnstudio.steps import finish
from tests.conftest import write_idx


def some_pictures(count=24, classes=3, side=28, seed=1):
    """Return light ink on dark paper, shape (count, side, side), and labels that cycle through the classes."""
    rng = np.random.default_rng(seed)
    pictures = np.zeros((count, side, side), np.uint8)
    inner = slice(side // 4, side - side // 4)
    pictures[:, inner, inner] = rng.integers(1, 256, pictures[:, inner, inner].shape)
    return pictures, np.arange(count) % classes


@pytest.fixture
def user(tmp_path):
    """Data folders of a user who has imported nothing yet."""
    return DataFolders(tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def take(user):
    """Import a path; return the report and the data set as a run loads it."""

    def take(path, name=None):
        report = finish(import_pictures(path, user, name))
        return report, finish(Imported(report.name).load(user))

    return take


@pytest.fixture
def refusal(user):
    """Try to import a path; return why it was refused, and check that nothing was kept."""

    def refusal(path, name=None):
        with pytest.raises(DataError) as caught:
            finish(import_pictures(path, user, name))
        assert not (user.data / "imported").exists()
        return str(caught.value)

    return refusal


def write_image_folder(root, pictures, labels, ending="png", names=None):
    for index, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
        folder = root / (names[label] if names else str(label))
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(folder / f"{index:04}.{ending}")
    return root


def write_npz(path, pictures, labels, **more):
    np.savez(path, x_train=pictures, y_train=labels, **more)
    return path


def csv_text(pictures, labels):
    rows = zip(labels, pictures.reshape(len(pictures), -1), strict=True)
    return "".join(f"{label},{','.join(map(str, row.tolist()))}\n" for label, row in rows)


def write_csv(path, pictures, labels):
    text = csv_text(pictures, labels).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def write_arff(path, pictures, labels):
    side = pictures.shape[1]
    names = "".join(f"@ATTRIBUTE pixel{index} real\n" for index in range(side * side))
    rows = zip(labels, pictures.reshape(len(pictures), -1), strict=True)
    data = "".join(f"{','.join(map(str, row.tolist()))},{label}\n" for label, row in rows)
    path.write_text(f"% a comment\n@RELATION mine\n{names}@ATTRIBUTE class {{0,1,2}}\n@DATA\n{data}", encoding="utf-8")
    return path


def write_strokes(path, labels):
    lines = [{"label": int(label), "strokes": [[[0, 0], [5 + int(label), 40]]]} for label in labels]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def write_idx_pair(folder, pictures, labels, name="train"):
    write_idx(folder / f"{name}-images-idx3-ubyte.gz", pictures)
    write_idx(folder / f"{name}-labels-idx1-ubyte.gz", labels)
    return folder
