"""The model card, generated from what the artefact says of itself."""

from pathlib import Path

from models.card_text import bullets, paragraph, table
from models.cnn.artefact import ClassifierArtefact
from models.cnn.training.pictures import ATTRIBUTION, LICENCE
from models.weight_files import CARD
from models.whole_files import write_whole

_ABOUT = """Tells ten kinds of clothing apart in small grey pictures, and shows every number on the
    way. It is made for learning how a convolutional network works, not for telling clothes
    apart."""
_DATA = f"""{ATTRIBUTION}, as Debian's package dataset-fashion-mnist has it; licence {LICENCE}. The
    pictures of the dev set are the last of the training set and were kept out of training; the test
    set is the publisher's and was measured once the recipe stood."""
_WEAKNESSES = (
    """It knows ten classes and always names one of them, with whatever confidence, also for a
    picture that shows none.""",
    """It has seen centred pieces of clothing, light on black, of 28 x 28 pixels. A photograph, a
    drawing or another scale is outside of what it learned.""",
    "Half of the pictures were mirrored in training: it cannot tell left from right.",
)


def write_card(artefact: ClassifierArtefact, folder: Path) -> None:
    """Write MODEL_CARD.md beside the weights."""
    write_whole(folder / CARD, card(artefact).encode())


def card(artefact: ClassifierArtefact) -> str:
    """The card as Markdown."""
    parts = [
        f"# {artefact.name}",
        paragraph(_ABOUT),
        "## Network",
        paragraph("""LeNet (LeCun et al. 1998) with ReLU instead of the sigmoid and max pooling
            instead of the average."""),
        table(("layer", "operation", "output", "parameters"), _layers(artefact)),
        paragraph(f"""{artefact.network.parameter_count():,} parameters, float16 on disk, computed
            in float32. The input is a picture of 28 x 28 grey values / 255."""),
        "## Data",
        paragraph(_DATA),
        "## Training",
        table(("", ""), _training(artefact)),
        "## Quality",
        table(("", "test", "dev"), _quality(artefact)),
        table(("class", "found, test"), _by_class(artefact)),
        "## Known weaknesses",
        bullets([_confusion(artefact), *_WEAKNESSES]),
    ]
    return "\n\n".join(parts) + "\n"


def _layers(artefact: ClassifierArtefact) -> list[tuple[str, ...]]:
    return [
        (
            layer.name,
            layer.operation.replace("_", "-"),
            " x ".join(map(str, layer.output_shape)),
            f"{layer.weights:,} + {layer.biases:,}" if layer.weights else "0",
        )
        for layer in artefact.network.layers
    ]


def _training(artefact: ClassifierArtefact) -> list[tuple[str, str]]:
    training, recipe = artefact.training, artefact.training["recipe"]
    rate = f"AdamW, peak learning rate {recipe['learning_rate']}, warm-up, half cosine"
    return [
        ("pictures, training and dev", f"{training['pictures']:,}; {recipe['dev']:,}"),
        ("epochs; pictures a batch", f"{recipe['epochs']}; {recipe['batch']}"),
        ("time", f"{training['seconds'] / 60:.0f} minutes on {training['threads']} threads"),
        ("optimiser", f"{rate}; weight decay {recipe['weight_decay']}"),
        ("moved, each way, by up to", f"{recipe['shift']} px"),
        ("mirrored", "half of the pictures" if recipe["flip"] else "none"),
        ("kept weights", f"a running average, decay {recipe['average']}, after the last epoch"),
    ]


def _quality(artefact: ClassifierArtefact) -> list[tuple[str, ...]]:
    test, dev = artefact.metrics, artefact.metrics["dev"]
    return [
        ("pictures", f"{test['items']:,}", f"{dev['items']:,}"),
        ("accuracy", f"{test['accuracy']:.4f}", f"{dev['accuracy']:.4f}"),
        ("cross-entropy", f"{test['cross_entropy']:.3f} nats", f"{dev['cross_entropy']:.3f} nats"),
    ]


def _by_class(artefact: ClassifierArtefact) -> list[tuple[str, str]]:
    return [(name, f"{share:.1%}") for name, share in artefact.metrics["by_class"].items()]


def _confusion(artefact: ClassifierArtefact) -> str:
    """The two classes that are taken for each other most often."""
    counts, names = artefact.metrics["confusion"], artefact.classes
    both = {
        (a, b): counts[a][b] + counts[b][a] for a in range(len(names)) for b in range(a)
    }  # fmt: skip
    first, second = max(both, key=lambda pair: both[pair])
    return (
        f"It takes {names[first]} and {names[second]} for each other most often: "
        f"{both[first, second]} of the test pictures."
    )
