import numpy as np
import pytest

from nnstudio.engine.activations import ACTIVATIONS, Elu, Gelu, LeakyRelu, Softplus
from tests.engine.allocation import peak_allocation

EVERY_ACTIVATION = pytest.mark.parametrize("kind", ACTIVATIONS, ids=lambda kind: kind.key)


def values(activation, sums):
    z = np.array([sums], float)
    return activation.bind(z.shape, z.dtype).forward(z)[0]


@EVERY_ACTIVATION
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_activation_is_finite_for_huge_sums(kind, dtype):
    z = np.array([[-1e4, -1.0, 0.0, 1.0, 1e4]], dtype)
    bound = kind().bind(z.shape, z.dtype)
    output, gradient = bound.forward(z.copy()), bound.backward(np.ones_like(z))
    assert output.dtype == gradient.dtype == dtype
    assert np.isfinite(output).all()
    assert np.isfinite(gradient).all()


@EVERY_ACTIVATION
def test_every_activation_keeps_what_its_gradient_needs(kind):
    z, gradient = np.linspace(-2, 2, 5)[None], np.ones((1, 5))
    bound = kind().bind(z.shape, z.dtype)
    bound.forward(z.copy())
    expected = bound.backward(gradient).copy()
    sums = z.copy()
    bound.forward(sums)
    sums[...] = 7
    np.testing.assert_array_equal(bound.backward(gradient), expected)


@EVERY_ACTIVATION
def test_every_activation_allocates_no_array(kind):
    z = np.zeros((100, 100), np.float32)
    bound = kind().bind(z.shape, z.dtype)
    assert peak_allocation(lambda: (bound.forward(z), bound.backward(z))) < z.nbytes / 4


def test_leaky_relu_multiplies_negative_sums_by_its_slope():
    np.testing.assert_allclose(values(LeakyRelu(), [-2, 0, 3]), [-0.02, 0, 3])
    np.testing.assert_allclose(values(LeakyRelu(0.5), [-2, 0, 3]), [-1, 0, 3])


def test_the_floor_of_elu_is_alpha_below_zero():
    np.testing.assert_allclose(values(Elu(), [-50, 0, 3]), [-1, 0, 3])
    np.testing.assert_allclose(values(Elu(2), [-50, -np.log(2), 3]), [-2, -1, 3])


def test_softplus_is_the_logarithm_of_two_at_zero_and_the_sum_itself_far_above():
    np.testing.assert_allclose(values(Softplus(), [0, 100]), [np.log(2), 100])


def test_the_tanh_form_of_gelu_is_near_the_exact_one():
    # z Φ(z), from tables of the normal distribution
    np.testing.assert_allclose(values(Gelu(), [-2, -1, 0, 1, 2]), [-0.0455, -0.1587, 0, 0.8413, 1.9545], atol=5e-4)
