"""How much memory an action needs while it runs."""

import tracemalloc
from collections.abc import Callable


def peak_allocation(action: Callable[[], object]) -> int:
    """Return the maximum of the bytes that ``action`` holds at once, the second time it runs."""
    action()
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
