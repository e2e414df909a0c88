"""An encoder-decoder with attention: network, tokens, search, trace, artefact.

Where to enter: `network.py` is the mathematics, `search.py` turns it into a translation,
`trace.py` keeps what a reader wants to see of it, `training/` makes the weights.
"""
