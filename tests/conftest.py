"""What tests share: the application as it ships, and a client that asks it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of a fresh checkout, whatever the environment says."""
    return Settings.model_construct()


@pytest.fixture(scope="session")
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    """Asks the application in its own process; models are loaded where there are any."""
    with TestClient(app) as started:
        yield started
