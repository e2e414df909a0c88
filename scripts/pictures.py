"""Take the README's pictures from the running application; `make pictures` calls it.

Serves the application on a free port, opens its pages in Chromium and writes docs/pictures/*.png.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scripts.live import QUIET, chromium, serve

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
WIDTH = 1280
PICTURES = (
    # name, address, height, a button and how often it is pressed first
    ("attention", "/attention?text=Where+did+you+buy+this+red+car%3F&view=words", 1000, "", 0),
    ("convolution", "/convolution", 800, "Next step", 2),
)


def take(page: Page, name: str, address: str, button: str, presses: int) -> None:
    page.goto(address, wait_until="networkidle")
    for _ in range(presses):
        page.get_by_role("button", name=button).first.click()
    page.wait_for_timeout(1200)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder) / "server.log") as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        for name, address, height, button, presses in PICTURES:
            page = browser.new_page(
                base_url=base,
                viewport={"width": WIDTH, "height": height},
                color_scheme="light",
                reduced_motion="reduce",
                locale="en-GB",
                device_scale_factor=1.5,
            )
            take(page, name, address, button, presses)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
