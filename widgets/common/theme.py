"""Theme: every colour, size and font of the window, looked up by name.

The facts stand in ``resources/themes/tokens.json``; three themes have the same keys, so a theme is
a lookup. Colours that change with the theme are asked when they are needed and never stored beyond
one ``ThemeManager.changed``.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from widgets.common import icons
from widgets.common.fonts import MONO_FAMILIES, UI_FAMILIES, load_fonts
from widgets.common.qss import style_sheet
from widgets.common.resources import resource

THEMES = ("light", "dark", "high_contrast")
TEXT_SCALES = (0.9, 1.0, 1.15, 1.3, 1.5)


@cache
def tokens() -> Mapping[str, Any]:
    """The design tokens, read once."""
    return json.loads(resource("themes", "tokens.json").read_text(encoding="utf-8"))


def parse_color(text: str) -> QColor:
    """``#RRGGBB`` or ``#RRGGBBAA`` as a QColor."""
    color = QColor(text[:7])
    if len(text) == 9:
        color.setAlpha(int(text[7:], 16))
    return color


class Theme:
    """One theme at one text scale. Immutable; ask it, do not copy its answers."""

    def __init__(self, name: str, text_scale: float = 1.0) -> None:
        """``name`` is one of THEMES. Raises ValueError for any other."""
        if name not in THEMES:
            raise ValueError(f"theme: expected one of {', '.join(THEMES)}, actual {name!r}")
        self.name = name
        self.text_scale = text_scale
        self._colors: dict[str, QColor] = {}
        self._flatten("", tokens()["theme"][name])
        self._colormaps: dict[str, np.ndarray] = {}
        self._control_icons: icons.TintedFiles | None = None

    @classmethod
    def load(cls, name: str = "light", text_scale: float = 1.0) -> "Theme":
        """The theme of that name; see ``THEMES``."""
        return cls(name, text_scale)

    def _flatten(self, prefix: str, table: Mapping[str, Any]) -> None:
        for key, value in table.items():
            if isinstance(value, str):
                self._colors[prefix + key] = parse_color(value)
            elif isinstance(value, list):
                self._flatten(f"{prefix}{key}.", {str(i): v for i, v in enumerate(value)})
            else:
                self._flatten(f"{prefix}{key}.", value)

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than the surface it stands on."""
        return self.color("text.primary").lightness() > self.color("surface.window").lightness()

    def color(self, path: str) -> QColor:
        """Colour by dotted path, for instance ``surface.canvas`` or ``family.linear.tint``.

        An unknown family answers with the family of the user's own nodes, an unknown wire role
        with ``wire.unknown``; any other unknown path raises KeyError.
        """
        found = self._colors.get(path)
        if found is None and path.startswith("family."):
            found = self._colors["family.user." + path.rsplit(".", 1)[1]]
        elif found is None and path.startswith("wire."):
            found = self._colors["wire.unknown"]
        if found is None:
            raise KeyError(f"no colour is called {path!r} in resources/themes/tokens.json")
        return QColor(found)

    def size(self, path: str) -> float:
        """Length in device-independent px: ``port``, or ``radius.node``, ``space.m`` …"""
        group, _, key = path.rpartition(".")
        return tokens()[group or "size"][key]

    def motion(self, name: str, *, reduced: bool = False) -> int:
        """Duration in ms of ``fast``, ``base``, ``slow``, ``layout``; 0 when motion is reduced."""
        return 0 if reduced else int(tokens()["motion"][name])

    def font(self, role: str = "body") -> QFont:
        """Font of a role of the type scale: body, caption, node_title, number, number_hero …"""
        load_fonts()
        scale = tokens()["type"]["scale"][role]
        font = QFont()
        font.setFamilies(list(MONO_FAMILIES if scale.get("mono") else UI_FAMILIES))
        pixels = max(scale["size"] * self.text_scale, tokens()["type"]["minimum_px"])
        # Qt keeps half pixels only in points.
        font.setPointSizeF(pixels * 72 / _dots_per_inch())
        font.setWeight(QFont.Weight(scale["weight"]))
        if scale.get("mono"):
            font.setStyleHint(QFont.StyleHint.Monospace)
        font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        return font

    def line_height(self, role: str) -> int:
        """Height in px of one line of that role at this text scale."""
        return round(tokens()["type"]["scale"][role]["line"] * self.text_scale)

    def colormap(self, name: str = "sequential") -> np.ndarray:
        """256 x 3 uint8 table: sequential, diverging, or an alternative such as viridis."""
        if name not in self._colormaps:
            self._colormaps[name] = _colormap_table(self.colormap_stops(name))
        return self._colormaps[name]

    def colormap_stops(self, name: str) -> tuple[str, ...]:
        """The equally spaced ``#RRGGBB`` stops of a map in this theme; straight sRGB between."""
        return _stops(name, self.name)

    def not_a_number(self) -> QColor:
        """Fill of a cell that holds NaN or an infinity; it is hatched as well."""
        return parse_color(tokens()["colormap"]["not_a_number"]["fill"])

    def icon(self, name: str, color: str = "text.primary", size: int = 16) -> QIcon:
        """Icon tinted with a colour of this theme, dimmed when its control is disabled."""
        return icons.icon(name, self.color(color), self.color("text.disabled"), size)

    def pixmap(
        self, name: str, color: str = "text.primary", size: int = 16, ratio: float = 1.0
    ) -> QPixmap:
        """Icon as a pixmap of ``size`` px at device pixel ratio ``ratio``."""
        return icons.pixmap(name, self.color(color), size, ratio)

    def palette(self) -> QPalette:
        """The palette Fusion draws with."""
        palette = QPalette()
        role = QPalette.ColorRole
        for target, path in {
            role.Window: "surface.window",
            role.WindowText: "text.primary",
            role.Base: "surface.raised",
            role.AlternateBase: "surface.sunken",
            role.Text: "text.primary",
            role.PlaceholderText: "text.tertiary",
            role.Button: "surface.raised",
            role.ButtonText: "text.primary",
            role.BrightText: "text.on_accent",
            role.Highlight: "selection.text_background",
            role.HighlightedText: "text.primary",
            role.Accent: "accent.main",
            role.Link: "text.link",
            role.LinkVisited: "text.link",
            role.ToolTipBase: "surface.tooltip",
            role.ToolTipText: "text.on_tooltip",
            role.Light: "surface.raised",
            role.Midlight: "border.hairline",
            role.Mid: "border.default",
            role.Dark: "border.strong",
            role.Shadow: "text.primary",
        }.items():
            palette.setColor(target, self.color(path))
        for target in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self.color("text.disabled"))
        return palette

    def qss(self) -> str:
        """The style sheet of the whole window; the properties it knows stand in ``qss.py``."""
        if self._control_icons is None:
            self._control_icons = icons.TintedFiles()
        return style_sheet(self, self._control_icons)


def _dots_per_inch() -> float:
    """Logical resolution that Qt uses to turn points into pixels."""
    application = QApplication.instance()
    if not isinstance(application, QApplication) or application.primaryScreen() is None:
        return 96.0
    return application.primaryScreen().logicalDotsPerInchY()


def _stops(name: str, theme: str) -> tuple[str, ...]:
    """The stops of a map of the tokens, or of one of the alternatives."""
    return _ALTERNATIVES.get(name) or tuple(tokens()["colormap"][name][theme])


def _colormap_table(stops: tuple[str, ...]) -> np.ndarray:
    """256 x 3 uint8: linear steps of sRGB between equally spaced stops."""
    colors = np.array([parse_color(stop).getRgb()[:3] for stop in stops], dtype=np.float64)
    places = np.linspace(0.0, len(stops) - 1.0, 256)
    channels = [np.interp(places, np.arange(len(stops)), colors[:, c]) for c in range(3)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)


# Equally spaced samples of the public colour maps of these names (matplotlib, CC0).
_ALTERNATIVES: Mapping[str, tuple[str, ...]] = {
    "viridis": (
        "#440154", "#482475", "#414487", "#355F8D", "#2A788E",
        "#21918C", "#22A884", "#44BF70", "#7AD151", "#BDDF26", "#FDE725",
    ),
    "cividis": (
        "#00224E", "#123570", "#3B496C", "#575D6D", "#707173",
        "#8A8678", "#A59C74", "#C3B369", "#E1CC55", "#FEE838",
    ),
    "greys": ("#000000", "#FFFFFF"),
}  # fmt: skip


class ThemeManager(QObject):
    """The theme now in force. Everything painted listens to ``changed`` and asks again."""

    changed = Signal(object)

    def __init__(
        self, name: str = "light", text_scale: float = 1.0, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = Theme.load(name, text_scale)

    @property
    def theme(self) -> Theme:
        """The theme now in force."""
        return self._theme

    def set(self, name: str, text_scale: float | None = None) -> None:
        """Switch theme or text scale; nothing is sent when both stay as they are."""
        scale = self._theme.text_scale if text_scale is None else text_scale
        if (name, scale) == (self._theme.name, self._theme.text_scale):
            return
        self._theme = Theme.load(name, scale)
        self.apply()
        self.changed.emit(self._theme)

    def next(self) -> None:
        """Light, dark, high contrast, light …"""
        self.set(THEMES[(THEMES.index(self._theme.name) + 1) % len(THEMES)])

    def apply(self) -> None:
        """Give the application this theme's style, palette, font and style sheet."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        application.setStyle("Fusion")
        application.setPalette(self._theme.palette())
        application.setFont(self._theme.font("body"))
        application.setStyleSheet(self._theme.qss())

    @staticmethod
    def system_name() -> str:
        """``dark`` where the desktop asks for dark windows, else ``light``."""
        hints = QApplication.styleHints()
        return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


__all__ = ["TEXT_SCALES", "THEMES", "Theme", "ThemeManager", "parse_color", "tokens"]
