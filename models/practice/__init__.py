"""Exercises on convolution: numbers are drawn by seed, answers are checked, mistakes recognised.

Start at exercises.py: exercise() makes one, check() judges an answer to it.
"""
