"""The methods of a Tensor that write in place: which function each is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import in_place as writing
from engine.functions import (
    arithmetic,
    comparison,
    diagonals,
    indexing,
    pointwise,
    scan,
    scattering,
)
from engine.in_place import in_place

if TYPE_CHECKING:
    from engine.tensors import Tensor


class InPlace:
    """Functions with an underscore after their name: the result is stored in the tensor itself.

    `reads_input=False` stands where a gradient rule does not read the old values, so that no copy
    of them is kept.
    """

    __slots__ = ()

    # ---- arithmetic

    add_ = in_place(arithmetic.add, reads_input=False)
    addcdiv_ = in_place(arithmetic.addcdiv)
    addcmul_ = in_place(arithmetic.addcmul)
    arctan2_ = in_place(arithmetic.arctan2)
    atan2_ = in_place(arithmetic.atan2)
    bitwise_and_ = in_place(arithmetic.bitwise_and)
    bitwise_left_shift_ = in_place(arithmetic.bitwise_left_shift)
    bitwise_not_ = in_place(arithmetic.bitwise_not)
    bitwise_or_ = in_place(arithmetic.bitwise_or)
    bitwise_right_shift_ = in_place(arithmetic.bitwise_right_shift)
    bitwise_xor_ = in_place(arithmetic.bitwise_xor)
    copysign_ = in_place(arithmetic.copysign)
    div_ = in_place(arithmetic.div)
    divide_ = in_place(arithmetic.divide)
    floor_divide_ = in_place(arithmetic.floor_divide)
    fmod_ = in_place(arithmetic.fmod)
    gcd_ = in_place(arithmetic.gcd)
    heaviside_ = in_place(arithmetic.heaviside)
    hypot_ = in_place(arithmetic.hypot)
    lcm_ = in_place(arithmetic.lcm)
    ldexp_ = in_place(arithmetic.ldexp)
    lerp_ = in_place(arithmetic.lerp)
    mul_ = in_place(arithmetic.mul)
    multiply_ = in_place(arithmetic.multiply)
    pow_ = in_place(arithmetic.pow)
    remainder_ = in_place(arithmetic.remainder)
    sub_ = in_place(arithmetic.sub, reads_input=False)
    subtract_ = in_place(arithmetic.subtract, reads_input=False)
    xlogy_ = in_place(arithmetic.xlogy)

    # ---- comparison

    eq_ = in_place(comparison.eq, reads_input=False)
    ge_ = in_place(comparison.ge, reads_input=False)
    greater_ = in_place(comparison.greater, reads_input=False)
    greater_equal_ = in_place(comparison.greater_equal, reads_input=False)
    gt_ = in_place(comparison.gt, reads_input=False)
    le_ = in_place(comparison.le, reads_input=False)
    less_ = in_place(comparison.less, reads_input=False)
    less_equal_ = in_place(comparison.less_equal, reads_input=False)
    logical_and_ = in_place(comparison.logical_and, reads_input=False)
    logical_not_ = in_place(comparison.logical_not, reads_input=False)
    logical_or_ = in_place(comparison.logical_or, reads_input=False)
    logical_xor_ = in_place(comparison.logical_xor, reads_input=False)
    lt_ = in_place(comparison.lt, reads_input=False)
    ne_ = in_place(comparison.ne, reads_input=False)
    not_equal_ = in_place(comparison.not_equal, reads_input=False)

    # ---- element by element

    abs_ = in_place(pointwise.abs)
    absolute_ = in_place(pointwise.absolute)
    acos_ = in_place(pointwise.acos)
    acosh_ = in_place(pointwise.acosh)
    arccos_ = in_place(pointwise.arccos)
    arccosh_ = in_place(pointwise.arccosh)
    arcsin_ = in_place(pointwise.arcsin)
    arcsinh_ = in_place(pointwise.arcsinh)
    arctan_ = in_place(pointwise.arctan)
    arctanh_ = in_place(pointwise.arctanh)
    asin_ = in_place(pointwise.asin)
    asinh_ = in_place(pointwise.asinh)
    atan_ = in_place(pointwise.atan)
    atanh_ = in_place(pointwise.atanh)
    ceil_ = in_place(pointwise.ceil, reads_input=False)
    clamp_ = in_place(pointwise.clamp)
    clamp_max_ = in_place(pointwise.clamp_max)
    clamp_min_ = in_place(pointwise.clamp_min)
    clip_ = in_place(pointwise.clip)
    cos_ = in_place(pointwise.cos)
    cosh_ = in_place(pointwise.cosh)
    deg2rad_ = in_place(pointwise.deg2rad, reads_input=False)
    digamma_ = in_place(pointwise.digamma)
    erf_ = in_place(pointwise.erf)
    erfc_ = in_place(pointwise.erfc)
    erfinv_ = in_place(pointwise.erfinv)
    exp_ = in_place(pointwise.exp, reads_input=False)
    exp2_ = in_place(pointwise.exp2, reads_input=False)
    expm1_ = in_place(pointwise.expm1, reads_input=False)
    fix_ = in_place(pointwise.fix, reads_input=False)
    floor_ = in_place(pointwise.floor, reads_input=False)
    frac_ = in_place(pointwise.frac)
    lgamma_ = in_place(pointwise.lgamma)
    log_ = in_place(pointwise.log)
    log10_ = in_place(pointwise.log10)
    log1p_ = in_place(pointwise.log1p)
    log2_ = in_place(pointwise.log2)
    logit_ = in_place(pointwise.logit)
    nan_to_num_ = in_place(pointwise.nan_to_num)
    neg_ = in_place(pointwise.neg, reads_input=False)
    negative_ = in_place(pointwise.negative, reads_input=False)
    rad2deg_ = in_place(pointwise.rad2deg, reads_input=False)
    reciprocal_ = in_place(pointwise.reciprocal, reads_input=False)
    relu_ = in_place(pointwise.relu, reads_input=False)
    round_ = in_place(pointwise.round, reads_input=False)
    rsqrt_ = in_place(pointwise.rsqrt, reads_input=False)
    sgn_ = in_place(pointwise.sgn, reads_input=False)
    sigmoid_ = in_place(pointwise.sigmoid, reads_input=False)
    sign_ = in_place(pointwise.sign, reads_input=False)
    sin_ = in_place(pointwise.sin)
    sinc_ = in_place(pointwise.sinc)
    sinh_ = in_place(pointwise.sinh)
    sqrt_ = in_place(pointwise.sqrt, reads_input=False)
    square_ = in_place(pointwise.square)
    tan_ = in_place(pointwise.tan)
    tanh_ = in_place(pointwise.tanh, reads_input=False)
    trunc_ = in_place(pointwise.trunc, reads_input=False)

    # ---- parts

    index_add_ = in_place(indexing.index_add, reads_input=False)
    index_copy_ = in_place(indexing.index_copy, reads_input=False)
    index_fill_ = in_place(indexing.index_fill, reads_input=False)
    index_put_ = in_place(indexing.index_put, reads_input=False)
    masked_fill_ = in_place(indexing.masked_fill, reads_input=False)
    masked_scatter_ = in_place(indexing.masked_scatter)
    put_ = in_place(indexing.put)

    # ---- scattered

    index_reduce_ = in_place(scattering.index_reduce)
    scatter_ = in_place(scattering.scatter)
    scatter_add_ = in_place(scattering.scatter_add, reads_input=False)
    scatter_reduce_ = in_place(scattering.scatter_reduce)

    # ---- triangles

    tril_ = in_place(diagonals.tril, reads_input=False)
    triu_ = in_place(diagonals.triu, reads_input=False)

    # ---- running totals

    cumprod_ = in_place(scan.cumprod)
    cumsum_ = in_place(scan.cumsum)

    # ---- new values

    bernoulli_ = writing.bernoulli_
    copy_ = writing.copy_
    exponential_ = writing.exponential_
    fill_ = writing.fill_
    normal_ = writing.normal_
    random_ = writing.random_
    uniform_ = writing.uniform_
    zero_ = writing.zero_

    # ---- what Python writes: `x += 1`, `x[0] = 1`

    __setitem__ = writing.setitem

    if TYPE_CHECKING:

        def __iadd__(self, other: Any) -> Tensor: ...
        def __isub__(self, other: Any) -> Tensor: ...
        def __imul__(self, other: Any) -> Tensor: ...
        def __itruediv__(self, other: Any) -> Tensor: ...
        def __ifloordiv__(self, other: Any) -> Tensor: ...
        def __imod__(self, other: Any) -> Tensor: ...
        def __ipow__(self, other: Any) -> Tensor: ...
        def __iand__(self, other: Any) -> Tensor: ...
        def __ior__(self, other: Any) -> Tensor: ...
        def __ixor__(self, other: Any) -> Tensor: ...
    else:
        __iadd__ = add_
        __isub__ = sub_
        __imul__ = mul_
        __itruediv__ = div_
        __ifloordiv__ = floor_divide_
        __imod__ = remainder_
        __ipow__ = pow_
        __iand__ = bitwise_and_
        __ior__ = bitwise_or_
        __ixor__ = bitwise_xor_
