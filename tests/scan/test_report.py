"""The report: one file with the worst pages first, in which nothing of a stranger's is markup."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from digitpad.core.reading import Status
from digitpad.scan import report
from digitpad.scan.report import write_report
from tests.scan.scan_samples import failed, finished, picture, results, row


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("report")


class Page(HTMLParser):
    """A browser's view: the tags, and the text of the cells."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.sources, self.rows, self.items = [], [], [], []
        self._texts = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, frozenset(name for name, _ in attrs)))
        self.sources += [value for name, value in attrs if name in ("src", "href")]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._texts = self.rows[-1]
            self._texts.append("")
        if tag == "li":
            self._texts = self.items
            self._texts.append("")

    def handle_endtag(self, tag):
        if tag in ("td", "th", "li"):
            self._texts = []

    def handle_data(self, data):
        if self._texts:
            self._texts[-1] += data


def page_of(rows, folder):
    finished(write_report(results(rows, folder), folder / "out.html"))
    return Page((folder / "out.html").read_text("utf-8"))


def test_the_worst_pages_come_first(tmp_path):
    rows = [
        row("sure.png", "1", 0.99),
        failed("bad.png", "bad.png is empty (0 bytes)."),
        row("seen.png", "2", 0.3, correction="3"),
        row("worst.png", "4", 0.4, status=Status.UNSURE),
        row("blank.png", "", 0.0),
    ]
    page = page_of(rows, tmp_path)
    assert [cells[1:] for cells in page.rows[1:]] == [
        ["4", "? unsure", "40.0%", "worst.png"],
        ["1", "✓ sure", "99.0%", "sure.png"],
        ["", "○ no digits", "", "blank.png"],
        ["", "✗ cannot be read", "", "bad.pngbad.png is empty (0 bytes)."],
        ["3", "✎ looked at, was read as 2", "", "seen.png"],
    ]


def test_the_summary_says_what_was_found(tmp_path):
    page = page_of([row(), row(page=2), row("b.png", "5", 0.5, status=Status.UNSURE), failed()], tmp_path)
    assert [item.strip() for item in page.items] == [
        "4 pages of 3 files",
        "2 sure, 1 unsure, 1 cannot be read",
        "Expected wrong readings among those nobody looked at: 0.7",
        "Model: base",
        "Date: 2026-02-03",
    ]


def test_pages_are_in_the_file_itself(tmp_path):
    picture(tmp_path / "a.png", 60, 40)
    picture(tmp_path / "b.png", 640, 160)
    page = page_of([row("a.png", "1", 0.5), row("b.png"), row("gone.png", "1", 0.99)], tmp_path)
    assert all(source.startswith("data:image/jpeg;base64,") for source in page.sources)
    images = [Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))) for source in page.sources]
    assert [image.size for image in images] == [(60, 40), (320, 80)]
    assert page.rows[3][0] == "no picture"
    assert not {"script", "link", "iframe"} & {tag for tag, _ in page.tags}


@given(
    st.text(st.characters(codec=None), max_size=20) | st.just("<script>alert(1)</script>\"'><img onerror=x src=y>&amp;")
)
def test_no_text_is_markup(module_folder, text):
    plain = page_of([row("x", "1"), failed("x", "x")], module_folder)
    page = page_of([row(text, text, model=text), failed(text, text)], module_folder)
    assert page.tags == plain.tags or not text


def test_names_and_errors_are_shown_as_they_are(tmp_path):
    page = page_of([failed("<b>&amp;.png", "“<b>” is bad.")], tmp_path)
    assert page.rows[1][-1] == "<b>&amp;.png“<b>” is bad."


def test_only_the_worst_pages_are_shown_and_the_report_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "MOST_PAGES", 2)
    steps = write_report(results([row(confidence=0.1 * n) for n in range(5)], tmp_path), tmp_path / "out.html")
    assert len(list(steps)) == 5
    page = Page((tmp_path / "out.html").read_text("utf-8"))
    assert [cells[3] for cells in page.rows[1:]] == ["0.0%", "10.0%"]
    assert "Only the 2 worst pages are shown" in page.items[-1]


def test_light_and_dark_are_both_drawn(tmp_path):
    page_of([row()], tmp_path)
    html = (tmp_path / "out.html").read_text("utf-8")
    assert "prefers-color-scheme: dark" in html
    assert not re.search(r"https?://", html)
