"""The window's language: English sources, and Simplified Chinese from resources/translations."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from nodegraph_app.text import Text
from widgets.common.resources import resource

SYSTEM, ENGLISH, CHINESE = "system", "en", "zh_CN"
LANGUAGES = (SYSTEM, ENGLISH, CHINESE)

_installed: list[QTranslator] = []


def shown(text: Text | str) -> str:
    """A text in the window's language with its values in place; a plain string stays as it is."""
    if isinstance(text, str):
        return text
    template = QCoreApplication.translate(text.context, text.source)
    values = {name: _value(value) for name, value in text.arguments.items()}
    return template.format(**values)


def install(application: QCoreApplication, language: str) -> str:
    """Show texts in `language` from now on; returns "en" or "zh_CN".

    "system", or anything unknown, is what the system speaks. Widgets hear of it by a
    QEvent.LanguageChange, and set their texts again.
    """
    spoken = language if language in (ENGLISH, CHINESE) else system_language()
    for translator in _installed:
        application.removeTranslator(translator)
    _installed.clear()
    if spoken == CHINESE:
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (
            ("qtbase_zh_CN", qt),
            ("studio_zh_CN", str(resource("translations"))),
        ):
            translator = QTranslator(application)
            if translator.load(name, folder):
                application.installTranslator(translator)
                _installed.append(translator)
    QLocale.setDefault(QLocale(spoken))
    return spoken


def system_language() -> str:
    """The first of the system's languages that the window can speak; else English."""
    for tag in QLocale.system().uiLanguages():
        code = tag.replace("_", "-").split("-")[0]
        if code == "zh":
            return CHINESE
        if code == "en":
            return ENGLISH
    return ENGLISH


def _value(value: object) -> object:
    return shown(value) if isinstance(value, Text) else value
