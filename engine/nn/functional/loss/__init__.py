"""Losses: one number for how wrong a prediction is. A file for each subject."""

from engine.nn.functional.loss import (
    classification,
    divergence,
    faces,
    focal,
    likelihood,
    margin,
    ranking,
    regression,
    segmentation,
    sequence,
)
from engine.nn.functional.loss.classification import *
from engine.nn.functional.loss.divergence import *
from engine.nn.functional.loss.faces import *
from engine.nn.functional.loss.focal import *
from engine.nn.functional.loss.likelihood import *
from engine.nn.functional.loss.margin import *
from engine.nn.functional.loss.ranking import *
from engine.nn.functional.loss.regression import *
from engine.nn.functional.loss.segmentation import *
from engine.nn.functional.loss.sequence import *

__all__: list[str] = []
__all__ += classification.__all__
__all__ += divergence.__all__
__all__ += faces.__all__
__all__ += focal.__all__
__all__ += likelihood.__all__
__all__ += margin.__all__
__all__ += ranking.__all__
__all__ += regression.__all__
__all__ += segmentation.__all__
__all__ += sequence.__all__
