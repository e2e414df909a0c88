"""Attention as weighted pooling: a query is compared with keys, the values are averaged."""
