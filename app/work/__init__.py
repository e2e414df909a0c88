"""How much is done at once, for whom and for how long: so that many can ask at the same time."""
