"""L-BFGS: Newton's method with a curvature that is learned from the last steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import engine
from engine import backend
from engine.autograd import enable_grad, no_grad
from engine.backend import Array
from engine.errors import ValueRangeError
from engine.optim.line_search import Point, strong_wolfe
from engine.optim.optimizer import Optimizer
from engine.tensors import Tensor

__all__ = ["LBFGS"]


@dataclass
class _Memory:
    """What is kept between steps: the last moves and how the gradient changed over each."""

    moves: list[Array] = field(default_factory=list)
    changes: list[Array] = field(default_factory=list)
    direction: Array | None = None
    gradient: Array | None = None
    length: float = 0.0
    diagonal: float = 1.0
    iterations: int = 0
    evaluations: int = 0


class LBFGS(Optimizer):
    """Each `step(closure)` makes up to `max_iter` moves against the gradient, bent by curvature.

    closure: forgets the gradients, computes the loss anew, calls backward and returns the loss; it
    is called several times a step. tolerance_grad, tolerance_change: stop below these.
    history_size: how many moves the curvature is learned from. line_search_fn: None (moves of
    length lr) or "strong_wolfe".

    One group of parameters only. Its moves depend on numbers, so it cannot be traced into a
    program. Source: Nocedal & Wright, "Numerical Optimization", 2nd ed. 2006, algorithm 7.5.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        if line_search_fn not in (None, "strong_wolfe"):
            raise ValueRangeError(
                "There is no line search {name}",
                name=line_search_fn,
                expected="None or strong_wolfe",
                actual=line_search_fn,
            )
        settings = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, settings)
        if len(self.param_groups) > 1:
            raise ValueRangeError(
                "L-BFGS has one group of parameters",
                expected="one group",
                actual=f"{len(self.param_groups)} groups",
                mend="Give all parameters in one list",
            )
        self._memory = _Memory()

    def prepare(self) -> None:
        """It keeps no tensor for each parameter."""

    # ---- the parameters as one long vector

    def _vector(self, gradient: bool) -> Array:
        parts = []
        for parameter in self.param_groups[0]["params"]:
            tensor = parameter.grad if gradient else parameter
            xp = backend.array_module(parameter.device)
            parts.append(xp.zeros(parameter.shape) if tensor is None else tensor.array)
        return xp.concatenate([part.reshape(-1) for part in parts])

    def _write(self, vector: Array) -> None:
        start = 0
        for parameter in self.param_groups[0]["params"]:
            end = start + parameter.numel()
            parameter.assign(Tensor(vector[start:end].reshape(parameter.shape)))
            start = end

    # ---- stepping

    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor:
        """Up to `max_iter` moves; the loss before them. ValueRangeError without a closure."""
        if closure is None:
            raise ValueRangeError(
                "L-BFGS computes the loss several times a step",
                expected="a closure that returns the loss",
                actual="none",
                mend="Pass a function that calls zero_grad and backward and returns the loss",
            )
        with no_grad():
            return self._moves(closure)

    def _moves(self, closure: Callable[[], Tensor]) -> Tensor:
        group, memory = self.param_groups[0], self._memory

        def evaluate() -> tuple[Tensor, Array]:
            with enable_grad():
                loss = closure()
            return loss, self._vector(gradient=True)

        first, gradient = evaluate()
        loss, evaluations = float(first), 1
        memory.evaluations += 1
        if abs(gradient).max() <= group["tolerance_grad"]:
            return first
        for move in range(1, group["max_iter"] + 1):
            memory.iterations += 1
            direction = self._direction(gradient, group["history_size"])
            memory.gradient, before = gradient, loss
            length = group["lr"]
            if memory.iterations == 1:
                length *= min(1.0, 1.0 / float(abs(gradient).sum()))
            slope = float(gradient @ direction)
            memory.direction, memory.length = direction, length
            if slope > -group["tolerance_change"]:
                break
            start, calls = self._vector(gradient=False), 0
            if group["line_search_fn"] == "strong_wolfe":

                def at(length: float, origin: Array = start, along: Array = direction) -> Point:
                    self._write(origin + along * origin.dtype.type(length))
                    loss, gradient = evaluate()
                    return Point(length, float(loss), gradient, float(gradient @ along))

                found, calls = strong_wolfe(
                    at, Point(0.0, loss, gradient, slope), length, float(abs(direction).max())
                )
                loss, gradient, length = found.loss, found.gradient, found.length
                memory.length = length
                self._write(start + direction * start.dtype.type(length))
            else:
                self._write(start + direction * start.dtype.type(length))
                if move != group["max_iter"]:
                    latest, gradient = evaluate()
                    loss, calls = float(latest), 1
            evaluations += calls
            memory.evaluations += calls
            if (
                evaluations >= group["max_eval"]
                or abs(gradient).max() <= group["tolerance_grad"]
                or abs(direction * length).max() <= group["tolerance_change"]
                or abs(loss - before) < group["tolerance_change"]
                or not math.isfinite(loss)
            ):
                break
        return first

    def _direction(self, gradient: Array, history_size: int) -> Array:
        """−H · gradient, with H the inverse curvature that the last moves show (two loops)."""
        memory = self._memory
        if memory.direction is None or memory.gradient is None or memory.iterations == 1:
            memory.moves, memory.changes, memory.diagonal = [], [], 1.0
            return -gradient
        change = gradient - memory.gradient
        move = memory.direction * gradient.dtype.type(memory.length)
        curvature = float(change @ move)
        if curvature > 1e-10:
            memory.moves = [*memory.moves, move][-history_size:]
            memory.changes = [*memory.changes, change][-history_size:]
            memory.diagonal = curvature / float(change @ change)
        inverses = [1.0 / float(y @ s) for y, s in zip(memory.changes, memory.moves, strict=True)]
        shares = [0.0] * len(inverses)
        direction = -gradient
        number = gradient.dtype.type
        for place in reversed(range(len(inverses))):
            shares[place] = float(memory.moves[place] @ direction) * inverses[place]
            direction = direction - memory.changes[place] * number(shares[place])
        direction = direction * number(memory.diagonal)
        for place, inverse in enumerate(inverses):
            rest = shares[place] - float(memory.changes[place] @ direction) * inverse
            direction = direction + memory.moves[place] * number(rest)
        return direction

    # ---- saving

    def state_dict(self) -> dict[str, Any]:
        """The settings, and the memory under the number of the first parameter."""
        memory, saved = self._memory, super().state_dict()
        if memory.direction is not None and memory.gradient is not None:
            saved["state"] = {
                0: {
                    "moves": engine.tensor(np.array(memory.moves)),
                    "changes": engine.tensor(np.array(memory.changes)),
                    "d": Tensor(memory.direction),
                    "prev_flat_grad": Tensor(memory.gradient),
                    "t": engine.tensor(memory.length, dtype=engine.float64),
                    "H_diag": engine.tensor(memory.diagonal, dtype=engine.float64),
                    "n_iter": engine.tensor(memory.iterations),
                    "func_evals": engine.tensor(memory.evaluations),
                }
            }
        return saved

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take settings and memory from another L-BFGS of the same parameters."""
        super().load_state_dict({**state_dict, "state": {}})
        saved = state_dict["state"].get(0)
        if saved is not None:
            self._memory = _Memory(
                moves=list(saved["moves"].array),
                changes=list(saved["changes"].array),
                direction=saved["d"].array,
                gradient=saved["prev_flat_grad"].array,
                length=float(saved["t"]),
                diagonal=float(saved["H_diag"]),
                iterations=int(saved["n_iter"]),
                evaluations=int(saved["func_evals"]),
            )
