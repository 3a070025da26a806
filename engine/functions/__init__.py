"""Every operation under PyTorch's name, with the tensor first.

A file for each subject. `engine` exports them all (`engine.exp(x)`), and the methods of a Tensor
are these same functions (`x.exp()`): `engine.methods` lists which.
"""
