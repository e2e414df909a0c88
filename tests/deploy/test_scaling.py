"""docs/scaling.md: its second table follows from its first."""

import pytest

from scripts import scaling
from scripts.scaling import PAGE, SESSION, needs, read, written


def test_the_tables_of_the_page_reconcile() -> None:
    page = PAGE.read_text(encoding="utf-8")
    figures, memory_mb = read(page)
    assert set(SESSION) <= set(figures)
    assert written(page, figures, memory_mb) == page


def test_needs_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaling, "SESSION", {"page": 2, "sentence": 8})
    # 8,640 users x 10 requests in 86,400 s are 1 a second, 10 at the peak; 2 x 5 + 8 x 50 = 410 ms
    # of processor for each user are 0.041 s a second, 0.41 at the peak and 0.69 with head room
    found = needs({"page": 5, "sentence": 50}, 500, 8640)
    assert found.requests_s == pytest.approx(10)
    assert found.busy == pytest.approx(0.41)
    assert (found.processors, found.replicas, found.memory_gb) == (1, 2, 1.0)
    large = needs({"page": 5, "sentence": 50}, 500, 8_640_000)
    assert large.busy == pytest.approx(410)
    assert (large.processors, large.replicas) == (684, 343)


def test_no_two_sentences_are_the_same() -> None:
    sentence = scaling.sentences()
    made = [sentence() for _ in range(600)]
    assert len(set(made)) == len(made)
