"""What the window remembers between starts: theme, language, text size, recent files, its place."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

RECENT_LENGTH = 10


class Settings:
    """A typed door to QSettings; tests give it a file of their own."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store if store is not None else QSettings("nodegraph", "studio")

    @property
    def theme(self) -> str:
        """Name of the theme; empty: as the system has it."""
        return str(self._store.value("theme", ""))

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("theme", name)

    @property
    def language(self) -> str:
        """Code of the language; empty: as the system has it."""
        return str(self._store.value("language", ""))

    @language.setter
    def language(self, code: str) -> None:
        self._store.setValue("language", code)

    @property
    def text_scale(self) -> float:
        """Factor on every text size."""
        try:
            return float(str(self._store.value("text_scale", 1.0)))
        except ValueError:
            return 1.0

    @text_scale.setter
    def text_scale(self, factor: float) -> None:
        self._store.setValue("text_scale", factor)

    @property
    def geometry(self) -> QByteArray | None:
        """Where the window was."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    def recent_files(self) -> list[Path]:
        """Files opened or saved lately that still exist, newest first."""
        stored = self._store.value("recent", [])
        names = [stored] if isinstance(stored, str) else list(stored or [])
        return [path for name in names if (path := Path(name)).is_file()]

    def remember_file(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        resolved = path.resolve()
        others = [other for other in self.recent_files() if other != resolved]
        names = [str(other) for other in (resolved, *others)]
        self._store.setValue("recent", names[:RECENT_LENGTH])
