"""Losses as modules. A file for each subject, as in `engine.nn.functional.loss`."""

from engine.nn.loss import (
    classification,
    divergence,
    faces,
    likelihood,
    margin,
    ranking,
    regression,
    segmentation,
    sequence,
)
from engine.nn.loss.classification import *
from engine.nn.loss.divergence import *
from engine.nn.loss.faces import *
from engine.nn.loss.likelihood import *
from engine.nn.loss.margin import *
from engine.nn.loss.ranking import *
from engine.nn.loss.regression import *
from engine.nn.loss.segmentation import *
from engine.nn.loss.sequence import *

__all__: list[str] = []
__all__ += classification.__all__
__all__ += divergence.__all__
__all__ += faces.__all__
__all__ += likelihood.__all__
__all__ += margin.__all__
__all__ += ranking.__all__
__all__ += regression.__all__
__all__ += segmentation.__all__
__all__ += sequence.__all__
