"""Shared by all panels: theme, icons, translation, workspace, undo stack."""
