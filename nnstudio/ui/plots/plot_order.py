"""The order of plots, some of which stand in groups, and what moving one of them makes of it."""

from collections.abc import Callable, Sequence
from itertools import groupby

Node = str | tuple["Node", ...]
"""The label of a plot, or a group of plots and groups in their order."""
Block = tuple[str, tuple[Node, ...]]
"""A kind, and neighbours of that kind."""


def labels(node: Node) -> tuple[str, ...]:
    """Return the labels of the plots in ``node``, in order."""
    return (node,) if isinstance(node, str) else tuple(label for child in node for label in labels(child))


def moved(node: Node, label: str, by: int, is_seen: Callable[[str], bool]) -> Node | None:
    """Return ``node`` with the plot called ``label`` moved up (-1) or down (1) past a plot that ``is_seen``.

    It moves within its group, and at the end of that the whole group moves; None if there is nothing to move past.
    """
    if isinstance(node, str):
        return None
    index = next(index for index, child in enumerate(node) if label in labels(child))
    inner = moved(node[index], label, by, is_seen)
    if inner is not None:
        return (*node[:index], inner, *node[index + 1 :])
    seen = [place for place, child in enumerate(node) if place == index or any(map(is_seen, labels(child)))]
    target = seen.index(index) + by
    if not 0 <= target < len(seen):
        return None
    children = list(node)
    children.insert(seen[target], children.pop(index))
    return tuple(children)


def arranged(node: Node, order: Sequence[str]) -> Node:
    """Return ``node`` with each group in the ``order`` of its first plots; those that are not in it come last."""
    if isinstance(node, str):
        return node
    places = {label: place for place, label in reversed(list(enumerate(order)))}
    children = [arranged(child, order) for child in node]
    return tuple(sorted(children, key=lambda child: min(places.get(label, len(order)) for label in labels(child))))


def neighbours(node: tuple[Node, ...], kind_of: Callable[[Node], str], is_seen: Callable[[str], bool]) -> list[Block]:
    """Return the children of ``node`` that have a plot that ``is_seen``, in order; those of one kind side by side."""
    seen = [child for child in node if any(map(is_seen, labels(child)))]
    return [(kind, tuple(children)) for kind, children in groupby(seen, kind_of)]
