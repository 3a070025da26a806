"""Changes of pictures, with torchvision's names: fixed ones, and random ones with a seed.

A picture is a tensor (C, H, W), or several (N, C, H, W), of floats from 0 to 1. Random changes draw
from the loader's generator for the batch at work, or from the engine's default one; a batch that
goes through one call is changed alike. `functional` has the same changes as functions.
"""

from engine.data.transforms import functional
from engine.data.transforms.colour import *
from engine.data.transforms.compose import *
from engine.data.transforms.geometry import *
from engine.guard import guard as _guard

_guard(globals())
