"""``nnstudio predict``: what a network predicts for image files."""

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnstudio.cli.arguments import add_json, add_model, add_weights, foreign_model
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.data.dataset import is_drawable
from nnstudio.data.importing.image_file import ImageError, read_image
from nnstudio.data.importing.picture_fit import fit, is_dark_on_light
from nnstudio.engine.predictor import Predictor
from nnstudio.errors import DataError
from nnstudio.ink.drawing import ImageDrawing
from nnstudio.ink.image import BlankImageError, ink_of
from nnstudio.inspection.novelty_file import read_novelty_detector
from nnstudio.inspection.prediction import Prediction, predict_picture
from nnstudio.runs.formats.open_model import open_model
from nnstudio.runs.models.model import Model

LISTED = 3
"""How many classes a line of text names."""


def predict(arguments: argparse.Namespace) -> ExitCode:
    """Predict each image and print the results."""
    model = open_model(Path(arguments.run), arguments.weights, foreign_model(arguments))
    detector = None
    if model.source.is_dir():
        detector = read_novelty_detector(model.source, model.network, arguments.weights)
    predictor = Predictor(model.network, model.parameters)
    as_on_the_pad = is_drawable(model.class_names, model.network.input_shape) and not arguments.as_is
    rows = []
    for name in arguments.images:
        picture = _picture(Path(name), model.network.input_shape, as_on_the_pad)
        prediction = predict_picture(predictor, picture, detector)
        rows.append(_row(name, prediction, model))
        if not arguments.json:
            print(_text(name, prediction, model))
    if arguments.json:
        print(json.dumps({"model": str(model.source), "predictions": rows}))
    return ExitCode.SUCCESS


def _picture(file: Path, shape: tuple[int, ...], as_on_the_pad: bool) -> NDArray[np.uint8]:
    """Return the picture for the network in an image file; raise `DataError` naming the file."""
    try:
        brightness = read_image(file)
        if as_on_the_pad:
            return ImageDrawing(ink_of(brightness, np.full_like(brightness, 255))).render().picture
    except BlankImageError:
        raise DataError(file, "blank: no ink stands out from the paper", "Choose a picture of a digit.") from None
    except (ImageError, OSError) as error:
        raise DataError(file, str(error), "Choose an image, such as a PNG file.") from error
    picture = fit(brightness, shape)
    return 255 - picture if is_dark_on_light(picture[None]) else picture


def _row(name: str, prediction: Prediction, model: Model) -> dict[str, object]:
    return {
        "image": name,
        "class": model.class_names[prediction.best],
        "probability": float(prediction.probabilities[prediction.best]),
        "probabilities": [float(each) for each in prediction.probabilities],
        "p_value": prediction.p_value,
    }


def _text(name: str, prediction: Prediction, model: Model) -> str:
    best = prediction.probabilities.argsort()[::-1][:LISTED]
    listed = ", then ".join(f"{model.class_names[index]} {prediction.probabilities[index]:.2%}" for index in best)
    return f"{name}: {listed}"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_model(parser)
    parser.add_argument("images", metavar="IMAGE", nargs="+", help="image files")
    parser.add_argument(
        "--as-is",
        action="store_true",
        help="only fit digits into the size of the network's pictures, without cropping, thickening or centring",
    )
    add_weights(parser)
    add_json(parser)


COMMAND = Command(
    "predict",
    predict,
    _add_arguments,
    help="predict the classes of image files",
    description="Predict the class of each image. Digits are preprocessed as on the pad: cropped, scaled, drawn with "
    "MNIST's pen and centred. Pictures of anything else are fitted into the network's size, and inverted if their "
    "border is light.",
)
