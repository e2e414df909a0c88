"""Everything that can be set from outside, read once from the environment."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.work.process import cores
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
    computations: int = Field(
        default_factory=cores, ge=1, description="Computations at once, one core each."
    )
    waiting: int = Field(
        default=512, ge=0, description="Requests that wait for their turn; one more is refused."
    )
    batch: int = Field(
        default=64, ge=1, description="Plain translations that are computed together."
    )
    cache_bytes: int = Field(
        default=64 * 2**20, ge=0, description="Answers that are remembered, in bytes; 0: none."
    )
    rate_per_s: float = Field(
        default=0.0,
        ge=0,
        description="Computed requests a second that one client may send; 0: as many as it likes. "
        "Clients on this machine always may.",
    )
    rate_burst: int = Field(
        default=60, ge=1, description="So many at once after a pause; a page needs a few."
    )
    forwarded_for: bool = Field(
        default=False,
        description="Whether a proxy in front names each client last in X-Forwarded-For.",
    )
    uploads: int = Field(
        default=16, ge=1, description="Bodies above 64 kB that are held in memory at once."
    )
    deadline_s: float = Field(
        default=30.0, gt=0, description="Longest time until an answer begins, waiting included."
    )

    log: Literal["json", "text", "auto"] = Field(
        default="auto", description="Form of the log; `auto` is text on a terminal, else JSON."
    )
    log_addresses: bool = Field(
        default=False, description="Whether the log holds the addresses of clients."
    )
    metrics: Literal["loopback", "everywhere"] = Field(
        default="loopback", description="From where /metrics is answered."
    )

    @field_validator("trusted_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value
