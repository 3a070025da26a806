"""The one generated style sheet. Widgets choose a look by dynamic property, never by own colours.

=========== =============================== ==================================================
property    on                              values
=========== =============================== ==================================================
kind        QPushButton, QToolButton        primary, ghost, danger, chip (default: outlined)
look        QLabel                          title, display, panel, secondary, caption, mono,
                                            hero, failed, ready, now, link
surface     QFrame, QWidget                 window, panel, raised, sunken, canvas, card, failed,
                                            top-bar, status-bar
kind        QLineEdit                       search
=========== =============================== ==================================================

``widget.setProperty("kind", "primary")`` before the widget is shown is all that is needed.
"""

from typing import TYPE_CHECKING

from widgets.common.fonts import MONO_FAMILIES
from widgets.common.icons import TintedFiles

if TYPE_CHECKING:
    from widgets.common.theme import Theme


class _Words:
    """Looks a style sheet's words up in the theme: ``@surface.panel``, ``@radius.card``."""

    def __init__(self, theme: "Theme", files: TintedFiles) -> None:
        self._theme = theme
        self._files = files

    def fill(self, template: str) -> str:
        """``template`` with every ``@word`` replaced; words are dotted paths of the tokens."""
        out: list[str] = []
        for piece in template.split("@"):
            if not out:
                out.append(piece)
                continue
            end = next(
                (i for i, letter in enumerate(piece) if not (letter.isalnum() or letter in "._-")),
                len(piece),
            )
            out.append(self._value(piece[:end]) + piece[end:])
        return "".join(out)

    def _value(self, word: str) -> str:
        group, _, key = word.partition(".")
        if group == "icon":
            name, _, color = key.partition(".")
            return self._files.url(name, self._theme.color(color))
        if group == "type":
            return f"{self._theme.font(key).pointSizeF():.2f}pt"
        if group in ("size", "radius", "space", "stroke"):
            value = self._theme.size(f"{group}.{key}")
            return f"{round(value * self._theme.text_scale) if group == 'size' else round(value)}px"
        if word == "mono":
            return ", ".join(f'"{family}"' for family in MONO_FAMILIES)
        color = self._theme.color(word)
        return f"rgba({color.red()},{color.green()},{color.blue()},{color.alpha()})"


def style_sheet(theme: "Theme", files: TintedFiles) -> str:
    """The style sheet of one theme; ``files`` keeps the tinted drawings that it names."""
    words = _Words(theme, files)
    return "\n".join(words.fill(part) for part in (_SURFACES, _BUTTONS, _FIELDS, _LISTS, _REST))


_SURFACES = """
QMainWindow, QDialog { background: @surface.window; }
QMainWindow::separator { background: @border.default; width: 1px; height: 1px; }
QWidget[surface="window"] { background: @surface.window; }
QWidget[surface="panel"], QDockWidget > QWidget { background: @surface.panel; }
QWidget[surface="raised"] { background: @surface.raised; }
QWidget[surface="sunken"] { background: @surface.sunken; }
QWidget[surface="canvas"] { background: @surface.canvas; }
QFrame[surface="card"] { background: @surface.raised; border: 1px solid @border.default;
  border-radius: @radius.card; }
QFrame[surface="failed"] { background: @status.failed.soft; border: none;
  border-radius: @radius.card; }
QWidget[surface="top-bar"] { background: @surface.panel; border: none;
  border-bottom: 1px solid @border.default; }
QStatusBar, QWidget[surface="status-bar"] { background: @surface.panel; color: @text.tertiary;
  border: none; border-top: 1px solid @border.default; font-size: @type.caption; }
QStatusBar::item { border: none; }
QLabel { background: transparent; }
QLabel[look="title"] { font-size: @type.title; font-weight: 600; }
QLabel[look="display"] { font-size: @type.display; font-weight: 600; }
QLabel[look="panel"] { font-size: @type.panel_title; font-weight: 600; }
QLabel[look="secondary"] { color: @text.secondary; }
QLabel[look="caption"] { color: @text.tertiary; font-size: @type.caption; }
QLabel[look="mono"] { font-family: @mono; font-size: @type.number; }
QLabel[look="hero"] { font-family: @mono; font-size: @type.number_hero; font-weight: 700;
  color: @now.text; }
QLabel[look="failed"] { color: @status.failed.text; }
QLabel[look="ready"] { color: @status.ready.text; }
QLabel[look="now"] { color: @now.text; }
QLabel[look="link"] { color: @text.link; }
"""

_BUTTONS = """
QPushButton, QToolButton { border: 1px solid @border.default; border-radius: @radius.control;
  background: @surface.raised; color: @text.primary; padding: 0 10px;
  min-height: @size.control_height_compact; }
QPushButton { min-height: 24px; }
QToolButton { padding: 2px; min-width: 20px; }
QPushButton:hover, QToolButton:hover { background: @surface.hover; }
QPushButton:pressed, QToolButton:pressed { background: @surface.pressed; }
QPushButton:focus, QToolButton:focus { border: 2px solid @focus.ring; padding: 0 9px; }
QToolButton:focus { padding: 1px; }
QPushButton:disabled, QToolButton:disabled { color: @text.disabled;
  border-color: @border.hairline; }
QPushButton:checked, QToolButton:checked { background: @accent.soft; border-color: @accent.main;
  color: @accent.text; }
QPushButton[kind="primary"], QToolButton[kind="primary"] { background: @accent.main;
  border-color: @accent.main; color: @text.on_accent; font-weight: 600; }
QPushButton[kind="primary"]:hover, QToolButton[kind="primary"]:hover {
  background: @accent.hover; border-color: @accent.hover; }
QPushButton[kind="primary"]:pressed, QToolButton[kind="primary"]:pressed {
  background: @accent.pressed; border-color: @accent.pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid @focus.gap; outline: 2px solid @focus.ring; }
QPushButton[kind="primary"]:disabled, QToolButton[kind="primary"]:disabled {
  background: @surface.sunken; border-color: @surface.sunken; color: @text.disabled; }
QPushButton[kind="ghost"], QToolButton[kind="ghost"] { border-color: transparent;
  background: transparent; padding: 0 6px; }
QToolButton[kind="ghost"] { padding: 2px; }
QPushButton[kind="ghost"]:hover, QToolButton[kind="ghost"]:hover { background: @surface.hover; }
QPushButton[kind="ghost"]:pressed, QToolButton[kind="ghost"]:pressed {
  background: @surface.pressed; }
QPushButton[kind="ghost"]:focus, QToolButton[kind="ghost"]:focus {
  border: 2px solid @focus.ring; padding: 0 5px; }
QToolButton[kind="ghost"]:focus { padding: 1px; }
QPushButton[kind="danger"] { color: @status.failed.text; border-color: @status.failed.main; }
QPushButton[kind="chip"], QToolButton[kind="chip"] { border: none; border-radius: 11px;
  background: @surface.sunken; padding: 0 9px; font-size: @type.caption; }
QToolButton::menu-indicator { image: none; }
QPushButton::menu-indicator { image: @icon.chevron-down.text.tertiary; width: 12px; height: 12px;
  subcontrol-position: right center; right: 6px; }
"""

_FIELDS = """
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
  border: 1px solid @border.default; border-radius: @radius.control; background: @surface.raised;
  color: @text.primary; selection-background-color: @selection.text_background;
  selection-color: @text.primary; padding: 0 6px; min-height: 22px; }
QPlainTextEdit, QTextEdit, QTextBrowser { padding: 4px; }
QTextBrowser { border: none; background: transparent; }
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover {
  border-color: @border.strong; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {
  border: 2px solid @focus.ring; padding: 0 5px; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
  color: @text.disabled; background: @surface.sunken; border-color: @border.hairline; }
QLineEdit[kind="search"] { border-radius: 6px; min-height: 26px; padding: 0 8px; }
QLineEdit[invalid="true"] { border-color: @status.failed.main; }
QSpinBox, QDoubleSpinBox { font-family: @mono; font-size: @type.number; padding-right: 18px; }
QSpinBox:focus, QDoubleSpinBox:focus { padding-right: 17px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-origin: padding;
  subcontrol-position: top right; width: 16px; border: none; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-origin: padding;
  subcontrol-position: bottom right; width: 16px; border: none; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: @icon.chevron-up.text.tertiary;
  width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: @icon.chevron-down.text.tertiary;
  width: 10px; height: 10px; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: @icon.chevron-down.text.tertiary; width: 12px; height: 12px; }
QComboBox QAbstractItemView { border: 1px solid @border.default; background: @surface.raised;
  selection-background-color: @surface.hover; selection-color: @text.primary; outline: none; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px;
  border: 1px solid @border.strong; border-radius: @radius.chip; background: @surface.raised; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:checked { background: @accent.main; border-color: @accent.main;
  image: @icon.check.text.on_accent; }
QRadioButton::indicator:checked { border: 4px solid @accent.main; width: 8px; height: 8px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid @focus.ring; }
QRadioButton::indicator:checked:focus { border: 4px solid @focus.ring; }
QCheckBox::indicator:disabled { border-color: @border.default; background: @surface.sunken; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @surface.pressed; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent.main; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
  background: @surface.raised; border: 1px solid @border.strong; }
QSlider::handle:horizontal:focus { border: 2px solid @focus.ring; }
QProgressBar { border: none; border-radius: 3px; background: @surface.pressed; height: 6px;
  min-height: 6px; max-height: 6px; text-align: center; color: transparent; }
QProgressBar::chunk { border-radius: 3px; background: @accent.main; }
"""

_LISTS = """
QAbstractScrollArea { border: none; }
QTreeView, QListView, QTableView, QScrollArea { background: transparent; border: none;
  outline: none; alternate-background-color: @surface.sunken; }
QScrollArea > QWidget > QWidget { background: transparent; }
QTreeView::item, QListView::item { min-height: 26px; border-radius: @radius.control;
  padding: 0 4px; color: @text.primary; }
QTreeView::item:hover, QListView::item:hover { background: @surface.hover; }
QTreeView::item:selected, QListView::item:selected { background: @selection.text_background; }
QTreeView::branch { background: transparent; }
QTreeView::branch:closed:has-children { image: @icon.chevron-right.text.tertiary; }
QTreeView::branch:open:has-children { image: @icon.chevron-down.text.tertiary; }
QHeaderView::section { background: @surface.panel; color: @text.tertiary; border: none;
  border-bottom: 1px solid @border.hairline; padding: 4px 8px; font-size: @type.caption; }
QTableView { gridline-color: @border.hairline;
  selection-background-color: @selection.text_background; selection-color: @text.primary; }
QScrollBar:vertical { width: 10px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 10px; background: transparent; margin: 0; }
QScrollBar::handle { background: @border.default; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @border.strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
"""

_REST = """
QTabWidget::pane { border: none; border-top: 1px solid @border.default; }
QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @text.secondary; border: none;
  border-bottom: 2px solid transparent; padding: 6px 2px; margin: 0 9px; }
QTabBar::tab:hover { color: @text.primary; }
QTabBar::tab:selected { color: @text.primary; border-bottom-color: @accent.main;
  font-weight: 600; }
QTabBar::tab:focus { color: @accent.text; }
QTabBar::tab:disabled { color: @text.disabled; }
QMenuBar { background: @surface.panel; }
QMenuBar::item { padding: 4px 8px; background: transparent; border-radius: @radius.chip; }
QMenuBar::item:selected { background: @surface.hover; }
QMenu { background: @surface.raised; border: 1px solid @border.default; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: @radius.chip; color: @text.primary; }
QMenu::item:selected { background: @surface.hover; }
QMenu::item:disabled { color: @text.disabled; }
QMenu::separator { height: 1px; background: @border.hairline; margin: 4px 6px; }
QMenu::icon { padding-left: 6px; }
QToolTip { background: @surface.tooltip; color: @text.on_tooltip; border: none;
  padding: 5px 8px; font-size: @type.label; }
QToolBar { background: @surface.panel; border: none; spacing: 4px; }
QToolBar::separator { background: @border.default; width: 1px; margin: 6px 4px; }
QDockWidget { titlebar-close-icon: @icon.close.text.tertiary;
  titlebar-normal-icon: @icon.external.text.tertiary; }
QDockWidget::title { background: @surface.panel; padding: 6px 12px; font-weight: 600;
  border-bottom: 1px solid @border.hairline; }
QSplitter::handle { background: @border.default; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QGroupBox { border: none; border-top: 1px solid @border.hairline; margin-top: 18px;
  padding-top: 6px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; top: 2px; }
QFrame[frameShape="4"], QFrame[frameShape="5"] { color: @border.hairline;
  background: @border.hairline; border: none; max-height: 1px; }
QFrame[frameShape="5"] { max-height: 16777215px; max-width: 1px; }
"""
