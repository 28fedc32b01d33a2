"""The data sets there are. To add one: a file beside this and a line below."""

from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.dataset import DatasetSource
from nnstudio.data.folders import DataFolders
from nnstudio.data.joined import MnistAndHandwriting
from nnstudio.data.mnist import Mnist
from nnstudio.spec.record import Registry

DATASETS: Registry[DatasetSource] = Registry(
    "data set",
    Mnist,
    BuiltInHandwriting,
    MnistAndHandwriting,
)


def default_source(folders: DataFolders) -> DatasetSource:
    """Return MNIST where its files are present, else the built-in handwriting, which always is."""
    return Mnist() if Mnist().is_present(folders) else BuiltInHandwriting()
