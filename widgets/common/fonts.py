"""The bundled faces, and which families the window asks for, best first.

Inter and JetBrains Mono (SIL Open Font Licence, the text beside them) make the window look the
same everywhere; Chinese falls through to the first family that has the glyphs.
"""

from functools import cache

from PySide6.QtGui import QFontDatabase

from widgets.common.resources import resource

_CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC")
UI_FAMILIES = ("Inter", "Segoe UI", "Noto Sans", "Liberation Sans", "DejaVu Sans", *_CHINESE)
MONO_FAMILIES = ("JetBrains Mono", "DejaVu Sans Mono", "Noto Sans Mono", "monospace", *_CHINESE)


@cache
def load_fonts() -> tuple[str, ...]:
    """Hand every face under resources/fonts to Qt, once; the families that came with them."""
    families: list[str] = []
    for path in sorted(resource("fonts").glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return tuple(dict.fromkeys(families))
