"""Whatever the OpenAPI document allows is answered as it says; whatever it does not is refused."""

from tests.fuzz.api import ask


def test_the_api_keeps_what_its_document_promises() -> None:
    asked = ask(2)
    assert asked.returncode == 0, asked.stdout
