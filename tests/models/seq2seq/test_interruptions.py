"""`loupe train` as a process of its own: stopped, out of room, and asked for something else."""

import gzip
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from models.errors import CannotWrite, ChangedRecipe
from models.seq2seq.training.finish import publish
from models.seq2seq.training.recipe import RECIPES
from models.seq2seq.training.run_folder import add_row, claim
from models.whole_files import write_whole

LONG = "--epochs=300"
COMMAND = [sys.executable, "-m", "app.cli", "train", "--recipe=tiny", "--threads=1"]


def start(folder: Path, corpus: Path, *more: str, file_bytes: int | None = None):
    """The command, which may write no file longer than `file_bytes`."""

    def limit() -> None:
        if file_bytes:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    return subprocess.Popen(
        [*COMMAND, f"--corpus={corpus}", f"--folder={folder}", f"--weights={folder}/w", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200", "OMP_NUM_THREADS": "1"},
        preexec_fn=limit,
    )


def until(process, text: str) -> str:
    """Its output up to the line that holds the text."""
    seen = ""
    for line in process.stdout:
        seen += line
        if text in line:
            return seen
    process.kill()
    pytest.fail(f"{text!r} never came:\n{seen}\n{process.communicate()[1]}")


@pytest.fixture(scope="module")
def stopped(corpus_file, tmp_path_factory):
    """A run that got SIGINT after its first epoch: folder, exit status, output."""
    folder = tmp_path_factory.mktemp("stopped")
    process = start(folder, corpus_file, LONG)
    until(process, "epoch 1 ended")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return folder, process.returncode, out + err


def test_an_interrupt_writes_a_checkpoint_and_ends_with_130(stopped):
    folder, status, output = stopped
    assert status == 130, output
    assert "stopped; the same command goes on from here" in output
    assert "Traceback" not in output
    names = {path.name for path in (folder / "tiny").iterdir()}
    assert {"checkpoint.safetensors", "best.safetensors", "log.jsonl", "run.json"} <= names
    assert not [name for name in names if name.endswith(".part")]
    assert not (folder / "w").exists()


def test_a_polite_kill_ends_with_143_and_the_run_goes_on_from_its_checkpoint(stopped, corpus_file):
    folder, *_ = stopped
    process = start(folder, corpus_file, LONG)
    output = until(process, "going on from batch")
    assert int(output.rpartition("batch ")[2].split()[0].replace(",", "")) > 1
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 143, out + err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--epochs=2"], "epochs 300 → 2"),
        ([LONG, "--corpus"], "pairs "),
    ],
)
def test_going_on_with_another_recipe_or_corpus_is_refused(
    stopped, corpus_file, tmp_path, more, says
):
    folder, *_ = stopped
    if "--corpus" in more:
        other = tmp_path / "other.tsv"
        text = gzip.decompress(corpus_file.read_bytes()).decode()
        other.write_text(text + "we see nothing\tnous ne voir rien\n", encoding="utf-8")
        more = [*more, str(other)]
    before = (folder / "tiny" / "checkpoint.safetensors").read_bytes()
    process = start(folder, corpus_file, *more)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2, out + err
    assert err.startswith(f"loupe: The run in {folder / 'tiny'} was begun with another recipe or")
    assert says in err
    assert err.count("\n") == 1
    assert (folder / "tiny" / "checkpoint.safetensors").read_bytes() == before


def test_a_full_disk_leaves_the_last_good_checkpoint_and_the_run_goes_on_from_it(
    stopped, corpus_file
):
    folder, *_ = stopped
    path = folder / "tiny" / "checkpoint.safetensors"
    before = path.read_bytes()
    process = start(folder, corpus_file, LONG, file_bytes=len(before) // 2)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2, out + err
    assert err.startswith(f"loupe: {path} cannot be written (")
    assert "the last good one is kept" in err
    assert "Traceback" not in err
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.part"))
    load_file(path)
    process = start(folder, corpus_file, LONG)
    until(process, "going on from batch")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130


def test_a_run_folder_is_claimed_by_one_recipe(tmp_path):
    pairs = (("one", "un"), ("two", "deux"))
    claim(tmp_path / "run", RECIPES["tiny"], pairs)
    claim(tmp_path / "run", RECIPES["tiny"], pairs)
    with pytest.raises(ChangedRecipe, match="name tiny → en-fr-additive, vocabulary 300 → 8000"):
        claim(tmp_path / "run", RECIPES["en-fr-additive"], pairs)
    with pytest.raises(ChangedRecipe, match="corpus: corpus checksum"):
        claim(tmp_path / "run", RECIPES["tiny"], (pairs[0], ("two", "deux !")))


def test_a_field_that_recipes_lacked_before_counts_as_its_default(tmp_path):
    claim(tmp_path, RECIPES["tiny"], ())
    noted = json.loads((tmp_path / "run.json").read_text())
    del noted["cell"]
    (tmp_path / "run.json").write_text(json.dumps(noted))
    claim(tmp_path, RECIPES["tiny"], ())


def test_a_file_that_cannot_be_written_stays_what_it_was(tmp_path):
    path = tmp_path / "file"
    write_whole(path, b"good")
    (tmp_path / "file.part").mkdir()
    with pytest.raises(CannotWrite, match=r"file cannot be written \(Is a directory\)"):
        write_whole(path, b"better")
    assert path.read_bytes() == b"good"


def test_an_epoch_has_one_row_in_the_log(tmp_path):
    log = tmp_path / "log.jsonl"
    for row in ({"epoch": 1, "x": 1}, {"epoch": 2, "x": 2}, {"epoch": 2, "x": 3}):
        add_row(log, row)
    assert [json.loads(line)["x"] for line in log.read_text().splitlines()] == [1, 3]


def test_a_model_that_cannot_be_written_is_said(tiny, tmp_path):
    (tmp_path / "tiny").write_text("a file where the folder should be")
    with pytest.raises(CannotWrite, match=r"tiny cannot be written \(File exists\)"):
        publish(tiny, tmp_path / "tiny")
