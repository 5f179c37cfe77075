"""What is done to every text of a page in its language."""

from __future__ import annotations

import re

import pytest

from pressroom.compose.typography import native, runs_one_way
from pressroom.model import Language
from pressroom.read import shipped

BOXED = re.compile(r'<span class="ltr(?: long)?" dir="ltr">(.*?)</span>')


def page(text: str) -> str:
    """Return a right-to-left page with one paragraph."""
    return f'<html dir="rtl"><head><title>1–2</title></head><body><p class="1–2">{text}</p></body></html>'


def arabic() -> Language:
    """Return the shipped language that runs from right to left."""
    return shipped.languages()["ar"]


@pytest.mark.parametrize(
    "value",
    [
        "+44 20 7946 0011",
        "+44\u00a020\u00a07946\u00a00011",
        "12/2",
        "53/144",
        "14:30",
        "2026-12-01",
        "1–4",
        "help@example.org",
        "https://example.org/a/b?c=d",
        "example.org",
        "@sample_handle",
        "+41 (22) 000 00 00",
    ],
)
def test_what_reads_from_left_to_right_is_a_box_of_its_own(value: str) -> None:
    """In a right-to-left page each number with parts, address and handle is isolated, also inside a sentence."""
    assert BOXED.findall(native(page(f"اتصل {value} الآن"), arabic())) == [value]


def test_marks_of_the_sentence_stay_outside_the_box() -> None:
    """The full stop after a number belongs to the Arabic sentence."""
    assert native(page("القرار 12/2."), arabic()).endswith('dir="ltr">12/2</span>.</p></body></html>')


@pytest.mark.parametrize("text", ["عام 2026", "32 دولة", "مرحبا"])
def test_what_keeps_its_order_by_itself_is_left_alone(text: str) -> None:
    """A plain number or word needs no box."""
    assert native(page(text), arabic()) == page(text)


@pytest.mark.parametrize("name", ["R.", "Amnesty (AI)", "EU"])
def test_a_text_without_a_letter_of_the_pages_script_is_isolated_whole(name: str) -> None:
    """An initial keeps its dot, and a name its bracket, on its own side."""
    assert BOXED.findall(native(page(name), arabic())) == [name]


def test_an_arabic_name_on_a_french_page_is_isolated_too() -> None:
    """Its dot stands on its left."""
    done = native(page("ر."), shipped.languages()["fr"])
    assert '<span class="rtl" dir="rtl">ر.</span>' in done


def test_what_is_a_box_already_and_what_is_no_text_is_left_alone() -> None:
    """Attributes, the document's title and text in a box of its own are not touched."""
    done = page('<span class="ltr" dir="ltr">+44 20</span> <img alt="1–2" src="press:qr1"> ')
    assert native(done, arabic()) == done


def test_left_to_right_pages_have_no_boxes() -> None:
    """English text is not cut up."""
    assert native(page("12/2"), shipped.languages()["en"]) == page("12/2")


def test_french_signs_keep_their_spaces() -> None:
    """Narrow no-break space before ; ! ?, no-break space before : and inside the guillemets."""
    done = native(page("Qui ? Vous : « oui » ; non !"), shipped.languages()["fr"])
    assert "Qui\u202f? Vous\u00a0: «\u00a0oui\u00a0»\u202f; non\u202f!" in done


def test_a_russian_dash_does_not_begin_a_line() -> None:
    """The space before a dash does not break."""
    assert "Это\u00a0— вы" in native(page("Это — вы"), shipped.languages()["ru"])


@pytest.mark.parametrize(
    ("text", "alone"),
    [("Sample · +44 20", True), ("Спесимен 喆", True), ("نادية · +44 20", False), ("פלונית", False)],
)
def test_a_page_runs_one_way_where_no_letter_runs_the_other(text: str, alone: bool) -> None:
    """One right-to-left letter, in whatever language the page is, can turn the numbers beside it around."""
    english = f'<html lang="en" dir="ltr"><body><p>{text}</p></body></html>'
    assert runs_one_way(english) is alone
    assert not runs_one_way(page(text))
