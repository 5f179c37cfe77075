"""Encryption of one PDF: what it hides, what it keeps, and that no two are alike."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from pressroom.deliver.encrypt import LockError, decrypt, encrypt, is_encrypted, is_same, which

WORDS = "abacus t-shirt abdomen zoom drop-down zoology"


def plain(text: str = "Canarya Zuvelline") -> bytes:
    """Return a PDF with a text, a title, a language, a link and preferences, and an identifier made of all that."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pdf.make_stream(f"BT ({text}) Tj ET".encode())
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/zubrelik")),
    )  # fmt: skip
    page.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(link)]))
    pdf.Root.Lang = pikepdf.String("fr")
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(PrintScaling=pikepdf.Name("/None"))
    pdf.trailer.Info = pdf.make_indirect(pikepdf.Dictionary(Title=pikepdf.String("Wexmorra")))
    out = BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def test_what_was_written_cannot_be_read() -> None:
    """Text, link, title and language are not among the bytes, and AES-256 of revision 6 is."""
    locked = encrypt(plain(), WORDS)
    assert [word for word in (b"Canarya", b"zubrelik", b"Wexmorra", b"(fr)", WORDS.encode()) if word in locked] == []
    for password in ("", "abacus", WORDS.upper(), f"{WORDS} "):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(locked), password=password)
    with pikepdf.open(BytesIO(locked), password=WORDS) as pdf:
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
        assert pdf.encryption.stream_method == pdf.encryption.string_method == pikepdf.models.EncryptionMethod.aesv3
        assert pdf.encryption.file_method == pikepdf.models.EncryptionMethod.aesv3
        assert pdf.user_password_matched
        assert not pdf.owner_password_matched
        assert pdf.allow.accessibility
        assert pdf.allow.print_highres
        assert pdf.allow.extract
        assert not pdf.allow.modify_other


def test_what_the_file_is_stays() -> None:
    """Opened, it has the same page, link, language, title and preferences."""
    with pikepdf.open(BytesIO(encrypt(plain(), WORDS)), password=WORDS) as pdf:
        assert b"Canarya Zuvelline" in pdf.pages[0].Contents.read_bytes()
        assert str(pdf.pages[0].Annots[0].A.URI) == "https://example.org/zubrelik"
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
        assert str(pdf.trailer.Info.Title) == "Wexmorra"


def test_the_identifier_tells_nothing_of_the_content() -> None:
    """A file's identifier is readable. Were it a sum of the plain file, whoever guesses a number could make sure."""
    file = plain()
    with pikepdf.open(BytesIO(file)) as pdf:
        before = [bytes(each) for each in pdf.trailer.ID]
    seen = set()
    for _ in range(2):
        locked = encrypt(file, WORDS)
        assert not any(each in locked or each.hex().encode() in locked for each in before)
        with pikepdf.open(BytesIO(locked), password=WORDS) as pdf:
            seen.add(bytes(pdf.trailer.ID[0]))
    assert len(seen) == 2


def test_no_two_are_alike_and_their_content_is() -> None:
    """Keys are new each time; whether the content is the same can be told with the passphrase."""
    one, other = encrypt(plain(), WORDS), encrypt(plain(), WORDS)
    assert one != other
    assert is_same(one, WORDS, plain())
    assert not is_same(one, WORDS, plain("Canarya Zuvellina"))
    assert not is_same(one, "wrong", plain())
    assert not is_same(b"no PDF", WORDS, plain())
    assert decrypt(one, WORDS) == decrypt(other, WORDS)
    assert b"/Encrypt" not in decrypt(one, WORDS)


def test_the_words_that_open_it_are_found() -> None:
    """Of several passphrases the right one; none where none opens it, or none is needed."""
    locked = encrypt(plain(), WORDS)
    assert which(locked, ["a b", WORDS, "c d"]) == WORDS
    assert which(locked, ["a b"]) is None
    assert which(plain(), [WORDS]) is None


def test_whether_a_file_is_encrypted_can_be_seen() -> None:
    """By its trailer, without a passphrase; also in a file with many objects."""
    many = pikepdf.new()
    for _ in range(3000):
        many.add_blank_page()
    out = BytesIO()
    many.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for file in (plain(), out.getvalue()):
        assert not is_encrypted(file)
        assert is_encrypted(encrypt(file, WORDS))


def test_what_is_no_pdf_is_said_so() -> None:
    """Never a file that looks encrypted and is not."""
    with pytest.raises(LockError):
        encrypt(b"no PDF", WORDS)
    with pytest.raises(LockError):
        decrypt(encrypt(plain(), WORDS), "wrong")
