"""Which of PyTorch's operations the engine has, by OpInfo's names, and why the rest are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import engine
import engine.nn.functional as F
from engine.functions import random

# OpInfo's name -> the engine's, where they differ.
RENAMED: dict[str, Callable[..., Any]] = {
    "grid_sampler_2d": lambda *operands: _grid_sampler(*operands),
    "grid_sampler_3d": lambda *operands: _grid_sampler(*operands),
    "constant_pad_nd": lambda x, pad, value=0: F.pad(x, pad, value=value),
    "__getitem__": engine.Tensor.__getitem__,
    "einsum": lambda operands, equation: engine.einsum(equation, *operands),
    "linalg.pinv": lambda a, b=None, **how: engine.linalg.pinv(
        a if b is None else a @ b.mT, **{k: v for k, v in how.items() if v is not None}
    ),
    "pinverse": lambda a, rcond=1e-15: engine.linalg.pinv(a, rtol=rcond),
    "T": lambda x: x.T,
    "H": lambda x: x.H,
    "mT": lambda x: x.mT,
    "mH": lambda x: x.mH,
    "slice": lambda x, dim=0, start=None, end=None, step=1: x[
        (*(slice(None),) * dim, slice(start, end, step))
    ],
    "where": engine.Tensor.where,
    "zero_": lambda x: x.clone().zero_(),
    "polygamma": lambda x, n: engine.polygamma(n, x),
    # The samples of normal are of three kinds: in place, of tensors, and of a number and a tensor.
    "normal": lambda x, *given, **how: (
        random.normals(x, *given, **how)
        if engine.is_tensor(x) and len(given) != 1
        else engine.normal(x, *given, **how)
        if not engine.is_tensor(x) or engine.is_tensor(given[0])
        else engine.normal(given[0], x, **how)
    ),
    "exponential": random.exponential,
    "log_normal": random.log_normal,
    "uniform": random.uniform,
    **{
        name: getattr(engine.Tensor, name)  # the engine's own are dtypes
        for name in ("bool", "double", "float", "half", "int", "long", "short")
    },
    "__rand__": lambda a, b: b & a,
    "__ror__": lambda a, b: b | a,
    "__rxor__": lambda a, b: b ^ a,
    "__rmod__": lambda a, b: b % a,
    "__radd__": lambda a, b: b + a,
    "__rsub__": lambda a, b: b - a,
    "__rmul__": lambda a, b: b * a,
    "__rdiv__": lambda a, b: b / a,
    "__rpow__": lambda a, b: b**a,
    "__rmatmul__": lambda a, b: b @ a,
    # The samples' distance is PyTorch's own module, with its default settings.
    "nn.functional.triplet_margin_with_distance_loss": lambda *tensors, **how: (
        F.triplet_margin_with_distance_loss(
            *tensors, **{**how, "distance_function": F.pairwise_distance}
        )
    ),
    "nn.functional.embedding": lambda w, i, **k: F.embedding(i, w, **k),
    "nn.functional.embedding_bag": lambda w, i, **k: F.embedding_bag(i, w, **k),
}

# What the engine leaves out, with the reason. A name that is here and mapped fails a test, and so
# does one that is neither.
COMPLEX = "the engine has no complex numbers"
SPARSE = "the engine has no sparse tensors"
INTERNAL = "internal to PyTorch"
DECOMPOSITION = "matrix decompositions are outside of what networks here are built from"
SPECIAL = "special functions outside of what networks here are built from"
SIGNAL = "signal processing is outside of what networks here are built from"
COPY = "a copy of the view of that name: call .clone()"
DTYPES = "the engine's dtypes are float16/32/64, int16/32/64 and bool"
MASKED = "torch.masked is a prototype; where and the reduction of that name say the same"
COMPILED = "a kernel that PyTorch compiles for a GPU from C++ code"
LAYOUT = "memory in an order of one's own: as_strided and contiguous are here"
RARE = "no network here is built from it; NumPy has it"
FOURIER = "Fourier transforms are outside of what networks here are built from"
NOT_MAPPED: dict[str, str] = {
    **dict.fromkeys(
        [
            "alias_copy",
            "as_strided_copy",
            "diagonal_copy",
            "expand_copy",
            "narrow_copy",
            "permute_copy",
            "split_with_sizes_copy",
            "squeeze_copy",
            "t_copy",
            "transpose_copy",
            "unbind_copy",
            "unfold_copy",
            "unsqueeze_copy",
            "view_copy",
        ],
        COPY,
    ),
    **dict.fromkeys(
        [
            "fft.fft",
            "fft.fft2",
            "fft.fftn",
            "fft.fftshift",
            "fft.hfft",
            "fft.hfft2",
            "fft.hfftn",
            "fft.ifft",
            "fft.ifft2",
            "fft.ifftn",
            "fft.ifftshift",
            "fft.ihfft",
            "fft.ihfft2",
            "fft.ihfftn",
            "fft.irfft",
            "fft.irfft2",
            "fft.irfftn",
            "fft.rfft",
            "fft.rfft2",
            "fft.rfftn",
            "istft",
            "stft",
        ],
        FOURIER,
    ),
    **dict.fromkeys(
        [
            "signal.windows.bartlett",
            "signal.windows.blackman",
            "signal.windows.cosine",
            "signal.windows.exponential",
            "signal.windows.gaussian",
            "signal.windows.general_cosine",
            "signal.windows.general_hamming",
            "signal.windows.hamming",
            "signal.windows.hann",
            "signal.windows.kaiser",
            "signal.windows.nuttall",
        ],
        SIGNAL,
    ),
    **dict.fromkeys(["sparse.mm", "sparse.sampled_addmm", "to_sparse"], SPARSE),
    **dict.fromkeys(["polar"], COMPLEX),
    **dict.fromkeys(
        [
            "geqrf",
            "linalg.eig",
            "linalg.eigh",
            "linalg.eigvals",
            "linalg.eigvalsh",
            "linalg.householder_product",
            "linalg.ldl_factor",
            "linalg.ldl_factor_ex",
            "linalg.ldl_solve",
            "linalg.lu",
            "linalg.lu_factor",
            "linalg.lu_factor_ex",
            "linalg.lu_solve",
            "linalg.qr",
            "lu",
            "lu_solve",
            "lu_unpack",
            "matrix_exp",
            "ormqr",
            "pca_lowrank",
            "qr",
            "svd_lowrank",
        ],
        DECOMPOSITION,
    ),
    **dict.fromkeys(
        ["cholesky", "cholesky_inverse", "cholesky_solve", "svd", "triangular_solve"],
        "replaced by cholesky, solve, solve_triangular and svd of linalg",
    ),
    **dict.fromkeys(
        ["linalg.cholesky_ex", "linalg.inv_ex", "linalg.solve_ex"],
        "an error code instead of an exception; the engine raises",
    ),
    **dict.fromkeys(
        [
            "_chunk_cat",
            "_segment_reduce",
            "_unsafe_masked_index",
            "_unsafe_masked_index_put_accumulate",
            "_upsample_bilinear2d_aa",
            "torch._scaled_mm",
            "torch._scaled_mm_v2",
            "unsafe_chunk",
            "unsafe_split",
        ],
        INTERNAL,
    ),
    "nonzero_static": "nonzero padded to a size; its numbers are nonzero's",
    **dict.fromkeys(
        ["resize_", "resize_as_"], "changes the size of memory in place, which views here share"
    ),
    "_batch_norm_with_update": INTERNAL,
    "_native_batch_norm_legit": INTERNAL,
    "_softmax_backward_data": INTERNAL,
    "native_batch_norm": INTERNAL,
    "native_dropout_backward": INTERNAL,
    "native_group_norm": INTERNAL,
    "native_layer_norm": INTERNAL,
    "torch.ops.aten._safe_softmax.default": INTERNAL,
    "max_pool2d_with_indices_backward": INTERNAL,
    "torch.ops.aten._efficient_attention_forward": INTERNAL,
    "torch.ops.aten._flash_attention_forward": INTERNAL,
}
NOT_MAPPED |= {
    **dict.fromkeys(
        ("angle", "cdouble", "cfloat", "chalf", "complex", "conj", "conj_physical", "imag", "polar",
         "real", "resolve_conj", "resolve_neg", "view_as_complex", "view_as_real"), COMPLEX,
    ),
    **dict.fromkeys(("bfloat16", "byte", "char"), DTYPES),
    **dict.fromkeys(("sparse.mm", "sparse.sampled_addmm", "to_sparse"), SPARSE),
    **dict.fromkeys(
        ("istft", "signal.windows.bartlett", "signal.windows.blackman", "signal.windows.cosine",
         "signal.windows.exponential", "signal.windows.gaussian", "signal.windows.general_cosine",
         "signal.windows.general_hamming", "signal.windows.hamming", "signal.windows.hann",
         "signal.windows.kaiser", "signal.windows.nuttall", "stft"), SIGNAL,
    ),
    **dict.fromkeys(("empty_permuted", "empty_strided", "new_empty_strided"), LAYOUT),
    **dict.fromkeys(
        ("cauchy", "frexp", "geometric", "gradient", "hash_tensor", "histogram", "histogramdd",
         "nextafter"), RARE,
    ),
    **dict.fromkeys(("i0", "igamma", "igammac", "mvlgamma"), SPECIAL),
    **dict.fromkeys(
        ("special.airy_ai", "special.bessel_j0", "special.bessel_j1", "special.bessel_y0",
         "special.bessel_y1", "special.chebyshev_polynomial_t", "special.chebyshev_polynomial_u",
         "special.chebyshev_polynomial_v", "special.chebyshev_polynomial_w", "special.entr",
         "special.erfcx", "special.hermite_polynomial_h", "special.hermite_polynomial_he",
         "special.i0e", "special.i1", "special.i1e", "special.laguerre_polynomial_l",
         "special.legendre_polynomial_p", "special.log_ndtr", "special.modified_bessel_i0",
         "special.modified_bessel_i1", "special.modified_bessel_k0", "special.modified_bessel_k1",
         "special.ndtr", "special.ndtri", "special.polygamma",
         "special.scaled_modified_bessel_k0", "special.scaled_modified_bessel_k1",
         "special.shifted_chebyshev_polynomial_t", "special.shifted_chebyshev_polynomial_u",
         "special.shifted_chebyshev_polynomial_v", "special.shifted_chebyshev_polynomial_w",
         "special.spherical_bessel_j0", "special.xlog1py", "special.zeta"), SPECIAL,
    ),
    **dict.fromkeys(
        ("masked.amax", "masked.amin", "masked.argmax", "masked.argmin", "masked.cumprod",
         "masked.cumsum", "masked.log_softmax", "masked.logaddexp", "masked.logsumexp",
         "masked.mean", "masked.median", "masked.norm", "masked.normalize", "masked.prod",
         "masked.softmax", "masked.softmin", "masked.std", "masked.sum", "masked.var"), MASKED,
    ),
    **dict.fromkeys(
        ("jiterator_2inputs_2outputs", "jiterator_4inputs_with_extra_args", "jiterator_binary",
         "jiterator_binary_return_by_ref", "jiterator_unary"), COMPILED,
    ),
}  # fmt: skip

# Variants (OpInfo's formatted names) whose every sample is left out, with the reason.
SIGNS = "vectors are unique up to signs: test_linear_algebra.py compares what has no sign"
VARIANTS_NOT_MAPPED: dict[str, str] = {
    "as_strided_scatter": "PyTorch's gradient is what was written over; see test_layout.py",
    "linalg_pinv_hermitian": "reads one triangle of samples that are not symmetric",
    "linalg_lstsq_grad_oriented": "the samples of linalg_lstsq, of two of its four results",
    "linalg_svd": SIGNS,
}

# Random results: other streams than PyTorch's, so only shape and dtype are compared.
RANDOM = {
    "bernoulli", "cauchy", "exponential", "geometric", "log_normal", "multinomial", "normal",
    "rand_like", "randint", "randint_like", "randn", "randn_like", "uniform",
    "nn.functional.multi_head_attention_forward",  # drops in every sample
    "nn.functional.fractional_max_pool2d", "nn.functional.fractional_max_pool3d",
    "nn.functional.alpha_dropout", "nn.functional.dropout", "nn.functional.dropout2d",
    "nn.functional.dropout3d", "nn.functional.feature_alpha_dropout", "nn.functional.rrelu",
}  # fmt: skip

# Operations whose memory is uninitialised: only shape and dtype are compared.
UNINITIALISED = {"empty", "empty_like", "new_empty"}

# Single samples that are left out: (reason, test of the sample). The sample is PyTorch's.
LEFT_OUT: dict[str, list[tuple[str, Callable[[Any], bool]]]] = {
    "cov": [  # test_linear_algebra.py compares them in float64
        (
            "weights in float32, whose last digits differ",
            lambda s: s.kwargs.get("aweights") is not None,
        )
    ],
    "linalg.pinv": [
        (
            "an absolute tolerance, or one a matrix",
            lambda s: s.kwargs.get("atol") is not None or hasattr(s.kwargs.get("rtol"), "shape"),
        ),
    ],
    "linalg.matrix_power": [
        ("the identity does not depend on the matrix", lambda s: s.args[0] == 0)
    ],
    "as_strided": [
        (
            "an offset into the memory that the sample is a part of",
            lambda s: s.input.untyped_storage().nbytes() > s.input.nbytes and s.kwargs,
        )
    ],
    "nn.functional.batch_norm": [
        ("no elements and no channels, which PyTorch does not check", lambda s: s.input.ndim < 2)
    ],
    "nn.functional.scaled_dot_product_attention": [
        ("drops at random", lambda sample: sample.kwargs["dropout_p"] > 0)
    ],
}


def _grid_sampler(input: Any, grid: Any, mode: int, border: int, align_corners: bool) -> Any:
    """PyTorch's inner functions of grid_sample, which name the modes by numbers."""
    modes, borders = ("bilinear", "nearest", "bicubic"), ("zeros", "border", "reflection")
    return F.grid_sample(input, grid, modes[mode], borders[border], align_corners)


def mapped(name: str) -> Callable[..., Any] | None:
    """The engine's operation of that OpInfo name; None where it has none."""
    if name in RENAMED:
        return RENAMED[name]
    place: Any = engine
    parts = name.split(".")
    if parts[:2] == ["nn", "functional"]:
        place, parts = F, parts[2:]
    for part in parts[:-1]:
        place = getattr(place, part, None)
        if place is None:
            return None
    found = getattr(place, parts[-1], None)
    if found is None and place is engine:
        found = getattr(engine.Tensor, parts[-1], None)
    return found if callable(found) and not isinstance(found, type) else None
