"""What a trainer's process reports."""

from nnstudio.training.messages import RunFailed


def until(trainer, kind):
    """Receive messages up to the first of ``kind``; return all of them."""
    messages = []
    while not (messages and isinstance(messages[-1], kind)):
        messages.append(trainer.receive())
        if not issubclass(kind, RunFailed):
            assert not isinstance(messages[-1], RunFailed), messages[-1]
    return messages
