"""A small convolutional network that tells pictures apart, open to the last number.

Read `layers.py` (what it is made of), then `network.py` (its forward pass), then `trace.py`.
"""
