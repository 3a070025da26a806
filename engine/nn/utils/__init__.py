"""Helpers around modules, under PyTorch's names."""

from engine.nn.utils import rnn as rnn
