"""Which functions are a Tensor's methods: the same ones, under the same names or PyTorch's others.

A function's first parameter is the tensor, so nothing is defined twice: `x.exp()` is
`engine.exp(x)`. Those that write in place stand in `in_place_methods`.
"""

from __future__ import annotations

from engine.functions import (
    activation,
    arithmetic,
    arranging,
    comparison,
    conversion,
    copying,
    creation,
    diagonals,
    filling,
    indexing,
    joining,
    layout,
    linear_algebra,
    norms,
    pointwise,
    random,
    reduction,
    scan,
    scattering,
    shaping,
    sorting,
)


class Methods:
    """The methods of a Tensor, with PyTorch's names, arguments and defaults."""

    __slots__ = ()

    # ---- arithmetic

    add = arithmetic.add
    addcdiv = arithmetic.addcdiv
    addcmul = arithmetic.addcmul
    arctan2 = arithmetic.atan2
    atan2 = arithmetic.atan2
    bitwise_and = arithmetic.bitwise_and
    bitwise_left_shift = arithmetic.bitwise_left_shift
    bitwise_not = arithmetic.bitwise_not
    bitwise_or = arithmetic.bitwise_or
    bitwise_right_shift = arithmetic.bitwise_right_shift
    bitwise_xor = arithmetic.bitwise_xor
    copysign = arithmetic.copysign
    div = arithmetic.div
    divide = arithmetic.div
    float_power = arithmetic.float_power
    floor_divide = arithmetic.floor_divide
    fmax = arithmetic.fmax
    fmin = arithmetic.fmin
    fmod = arithmetic.fmod
    gcd = arithmetic.gcd
    heaviside = arithmetic.heaviside
    hypot = arithmetic.hypot
    lcm = arithmetic.lcm
    ldexp = arithmetic.ldexp
    lerp = arithmetic.lerp
    logaddexp = arithmetic.logaddexp
    logaddexp2 = arithmetic.logaddexp2
    maximum = arithmetic.maximum
    minimum = arithmetic.minimum
    mul = arithmetic.mul
    multiply = arithmetic.mul
    pow = arithmetic.pow
    remainder = arithmetic.remainder
    sub = arithmetic.sub
    subtract = arithmetic.sub
    true_divide = arithmetic.true_divide
    where = arithmetic.where_method
    xlogy = arithmetic.xlogy

    # ---- comparison

    allclose = comparison.allclose
    eq = comparison.eq
    equal = comparison.equal
    ge = comparison.ge
    greater = comparison.gt
    greater_equal = comparison.ge
    gt = comparison.gt
    isclose = comparison.isclose
    isfinite = comparison.isfinite
    isin = comparison.isin
    isinf = comparison.isinf
    isnan = comparison.isnan
    isneginf = comparison.isneginf
    isposinf = comparison.isposinf
    isreal = comparison.isreal
    le = comparison.le
    less = comparison.lt
    less_equal = comparison.le
    logical_and = comparison.logical_and
    logical_not = comparison.logical_not
    logical_or = comparison.logical_or
    logical_xor = comparison.logical_xor
    lt = comparison.lt
    ne = comparison.ne
    not_equal = comparison.ne
    signbit = comparison.signbit

    # ---- element by element

    abs = pointwise.abs
    absolute = pointwise.abs
    acos = pointwise.acos
    acosh = pointwise.acosh
    arccos = pointwise.acos
    arccosh = pointwise.acosh
    arcsin = pointwise.asin
    arcsinh = pointwise.asinh
    arctan = pointwise.atan
    arctanh = pointwise.atanh
    asin = pointwise.asin
    asinh = pointwise.asinh
    atan = pointwise.atan
    atanh = pointwise.atanh
    ceil = pointwise.ceil
    clamp = pointwise.clamp
    clamp_max = pointwise.clamp_max
    clamp_min = pointwise.clamp_min
    clip = pointwise.clamp
    cos = pointwise.cos
    cosh = pointwise.cosh
    deg2rad = pointwise.deg2rad
    digamma = pointwise.digamma
    erf = pointwise.erf
    erfc = pointwise.erfc
    erfinv = pointwise.erfinv
    exp = pointwise.exp
    exp2 = pointwise.exp2
    expm1 = pointwise.expm1
    fix = pointwise.trunc
    floor = pointwise.floor
    frac = pointwise.frac
    lgamma = pointwise.lgamma
    log = pointwise.log
    log10 = pointwise.log10
    log1p = pointwise.log1p
    log2 = pointwise.log2
    logit = pointwise.logit
    nan_to_num = pointwise.nan_to_num
    neg = pointwise.neg
    negative = pointwise.neg
    positive = pointwise.positive
    rad2deg = pointwise.rad2deg
    reciprocal = pointwise.reciprocal
    relu = pointwise.relu
    round = pointwise.round
    rsqrt = pointwise.rsqrt
    sgn = pointwise.sign
    sigmoid = pointwise.sigmoid
    sign = pointwise.sign
    sin = pointwise.sin
    sinc = pointwise.sinc
    sinh = pointwise.sinh
    sqrt = pointwise.sqrt
    square = pointwise.square
    tan = pointwise.tan
    tanh = pointwise.tanh
    trunc = pointwise.trunc
    log_softmax = activation.log_softmax
    softmax = activation.softmax

    # ---- conversion

    bool = conversion.bool
    clone = copying.clone
    double = conversion.double
    float = conversion.float
    half = conversion.half
    int = conversion.int
    is_floating_point = conversion.is_floating_point
    is_nonzero = conversion.is_nonzero
    long = conversion.long
    short = conversion.short
    type = conversion.type
    type_as = conversion.type_as

    # ---- reduction

    all = reduction.all
    amax = reduction.amax
    amin = reduction.amin
    aminmax = reduction.aminmax
    any = reduction.any
    argmax = reduction.argmax
    argmin = reduction.argmin
    count_nonzero = reduction.count_nonzero
    logsumexp = reduction.logsumexp
    max = reduction.max
    mean = reduction.mean
    min = reduction.min
    nanmean = reduction.nanmean
    nansum = reduction.nansum
    prod = reduction.prod
    std = reduction.std
    sum = reduction.sum
    var = reduction.var

    # ---- running totals

    cummax = scan.cummax
    cummin = scan.cummin
    cumprod = scan.cumprod
    cumsum = scan.cumsum
    diff = scan.diff
    logcumsumexp = scan.logcumsumexp

    # ---- order

    argsort = sorting.argsort
    bincount = sorting.bincount
    histc = sorting.histc
    kthvalue = sorting.kthvalue
    median = sorting.median
    mode = sorting.mode
    msort = sorting.msort
    nanmedian = sorting.nanmedian
    nanquantile = sorting.nanquantile
    quantile = sorting.quantile
    sort = sorting.sort
    topk = sorting.topk
    unique = sorting.unique
    unique_consecutive = sorting.unique_consecutive

    # ---- new ones like it

    new_empty = filling.new_empty
    new_full = filling.new_full
    new_ones = filling.new_ones
    new_tensor = creation.new_tensor
    new_zeros = filling.new_zeros

    # ---- chance

    bernoulli = random.bernoulli
    multinomial = random.multinomial

    # ---- linear algebra

    addbmm = linear_algebra.addbmm
    addmm = linear_algebra.addmm
    addmv = linear_algebra.addmv
    addr = linear_algebra.addr
    baddbmm = linear_algebra.baddbmm
    bmm = linear_algebra.bmm
    cross = linear_algebra.cross
    dist = norms.dist
    dot = linear_algebra.dot
    ger = linear_algebra.ger
    inner = linear_algebra.inner
    kron = linear_algebra.kron
    matmul = linear_algebra.matmul
    mm = linear_algebra.mm
    mv = linear_algebra.mv
    norm = norms.norm
    outer = linear_algebra.outer
    renorm = norms.renorm
    vdot = linear_algebra.vdot

    # ---- shape

    as_strided = layout.as_strided
    as_strided_scatter = layout.as_strided_scatter
    broadcast_to = shaping.broadcast_to
    chunk = joining.chunk
    contiguous = layout.contiguous
    diag = diagonals.diag
    diag_embed = diagonals.diag_embed
    diagflat = diagonals.diagflat
    diagonal = diagonals.diagonal
    diagonal_scatter = diagonals.diagonal_scatter
    dsplit = joining.dsplit
    expand = shaping.expand
    expand_as = shaping.expand_as
    flatten = shaping.flatten
    flip = arranging.flip
    fliplr = arranging.fliplr
    flipud = arranging.flipud
    hsplit = joining.hsplit
    is_contiguous = layout.is_contiguous
    moveaxis = shaping.moveaxis
    movedim = shaping.movedim
    numel = shaping.numel
    permute = shaping.permute
    ravel = shaping.ravel
    repeat = arranging.repeat
    repeat_interleave = arranging.repeat_interleave
    reshape = shaping.reshape
    reshape_as = shaping.reshape_as
    roll = arranging.roll
    rot90 = arranging.rot90
    size = shaping.size
    split = joining.split
    split_with_sizes = joining.split_with_sizes
    squeeze = shaping.squeeze
    storage_offset = layout.storage_offset
    stride = layout.stride
    sum_to_size = shaping.sum_to_size
    swapaxes = shaping.swapaxes
    swapdims = shaping.swapdims
    t = shaping.t
    tensor_split = joining.tensor_split
    tile = arranging.tile
    trace = diagonals.trace
    transpose = shaping.transpose
    tril = diagonals.tril
    triu = diagonals.triu
    unbind = joining.unbind
    unflatten = shaping.unflatten
    unfold = layout.unfold
    unsqueeze = shaping.unsqueeze
    view = layout.view
    view_as = layout.view_as
    vsplit = joining.vsplit

    # ---- parts

    __getitem__ = indexing.getitem
    argwhere = indexing.argwhere
    gather = indexing.gather
    index_add = indexing.index_add
    index_copy = indexing.index_copy
    index_fill = indexing.index_fill
    index_put = indexing.index_put
    index_reduce = scattering.index_reduce
    index_select = indexing.index_select
    masked_fill = indexing.masked_fill
    masked_scatter = indexing.masked_scatter
    masked_select = indexing.masked_select
    narrow = indexing.narrow
    nonzero = indexing.nonzero
    put = indexing.put
    scatter = scattering.scatter
    scatter_add = scattering.scatter_add
    scatter_reduce = scattering.scatter_reduce
    select = indexing.select
    select_scatter = indexing.select_scatter
    slice_scatter = indexing.slice_scatter
    take = indexing.take
    take_along_dim = indexing.take_along_dim
