import pytest

from tests.conftest import write_small_mnist


@pytest.fixture(scope="session")
def clothes_folder(tmp_path_factory):
    """A folder with a small set in the format of Fashion-MNIST.

    Runs that learn it end sooner: their novelty detector is fitted at once, without the built-in handwriting.
    """
    folder = tmp_path_factory.mktemp("clothes")
    write_small_mnist(folder)
    (folder / "mnist").rename(folder / "fashion-mnist")
    return folder
