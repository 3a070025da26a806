"""The examples in the pages that people read run, and print what stands below them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HELP = ROOT / "resources" / "help" / "engine"
MARK = "#####"


def examples(text: str) -> list[tuple[str, str]]:
    """Each block of Python, and the text that follows it at once as what it prints."""
    found = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, flags=re.DOTALL)
    assert len(found) == text.count("```python"), "a block of Python without what it prints"
    return found


def printed(blocks: list[str]) -> list[str]:
    """What each block prints, one after the other in one process."""
    script = f"\nprint({MARK!r})\n".join(blocks)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=120, check=False,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split(f"{MARK}\n")


@pytest.mark.parametrize("page", ["how-autograd-works.md", "how-autograd-works.zh_CN.md"])
def test_the_examples_of_a_page_print_what_it_says(page: str) -> None:
    found = examples((HELP / page).read_text(encoding="utf-8"))
    assert printed([code for code, _ in found]) == [text for _, text in found]


def test_both_languages_show_the_same_examples() -> None:
    english, chinese = (
        examples((HELP / page).read_text(encoding="utf-8"))
        for page in ("how-autograd-works.md", "how-autograd-works.zh_CN.md")
    )
    assert english == chinese


def test_the_example_of_the_readme_prints_what_it_says() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## The engine by itself\n")[1].split("\n## ")[0]
    found = examples(section)
    assert printed([code for code, _ in found]) == [text for _, text in found]


@pytest.mark.parametrize("page", sorted(HELP.glob("how-*.md")), ids=lambda path: path.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in set(re.findall(r"`(engine/[\w/]+(?:\.py|/))`", text)):
        assert (ROOT / name).exists(), name
