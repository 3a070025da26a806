"""What this machine has and lacks: Python, packages, system libraries, a display, a GPU.

Qt aborts the process, which Python cannot catch, where a library or the display is missing. So
`main` asks here first. Needs only the standard library: it also runs before anything is installed
(`python nodegraph_app/doctor.py --packages` prints the Debian packages to install).
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "missing", "absent"]

PYTHON_FROM, PYTHON_BELOW = (3, 11), (3, 14)

PACKAGES = {
    "numpy": "numpy",
    "networkx": "networkx",
    "platformdirs": "platformdirs",
    "pydantic": "pydantic",
    "rich": "rich",
    "safetensors": "safetensors",
    "scikit-learn": "sklearn",
    "threadpoolctl": "threadpoolctl",
    "PySide6-Essentials": "PySide6",
    "pyqtgraph": "pyqtgraph",
}
"""Distribution name to the name it is imported by."""

CORE_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
"""Shared libraries without which Qt cannot be imported, and the Debian packages that hold them."""

WINDOW_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""Shared libraries without which Qt aborts when it opens a window under X11."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. "missing" stops something, "absent" is a choice."""

    name: str
    status: Status
    detail: str
    mend: str = ""


def examine() -> tuple[Finding, ...]:
    """Everything that was looked at, in the order in which it is needed."""
    return (_python(), *_packages(), _libraries(), _display(), _gpu())


def obstacle(*, window: bool) -> str | None:
    """Why Qt cannot start here, as one line with what to do; None where it can.

    `window` is False for drawing without a screen, which needs fewer libraries and no display.
    """
    findings = [
        _python(),
        *(f for f in _packages() if f.name in ("PySide6-Essentials", "pyqtgraph")),
    ]
    findings.append(_libraries(window=window))
    if window:
        findings.append(_display())
    for finding in findings:
        if finding.status == "missing":
            return f"{finding.name}: {finding.detail}; {finding.mend}"
    return None


def missing_libraries(*, window: bool = True) -> dict[str, str]:
    """Shared libraries that cannot be loaded, each with the Debian package that holds it."""
    if sys.platform != "linux":
        return {}
    wanted = CORE_LIBRARIES | (WINDOW_LIBRARIES if window else {})
    return {soname: package for soname, package in wanted.items() if not _loads(soname)}


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _python() -> Finding:
    found = platform.python_version()
    if PYTHON_FROM <= sys.version_info[:2] < PYTHON_BELOW:
        return Finding("Python", "ok", f"{found} ({sys.executable})")
    return Finding(
        "Python", "missing", f"{found} found, 3.11 to 3.13 expected", "install Python 3.12"
    )


def _packages() -> Iterable[Finding]:
    for distribution, module in PACKAGES.items():
        if importlib.util.find_spec(module) is None:
            mend = "type ./run, or pip install -e ."
            yield Finding(distribution, "missing", "the Python package is not installed", mend)
        else:
            yield Finding(distribution, "ok", importlib.metadata.version(distribution))


def _libraries(*, window: bool = True) -> Finding:
    name = "System libraries"
    missing = missing_libraries(window=window)
    if not missing:
        return Finding(name, "ok", "all that the window needs")
    packages = " ".join(sorted(set(missing.values())))
    return Finding(
        name,
        "missing",
        f"{', '.join(missing)} cannot be loaded",
        f"on Debian or Ubuntu type: sudo apt-get install {packages}",
    )


def _display() -> Finding:
    if sys.platform != "linux":
        return Finding("Display", "ok", sys.platform)
    if chosen := os.environ.get("QT_QPA_PLATFORM"):
        return Finding("Display", "ok", f"QT_QPA_PLATFORM={chosen}")
    for variable in ("WAYLAND_DISPLAY", "DISPLAY"):
        if value := os.environ.get(variable):
            return Finding("Display", "ok", f"{variable}={value}")
    return Finding(
        "Display",
        "missing",
        "neither DISPLAY nor WAYLAND_DISPLAY is set",
        "open the studio from a desktop session; every command works without one (./run --help)",
    )


def _gpu() -> Finding:
    try:
        driver = subprocess.run(
            ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return Finding("GPU", "absent", "no NVIDIA GPU; the CPU is used")
    names = ", ".join(driver.stdout.split("\n")).strip(", ")
    if importlib.util.find_spec("cupy") is None:
        return Finding(
            "GPU", "absent", f"{names}, but CuPy is not installed", 'pip install -e ".[cuda]"'
        )
    return Finding("GPU", "ok", names)


if __name__ == "__main__":
    if sys.argv[1:] == ["--packages"]:
        print(" ".join(sorted(set(missing_libraries().values()))))
    else:
        for finding in examine():
            print(f"{finding.name}: {finding.status}: {finding.detail} {finding.mend}".rstrip())
