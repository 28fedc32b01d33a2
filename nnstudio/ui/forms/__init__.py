"""Forms generated from declared settings: a widget for each kind of `Setting`, bound to a `Workspace` by path.

To add a widget for another kind of setting: a file here and a line in `fields`.
"""

from nnstudio.ui.forms.form import Form

__all__ = ["Form"]
