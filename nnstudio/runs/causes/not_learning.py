"""A network that learns nothing, for no reason that shows in its steps, units or gradients."""

from nnstudio.engine.activations import Relu
from nnstudio.engine.hidden_layers import with_activation
from nnstudio.engine.layers import Dense
from nnstudio.runs.causes.case import LEARNING_RATE, Case
from nnstudio.runs.run_warning import STOP, Cause, Remedy, RunWarning


def not_learning(case: Case) -> RunWarning | None:
    """Return a warning if the network learns nothing."""
    if case.failure is None:
        return None
    remedies: tuple[Remedy, ...] = (STOP,)
    if case.rate < case.usual_rate:
        reason = "The learning rate may be too small: try the usual one of this optimizer."
        usual = Remedy(f"Learning rate {case.usual_rate:g}", LEARNING_RATE, case.usual_rate, is_live=True)
        remedies = (usual, STOP)
    elif case.rate > case.usual_rate:
        reason = "Steps may have been too large: try a smaller learning rate."
        remedies = (case.run_with_smaller_rate, STOP)
    elif not case.symptoms.layers:
        reason = "Why will be seen once its layers have been measured."
    else:
        reason = (
            "Steps and gradients look sound. Try other initial weights, another activation or fewer layers, and look "
            "at some pictures in the Data view: their labels may be wrong."
        )
        layers = case.settings.network.layers
        if any(isinstance(layer, Dense) and layer.activation.limits is not None for layer in layers):
            relu = with_activation(layers, Relu())
            remedies = (Remedy("New run with ReLU in all layers", "network.layers", relu), STOP)
        remedies = (*case.run_with_right_labels, *remedies)
    return RunWarning(Cause.NOT_LEARNING, case.failure.seen, reason, remedies, plot="Accuracy")
