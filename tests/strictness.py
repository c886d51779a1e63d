"""With ALLIES_TEST_STRICT=1 nothing may be left out: a run with a skipped test has failed, and says which."""

from __future__ import annotations

import os

import pytest
from _pytest.terminal import TerminalReporter

REFUSED = ("skipped", "xfailed", "xpassed")


def _is_strict() -> bool:
    return os.environ.get("ALLIES_TEST_STRICT") == "1"


def _left_out(reporter: TerminalReporter) -> list[str]:
    reports = [report for outcome in REFUSED for report in reporter.stats.get(outcome, [])]
    return [str(getattr(report, "nodeid", report)) for report in reports]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a run that left something out into a failed one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if _is_strict() and isinstance(reporter, TerminalReporter) and _left_out(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Name what was left out."""
    if _is_strict() and (names := _left_out(terminalreporter)):
        terminalreporter.section("left out, though nothing may be", red=True)
        for name in names:
            terminalreporter.write_line(name)
