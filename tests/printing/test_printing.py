"""The way to the printer: the right pages, paper and sides, asked about first, and nothing private on the way."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pikepdf
import pytest

from pressroom.cli import printing
from pressroom.cli.codes import Exit
from pressroom.model.press import Duplex
from pressroom.printing import Request, State
from tests.printing.making import FakeCups, cards, folder, job
from tests.program.making import Run, press

AS_IT_IS = {"print-scaling=none", "number-up=1", "job-sheets=none",
            "page-left=0", "page-right=0", "page-top=0", "page-bottom=0"}  # fmt: skip
SIDES = {Duplex.LONG: "two-sided-long-edge", Duplex.SHORT: "two-sided-short-edge", Duplex.NONE: "one-sided"}


def sent(out: Path, *options: str) -> Run:
    """Print to the office printer."""
    return press("print", out, "--printer", "office", *options)


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *answers: bool) -> list[str]:
    """Put a person who gives these answers before the program; return the questions that it will have asked."""
    asked: list[str] = []
    left = list(answers)

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return left.pop(0)

    monkeypatch.setattr(printing, "_can_ask", lambda: True)
    monkeypatch.setattr("click.confirm", confirm)
    return asked


# What goes to the printer


@pytest.mark.parametrize("paper", ["A4", "A5", "Letter"])
@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("duplex", list(Duplex))
def test_paper_and_sides_are_those_of_the_file(
    tmp_path: Path, cups: FakeCups, paper: str, landscape: bool, duplex: Duplex
) -> None:
    """Each job asks for its own paper and sides, at actual size, once, and for nothing that would scale it."""
    out = folder(tmp_path / "out", {"TGO/packs.pdf": job(paper, duplex, 4, landscape=landscape)})
    assert sent(out).code == Exit.MADE
    assert set(cups.options()) == {f"media={paper}", f"sides={SIDES[duplex]}", *AS_IT_IS}
    assert cups.jobs[0][cups.jobs[0].index("-n") + 1] == "1"
    assert "fit-to-page" not in " ".join(cups.jobs[0]).replace("print-scaling", "")


def test_the_file_itself_goes_to_the_printer(tmp_path: Path, cups: FakeCups) -> None:
    """The printer gets the very bytes that were built."""
    pdf = cards()
    assert sent(folder(tmp_path / "out", {"TGO/cards.pdf": pdf})).code == Exit.MADE
    assert cups.pdf() == pdf


def test_options_that_people_saved_do_not_win(tmp_path: Path, cups: FakeCups) -> None:
    """CUPS prefers saved paper and sides in a printer's own words, so the job says its own in these words too."""
    cups.answer(saved="Duplex=DuplexTumble PageSize=Letter copies=1 printer-info='PageSize office'\n")
    assert sent(folder(tmp_path / "out", {"TGO/packs.pdf": job("A4", Duplex.LONG)})).code == Exit.MADE
    assert {"PageSize=A4", "Duplex=DuplexNoTumble"} <= set(cups.options())


def test_nothing_private_is_said_to_cups(tmp_path: Path, cups: FakeCups) -> None:
    """The only names are the printer's, the country's and the kind's; not the folder's, nor that a job is discreet."""
    out = folder(tmp_path / "someone's folder", {"TGO/cards-discreet.pdf": cards()})
    assert sent(out).code == Exit.MADE
    plain = [word for word in cups.jobs[0] if "=" not in word]
    assert sorted(set(plain)) == ["-", "-d", "-n", "-o", "-t", "1", "TGO/cards", "office"]


def test_the_files_of_a_long_job_follow_one_another(tmp_path: Path, cups: FakeCups) -> None:
    """A long job comes as several files: they are printed in their order, and told apart at the printer."""
    names = [f"TGO/packs{tail}.pdf" for tail in ("", "-2", "-10", "-discreet", "-discreet-2")]
    out = folder(tmp_path / "out", dict.fromkeys(names, job("A4", Duplex.LONG)))
    found = [row["file"] for row in json.loads(sent(out, "--json").out)]
    assert found == [f"TGO/packs{tail}.pdf" for tail in ("-discreet", "-discreet-2", "", "-2", "-10")]
    titles = [arguments[arguments.index("-t") + 1] for arguments in cups.jobs]
    assert titles == ["TGO/packs", "TGO/packs-2", "TGO/packs", "TGO/packs-2", "TGO/packs-10"]


def test_jobs_are_chosen(tmp_path: Path, cups: FakeCups) -> None:
    """Country, kind and edition narrow; packs come before cards; single packs and lists are never printed."""
    packs = job("A4", Duplex.LONG)
    names = ["ISL/cards.pdf", "ISL/packs.pdf", "TGO/cards-discreet.pdf", "TGO/cards.pdf", "TGO/packs.pdf"]
    files = {name: cards() if "cards" in name else packs for name in names} | {"TGO/handout.pdf": packs}
    out = folder(tmp_path / "out", files)

    def printed(*options: str) -> list[str]:
        return [row["file"] for row in json.loads(sent(out, "--json", *options).out)]

    assert printed() == ["ISL/packs.pdf", "TGO/packs.pdf", "ISL/cards.pdf", "TGO/cards-discreet.pdf", "TGO/cards.pdf"]
    assert printed("--country", "TGO", "--only", "cards") == ["TGO/cards-discreet.pdf", "TGO/cards.pdf"]
    assert printed("--country", "isl") == ["ISL/packs.pdf", "ISL/cards.pdf"]
    assert printed("--edition", "discreet") == ["TGO/cards-discreet.pdf"]


# What is refused


@pytest.mark.parametrize("fault", ["changed", "missing", "link", "linked folder", "encrypted", "sizes"])
def test_one_bad_file_stops_them_all(tmp_path: Path, cups: FakeCups, fault: str) -> None:
    """A file that is not as it was built, or no job for a printer, is named, and nothing is printed."""
    good, bad = job("A4", Duplex.LONG), job("A4", Duplex.LONG, 2)
    if fault == "encrypted":
        (tmp_path / "x.pdf").write_bytes(bad)
        with pikepdf.open(tmp_path / "x.pdf") as pdf:
            pdf.save(tmp_path / "y.pdf", encryption=pikepdf.Encryption(user="", owner="o"))
        bad = (tmp_path / "y.pdf").read_bytes()
    if fault == "sizes":
        bad = job("A4", Duplex.LONG, MediaBox=[0, 0, 300, 300])
    out = folder(tmp_path / "out", {"ISL/packs.pdf": good, "TGO/packs.pdf": bad})
    target = out / "TGO" / "packs.pdf"
    if fault == "changed":
        target.write_bytes(bad + b"\n")
    if fault == "missing":
        target.unlink()
    if fault == "link":
        target.rename(tmp_path / "elsewhere.pdf")
        target.symlink_to(tmp_path / "elsewhere.pdf")
    if fault == "linked folder":
        target.parent.rename(tmp_path / "elsewhere")
        target.parent.symlink_to(tmp_path / "elsewhere")
    done = sent(out)
    assert done.code == Exit.SOME_FAILED
    assert "TGO/packs.pdf: " in done.err
    assert "Nothing was printed" in done.err
    assert cups.jobs == []


@pytest.mark.parametrize("options", [["--country", "ISL"], ["--only", "packs"], ["--edition", "discreet"]])
def test_no_such_job_is_wrong_usage(tmp_path: Path, cups: FakeCups, options: list[str]) -> None:
    """What was asked for and is not there is told, before any printer is looked for."""
    done = sent(folder(tmp_path / "out", {"TGO/cards.pdf": cards()}), *options)
    assert (done.code, cups.jobs) == (Exit.USAGE, [])
    assert "no such print jobs" in done.err


def test_a_folder_without_a_build_is_wrong_usage(tmp_path: Path, cups: FakeCups) -> None:
    """A folder without a manifest was made by no build; one with a strange manifest by none of ours."""
    assert sent(tmp_path).code == Exit.USAGE
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    assert sent(tmp_path).code == Exit.USAGE


def test_an_unknown_printer_is_wrong_usage(tmp_path: Path, cups: FakeCups) -> None:
    """The message lists the printers that there are."""
    done = press("print", folder(tmp_path / "out", {"TGO/cards.pdf": cards()}), "--printer", "-x")
    assert (done.code, cups.jobs) == (Exit.USAGE, [])
    assert "There are: office, draft" in done.err


def test_a_machine_without_cups_is_told_what_to_install(
    tmp_path: Path, cups: FakeCups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without lp there is no printing: exit code 4, and the package's name."""
    monkeypatch.setenv("PATH", str(tmp_path))
    done = sent(folder(tmp_path / "out", {"TGO/cards.pdf": cards()}))
    assert done.code == Exit.MACHINE
    assert "cups-client" in done.err


def test_cups_that_does_not_run_is_told(tmp_path: Path, cups: FakeCups) -> None:
    """No printers and no scheduler: exit code 4, and how to start it."""
    cups.answer(printers="", scheduler="not running\n")
    done = sent(folder(tmp_path / "out", {"TGO/cards.pdf": cards()}))
    assert done.code == Exit.MACHINE
    assert "start" in done.err


def test_windows_prints_by_hand(tmp_path: Path, cups: FakeCups, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where CUPS cannot be, a sentence says how to print by hand."""
    out = folder(tmp_path / "out", {"TGO/cards.pdf": cards()})
    monkeypatch.setattr("pressroom.printing.cups.WINDOWS", True)
    done = sent(out)
    assert done.code == Exit.MACHINE
    assert "by hand" in done.err


def test_a_printer_that_refuses_is_told(tmp_path: Path, cups: FakeCups) -> None:
    """CUPS's own words say why; the jobs after it are not tried; exit code 1."""
    cups.answer(refuse="")
    packs = job("A4", Duplex.LONG)
    done = sent(folder(tmp_path / "out", {"ISL/packs.pdf": packs, "TGO/packs.pdf": packs}), "--json")
    assert done.code == Exit.SOME_FAILED
    assert "not accepting jobs" in done.err
    assert [(row["state"], row["request"]) for row in json.loads(done.out)] == [("refused", None)]
    assert len(cups.jobs) == 1


# What is asked


def test_much_paper_needs_a_yes(tmp_path: Path, cups: FakeCups) -> None:
    """51 sheets in all, and nobody to ask: refused, with the number. --yes prints them; 50 need no question."""
    out = folder(tmp_path / "out", {"ISL/packs.pdf": job("A4", Duplex.LONG, 60), "TGO/cards.pdf": cards(count=210)})
    done = sent(out)
    assert (done.code, cups.jobs) == (Exit.USAGE, [])
    assert "51 sheets" in done.err
    assert sent(out, "--yes").code == Exit.MADE
    assert len(cups.jobs) == 2
    assert sent(folder(tmp_path / "less", {"ISL/packs.pdf": job("A4", Duplex.LONG, 100)})).code == Exit.MADE


def test_a_person_is_asked(tmp_path: Path, cups: FakeCups, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal the question is put; a no prints nothing, a yes prints."""
    out = folder(tmp_path / "out", {"ISL/packs.pdf": job("A4", Duplex.NONE, 51)})
    asked = at_a_terminal(monkeypatch, False, True)
    assert sent(out).code == Exit.INTERRUPTED
    assert cups.jobs == []
    assert sent(out).code == Exit.MADE
    assert len(cups.jobs) == 1
    assert ["51 sheets" in question for question in asked] == [True, True]


def test_other_paper_is_loaded_first(tmp_path: Path, cups: FakeCups, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards do not come out on the paper of packs: before other paper is needed, the program waits for a word.

    A no leaves jobs that were not handed over, and the exit code says so.
    """
    packs = job("A4", Duplex.LONG)
    files = {"ISL/packs.pdf": packs, "TGO/packs.pdf": packs, "TGO/cards.pdf": cards()}
    out = folder(tmp_path / "out", files)
    asked = at_a_terminal(monkeypatch, False)
    done = sent(out)
    assert done.code == Exit.INTERRUPTED
    assert "other paper" in asked[0]
    assert "TGO/cards.pdf and what comes after it was not printed" in done.err
    assert len(cups.jobs) == 2
    done = sent(out, "--yes")
    assert (done.code, len(asked), len(cups.jobs)) == (Exit.MADE, 1, 5)
    assert "It needs other paper than the job before it" in done.err


def test_a_stack_turned_by_hand_is_two_passes(tmp_path: Path, cups: FakeCups, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fronts before backs in the file: the fronts are printed, a person turns the stack, and the backs follow."""
    out = folder(tmp_path / "out", {"TGO/cards.pdf": cards(count=12, duplex=Duplex.NONE)})
    done = sent(out, "--yes")
    assert (done.code, cups.jobs) == (Exit.USAGE, [])
    asked = at_a_terminal(monkeypatch, True)
    done = sent(out, "--yes")
    assert done.code == Exit.MADE
    assert len(asked) == 1
    assert "page-ranges=1-2" in cups.options(0)
    assert "page-ranges=3-4" in cups.options(1)
    assert "sides=one-sided" in cups.options(1)


# What is said


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("dataline-57127", "Dataline 57127"),
        ("avery-5371", "Avery 5371 or Avery 5871 or Avery 8371"),
        ("plain-a4", "plain paper or light board"),
    ],
)
def test_what_to_load_is_said(tmp_path: Path, cups: FakeCups, on: str, words: str) -> None:
    """For cards: how many sheets of which product, sides and flip edge, and to try one first."""
    done = sent(folder(tmp_path / "out", {"TGO/cards.pdf": cards(on)}))
    assert f"load 1 sheet of {'Letter' if 'avery' in on else 'A4'}: {words}" in done.err
    assert "long edge" in done.err
    assert "try one first" in done.err


@pytest.mark.parametrize(
    ("alerts", "which", "state"),
    [
        ("none", "not-completed", "pending"),
        ("job-printing", "not-completed", "printing"),
        ("job-hold-until-specified", "not-completed", "held"),
        ("printer-stopped", "not-completed", "stopped"),
        ("job-completed-successfully", "completed", "done"),
        ("processing-to-stop-point", "completed", "done"),
        ("job-canceled-by-user", "completed", "cancelled"),
        ("job-completed-with-errors", "completed", "failed"),
        ("aborted-by-system", "completed", "failed"),
    ],
)
def test_the_state_of_a_job_is_told(tmp_path: Path, cups: FakeCups, alerts: str, which: str, state: str) -> None:
    """What CUPS says of this very job, and not of the one beside it, is put in plain words; 1 if it went wrong."""
    cups.queue(alerts, which=which)
    out = folder(tmp_path / "out", {"TGO/packs.pdf": job("A4", Duplex.LONG)})
    done = sent(out, "--wait", "0")
    assert done.code == (Exit.SOME_FAILED if state in {"stopped", "cancelled", "failed"} else Exit.MADE)
    assert f"TGO/packs.pdf: office-10 {printing._WORDS[state]}" in done.said
    (cups.where / "lp.0").unlink()
    assert json.loads(sent(out, "--wait", "0", "--json").out)[0]["state"] == state


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("printer office disabled since Sun Nov 22 11:25:03 2026 -\n\tPaper jam\n", "stopped"),
        ("printer office now printing office-10.  enabled since x\n", "printing"),
        ("printer office now printing office-101.  enabled since x\n", "pending"),
    ],
)
def test_the_printer_tells_too(tmp_path: Path, cups: FakeCups, line: str, state: str) -> None:
    """A job that waits behind a stopped printer is not just pending."""
    cups.queue("none")
    cups.answer(printer=line)
    done = sent(folder(tmp_path / "out", {"TGO/packs.pdf": job("A4", Duplex.LONG)}), "--wait", "0", "--json")
    assert json.loads(done.out)[0]["state"] == state


def test_waiting_ends(tmp_path: Path, cups: FakeCups, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that goes on longer than --wait is left to CUPS, with the way to look after it."""
    monkeypatch.setattr("pressroom.printing.cups.POLL_SECONDS", 0.05)
    cups.queue("job-printing")
    done = sent(folder(tmp_path / "out", {"TGO/packs.pdf": job("A4", Duplex.LONG)}), "--wait", "1")
    assert done.code == Exit.MADE
    assert "is being printed; look again with: lpstat -o office" in done.out
    assert done.err.count("is being printed") == 1


def test_a_job_that_cups_gave_up_is_told(tmp_path: Path, cups: FakeCups, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said to be printed for ever, by an idle printer (CUPS 2.4.2: a device that cannot be opened)."""
    monkeypatch.setattr("pressroom.printing.cups.POLL_SECONDS", 0.02)
    monkeypatch.setattr("pressroom.printing.cups.STUCK_SECONDS", 0.2)
    cups.queue("job-printing")
    out = folder(tmp_path / "out", {"TGO/packs.pdf": job("A4", Duplex.LONG)})
    done = sent(out, "--wait", "60")
    assert done.code == Exit.SOME_FAILED
    assert "office-10 could not be printed: look at the printer" in done.err
    cups.answer(printer="printer office now printing office-10.  enabled since x\n")
    (cups.where / "lp.0").unlink()
    assert json.loads(sent(out, "--wait", "1", "--json").out)[0]["state"] == "printing"


def test_what_the_printer_has_is_told_when_a_run_ends_early(
    tmp_path: Path, cups: FakeCups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever prints again must know which packs would come twice: the job that went, and the one under way."""
    out = folder(tmp_path / "out", {name: job("A4", Duplex.LONG) for name in ("ISL/packs.pdf", "TGO/packs.pdf")})
    given: list[str] = []

    def watch(request: Request, *_: object) -> State:
        given.append(str(request))
        if len(given) == 2:
            raise KeyboardInterrupt
        return State.DONE

    monkeypatch.setattr("pressroom.printing.watch", watch)
    done = sent(out, "--json")
    assert done.code == Exit.INTERRUPTED
    assert f"The printer has ISL/packs.pdf ({given[0]}), TGO/packs.pdf ({given[1]}) already." in done.err
    assert [row["state"] for row in json.loads(done.out)] == ["done", "pending"]


def test_a_job_that_is_older_than_its_packs_is_refused(tmp_path: Path, cups: FakeCups) -> None:
    """Somebody's pack was made anew, the job that holds it was not: an old number on paper is worse than none."""
    out = folder(tmp_path / "out", {name: job("A4", Duplex.LONG) for name in ("ISL/packs.pdf", "TGO/packs.pdf")})
    manifest = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(json.dumps({**manifest, "outdated": ["TGO/packs.pdf"]}))
    done = sent(out)
    assert done.code == Exit.SOME_FAILED
    assert "TGO/packs.pdf: files that it holds were made anew since: build in full, then print" in done.err
    assert cups.jobs == []
    assert sent(out, "--country", "ISL").code == Exit.MADE


def test_quiet_says_errors_alone(tmp_path: Path, cups: FakeCups) -> None:
    """With -q a job that went well leaves no line."""
    done = sent(folder(tmp_path / "out", {"TGO/packs.pdf": job("A4", Duplex.LONG)}), "-q")
    assert (done.code, done.said) == (Exit.MADE, "")


def test_cups_speaks_the_language_that_is_read(tmp_path: Path, cups: FakeCups, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answers are parsed, so it is run in the C locale, whatever the user's."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert sent(folder(tmp_path / "out", {"TGO/packs.pdf": job("A4", Duplex.LONG)})).code == Exit.MADE
    assert (cups.where / "locale").read_text().strip() == "C"
    assert os.environ["LC_ALL"] == "fr_FR.UTF-8"
