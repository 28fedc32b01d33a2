"""The components of training: batches, the learning rate, extra samples that only watch, and what decides."""

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.evaluation import CHUNK, metrics
from nnstudio.engine.events import BatchFinished, Evaluated, EvaluationAdvanced
from nnstudio.engine.layers import BatchNorm, Dense, Dropout
from nnstudio.engine.losses import MeanSquaredError
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Adam, AdamW, Sgd
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.schedules import Cosine, InverseTime
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.validation import Validation
from nnstudio.engine.workspace import TrainingWorkspace
from tests.engine.test_training import SMALL, new_training, of_kind, samples


class Recorded(PictureSamples):
    """Samples that record the numbers of each batch, and the epoch and order of each call of `in_epoch`."""

    def __init__(self, count):
        whole = samples(count)
        super().__init__(whole.pictures, whole.labels)
        object.__setattr__(self, "epochs", [])
        object.__setattr__(self, "batches", [])

    def in_epoch(self, number, order):
        self.epochs.append((number, order.copy()))
        return _Noting(self)


class _Noting:
    def __init__(self, recorded):
        self.recorded, self.count, self.shape = recorded, recorded.count, recorded.shape

    def reader(self, inputs, labels):
        whole = PictureSamples(self.recorded.pictures, self.recorded.labels).reader(inputs, labels)
        return _NotingReader(self.recorded, whole)


class _NotingReader:
    def __init__(self, recorded, whole):
        self.recorded, self.whole = recorded, whole

    def read(self, numbers):
        self.recorded.batches.append(numbers.copy())
        self.whole.read(numbers)


def with_samples(data, settings, layers=SMALL, seed=0, extra=None, dtype=np.float32):
    network = Network(NetworkSettings(layers), (4,), 4)
    streams = RandomStreams.from_seed(seed)
    more = {} if extra is None else {"extra": extra}
    return Training(network, settings, data, samples(50, seed=1), streams, np.dtype(dtype), **more)


def first_batch(training):
    return next(event for event in training.events() if isinstance(event, BatchFinished))


def rates_of(**settings):
    settings = {"optimizer": Sgd(0.5), "batch_size": 50, "epochs": 4, **settings}
    training = new_training(TrainingSettings(**settings))
    return [event.learning_rate for event in of_kind(BatchFinished, training.events())]


def test_the_batches_of_an_epoch_are_its_order_cut_in_pieces_and_each_epoch_has_its_own():
    data = Recorded(50)
    list(with_samples(data, TrainingSettings(Sgd(0.1), batch_size=20, epochs=3)).events())
    assert [number for number, _ in data.epochs] == [1, 2, 3]
    assert [len(batch) for batch in data.batches] == [20, 20, 10] * 3
    for index, (_, order) in enumerate(data.epochs):
        assert sorted(order) == list(range(50))
        np.testing.assert_array_equal(np.concatenate(data.batches[3 * index : 3 * index + 3]), order)
    assert any((data.epochs[0][1] != other).any() for _, other in data.epochs[1:])


def test_a_batch_reports_the_loss_and_accuracy_before_its_step():
    data = Recorded(40)
    training = with_samples(data, TrainingSettings(Sgd(0.5), batch_size=10, epochs=1), dtype=np.float64)
    before = training.parameters.copy()
    for event in of_kind(BatchFinished, training.events()):
        numbers = data.batches[event.step - 1]
        batch = PictureSamples(data.pictures[numbers], data.labels[numbers])
        if event.step == 1:
            expected = metrics(training.network, before, training.settings.loss, batch)
            assert (event.loss, event.accuracy) == pytest.approx((expected.loss, expected.accuracy))
    assert event.step == 4


def test_an_evaluation_covers_both_sets_with_the_current_parameters():
    training = new_training(TrainingSettings(Sgd(0.5), batch_size=20, epochs=2, loss=MeanSquaredError()))
    for event in training.events():
        if isinstance(event, Evaluated):
            loss = training.settings.loss
            assert event.training == metrics(training.network, training.parameters, loss, samples(200))
            assert event.validation == metrics(training.network, training.parameters, loss, samples(50, seed=1))
            assert training.validations[-1] == Validation(event.position, event.validation)
    assert len(training.validations) == 3


def test_an_evaluation_reports_its_progress_set_by_set_before_its_result():
    data = samples(CHUNK + 1)
    training = with_samples(data, TrainingSettings(epochs=1), extra=lambda: samples(7, seed=2))
    reported = []
    for event in training.events():
        reported.append(event)
        if isinstance(event, Evaluated):
            break
    assert reported[:-1] == [
        EvaluationAdvanced(CHUNK, CHUNK + 1),
        EvaluationAdvanced(CHUNK + 1, CHUNK + 1),
        EvaluationAdvanced(50, 50),
        EvaluationAdvanced(7, 7),
    ]


def test_extra_samples_are_evaluated_if_there_are_any_and_decide_nothing():
    settings = TrainingSettings(Sgd(0.5), batch_size=20, epochs=3)
    plain, there = new_training(settings), []
    watched = with_samples(samples(200), settings, extra=lambda: there[0] if there else None)
    without, evaluated = of_kind(Evaluated, plain.events()), []
    for event in watched.events():
        if isinstance(event, Evaluated):
            evaluated.append(event)
            if event.epoch == 1:
                there.append(samples(9, seed=4))
    assert [event.extra and event.extra.count for event in evaluated] == [None, None, 9, 9]
    assert evaluated[-1].extra == metrics(watched.network, watched.parameters, settings.loss, there[0])
    assert [event.validation for event in evaluated] == [event.validation for event in without]
    np.testing.assert_array_equal(watched.parameters, plain.parameters)


def test_a_training_may_begin_with_the_parameters_of_an_earlier_one():
    earlier = new_training()
    list(earlier.events())
    later = new_training(seed=3)
    given = earlier.parameters.copy()
    later.begin_from(earlier.parameters)
    first = next(event for event in later.events() if isinstance(event, Evaluated))
    assert first.validation == earlier.validations[-1].metrics
    list(later.events())
    np.testing.assert_array_equal(earlier.parameters, given)
    assert (later.parameters != given).any()


def test_warm_up_can_end_within_an_epoch_and_the_schedule_follows():
    rates = rates_of(warm_up=1.5, schedule=InverseTime(1.0), epochs=3)
    growing = [0.5 * (batch / 4) / 1.5 for batch in range(1, 6)]
    assert rates == pytest.approx([*growing, 0.25, 0.25, 0.25, *[0.5 / 3] * 4])


def test_a_cosine_starts_at_the_full_rate_and_falls_with_every_batch():
    expected = [0.5 * (1 + np.cos(np.pi * batch / 8)) / 2 for batch in range(8)]
    assert rates_of(schedule=Cosine(), epochs=2) == pytest.approx(expected)


def test_adam_counts_its_steps_from_one():
    # Its first step is the learning rate in the direction of the sign, as m / √v is g / |g|.
    training = new_training(TrainingSettings(Adam(0.01, epsilon=1e-12), batch_size=20))
    before = training.parameters.copy()
    first_batch(training)
    moved = np.abs(training.parameters - before)
    np.testing.assert_allclose(moved[moved > 0], 0.01, rtol=1e-2)
    assert (moved > 0).mean() > 0.5


def test_the_decay_of_the_optimizer_and_that_of_the_penalties_add_up():
    def moved(optimizer, decay):
        settings = TrainingSettings(optimizer, batch_size=20, penalties=PenaltySettings(weight_decay=decay))
        training = new_training(settings)
        first_batch(training)
        return training.parameters

    together = moved(AdamW(0.01, weight_decay=0.3), 0.2)
    np.testing.assert_allclose(together, moved(Adam(0.01), 0.5), rtol=1e-6)
    assert (together != moved(Adam(0.01), 0.3)).any()


def test_a_penalty_changes_the_weights_by_its_gradient_but_not_the_reported_loss():
    def trained(penalties):
        training = new_training(TrainingSettings(Sgd(0.5), batch_size=20, penalties=penalties))
        before = training.parameters.copy()
        event = first_batch(training)
        return before, training.parameters, event

    before, plain, event = trained(PenaltySettings())
    _, pulled, with_penalty = trained(PenaltySettings(l1=0.01, l2=0.1))
    weights = new_training().network.layout.weight_count
    assert event == with_penalty
    expected = plain - 0.5 * (0.1 * before + 0.01 * np.sign(before))
    np.testing.assert_allclose(pulled[:weights], expected[:weights], atol=1e-6)
    np.testing.assert_array_equal(pulled[weights:], plain[weights:])


def test_the_statistics_of_batch_norm_are_updated_by_its_batches_and_by_nothing_else():
    penalties = PenaltySettings(l1=0.1, l2=0.1, weight_decay=0.5)
    layers = (Dense(6), BatchNorm())

    def statistics(settings):
        training = new_training(settings, layers=layers)
        first_batch(training)
        return training.parameters[training.network.layout.learned_count :].copy()

    plain = statistics(TrainingSettings(Sgd(0.5), batch_size=20))
    np.testing.assert_array_equal(plain, statistics(TrainingSettings(Adam(1.0), batch_size=20, penalties=penalties)))
    assert (plain != new_training(layers=layers).parameters[-len(plain) :]).any()


@pytest.mark.parametrize("first", ["dropout", "dense"])
def test_a_workspace_of_each_batch_size_uses_the_labels_it_was_given(first):
    layers = (Dropout(0.0), Dense(6)) if first == "dropout" else (Dense(6),)
    network = Network(NetworkSettings(layers), (4,), 4)
    vector = network.initial_parameters(np.random.default_rng(0), np.dtype(np.float64))
    loss, data = MeanSquaredError(), samples(30)
    for size in (1, 7, 30):
        gradient = network.layout.zeros(vector.dtype)
        workspace = TrainingWorkspace(network, loss, vector, gradient, size, np.random.default_rng(0))
        data.reader(workspace.inputs, workspace.labels).read(np.arange(size))
        expected = metrics(network, vector, loss, PictureSamples(data.pictures[:size], data.labels[:size]))
        assert workspace.forward() == pytest.approx((expected.loss, expected.accuracy))
        workspace.backward()
        assert gradient.any()


def test_a_training_whose_batch_size_changes_continues_with_the_right_samples():
    data = Recorded(60)
    settings = TrainingSettings(Sgd(0.1), batch_size=20, epochs=2)
    training = with_samples(data, settings)
    for event in training.events():
        if isinstance(event, BatchFinished) and event.step in (1, 3, 5):
            sizes = {1: 7, 3: 11, 5: 4}
            training.settings = TrainingSettings(Sgd(0.1), batch_size=sizes[event.step], epochs=2)
    whole = np.concatenate(data.batches)
    np.testing.assert_array_equal(whole, np.concatenate([order for _, order in data.epochs]))
    assert [len(batch) for batch in data.batches] == [20, 7, 7, 11, 11, 4, *[4] * 15]
