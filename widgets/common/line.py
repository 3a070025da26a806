"""Hairlines between parts of a panel."""

from PySide6.QtWidgets import QFrame


def hairline(*, vertical: bool = False) -> QFrame:
    """A line of one pixel in the theme's hairline colour."""
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine if vertical else QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
