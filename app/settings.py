"""Everything that can be set from outside, read once from the environment."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from models import limits

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"


class Settings(BaseSettings):
    """Each field is set by the variable LOUPE_<FIELD>, for example LOUPE_WEIGHTS."""

    model_config = SettingsConfigDict(env_prefix="LOUPE_", frozen=True)

    weights: Path = Field(
        default=ROOT / "models" / "weights", description="Folder with one folder for each model."
    )
    classifiers: Path = Field(
        default=ROOT / "models" / "cnn" / "weights",
        description="Folder with one folder for each image classifier.",
    )
    trusted_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("localhost", "127.0.0.1", "[::1]", "testserver"),
        description="Host names that are answered, separated by commas; `*` answers every one.",
    )
    body_bytes: int = Field(
        default=limits.BODY_BYTES, ge=1, description="Largest request body in bytes."
    )
    body_timeout_s: float = Field(
        default=30.0, gt=0, description="Longest time in which a request body must have arrived."
    )

    @field_validator("trusted_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value
