"""Turns the model into HTML: what stands on a page, and in which words. Looks are in ``templates/``."""
