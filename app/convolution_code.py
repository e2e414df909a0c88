"""/convolution.py and .sh: the page's question as a program and as a command."""

import json
import shlex
from collections.abc import Mapping
from pprint import pformat
from typing import Any

import numpy as np

REQUEST = "loupe-convolution-request.json"
"""The file in which a request of many numbers is taken along; programs read it."""
WRITTEN_NUMBERS = 2048
"""More than these nobody wants to see in a program."""

PROGRAM = '''"""Ask for a layer with all its numbers, and check a step with NumPy."""

import json
import urllib.request
{read}
import numpy as np

URL = {url!r}
BODY = {body}

headers = {{"Content-Type": "application/json"}}
request = urllib.request.Request(URL, json.dumps(BODY).encode(), headers)
with urllib.request.urlopen(request) as response:
    answer = json.load(response)

print(np.array(answer["output"]))
for frame in answer["frames"]:
    products = np.array(frame["products"], dtype=float)  # NaN where a window is empty
    print("step", frame["index"] + 1)
    print(products)
    if "value" in frame:
        largest = answer["operation"] == "max_pool"
        total = np.nanmax(products) if largest else np.nansum(products) + frame["bias"]
        print(total, "=", frame["value"], "difference", f"{{abs(total - frame['value']):.1e}}")
'''


def is_long(body: Mapping[str, Any]) -> bool:
    """Too many numbers to be written into a program."""
    return np.size(body["input"]) + np.size(body.get("kernel", ())) > WRITTEN_NUMBERS


def program(url: str, body: Mapping[str, Any]) -> str:
    """Python that needs NumPy alone. body: a request to the API."""
    if is_long(body):
        read, asked = "from pathlib import Path\n", f'json.loads(Path("{REQUEST}").read_text())'
    else:
        read, asked = "", pformat(dict(body), width=96, sort_dicts=False)
    return PROGRAM.format(url=url, body=asked, read=read)


def command(url: str, body: Mapping[str, Any]) -> str:
    """A line for a shell."""
    data = f"@{REQUEST}" if is_long(body) else shlex.quote(json.dumps(body))
    return f"curl {shlex.quote(url)} -H 'Content-Type: application/json' --data {data}\n"
