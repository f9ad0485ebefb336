"""The city as it is told, read once for each language and day; nothing in it can be changed."""

from functools import cache

from throughline.city import load as city

load = cache(city.load)
