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
    """Return a table with a row for each point, its header first; ``layers`` are those of the first run of each."""
    count = max(map(len, layers), default=0)
    header = [f"layer {number} {what}" for number in range(1, count + 1) for what in ("norm", "near zero")]
    rows = [["weights", *header]]
    for point, found in zip(results.points, layers, strict=True):
        cells = [cell for each in found for cell in (f"{each.norm:.2f}", f"{each.fraction_near_zero:.1%}")]
        rows.append([results.experiment.name_of(point.point), *cells, *["–"] * (2 * (count - len(found)))])
    return rows
