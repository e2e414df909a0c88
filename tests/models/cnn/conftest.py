"""The network as it ships, and a tiny one with weights drawn at random."""

from pathlib import Path

import pytest
import torch

from models.cnn import artefact
from models.cnn.artefact import ClassifierArtefact
from models.cnn.layers import ClassifierConfig
from models.cnn.network import Classifier

SHIPPED = Path(artefact.__file__).parent / "weights" / "fashion-cnn"


@pytest.fixture(scope="session")
def shipped() -> ClassifierArtefact:
    return artefact.load(SHIPPED)


@pytest.fixture
def tiny() -> ClassifierArtefact:
    torch.manual_seed(3)
    network = Classifier(ClassifierConfig(classes=3, channels=(2, 3), hidden=(8, 5)))
    network.half().float().eval().requires_grad_(False)
    return ClassifierArtefact("tiny", ("one", "two", "three"), network, {"recipe": {}}, {})
