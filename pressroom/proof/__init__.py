"""Reads finished PDFs back: what a phone, a reader, a screen reader and a printer will find in them.

`check` compares a file with what was meant; `report` says what is in any file. Neither raises for a file that is
broken, hostile or no PDF at all: that is a finding. The room knows nothing of what the pages are about, and no finding
quotes a page's text.
"""

from pressroom.proof.check import check
from pressroom.proof.expect import Expectation, Finding, Known, Outside
from pressroom.proof.opening import warm
from pressroom.proof.report import Report, report

__all__ = ["Expectation", "Finding", "Known", "Outside", "Report", "check", "report", "warm"]
