"""A report is one HTML file that is complete, correct and needs nothing else."""

import base64
import io
import json
import re
import shutil
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from nnstudio.data.folders import DataFolders
from nnstudio.errors import DataError
from nnstudio.runs.experiments.experiment_file import read_experiment
from nnstudio.runs.experiments.record import record_of
from nnstudio.runs.preparation import prepare
from nnstudio.runs.report.chart import Line, line_chart
from nnstudio.runs.report.pictures import weight_tiles
from nnstudio.runs.report.report import write_report
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.spec.record import record_to_json
from nnstudio.steps import finish
from tests.conftest import small_settings

VOID = {"meta", "img"}


class Page(HTMLParser):
    """The elements, texts and attributes of a page; every element must be closed in its turn."""

    def __init__(self, path):
        super().__init__()
        self.open, self.texts, self.sources, self.tags, self.headings = [], [], [], [], []
        self.feed(path.read_text(encoding="utf-8"))
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        named = dict(attrs)
        self.sources += [named[name] for name in ("src", "href") if name in named]
        if tag == "img":
            assert named["alt"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)
        if self.open and re.fullmatch("h[1-4]", self.open[-1]):
            self.headings.append(data)

    @property
    def text(self):
        return " ".join(self.texts)


def trained(settings, folders, runs):
    run = finish(prepare(settings, folders, runs))
    while run.ended is None:
        run.advance()
    run.close()
    return run.started.folder


@pytest.fixture(scope="module")
def runs(_small_mnist_folder, tmp_path_factory):
    """The record of an experiment of two batch sizes, two values of L2 and two seeds.

    One run is trained for each seed; those of the other points are copies that say other settings.
    """
    folder = tmp_path_factory.mktemp("runs")
    folders = DataFolders(_small_mnist_folder, folder / "cache")
    content = {"label": "Mine <&> yours", "grid": {"batch_size": [50, 100], "l2": [0.01, 0.04]}, "seeds": [1, 2]}
    record = record_of(read_experiment(content, "mine", small_settings("epochs=1")), folder / "runs")
    (folder / "runs").mkdir()
    originals = {}
    for trial in record.experiment.trials:
        if trial.seed not in originals:
            originals[trial.seed] = trained(trial.settings, folders, folder / "runs")
            record.began(trial, originals[trial.seed])
            continue
        copy = shutil.copytree(originals[trial.seed], folder / "runs" / f"copy-{trial.index}")
        description = json.loads((copy / "run.json").read_text(encoding="utf-8"))
        (copy / "run.json").write_text(json.dumps(description | {"settings": record_to_json(trial.settings)}))
        record.began(trial, copy)
    return record


def folder_of(record, index=0):
    return record.outcomes()[index].folder


def written(paths, folders, tmp_path, **options):
    finish(write_report(paths, tmp_path / "report.html", folders, **options))
    return Page(tmp_path / "report.html")


def test_a_run_is_reported_with_everything_that_is_handed_in(runs, folders, tmp_path):
    page = written([folder_of(runs)], folders, tmp_path)
    sections = ["Results", "Curves", "Settings", "Confusion matrix", "Worst mistakes", "Sample predictions"]
    assert [heading for heading in page.headings if heading in sections] == sections
    assert "Weights of the first layer" in page.headings
    assert page.tags.count("svg") >= 2
    assert "training.batch_size" in page.text
    result = runs.outcomes()[0].result
    assert f"{100 * result['test_accuracy']:.2f}" in page.text


def test_the_file_needs_no_network_and_no_scripts(runs, folders, tmp_path):
    page = written([folder_of(runs)], folders, tmp_path)
    assert all(source.startswith("data:image/png;base64,") for source in page.sources)
    assert not {"script", "link", "iframe"} & set(page.tags)
    style = (tmp_path / "report.html").read_text(encoding="utf-8").partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert "prefers-color-scheme: dark" in style
    for source in page.sources:
        Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))).verify()


def test_an_experiment_is_reported_with_its_table_its_heat_map_and_bands(runs, folders, tmp_path):
    page = written([runs.path], folders, tmp_path, most_detailed=1)
    assert page.headings[0] == "Mine <&> yours"
    assert "Best by validation accuracy" in page.text
    assert "Batch size ↓  L2 →" in page.text
    assert page.tags.count("polygon") == 8  # a band for each point in both charts
    assert "7 more runs are in the tables above" in page.text


def test_several_runs_are_compared_by_what_differs(runs, folders, tmp_path):
    page = written([folder_of(runs, 0), folder_of(runs, 1)], folders, tmp_path)
    assert "Runs compared" in page.headings
    assert "test accuracy" in page.text
    assert "L2" in page.text


def test_a_run_whose_data_are_gone_is_reported_without_pictures_and_says_why(runs, folders, tmp_path):
    elsewhere = type(folders)(tmp_path / "nothing", tmp_path / "cache")
    page = written([folder_of(runs)], elsewhere, tmp_path)
    assert "MNIST is not on this computer" in page.text
    assert "Sample predictions" not in page.headings


def test_what_is_no_run_is_named_and_nothing_is_written(runs, folders, tmp_path):
    with pytest.raises(SavedRunError, match=r"run\.json"):
        written([tmp_path], folders, tmp_path)
    with pytest.raises(DataError, match="cannot be written"):
        finish(write_report([folder_of(runs)], tmp_path / "no" / "report.html", folders))
    assert not list(tmp_path.glob("*.html"))


def test_a_network_that_diverged_and_one_without_layers_are_reported_too(folders, tmp_path):
    diverged = trained(small_settings("epochs=1"), folders, tmp_path)
    weights = np.load(diverged / "weights.npy")
    for name in ("weights.npy", "weights-best.npy"):
        np.save(diverged / name, np.full_like(weights, np.nan))
    softmax = trained(small_settings("network.layers=[]", "epochs=1"), folders, tmp_path)
    page = written([diverged, softmax], folders, tmp_path)
    assert "outputs are not finite" in page.text
    assert "softmax" in page.text


@pytest.fixture
def svgs(qapp):
    """Render the SVG of a chart with Qt, whose parser is strict; return what was painted."""
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    def render(chart):
        svg = re.search("<svg.*?</svg>", chart, re.DOTALL)[0]
        renderer = QSvgRenderer(QByteArray(svg.encode()))
        assert renderer.isValid()
        image = QImage(560, 300, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        return np.frombuffer(image.constBits(), np.uint8).reshape(300, 560, 4)

    return render


def test_a_chart_can_be_rendered_and_has_gaps_where_values_are_not_known(svgs):
    x = np.arange(200.0)
    y = np.where((x > 80) & (x < 120), np.nan, np.sin(x / 20))
    chart = line_chart("Title", [Line("a <b>", x, y, 0, (y - 0.1, y + 0.1)), Line("c", x, x * 0, 7)], "y")
    assert chart.count("M") >= 3
    assert "a &lt;b&gt;" in chart
    assert svgs(chart)[..., 3].any()


def test_a_long_line_is_thinned_and_a_constant_one_is_drawn(svgs):
    long = line_chart("Title", [Line("a", np.arange(1e5), np.ones(100_000), 0)], "y")
    assert len(long) < 20_000
    assert svgs(long)[..., 3].any()


def test_a_chart_of_nothing_says_so():
    assert "Nothing was measured" in line_chart("Title", [Line("a", np.zeros(0), np.zeros(0), 0)], "y")


def test_tiles_are_opaque_where_weights_are_large_and_clear_at_zero():
    weights = np.array([[0.0, 1.0], [-2.0, 0.5], [1.0, 0.0], [0.0, -1.0]])
    sheet = weight_tiles(weights, (2, 2), ("#ff0000", "#0000ff"), 2)
    assert sheet.shape == (2, 5, 4)
    assert sheet[0, 1].tolist() == [255, 0, 0, 255]
    assert sheet[1, 0].tolist() == [0, 0, 255, 128]
    assert sheet[0, 0, 3] == sheet[0, 2, 3] == 0


def test_what_was_measured_before_training_does_not_compress_the_rest():
    chart = line_chart("Title", [Line("a", np.array([0.0, 1, 2, 3]), np.array([1e6, 2, 3, 1]), 0)], "y")
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ (-?[\d.]+)", chart)]
    assert heights == [12.0, 136.0, 12.0, 260.0]  # it comes from above, just before the first epoch
