"""Sums of products over named dimensions: einsum and tensordot.

An equation is brought to products of two operands that the primitive `einsum` knows: repeated
letters become diagonals, letters of one operand alone are summed, sizes of 1 that are stretched are
dropped, and three or more operands are multiplied two at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.functions.dimensions import unpacked, wrapped_all
from engine.ops.rules import Size, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["einsum", "tensordot"]

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"  # the dimensions of an ellipsis


def einsum(*args: Any) -> Tensor:
    """Einstein's summation: einsum("ij,jk->ik", a, b), or einsum(a, [0, 1], b, [1, 2], [0, 2]).

    A letter names a dimension; letters that the result lacks are summed over; `...` stands for
    any further dimensions, which broadcast. Without `->` the result has the letters that occur
    once, in alphabetical order.

    Raises ValueRangeError for an equation that says nothing, ShapeError where sizes differ.
    """
    subscripts, result, operands = _read(args)
    sizes = _sizes(subscripts, operands)
    if result is None:
        result = _implied(subscripts)
    unknown = [c for c in result if c not in sizes]
    if unknown or len(set(result)) < len(result):
        raise ValueRangeError(
            "The result of einsum has letters of its operands, each once", actual=result
        )
    terms = [_tidied(x, s, sizes) for x, s in zip(operands, subscripts, strict=True)]
    for first, second in _path(terms, result, sizes):
        (a, left), (b, right) = terms[first], terms[second]
        rest = [t for place, t in enumerate(terms) if place not in (first, second)]
        wanted = {*result, *(c for _, letters in rest for c in letters)}
        a, left = _summed(a, left, wanted | set(right))
        b, right = _summed(b, right, wanted | set(left))
        together = "".join(dict.fromkeys(left + right))
        kept = "".join(c for c in together if c in wanted) if rest else result
        terms = [*rest, (ops.einsum(a, b, equation=f"{left},{right}->{kept}"), kept)]
    x, letters = _summed(*terms[0], set(result))
    order = tuple(letters.index(c) for c in result)
    return x if order == tuple(range(len(order))) else ops.permute(x, dims=order)


def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Tensor:
    """The sum of products over `dims`: the last so many of `a` and the first of `b`, or two lists.

    Raises ShapeError where the sizes differ.
    """
    if isinstance(dims, int):
        if not 0 <= dims <= min(a.ndim, b.ndim):
            raise ValueRangeError(
                "tensordot sums over dimensions that both have",
                expected=f"0 to {min(a.ndim, b.ndim)}",
                actual=dims,
            )
        left, right = tuple(range(a.ndim - dims, a.ndim)), tuple(range(dims))
    else:
        pair = dims.array.tolist() if hasattr(dims, "array") else dims
        left, right = wrapped_all(pair[0], a.ndim), wrapped_all(pair[1], b.ndim)
    if len(left) != len(right):
        raise ShapeError("Both lists of tensordot have one length", expected=left, actual=right)
    names = {d: _ALPHABET[a.ndim + n] for n, d in enumerate(right)}
    first = "".join(
        names[right[left.index(d)]] if d in left else _ALPHABET[d] for d in range(a.ndim)
    )
    others = iter(_ALPHABET[a.ndim + b.ndim :])
    second = "".join(names[d] if d in names else next(others) for d in range(b.ndim))
    result = "".join(c for c in first + second if c not in names.values())
    return einsum(f"{first},{second}->{result}", a, b)


# ---- reading the equation


def _read(args: tuple[Any, ...]) -> tuple[list[str], str | None, list[Tensor]]:
    """The letters of each operand and of the result (None where it is implied); the operands."""
    if isinstance(args[0], str):
        equation, operands = args[0].replace(" ", ""), list(unpacked(args[1:]))
        left, arrow, result = equation.partition("->")
        subscripts = left.split(",")
    else:
        pairs, arrow = len(args) // 2, "->" if len(args) % 2 else ""
        operands = list(args[: 2 * pairs : 2])
        subscripts = [_from_list(s) for s in args[1 : 2 * pairs : 2]]
        result = _from_list(args[-1]) if arrow else ""
    if len(subscripts) != len(operands):
        raise ValueRangeError(
            "einsum needs letters for each operand",
            expected=f"{len(operands)} groups",
            actual=",".join(subscripts),
        )
    widths = [
        x.ndim - len(s.replace("...", "")) if "..." in s else 0
        for x, s in zip(operands, subscripts, strict=True)
    ]
    hidden = _GREEK[: max(0, *widths)]
    written = [
        s.replace("...", hidden[len(hidden) - width :])
        for s, width in zip(subscripts, widths, strict=True)
    ]
    for s, x in zip(written, operands, strict=True):
        if len(s) != x.ndim or any(c not in _ALPHABET + _GREEK for c in s):
            raise ValueRangeError(
                "einsum has one letter for each dimension",
                expected=f"{x.ndim} letters for {text(x.shape)}",
                actual=s,
            )
    return written, result.replace("...", hidden) if arrow else None, operands


def _from_list(places: Any) -> str:
    """Numbers of a sublist as letters."""
    return "".join("..." if place is Ellipsis else _ALPHABET[int(place)] for place in places)


def _implied(subscripts: list[str]) -> str:
    """The ellipsis, then the letters that occur once, in order."""
    letters = "".join(subscripts)
    hidden = [c for c in _GREEK if c in letters]
    return "".join(hidden + [c for c in _ALPHABET if letters.count(c) == 1])


def _sizes(subscripts: list[str], operands: list[Tensor]) -> dict[str, Size]:
    """The size of each letter; 1 stretches."""
    sizes: dict[str, Size] = {}
    for letters, x in zip(subscripts, operands, strict=True):
        for letter, size in zip(letters, x.shape, strict=True):
            known = sizes.setdefault(letter, size)
            if known == 1:
                sizes[letter] = size
            elif size not in (1, known):
                raise ShapeError(
                    "The dimension {letter} has one size in all operands",
                    letter=letter,
                    expected=known,
                    actual=size,
                )
    return sizes


# ---- bringing operands to the primitive's form


def _tidied(x: Tensor, letters: str, sizes: dict[str, Size]) -> tuple[Tensor, str]:
    """An operand without repeated letters and without sizes of 1 that others stretch."""
    for letter in dict.fromkeys(letters):
        while letters.count(letter) > 1:
            first = letters.index(letter)
            second = letters.index(letter, first + 1)
            if x.shape[first] != x.shape[second]:
                raise ShapeError(
                    "A diagonal needs two equal sizes",
                    expected=x.shape[first],
                    actual=x.shape[second],
                )
            x = ops.diagonal(x, offset=0, dim1=first, dim2=second)
            rest = [c for place, c in enumerate(letters) if place not in (first, second)]
            letters = "".join(rest) + letter
    kept = [n == sizes[c] for c, n in zip(letters, x.shape, strict=True)]
    if not all(kept):
        x = x.reshape([n for n, keep in zip(x.shape, kept, strict=True) if keep])
        letters = "".join(c for c, keep in zip(letters, kept, strict=True) if keep)
    return x, letters


def _summed(x: Tensor, letters: str, wanted: set[str]) -> tuple[Tensor, str]:
    """An operand summed over the letters that nothing else wants."""
    alone = tuple(place for place, c in enumerate(letters) if c not in wanted)
    if not alone:
        return x, letters
    return x.sum(alone), "".join(c for c in letters if c in wanted)


def _path(
    terms: list[tuple[Tensor, str]], result: str, sizes: dict[str, Size]
) -> list[tuple[int, int]]:
    """Which two terms to multiply next, each time; the product goes to the end.

    Three and more are planned greedily by NumPy's einsum_path; an unknown batch counts as 32.
    """
    if len(terms) < 3:
        return [(0, 1)] * (len(terms) - 1)
    numbers = {c: place for place, c in enumerate(sizes)}
    plain = {c: n if isinstance(n, int) else n.at(32) for c, n in sizes.items()}
    arguments: list[Any] = []
    for _, letters in terms:
        shape = [plain[c] for c in letters]
        arguments += [np.broadcast_to(np.float64(0), shape), [numbers[c] for c in letters]]
    steps = np.einsum_path(*arguments, [numbers[c] for c in result], optimize="greedy")[0][1:]
    pairs: list[tuple[int, int]] = []
    for step in steps:  # a step may take three or more at once: the product is at the end
        pairs.append((step[0], step[1]))
        left = len(terms) - len(pairs)
        for place in range(2, len(step)):
            pairs.append((step[place] - place, left - 1))
            left -= 1
    return pairs
