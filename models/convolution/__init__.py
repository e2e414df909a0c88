"""Two-dimensional convolution and its kin, every number of it.

Read geometry.py for the shapes, layer.py for the operation, frames.py for its cells taken apart;
then padding.py, transposed.py, pooling.py and activation.py for what else a layer can be.
reading.py checks what is asked for, trace.py returns all that a page shows, grids/ is what can be
uploaded.
"""
