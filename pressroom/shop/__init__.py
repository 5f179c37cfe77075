"""The shop floor: what is set, bound and proved for one person, for all who share a part, or for one country."""

from pressroom.shop.shop import Shop

__all__ = ["Shop"]
