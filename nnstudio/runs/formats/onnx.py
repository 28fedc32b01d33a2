"""ONNX, which other programs run: from ``pixels``, float32 (count, height, width) from 0 (paper) to 1 (ink), to
``probabilities`` and ``logits``, both (count, classes). Needs the library onnx.

Source of the operators: https://onnx.ai/onnx/operators
"""

from pathlib import Path
from typing import Any

import numpy as np

from nnstudio import __version__
from nnstudio.atomic_file import write_atomically
from nnstudio.engine.activations import (
    Activation,
    Elu,
    Gelu,
    LeakyRelu,
    Linear,
    Relu,
    Sigmoid,
    Silu,
    Softplus,
    Tanh,
)
from nnstudio.engine.activations.gelu import A, C
from nnstudio.engine.layers import ActivationLayer, BatchNorm, Dense, Dropout, Layer
from nnstudio.engine.layers.batch_norm import EPSILON
from nnstudio.engine.layers.raw_inputs import LARGEST, RawInputs
from nnstudio.engine.layers.standardization import Standardization
from nnstudio.runs.formats.format import Exported, Format, library
from nnstudio.runs.models.array_names import array_names
from nnstudio.runs.models.model import Model
from nnstudio.runs.models.model_parts import parts_of
from nnstudio.runs.saved_run import SavedRunError

OPERATORS = 17
"""The version of the operators: of 2022, so that older programs read the file too."""
IR_VERSION = 8

SINGLE: dict[type[Activation], str] = {Relu: "Relu", Softplus: "Softplus", Tanh: "Tanh", Sigmoid: "Sigmoid"}
"""The activations that are one operator without a setting."""


class _Graph:
    """Collects the nodes and constants of a model; each method adds an operation on the newest value, ``x``."""

    def __init__(self, helper: Any, numpy_helper: Any) -> None:
        self._helper, self._numpy_helper = helper, numpy_helper
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}
        self.x = "pixels"

    def add(self, operator: str, *others: str, **attributes: Any) -> str:
        """Apply ``operator`` to the newest value and ``others``; return the name of the result, now the newest."""
        name = f"x{len(self.nodes) + 1}"
        self.nodes.append(self._helper.make_node(operator, [self.x, *others], [name], **attributes))
        self.x = name
        return name

    def constant(self, name: str, value: Any) -> str:
        """Add a constant; return its name."""
        self.constants[name] = self._numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def number(self, value: float) -> str:
        """Add a float32 constant; return its name."""
        return self.constant(f"number {value!r}", np.float32(value))


def write(exported: Exported, path: Path) -> None:
    """Write the model into ``path``."""
    onnx = library("onnx", "onnx", path)
    graph = _Graph(onnx.helper, onnx.numpy_helper)
    model, parts = exported.model, parts_of(exported.model)
    for name, array in parts.arrays.items():
        graph.constant(name, array)
    graph.add("Reshape", graph.constant("one row each", np.array([-1, model.network.inputs], np.int64)))
    for layer, names in zip(model.network.layers, array_names(model.network), strict=True):
        _add_layer(graph, layer, names, model)
    graph.nodes.append(onnx.helper.make_node("Identity", [graph.x], ["logits"]))
    graph.nodes.append(onnx.helper.make_node("Softmax", [graph.x], ["probabilities"], axis=1))
    content: bytes = _finished(onnx, graph, model, parts.facts).SerializeToString()
    write_atomically(path, lambda file: file.write(content))


def _finished(onnx: Any, graph: _Graph, model: Model, facts: dict[str, str]) -> Any:
    info, kind = onnx.helper.make_tensor_value_info, onnx.TensorProto.FLOAT
    outputs = [info(name, kind, ["count", model.network.classes]) for name in ("logits", "probabilities")]
    inputs = [info("pixels", kind, ["count", *model.network.input_shape])]
    made = onnx.helper.make_graph(graph.nodes, "network", inputs, outputs, list(graph.constants.values()))
    finished = onnx.helper.make_model(
        made,
        opset_imports=[onnx.helper.make_opsetid("", OPERATORS)],
        ir_version=IR_VERSION,
        producer_name="NN Studio",
        producer_version=__version__,
    )
    onnx.helper.set_model_props(finished, facts)
    onnx.checker.check_model(finished)
    return finished


def _add_layer(graph: _Graph, layer: Layer, names: dict[str, str], model: Model) -> None:
    match layer:
        case Dense(activation=activation):
            graph.add("MatMul", names["weights"])
            if "biases" in names:
                graph.add("Add", names["biases"])
            _add_activation(graph, activation, model)
        case ActivationLayer(activation=activation):
            _add_activation(graph, activation, model)
        case BatchNorm():
            order = ("scales", "shifts", "running_means", "running_variances")
            graph.add("BatchNormalization", *(names[name] for name in order), epsilon=EPSILON)
        case Standardization():
            graph.add("Sub", names["input_mean"])
            graph.add("Div", names["input_deviation"])
        case RawInputs():
            graph.add("Mul", graph.number(LARGEST))
        case Dropout():
            pass  # which only training has
        case _:
            raise SavedRunError(
                model.source, f"a layer of the kind {layer.key}", "kinds of layers that ONNX export knows"
            )


def _add_activation(graph: _Graph, activation: Activation, model: Model) -> None:
    z = graph.x
    match activation:
        case Linear():
            pass
        case LeakyRelu(slope=alpha):
            graph.add("LeakyRelu", alpha=alpha)
        case Elu(alpha=alpha):
            graph.add("Elu", alpha=alpha)
        case Silu():
            graph.add("Sigmoid")
            graph.add("Mul", z)
        case Gelu():  # the tanh form, of operators that every version has
            graph.add("Mul", z)
            graph.add("Mul", graph.number(C * A))
            graph.add("Add", graph.number(C))
            graph.add("Mul", z)
            graph.add("Tanh")
            graph.add("Add", graph.number(1.0))
            graph.add("Mul", graph.number(0.5))
            graph.add("Mul", z)
        case _ if type(activation) in SINGLE:
            graph.add(SINGLE[type(activation)])
        case _:
            raise SavedRunError(model.source, f"the activation {activation.key}", "activations that ONNX export knows")


FORMAT = Format("onnx", "ONNX", ".onnx", "the network for other programs; needs the library onnx", write)
