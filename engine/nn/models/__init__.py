"""Small complete transformers: GPT, BERT and ViT, made of the engine's modules."""

from engine.nn.models.bert import *
from engine.nn.models.gpt import *
from engine.nn.models.vit import *
