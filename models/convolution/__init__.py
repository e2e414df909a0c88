"""Two-dimensional cross-correlation, every number of it.

Read geometry.py for the shapes, layer.py for the operation, trace.py for what a page shows,
and grids/ for what can be uploaded.
"""
