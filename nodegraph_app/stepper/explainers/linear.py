"""Products of matrices: each number is a sum of products along one axis."""

from nodegraph_app.stepper.explainers.registry import Operation, broadcast_place, explains
from nodegraph_app.stepper.explanation import Explanation, Index, Term, product_terms, total
from nodegraph_app.text import translate


@explains("linear")
def linear(operation: Operation, index: Index) -> Explanation:
    """y[…, o] = b[o] + Σ_i x[…, i] · w[o, i]; x (…, I), w (O, I), b (O) or absent."""
    x, weight = operation.stored(0), operation.stored(1)
    *lead, o = index
    before = tuple(lead)
    terms = product_terms(
        (x[before], weight[o]),
        lambda i: f"i = {i}",
        lambda i: (operation.cell(0, (*before, i)), operation.cell(1, (o, i))),
    )
    if operation.present(2):
        terms += (Term(operation.cell(2, (o,)), float(operation.operand(2)[o])),)
    return Explanation(
        translate("stepper", "Weighted sum of all inputs, plus the bias"),
        "sum",
        total(terms),
        terms,
    )


@explains("matmul")
def matmul(operation: Operation, index: Index) -> Explanation:
    """y[…, i, j] = Σ_k a[…, i, k] · b[…, k, j], batch axes broadcast; vectors as in NumPy."""
    a, b = operation.stored(0), operation.stored(1)
    rest = list(index)
    column = rest.pop() if b.ndim > 1 else None
    row = rest.pop() if a.ndim > 1 else None
    batch = tuple(rest)
    a_place = broadcast_place(a.shape[:-2], batch) if a.ndim > 1 else ()
    b_place = broadcast_place(b.shape[:-2], batch) if b.ndim > 1 else ()
    a_row = (*a_place, row) if row is not None else ()
    a_values = a[a_row]
    b_values = b[b_place][:, column] if column is not None else b

    def names(k: int) -> tuple[str, ...]:
        b_cell = (*b_place, k, column) if column is not None else (k,)
        return operation.cell(0, (*a_row, k)), operation.cell(1, b_cell)

    terms = product_terms((a_values, b_values), lambda k: f"k = {k}", names)
    return Explanation(translate("stepper", "Row times column, summed"), "sum", total(terms), terms)
