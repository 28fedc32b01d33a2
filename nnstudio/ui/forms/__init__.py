"""Forms made from the declarations of settings: one widget per kind of `Setting`, bound to a `Workspace` by path.

To give another kind of setting a widget: a file here and a line in `fields`.
"""

from nnstudio.ui.forms.form import Form

__all__ = ["Form"]
