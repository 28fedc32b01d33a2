"""Fashion-MNIST: 70,000 small pictures of clothes, in MNIST's format but harder to classify."""

from dataclasses import dataclass

from nnstudio.data.idx_dataset import IdxDataset
from nnstudio.data.remote_files import RemoteFile, RemoteFiles


@dataclass(frozen=True)
class FashionMnist(IdxDataset):
    """The four official files, in ``<data folder>/fashion-mnist`` only, as they have the same names as MNIST's.

    Source: H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine learning
    algorithms, 2017, arXiv:1708.07747.
    """

    key = "fashion-mnist"
    label = "Fashion-MNIST"
    hint = "60 000 training and 10 000 test pictures of clothes in ten classes. Harder than digits: 90 % is good."
    subfolders = ("fashion-mnist",)
    class_names = (
        "T-shirt/top",
        "trouser",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "ankle boot",
    )
    remote = RemoteFiles(
        "Fashion-MNIST",
        "fashion-mnist",
        (
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        ),
        (
            RemoteFile(
                "train-images-idx3-ubyte.gz",
                26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            ),
            RemoteFile(
                "train-labels-idx1-ubyte.gz",
                29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            ),
            RemoteFile(
                "t10k-images-idx3-ubyte.gz",
                4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            ),
            RemoteFile(
                "t10k-labels-idx1-ubyte.gz",
                5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            ),
        ),
    )
