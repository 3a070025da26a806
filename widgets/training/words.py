"""Times and speeds as they are printed."""

from PySide6.QtCore import QCoreApplication

from nodegraph_app.insight.numbers import count_text, result_text


def clock_text(seconds: float) -> str:
    """Minutes and seconds, "0:43"; hours from the first one on, "1:02:03"."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def left_text(seconds: float) -> str:
    """About how long it still takes: "about 15 s left", "about 4 min left"."""
    if seconds < 100:
        text = QCoreApplication.translate("training", "about {count} s left")
        return text.format(count=max(1, round(seconds)))
    if seconds < 5400:
        text = QCoreApplication.translate("training", "about {count} min left")
        return text.format(count=round(seconds / 60))
    text = QCoreApplication.translate("training", "about {count} h left")
    return text.format(count=result_text(seconds / 3600, 2))


def duration_text(seconds: float) -> str:
    """Milliseconds with two digits at least: "84 ms", "1.7 ms"."""
    return f"{seconds * 1000:.{0 if seconds >= 0.01 else 1 if seconds >= 0.001 else 2}f} ms"


def speed_text(per_second: float) -> str:
    """Whole samples."""
    return count_text(round(per_second))
