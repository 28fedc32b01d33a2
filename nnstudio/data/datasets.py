"""The registry of data sets. To add one, write a file beside this one and add a line below."""

from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.dataset import DatasetSource
from nnstudio.data.fashion_mnist import FashionMnist
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported
from nnstudio.data.mnist import Mnist
from nnstudio.data.mnist_and_handwriting import MnistAndHandwriting
from nnstudio.data.remote_files import RemoteFiles
from nnstudio.spec.record import Registry

DATASETS: Registry[DatasetSource] = Registry(
    "data set",
    Mnist,
    FashionMnist,
    BuiltInHandwriting,
    MnistAndHandwriting,
    Imported,
)


def default_source(folders: DataFolders) -> DatasetSource:
    """Return MNIST if its files are present, else the built-in handwriting, which is always available."""
    return Mnist() if Mnist().is_present(folders) else BuiltInHandwriting()


def downloads() -> dict[str, RemoteFiles]:
    """Return the files that can be downloaded, by the key of their data set."""
    return {kind.key: kind.remote for kind in DATASETS if kind.remote is not None}
