"""Modules: layers that own their parameters, with PyTorch's names, defaults and state_dict keys."""

from engine.nn import functional, init
from engine.nn.activation import ReLU, Sigmoid, Softmax, Tanh
from engine.nn.container import ModuleList, Sequential
from engine.nn.conv import Conv2d
from engine.nn.dropout import Dropout
from engine.nn.linear import Identity, Linear
from engine.nn.loss import CrossEntropyLoss, MSELoss, NLLLoss
from engine.nn.module import Module
from engine.nn.norm import BatchNorm2d
from engine.nn.parameter import Parameter
from engine.nn.pool import AvgPool2d, MaxPool2d
from engine.nn.shape import Flatten

__all__ = [
    "AvgPool2d",
    "BatchNorm2d",
    "Conv2d",
    "CrossEntropyLoss",
    "Dropout",
    "Flatten",
    "Identity",
    "Linear",
    "MSELoss",
    "MaxPool2d",
    "Module",
    "ModuleList",
    "NLLLoss",
    "Parameter",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "functional",
    "init",
]
