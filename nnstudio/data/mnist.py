"""MNIST: 70,000 digits written by American census staff and high-school students."""

from dataclasses import dataclass

from nnstudio.data.idx_dataset import IdxDataset
from nnstudio.data.remote_files import RemoteFile, RemoteFiles


@dataclass(frozen=True)
class Mnist(IdxDataset):
    """The four official files, in ``<data folder>/mnist`` or in the data folder itself.

    Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-based learning applied to document recognition, 1998.
    """

    key = "mnist"
    label = "MNIST"
    hint = "60 000 training and 10 000 test digits, written by hand. The best-known data set in machine learning."
    subfolders = ("mnist", "")
    # The makers' own page is gone; these are the copies that PyTorch and TensorFlow use.
    remote = RemoteFiles(
        "MNIST",
        "mnist",
        ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
        (
            RemoteFile(
                "train-images-idx3-ubyte.gz",
                9_912_422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            ),
            RemoteFile(
                "train-labels-idx1-ubyte.gz",
                28_881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            ),
            RemoteFile(
                "t10k-images-idx3-ubyte.gz",
                1_648_877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            ),
            RemoteFile(
                "t10k-labels-idx1-ubyte.gz",
                4_542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            ),
        ),
    )
