"""Paper and ink: the colours of the pages in their light theme (static/css/tokens.css)."""

PAPER = "#faf8f1"
INK = "#1b2130"
INK_SOFT = "#525866"
HAIRLINE = "#d7d2c8"
WEIGHTS = ("#fbfaf6", "#aec0e6", "#7087be", "#405382", "#1d263a")
"""From 0 to 1, evenly apart."""
DARK_FROM = 0.6
"""From this weight on paper reads better than ink."""
FONT = "system-ui, 'Noto Sans', 'PingFang SC', 'Noto Sans CJK SC', sans-serif"
