"""Splitting into sentences: by example, and promises for any text at all."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.seq2seq.sentences import sentence_case, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["I am here.", "Where are you?", "Come!", "Now…", "Good."],
        ["He left!", '"Why?" she asked.', '"No."', "(Not today.)", "Then he went."],
        ["Really?!", "Wait...", "It rains."],
        ["« Ça va ? »", "Il part.", "Bonjour !", "Où es-tu ?", "D'accord, j'arrive."],
        ["Mr. Smith and Mrs. Jones met Dr. Brown.", "Prof. X came too."],
        ["Apples, e.g. red ones, cost 3.14 dollars.", "They paid at 5 p.m. on Monday."],
        ["J. R. R. Tolkien lived in the U.K. Army posts bored him.", "He wrote."],
        ["I don't.", "So do I.", "He can’t.", "No.", "We met in 1990.", "5 came."],
        ["See No. 5 and Fig. 3.", "There are two."],
        ["1. Bread.", "2. Butter for 3.", "12. Tea"],
        ["Visit example.com or mail a.b@c.org today.", "Thanks."],
        ["Hello... and goodbye, he said... or wrote.", "End"],
        ["Können Sie das z.B. am Montag machen?", "Ja, bzw. am Dienstag.", "Gut."],
    ],
)
def test_sentences_with_spaces_between(parts):
    for gap in (" ", "  ", "\n", "\r\n\r\n", "\u00a0", "\u3000"):
        assert split(gap.join(parts)) == parts
    assert split(f" \n{' '.join(parts)}\t ") == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["你好。", "我叫小明！", "你呢？", "我很好"],
        ["他说：“我不去。”", "她走了。"],
        ["真的？！", "（是的。）", "「好。」", "再见｡"],
        ["我今天……很累。", "价格是3.14元。", "ok？", "yes。"],
    ],
)
def test_chinese_sentences_need_no_space(parts):
    assert split("".join(parts)) == parts
    assert split("\n".join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n\t", []),
        ("!!! ... ?", ["!!! ... ?"]),
        ("... Hello. ! ! Bye", ["... Hello. ! !", "Bye"]),
        ("a line\nthat goes on\nA new one", ["a line\nthat goes on", "A new one"]),
        ("Thanks.\n🔔\nBye :-)", ["Thanks.\n🔔", "Bye :-)"]),
        ("a title\r\n\r\nwith a blank line", ["a title", "with a blank line"]),
        ("one\r\ntwo", ["one\r\ntwo"]),
        ("Dr.\nWatson is here", ["Dr.\nWatson is here"]),
        ("First\u2028Second", ["First", "Second"]),
        ("No end", ["No end"]),
    ],
)
def test_lines_and_oddities(text, parts):
    assert split(text) == parts


PIECES = st.sampled_from(
    [
        *".!?…。！？\"'”’»«()」 \n\r\t",
        "\u00a0",
        "\u2028",
        "Mr.",
        "e.g.",
        "I",
        "a",
        "B",
        "家",
        "3",
        "é",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=60).map("".join))


@given(TEXTS)
@example("\r\n")
@example("x\r\n. y")
def test_sentences_and_the_gaps_between_them_are_the_text(text):
    spans = sentences(text)
    edges = [0, *itertools.chain(*spans), len(text)]
    assert edges == sorted(edges)
    gaps = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    assert not "".join(gaps).strip()
    joined = gaps[0] + "".join(text[a:b] + gap for (a, b), gap in zip(spans, gaps[1:], strict=True))
    assert joined == text


@given(TEXTS)
def test_no_sentence_is_empty_or_padded_and_each_says_something(text):
    parts = split(text)
    assert bool(parts) == bool(text.strip())
    assert all(part and part == part.strip() for part in parts)
    if len(parts) > 1:
        assert all(any(c.isalnum() for c in part) for part in parts)


@given(st.lists(st.sampled_from(["Come here.", "Who is it?", "你好。", "Go (now)!"]), min_size=1))
def test_as_many_sentences_as_were_put_together(parts):
    assert split(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("I AM AT HOME. WHERE ARE YOU?", "I am at home. Where are you?"),
        ("HELP! I'M LOST.", "Help! I'm lost."),
        ("JE NE SAIS PAS, DIT-ELLE.", "Je ne sais pas, dit-elle."),
        ("COME HERE! I said so.", "Come here! I said so."),
        ("NASA", "NASA"),
        ("NASA is here. OK.", "NASA is here. OK."),
        ("3 CATS, 2 DOGS", "3 Cats, 2 dogs"),
        ("İSTANBUL IS BIG", "İstanbul is big"),
        ("你好 ABC", "你好 ABC"),
        ("nothing to do", "nothing to do"),
    ],
)
def test_capitals_are_read_in_sentence_case(text, calm):
    assert sentence_case(text) == calm


@given(TEXTS)
def test_another_case_leaves_every_character_in_its_place(text):
    calm = sentence_case(text)
    assert len(calm) == len(text)
    assert all(a == b or a.lower() == b for a, b in zip(text, calm, strict=True))
    if text != text.upper():
        assert sentence_case(text.lower()) == text.lower()


@pytest.mark.parametrize("closers", ["»", " »", "»)", '"'])
def test_many_closing_quotes_before_a_letter_take_no_time(closers):
    # an ambiguous pattern would try every way to divide them among its alternatives
    text = "Hi." + closers * 600 + "a"
    assert split(text) == [text]
