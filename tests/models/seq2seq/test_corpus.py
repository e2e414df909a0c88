"""Reading and splitting corpora."""

import gzip
import hashlib
import zipfile

import pytest

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


def test_a_line_without_a_tab_is_named(tmp_path):
    path = tmp_path / "broken.tsv"
    path.write_text("one\ttwo\nno tab here\n")
    with pytest.raises(ValueError, match="no tab: 'no tab here'"):
        corpus.read(path)


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
