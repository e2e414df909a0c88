"""Word alignments that people made, in the forms in which they are given out."""

import pytest
from nltk.translate import Alignment as NltkAlignment
from nltk.translate.metrics import alignment_error_rate as nltk_aer

from models.errors import BadLine, UnusableCorpus
from models.seq2seq.training.aer import score
from models.seq2seq.training.attention_quality import attention_quality
from models.seq2seq.training.gold import joined, read_gold

SOURCE = "I see a red book .\nthey buy\n"
TARGET = "je vois un livre rouge .\nils achètent\n"
SURE = [{(0, 0), (1, 1), (3, 4), (4, 3)}, {(0, 0)}]
POSSIBLE = [SURE[0] | {(2, 2)}, {(0, 0), (1, 1)}]
ONE_A_LINE = "1 1 1 S\n1 2 2\n0001 4 5 S 0.9\n1 5 4 S\n1 3 3 P\n1 6 0 S\n\n2 1 1\n2 2 2 P\n"
FORMS = {
    "a link a line": ONE_A_LINE,
    "a sentence a line from 0": "0-0 1-1 3-4 2?2 4-3\n0-0 1p1\n",
    "a sentence a line from 1": "1-1 2-2 4-5 3p3 5-4\n1-1 2?2\n",
}


@pytest.fixture
def sentences(tmp_path):
    source, target = tmp_path / "source.txt", tmp_path / "target.txt"
    source.write_text(SOURCE, encoding="utf-8")
    target.write_text(TARGET, encoding="utf-8")
    return source, target


def links_file(tmp_path, text):
    path = tmp_path / "gold.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_links(tmp_path, sentences, form):
    gold = read_gold(links_file(tmp_path, FORMS[form]), *sentences)
    assert [pair.links.both for pair in gold] == SURE
    assert [pair.links.either for pair in gold] == POSSIBLE
    assert gold[1].target.text == "ils achètent"


def test_the_error_rate_of_read_links_equals_nltks(tmp_path, sentences):
    gold = read_gold(links_file(tmp_path, ONE_A_LINE), *sentences)[:1]
    found = frozenset({(0, 0), (1, 1), (2, 2), (3, 3)})
    expected = nltk_aer(NltkAlignment(SURE[0]), NltkAlignment(found), NltkAlignment(POSSIBLE[0]))
    assert score([found], [pair.links for pair in gold]).aer == pytest.approx(expected)


def test_sentences_in_marks_are_read(tmp_path, sentences):
    source, target = sentences
    source.write_text("<s snum=0001> I see a red book . </s>\n<s snum=0002> they buy </s>\n")
    gold = read_gold(links_file(tmp_path, ONE_A_LINE), source, target)
    assert [pair.source.text for pair in gold] == ["I see a red book.", "they buy"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Mr Speaker , I do n't ( yet ) .", "Mr Speaker, I don't (yet)."),
        ("l' homme n' est pas là !", "l'homme n'est pas là !"),
        ("the man 's hat", "the man's hat"),
        ("", ""),
    ],
)
def test_tokenised_words_are_joined_as_people_write_them(words, text):
    sentence = joined(words.split())
    assert sentence.text == text
    assert [text[start:end] for start, end in sentence.words] == words.split()


@pytest.mark.parametrize(
    ("links", "line", "reason"),
    [
        ("1 1 1 S\n1 2 x\n", 2, "“1 2 x” is no link"),
        ("0-0\n0-0 1+1\n", 2, "“1+1” is no link"),
        ("1 1 1 S\n\n3 1 1 S\n", 3, "sentence 3, but there are 2"),
        ("1 1 1 S\n2 3 1 S\n", 2, "source word 3 of sentence 2, which has 2"),
        ("0-0\n0-0\n0-0\n", 3, "sentence 3, but there are 2"),
        ("0-0 0-6\n\n", 1, "target word 7 of sentence 1, which has 6"),
        ("what is this\n", 1, "“what” is no link"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, sentences, links, line, reason):
    path = links_file(tmp_path, links)
    with pytest.raises(BadLine) as caught:
        read_gold(path, *sentences)
    assert str(caught.value).startswith(f"{path}, line {line}: {reason}; expected “sentence source")


def test_files_that_do_not_fit_are_refused(tmp_path, sentences):
    source, target = sentences
    with pytest.raises(UnusableCorpus, match="it has no sure link"):
        read_gold(links_file(tmp_path, "1 1 1 P\n"), source, target)
    with pytest.raises(UnusableCorpus, match="it has 1 lines, but there are 2 sentences"):
        read_gold(links_file(tmp_path, "0-0 1-1\n"), source, target)
    target.write_text("je vois\n", encoding="utf-8")
    with pytest.raises(UnusableCorpus, match="it has 1 sentences, but"):
        read_gold(links_file(tmp_path, ONE_A_LINE), source, target)


def test_attention_is_measured_on_text_from_elsewhere(tmp_path, sentences, tiny):
    quality = attention_quality(tiny, read_gold(links_file(tmp_path, ONE_A_LINE), *sentences))
    assert quality.links.sure_links == 5
    assert 0 <= quality.links.aer <= 1
