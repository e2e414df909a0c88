"""How the network is trained. The web never imports this package."""
