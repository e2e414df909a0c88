"""The page /models with measured models: charts instead of tables, at every width and theme."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from scripts.live import serve
from tests.app.small_models import METRICS, TRAINING, save_small
from tests.browser.conftest import Watch
from tests.browser.test_accessibility import violations
from tests.browser.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with two measured models and one that was never measured."""
    folder = tmp_path_factory.mktemp("weights")
    save_small(folder, "first", default=True, metrics=METRICS, training=TRAINING, lexical=True)
    save_small(folder, "second", metrics=METRICS, training=TRAINING, attend="after", score="dot")
    save_small(folder, "bare", source_language="zh", target_language="en")
    log = tmp_path_factory.mktemp("log") / "log.txt"
    with serve(log, LOUPE_WEIGHTS=str(folder)) as address:
        yield address


@pytest.fixture
def models(browser: Browser, measured: str) -> Iterator[Page]:
    """The page, watched for messages and requests to other hosts."""
    context: BrowserContext = browser.new_context(base_url=measured, locale="en-GB")
    page, watch = context.new_page(), Watch(measured)
    watch.attach(page)
    yield page
    context.close()
    assert watch.complaints == []


def drawn(page: Page, selector: str) -> Locator:
    """A chart, scrolled to and drawn; the first one waits for the chart library."""
    chart = page.locator(selector)
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".main-svg").first).to_be_visible(timeout=30_000)
    return chart


def test_charts_are_drawn_as_they_come_into_view_and_tables_fold_away(models: Page) -> None:
    models.goto("/models")
    for name in ("first", "second"):
        for kind in ("curve", "lengths"):
            chart = drawn(models, f"#{name} [data-chart={kind}]")
            expect(chart.locator(".scatterlayer .trace")).to_have_count(2)
            expect(chart.locator("table")).to_be_hidden()
            chart.get_by_text("Numbers").click()
            expect(chart.locator("table")).to_be_visible()
    assert models.locator("#bare [data-chart]").count() == 0


def test_charts_show_the_numbers_of_the_files(models: Page) -> None:
    models.goto("/models")
    chart = drawn(models, "#first [data-chart=curve]")
    lines = chart.locator(".chart__picture").evaluate("each => each.data.map((line) => line.y)")
    curve = TRAINING["curve"]
    assert lines == [[row["train_loss"] for row in curve], [row["dev_loss"] for row in curve]]
    chart = drawn(models, "#first [data-chart=lengths]")
    lines = chart.locator(".chart__picture").evaluate("each => each.data.map((line) => line.y)")
    groups = METRICS["by_length"]
    assert lines == [[one["bleu"] for one in groups], [one["bleu_beam"] for one in groups]]


def test_charts_take_the_colours_of_a_theme_chosen_later(models: Page) -> None:
    models.emulate_media(color_scheme="light")
    models.goto("/models")
    drawn(models, "#first [data-chart=curve]")
    colour = """() => document.querySelector("#first [data-chart=curve] .chart__picture")
      .data[1].line.color"""
    light = models.evaluate(colour)
    models.get_by_role("button", name="Dark theme").click()
    until(models, lambda: models.evaluate(colour) != light)


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "zh")])
def test_axe_finds_nothing_in_drawings_and_charts(models: Page, theme: str, language: str) -> None:
    models.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    models.goto(f"/models?lang={language}")
    for name in ("first", "second"):
        for kind in ("curve", "lengths"):
            drawn(models, f"#{name} [data-chart={kind}]")
    assert violations(models) == []


def test_the_drawing_has_a_name_and_fits_a_telephone(models: Page) -> None:
    models.set_viewport_size({"width": 360, "height": 800})
    models.goto("/models")
    picture = models.get_by_role("img", name="Architecture of first")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    outside = picture.evaluate(
        """svg => {
          const frame = svg.getBoundingClientRect();
          return [...svg.querySelectorAll("text")].filter((text) => {
            const box = text.getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1 || box.height < 11;
          }).map((text) => text.textContent);
        }"""
    )
    assert outside == []
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert models.evaluate(overflow) <= 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lines_fit_their_boxes(models: Page, language: str) -> None:
    models.goto(f"/models?lang={language}")
    wide = models.evaluate(
        """() => [...document.querySelectorAll(".drawing__picture")].flatMap((svg) => {
          let box;
          return [...svg.querySelectorAll("rect, .drawing__line")].flatMap((each) => {
            if (each.tagName === "rect") { box = each.getBBox(); return []; }
            return each.getBBox().width > box.width - 4 ? [each.textContent] : [];
          });
        })"""
    )
    assert wide == []


def test_without_script_the_tables_stand_open(browser: Browser, measured: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=measured, locale="en-GB")
    page: Page = context.new_page()
    page.goto("/models")
    for kind in ("curve", "lengths"):
        expect(page.locator(f"#first [data-chart={kind}] table")).to_be_visible()
        expect(page.locator(f"#first [data-chart={kind}] .chart__picture")).to_be_hidden()
    expect(page.get_by_role("img", name="Architecture of first")).to_be_visible()
    context.close()


def test_links_lead_to_one_model_and_to_two_side_by_side(models: Page) -> None:
    models.goto("/models")
    links = models.locator("#second").get_by_role("link")
    assert links.evaluate_all("all => all.map((each) => each.getAttribute('href'))") == [
        "/attention?model=second",
        "/attention?model=second&compare=first",
    ]
    table = models.get_by_role("region", name="Models of this server")
    beside = table.get_by_role("link", name="first beside second")
    assert beside.get_attribute("href") == "/attention?model=first&compare=second"
