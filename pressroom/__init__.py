"""The press room: makes briefing packs and wallet cards for people at risk."""

__version__ = "0.1.0"
