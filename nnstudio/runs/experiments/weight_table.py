"""How large the weights of each layer are at each point of an experiment: here regularizers differ most visibly."""

from collections.abc import Sequence

from nnstudio.inspection.weight_summary import LayerWeights, summarize_weights
from nnstudio.runs.experiments.record import Outcome, TrialState
from nnstudio.runs.experiments.results import ExperimentResults
from nnstudio.runs.saved_run import SavedRunError, open_run


def weights_of(outcome: Outcome) -> list[LayerWeights]:
    """Return the summary of each layer of the run's final network; none if it is not done or cannot be read."""
    if outcome.folder is None or outcome.state is not TrialState.DONE:
        return []
    try:
        run = open_run(outcome.folder)
    except SavedRunError:
        return []
    return summarize_weights(run.network, run.parameters)


def weight_rows(results: ExperimentResults, layers: Sequence[Sequence[LayerWeights]]) -> list[list[str]]:
    """Return a table of ``layers``, those of the first run of each point, its header first."""
    names = [results.experiment.name_of(point.point) for point in results.points]
    rows = [["", *names]]
    for index in range(max(map(len, layers), default=0)):
        found = [each[index] if index < len(each) else None for each in layers]
        rows.append([f"layer {index + 1} norm", *("–" if layer is None else f"{layer.norm:.2f}" for layer in found)])
        near = ["–" if layer is None else f"{layer.fraction_near_zero:.1%}" for layer in found]
        rows.append([f"layer {index + 1} near zero", *near])
    return rows
