from multiprocessing import Pipe
from types import SimpleNamespace

import pytest

from nnstudio.training.link import WRAP, CommandInbox
from nnstudio.training.messages import Pause, Stop


@pytest.fixture
def ends():
    receiving, sending = Pipe()
    yield receiving, sending
    receiving.close()
    sending.close()


def test_a_counted_command_is_waiting_until_it_is_taken(ends):
    counter = SimpleNamespace(value=0)
    inbox = CommandInbox(ends[0], counter)
    assert not inbox.has_command
    ends[1].send(Stop())
    counter.value = 1
    assert inbox.has_command
    assert inbox.take() == Stop()
    assert not inbox.has_command


def test_a_command_taken_before_it_was_counted_is_not_waited_for_again(ends):
    counter = SimpleNamespace(value=0)
    inbox = CommandInbox(ends[0], counter)
    ends[1].send(Pause())
    assert inbox.take() == Pause()
    assert not inbox.has_command
    counter.value = 1
    assert not inbox.has_command


def test_the_counter_may_wrap_around_to_zero(ends):
    counter = SimpleNamespace(value=WRAP)
    inbox = CommandInbox(ends[0], counter)
    inbox._taken = WRAP
    ends[1].send(Pause())
    counter.value = 0
    assert inbox.has_command
    inbox.take()
    assert not inbox.has_command
