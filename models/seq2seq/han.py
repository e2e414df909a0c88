"""Chinese characters; static/js/tokens.js has the same."""

import re

HAN = "\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Inside the brackets of a regular expression: ideographs, their extensions, and 々."""
CHINESE = re.compile(f"[{HAN}]")
