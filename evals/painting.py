"""Measure in a real browser how long an answer takes from pressing Enter to being painted. Judges no answer.

The browser's own clock is read: at the key press, and in the second frame after the answer's card was put on the page, when
the first has been painted. Needs Playwright (extra [dev]) and a Chromium.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from evals.app_process import open_chat
from evals.errors import BadInput
from evals.summary import milliseconds
from evals.types import Case

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--headless", "--no-sandbox", "--disable-background-networking", "--disable-gpu", "--no-first-run")
WAITED = 30_000
"""Milliseconds after which an answer is given up."""
WATCH = """() => {
  window.paintings = [];
  let sent = 0;
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") sent = performance.now(); }, true);
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]);
    if (!added.some((node) => node.classList?.contains("card"))) return;
    const from = sent;
    requestAnimationFrame(() => requestAnimationFrame(() => window.paintings.push(performance.now() - from)));
  }).observe(document.getElementById("turns"), { childList: true, subtree: true });
}"""


@dataclass(frozen=True, slots=True)
class Painting:
    """Seconds: of the command until its first page was there, and of each answer from Enter until it was painted."""

    first_page: float
    answers: tuple[float, ...]


def measure_painting(library: Path, cases: Sequence[Case]) -> Painting:
    """Start the chat on a library and ask `cases` in one page at once, as a first visitor would. Raises BadInput."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        executable = None
    if executable is None:
        raise BadInput("no browser can be opened", next_step=f"install Playwright (extra [dev]) and one of {', '.join(BROWSERS)}")
    with sync_playwright() as playwright, open_chat(library) as chat:
        browser = playwright.chromium.launch(executable_path=executable, args=list(OPTIONS))
        try:
            page = browser.new_page(locale="zh-CN")
            page.goto(chat.url)
            page.evaluate(WATCH)
            answers = [_ask(page, place, case.question) for place, case in enumerate(cases, start=1)]
        except Error as fault:
            raise BadInput(f"the page could not be measured: {fault}", where=chat.url, next_step="open it by hand") from fault
        finally:
            browser.close()
    return Painting(chat.seconds, tuple(answers))


def _ask(page, place: int, question: str) -> float:  # noqa: ANN001 - Playwright's page, imported where it is needed
    page.locator("#question").focus()
    page.keyboard.insert_text(question)
    page.keyboard.press("Enter")
    page.wait_for_function(f"window.paintings.length >= {place}", timeout=WAITED)
    return page.evaluate("window.paintings.at(-1)") / 1000


def closing_line(painting: Painting) -> str:
    """The measurement in one line of figures."""
    answers = painting.answers
    return (
        f"page: first page after {painting.first_page:.1f} s; first answer painted after {milliseconds(answers[0])}, "
        f"median {milliseconds(median(answers))}, longest {milliseconds(max(answers))} of {len(answers)}"
    )
