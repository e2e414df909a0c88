"""Reading and splitting corpora."""

import gzip
import hashlib
import zipfile
from pathlib import Path

import pytest

from models.errors import BadLine, UnusableCorpus
from models.seq2seq.training import corpus


def test_the_key_ignores_case_and_punctuation_but_not_letters_digits_or_underscores():
    assert corpus.key("  Don't PANIC_1, Zoë!  ") == "don t panic_1 zoë"


def test_the_bucket_is_the_keys_hash():
    digest = hashlib.sha256(b"i am at home").hexdigest()
    assert corpus.bucket("I am at home!") == int(digest, 16) % 150


def test_splits_share_no_english_sentence_and_train_has_no_held_out_translation():
    pairs = [(f"sentence {i}", f"phrase {i}") for i in range(3000)]
    dev = next(pair for pair in pairs if corpus.bucket(pair[0]) == 0)
    train_english = next(pair[0] for pair in pairs if corpus.bucket(pair[0]) == 5)
    splits = corpus.split([*pairs, (train_english, dev[1].upper() + "!")])
    assert dev in splits.dev
    assert all(corpus.bucket(a) == 1 for a, _ in splits.test)
    assert len(splits.train) + len(splits.dev) + len(splits.test) == 3000
    assert corpus.split(pairs, reverse=True).dev[0] == splits.dev[0][::-1]


def test_items_gather_every_reference_of_a_sentence():
    found = corpus.items([("a", "x"), ("b", "y"), ("a", "z")])
    assert found == [corpus.Item("a", ("x", "z")), corpus.Item("b", ("y",))]


def test_both_forms_of_a_corpus_read_alike(tmp_path):
    tsv, archive = tmp_path / "pairs.tsv.gz", tmp_path / "fra-eng.zip"
    with gzip.open(tsv, "wt", encoding="utf-8") as file:
        file.write("Hi!\tSalut\u00a0!\nHi!\tSalut !\nYes.\tOui.\n")
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("_about.txt", "about")
        file.writestr("fra.txt", "Hi!\tSalut\u202f!\tCC-BY\nYes.\tOui.\tCC-BY\n")
    assert corpus.read(tsv) == corpus.read(archive) == [("Hi!", "Salut !"), ("Yes.", "Oui.")]


ENGLISH = "This is the book that you have.\tC'est le livre que vous avez dans la maison.\n"
GERMAN = "This is the book that you have.\tDas ist das Buch und nicht der Tisch.\n"


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_empty_lines_and_sides_are_left_out_and_counted(tmp_path):
    path = write(
        tmp_path / "pairs.tsv", b"\xef\xbb\xbfHi.\tSalut.\r\n\n  \nYes.\t \n\tNon.\nNo.\tNon."
    )
    notes: list[str] = []
    assert corpus.read(path, note=notes.append) == [("Hi.", "Salut."), ("No.", "Non.")]
    assert notes == [f"{path}: 4 lines with an empty side left out"]


BAD_FILES = {
    "no tab": ("a.tsv", b"one\ttwo\n\nno tab here\n", 3, "no tab in “no tab here”"),
    "Latin-1": ("a.tsv", "yes\toui\nno\tdéjà\n".encode("latin-1"), 2, "byte 0xe9 is not UTF-8"),
    "GB 18030": ("a.tsv", "yes\t是的\n".encode("gb18030"), 1, "byte 0xca is not UTF-8"),
    "UTF-16": ("a.tsv", "yes\toui\n".encode("utf-16"), 1, "this is UTF-16"),
    "UTF-16 without mark": ("a.tsv", "yes\toui\n".encode("utf-16-le"), 1, "this is UTF-16"),
    "gzip cut off": ("a.tsv.gz", gzip.compress(ENGLISH.encode() * 9)[:-12], None, "cut off"),
    "gzip tail damaged": ("a.tsv.gz", gzip.compress(b"a\tb\n")[:-8] + bytes(8), 2, "damaged"),
    "no gzip": ("a.tsv.gz", b"yes\toui\n", 1, "Not a gzipped file"),
    "no zip": ("a.zip", b"yes\toui\n", 1, "not a zip file"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_an_unreadable_line_is_named_with_what_is_expected(tmp_path, case):
    name, content, line, reason = BAD_FILES[case]
    with pytest.raises(BadLine) as caught:
        corpus.read(write(tmp_path / name, content))
    text = str(caught.value)
    assert text.startswith(f"{tmp_path / name}, line {line}: " if line else str(tmp_path / name))
    assert reason in text
    assert "expected UTF-8 text, one pair a line: English, a tab, the other language" in text
    assert "\n" not in text


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\t\n", b"Yes.\t\n"])
def test_a_corpus_without_a_pair_is_said(tmp_path, content):
    with pytest.raises(UnusableCorpus, match="holds no sentence pair; expected UTF-8"):
        corpus.read(write(tmp_path / "empty.tsv", content))


@pytest.mark.parametrize("names", [(), ("_about.txt",), ("a.txt", "b.txt")])
def test_an_archive_of_another_form_is_said(tmp_path, names):
    path = tmp_path / "pairs.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, "Yes.\tOui.\n")
    with pytest.raises(UnusableCorpus, match="one corpus text is expected in the archive, found"):
        corpus.read(path)


def test_an_encrypted_archive_is_said(tmp_path):
    path = tmp_path / "pairs.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("fra.txt", "Yes.\tOui.\n")
    content = bytearray(path.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 1
    path.write_bytes(content)
    with pytest.raises(UnusableCorpus, match=r"cannot be unpacked .*fra\.txt.* is encrypted"):
        corpus.read(path)


@pytest.mark.parametrize(
    ("line", "language", "reason"),
    [
        (
            "\t".join(reversed(ENGLISH.strip().split("\t"))),
            "fr",
            "columns are swapped: the first is",
        ),
        (
            "我们在家。\tWe are at home, that is it.",
            "zh",
            "columns are swapped: the first is Chinese",
        ),
        (GERMAN, "fr", "the second column is German, expected French"),
        (ENGLISH, "zh", "the second column is French, expected Chinese"),
        ("Das ist der Hund.\tVous avez le chien.", "fr", "the first column is German, expected"),
    ],
)
def test_columns_in_other_languages_are_refused(tmp_path, line, language, reason):
    rows = (f"{n} {line.strip()}\n" for n in range(20))
    path = write(tmp_path / "pairs.tsv", "".join(rows).encode())
    with pytest.raises(UnusableCorpus, match=reason):
        corpus.read(path, language)


def test_the_right_languages_and_unclear_ones_are_taken(tmp_path):
    for line, language in ((ENGLISH, "fr"), (GERMAN, "de"), ("abc\tdef\n", "fr")):
        assert len(corpus.read(write(tmp_path / "pairs.tsv", line.encode() * 30), language)) == 1
    pairs = [f"{n} {line}" for n in range(30) for line in (ENGLISH, "Tom!\tTom !\n")]
    assert len(corpus.read(write(tmp_path / "pairs.tsv", "".join(pairs).encode()), "fr")) == 60


def test_a_corpus_is_downloaded_once_from_its_publisher(tmp_path, monkeypatch):
    shelf, folder = tmp_path / "shelf", tmp_path / "mine"
    shelf.mkdir()
    with zipfile.ZipFile(shelf / "fra-eng.zip", "w") as file:
        file.writestr("fra.txt", "Yes.\tOui.\tCC-BY\n")
    monkeypatch.setattr(corpus, "PUBLISHER", f"{shelf.as_uri()}/{{language}}-eng.zip")
    path = corpus.download("fr", folder)
    assert corpus.read(path) == [("Yes.", "Oui.")]
    (shelf / "fra-eng.zip").unlink()
    assert corpus.download("fr", folder) == path
    assert sorted(folder.iterdir()) == [path]


def test_a_publisher_out_of_reach_is_said_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(corpus, "PUBLISHER", f"{tmp_path.as_uri()}/{{language}}-eng.zip")
    with pytest.raises(UnusableCorpus, match="cannot be downloaded; give a file with --corpus"):
        corpus.download("zh", tmp_path / "mine")
    assert list((tmp_path / "mine").iterdir()) == []
