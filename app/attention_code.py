"""/attention.py and .sh: the page's question as a program and as a command."""

import json
import shlex
from collections.abc import Mapping
from pprint import pformat
from typing import Any

PROGRAM = '''"""Ask for a translation with all its numbers, and check each step with NumPy."""

import json
import urllib.request

import numpy as np

URL = {url!r}
BODY = {body}

headers = {{"Content-Type": "application/json"}}
request = urllib.request.Request(URL, json.dumps(BODY).encode(), headers)
with urllib.request.urlopen(request) as response:
    whole = json.load(response)


def scores_of(query, keys, attention):
    if attention["score"] == "additive":
        return np.tanh(keys + query) @ attention["vector"]
    return keys @ query * attention["scale"]


print("largest difference of   scores   weights  context")
for answer in whole.get("segments") or [whole]:
    keys, memory = np.array(answer["keys"]), np.array(answer["encoder"]["memory"])
    for step in answer["steps"]:
        scores = scores_of(np.array(step["projected_query"]), keys, answer["attention_parameters"])
        weights = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        context = weights @ memory
        pairs = (scores, step["scores"]), (weights, step["weights"]), (context, step["context"])
        worst = [f"{{np.abs(ours - np.array(theirs)).max():.1e}}" for ours, theirs in pairs]
        print(f"{{step['output_token']:<22}}", *worst, sep="  ")
'''


def program(url: str, body: Mapping[str, Any]) -> str:
    """Python that needs NumPy alone. body: a request to the API."""
    asked = pformat({**body, "detail": "steps"}, width=96, sort_dicts=False)
    return PROGRAM.format(url=url, body=asked)


def command(url: str, body: Mapping[str, Any]) -> str:
    """A line for a shell."""
    data = shlex.quote(json.dumps(body, ensure_ascii=False))
    return f"curl {shlex.quote(url)} -H 'Content-Type: application/json' --data-raw {data}\n"
