"""Languages and pairs of them, as a page writes them."""

from app.i18n import Language, texts

KEYS = {"en": "english", "fr": "french", "de": "german", "zh": "chinese"}


def language_name(tag: str, language: Language) -> str:
    """The name of a language; its tag where the catalogue has none."""
    return texts().text(f"models.{KEYS[tag]}", language) if tag in KEYS else tag


def direction(source: str, target: str, language: Language) -> str:
    """From which language to which, by their tags."""
    names = {"source": language_name(source, language), "target": language_name(target, language)}
    return texts().text("models.direction", language, **names)
