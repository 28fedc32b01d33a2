"""Initializers: how the initial weights are drawn. To add one, write a file here and a line below."""

from nnstudio.engine.initializers.he import HeNormal, HeUniform
from nnstudio.engine.initializers.initializer import Initializer
from nnstudio.engine.initializers.lecun import LecunNormal, LecunUniform
from nnstudio.engine.initializers.scaled_normal import ScaledNormal
from nnstudio.engine.initializers.too_large import TooLarge
from nnstudio.engine.initializers.uniform import Uniform
from nnstudio.engine.initializers.xavier import XavierNormal, XavierUniform
from nnstudio.engine.initializers.zeros import Zeros
from nnstudio.spec.record import Registry

INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    HeNormal,
    HeUniform,
    XavierNormal,
    XavierUniform,
    LecunNormal,
    LecunUniform,
    ScaledNormal,
    Uniform,
    Zeros,
    TooLarge,
)
