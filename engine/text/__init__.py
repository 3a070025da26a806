"""Text as numbers: tokenizers trained on it, vocabularies, and vectors of words."""

from engine.guard import guard as _guard
from engine.text.tokenizer import *
from engine.text.vocabulary import *
from engine.text.windows import *
from engine.text.word2vec import *

_guard(globals())
