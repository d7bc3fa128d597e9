"""Whatever a check does, it is a line, and the next one runs."""

import pytest
from smoke.report import BadError, Report, SkippedError, require


def raises(error):
    def check():
        raise error

    return check


@pytest.mark.parametrize(
    ("check", "outcome"),
    [
        (lambda: "well\nindeed", "ok"),
        (raises(BadError("wrong")), "BAD"),
        (raises(SkippedError("not here")), "skipped"),
        (raises(KeyError("x")), "BAD"),
    ],
)
def test_a_check_is_one_line(check, outcome, capsys):
    report = Report()
    report.check("a name", check)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(outcome)
    assert report.bad == (["a name"] if outcome == "BAD" else [])
    assert report.counts[outcome] == 1


def test_what_does_not_hold_is_bad():
    require(["something"], "not raised")
    with pytest.raises(BadError, match="nothing"):
        require([], "nothing")


def test_only_the_checks_that_are_wanted_run(capsys):
    report = Report("window")
    report.check("the window paints", lambda: "well")
    report.check("a PNG is read", lambda: "well")
    assert report.counts["ok"] == 1
    assert "PNG" not in capsys.readouterr().out
