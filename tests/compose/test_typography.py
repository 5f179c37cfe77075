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
    ("code", "text", "done"),
    [
        ("en", "Known: ● confirmed; ◐ last tried", "Known: ●~confirmed; ◐~last tried"),
        ("ru", "Пойдите в дом и к ним, не на Кубу", "Пойдите в~дом и~к~ним, не~на~Кубу"),
        ("ru", "От них о всём: всё во дворе; кого и где", "От~них о~всём: всё во~дворе; кого и~где"),
        ("ru", "из-за того, что по-русски", "из-за того, что по-русски"),
        ("fr", "Laissez-le à cette personne, dit-elle.", "Laissez-+le à cette personne, dit-+elle."),
        ("fr", "grand-lez et exemple-en.example.org", "grand-lez et exemple-en.example.org"),
    ],
)  # fmt: skip
def test_no_line_ends_where_words_hold_together(code: str, text: str, done: str) -> None:
    """A sign and its words, short words and the next one, a verb and its pronoun: ~ holds a space, + a hyphen."""
    shown = native(f"<html><body><p>{text}</p></body></html>", shipped.languages()[code])
    meant = done.replace("~", "\u00a0").replace("+", "\u2060")
    assert shown == f"<html><body><p>{meant}</p></body></html>"


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


@pytest.mark.parametrize("text", ["عام 2026", "32\u00a0دولة", "مرحبا"])
def test_what_keeps_its_order_by_itself_is_left_alone(text: str) -> None:
    """A plain number or word needs no box."""
    assert native(page(text), arabic()) == page(text)


@pytest.mark.parametrize(
    ("name", "done"),
    [
        ("R.", "[R.]"),
        ("SYR-02", "[SYR-02]"),
        ("Amnesty (AI)", "‹Amnesty‹ ‹(AI)‹"),
        ("Room 12, 12 Example Road", "‹Room‹ ‹12,‹ ‹12‹ ‹Example‹ ‹Road‹"),
        ("Mensah-Lawson", "‹Mensah-‹Lawson‹"),
        ("Studies &amp; Partners", "‹Studies‹ ‹&amp;‹ ‹Partners‹"),
    ],
)
def test_a_text_without_a_letter_of_the_pages_script_keeps_its_order(name: str, done: str) -> None:
    """An initial keeps its dot, and a name its bracket, on its own side, where a line ends, too."""
    assert texted(name) == done


@pytest.mark.parametrize("text", ["write to info@example.org", "www.example.org", "see A/HRC/57/60"])
def test_an_address_on_a_right_to_left_page_is_a_box(text: str) -> None:
    """A line can end within it, where no mark stands: with the words around it, it is isolated whole."""
    assert BOXED.findall(native(page(text), arabic())) == [text]


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("حدّث ExampleApp 2.0! الآن", "حدّث ExampleApp‹ ‹2.0! الآن"),
        ("عنوان Example Centre (North) هنا", "عنوان Example‹ ‹Centre‹ ‹(North) هنا"),
        ("نسخة iOS 17.5 و Signal 7.2", "نسخة iOS‹ ‹17.5 و Signal‹ ‹7.2"),
        ("محطة Terminal 2 (الخط 5)", "محطة Terminal‹ ‹2 (الخط 5)"),
        ("كلمة Signal وحدها", "كلمة Signal وحدها"),
    ],
)
def test_words_of_another_script_keep_the_order_of_their_line(text: str, done: str) -> None:
    """In an Arabic sentence, "ExampleApp 2.0" is not turned around, nor a name's sign at the end of a line."""
    assert texted(text) == done


@pytest.mark.parametrize("value", ["+44 20 7946 0011", "12/2", "2026-12-01", "14:30–15:00", "(0) 20 7946 0011"])
def test_a_number_after_a_word_of_another_script_is_still_a_box(value: str) -> None:
    """A phone, a resolution, a day: their groups would be turned around, whatever stands before them."""
    found = BOXED.findall(native(page(f"اتصل Signal {value} الآن"), arabic()))
    assert [text.strip("()") for text in found] == [value.removeprefix("(0) ")]


def test_no_line_ends_within_an_arabic_pair_or_after_its_conjunction() -> None:
    """Its "and" is a letter before a word, and the two names of a month belong together."""
    assert texted("تشرين الأول/أكتوبر") == "تشرين الأول/¦أكتوبر"
    assert texted("36/21 و42/28") == "[36/21] و¦[42/28]"


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Jean N’Guessan", "Jean N'Guessan"),
        ("他说：“好”", "他说：“好”"),
        ("博尔济吉特·钮祜禄", "博尔济吉特¦·钮祜禄"),
        ("甲 · 乙", "甲 · 乙"),
    ],
)
def test_signs_of_names_on_a_chinese_page(text: str, done: str) -> None:
    """The curved apostrophe is as wide as a letter there, so that a name gets the other; none begins with its dot."""
    assert english(text, "zh").replace("\u2060", "¦") == done


def test_an_arabic_name_on_a_french_page_is_isolated_too() -> None:
    """Its dot stands on its left."""
    done = native(page("ر."), shipped.languages()["fr"])
    assert '<span class="rtl" dir="rtl">ر.</span>' in done


def test_what_is_a_box_already_and_what_is_no_text_is_left_alone() -> None:
    """Attributes, the document's title and text in a box of its own are not touched."""
    done = page('<span class="ltr" dir="ltr">+44 20</span> <img alt="1–2" src="press:qr1"> ')
    assert native(done, arabic()) == done


def texted(text: str) -> str:
    """Return what an Arabic page makes of a text, with signs for what is not seen, and boxes in brackets."""
    done = native(page(text), arabic()).removeprefix(page("").removesuffix("</p></body></html>"))
    done = BOXED.sub(r"[\1]", done.removesuffix("</p></body></html>"))
    return done.replace("\u00a0", " ").replace("\u200e", "‹").replace("\u2060", "¦")


def english(text: str, code: str = "en") -> str:
    """Return what a language makes of one text on a left-to-right page."""
    done = native(f"<html><body><p>{text}</p></body></html>", shipped.languages()[code])
    return done.removeprefix("<html><body><p>").removesuffix("</p></body></html>").replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("code", "text", "done"),
    [
        ("es", "un máximo de 10 000 EUR (40 000 como máximo)", "un máximo de 10_000_EUR (40_000_como máximo)"),
        ("fr", "jusqu’au 31 décembre 2026, dans 34 pays", "jusqu’au 31_décembre 2026, dans 34_pays"),
        ("es", "hasta el 31 de diciembre de 2026", "hasta el 31_de_diciembre de 2026"),
        ("ru", "до 30 000 евро; 31 дек. 2026 г.", "до_30_000_евро; 31_дек. 2026_г."),
        ("en", "up to EUR 7,500 for 1,459 people", "up to EUR_7,500_for 1,459_people"),
        ("zh", "最多 10 000 欧元", "最多 10_000_欧元"),
        ("en", "in 2018 120 people", "in 2018 120_people"),
        ("en", "resolutions 12/2 and 53/144 (2009)", "resolutions 12/2 and 53/144 (2009)"),
    ],
)
def test_a_number_is_not_parted(code: str, text: str, done: str) -> None:
    """No line ends within a number, or between it and the unit, the currency or the month that it belongs to."""
    assert english(text, code) == done


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("the UN's own page", "the UN’s own page"),
        ("Council&#39;s work", "Council’s work"),
        ("the States' guidelines", "the States’ guidelines"),
        ("mail o'brien@example.org", "mail o'brien@example.org"),
        ("https://example.org/o'brien's", "https://example.org/o'brien's"),
        ("'quoted'", "'quoted'"),
    ],
)
def test_an_apostrophe_is_that_of_print(text: str, done: str) -> None:
    """What a keyboard has for an apostrophe becomes the curved sign, but not within an address."""
    assert english(text) == done


def test_chinese_pages_keep_the_narrow_apostrophe() -> None:
    """Their font has the curved sign as wide as a letter."""
    assert english("O'Brien", "zh") == "O'Brien"


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
