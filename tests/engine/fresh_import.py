"""A module imported anew, beside the one that everything else uses."""

import importlib.util
from types import ModuleType


def freshly_imported(name: str) -> ModuleType:
    """Run the module ``name`` once more from its file; no other code sees the copy."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
