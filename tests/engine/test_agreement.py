"""Random networks: run eagerly, step by step and as a plan, they give the same bits."""

from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
import engine.nn.functional as F
import engine.optim
from engine import Generator, program
from engine.program import Interpreter, Plan

BATCH, WIDTH = 3, 4

UNARY: dict[str, Callable[[engine.Tensor], engine.Tensor]] = {
    "relu": F.relu,
    "tanh": F.tanh,
    "sigmoid": F.sigmoid,
    "softmax": lambda x: F.softmax(x, dim=1),
    "dropout": lambda x: F.dropout(x, 0.5, training=True),
    "norm": lambda x: F.batch_norm(x, None, None, training=True),
    "transpose": lambda x: x.reshape(WIDTH, BATCH).transpose(0, 1) * 1.0,
    "image": lambda x: F.max_pool2d(x.reshape(BATCH, 1, 2, 2), 2, stride=1, padding=1).flatten(1)[
        :, :WIDTH
    ],
    "double": lambda x: engine.cat([x, x], 1)[:, 1 : 1 + WIDTH],
}
BINARY: dict[str, Callable[[engine.Tensor, engine.Tensor], engine.Tensor]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
}
PARAMETRIC = ("linear", "scale")

layers = st.lists(
    st.tuples(
        st.sampled_from([*UNARY, *BINARY, *PARAMETRIC]), st.integers(0, 20), st.integers(0, 20)
    ),
    min_size=1,
    max_size=8,
)


class RandomNetwork:
    """Layers that each read one or two of the values before them; then one step of Adam."""

    def __init__(self, plan: list[tuple[str, int, int]], seed: int) -> None:
        self.plan = plan
        rng = np.random.default_rng(seed)
        self.weights = [
            engine.tensor(rng.standard_normal((WIDTH, WIDTH)), requires_grad=True) for _ in plan
        ]
        self.optimizer = engine.optim.Adam(self.weights, lr=0.01)
        self.optimizer.prepare()

    def training_step(self, x: engine.Tensor, y: engine.Tensor) -> dict[str, engine.Tensor]:
        values = [x @ self.weights[0]]
        for (kind, first, second), weight in zip(self.plan, self.weights, strict=True):
            a, b = values[first % len(values)], values[second % len(values)]
            if kind in UNARY:
                values.append(UNARY[kind](a))
            elif kind in BINARY:
                values.append(BINARY[kind](a, b))
            else:
                values.append(F.linear(a, weight) if kind == "linear" else a * weight[0])
        loss = F.cross_entropy(values[-1] + values[len(values) // 2], y)
        loss.backward()
        self.optimizer.step()
        self.optimizer.zero_grad()
        return {"loss": loss}

    def state(self) -> list[np.ndarray]:
        return [weight.detach().numpy().copy() for weight in self.weights]


@settings(max_examples=60, deadline=None)
@given(layers, st.integers(0, 1000))
def test_eager_interpreter_and_plan_agree_on_random_networks(
    layout: list[tuple[str, int, int]], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    batches = [
        {"x": rng.standard_normal((BATCH, WIDTH)), "y": rng.integers(0, WIDTH, BATCH)}
        for _ in range(3)
    ]
    specs = {"x": ((BATCH, WIDTH), engine.float64), "y": ((BATCH,), engine.int64)}
    eager, stepped, planned = (RandomNetwork(layout, seed) for _ in range(3))

    with engine.backend.seeded(seed):
        losses = [
            eager.training_step(**{k: engine.tensor(v) for k, v in batch.items()})["loss"].item()
            for batch in batches
        ]
    graph = program.trace(stepped.training_step, specs)
    graph.verify()
    generator = Generator(seed)
    for batch, loss in zip(batches, losses, strict=True):
        run = Interpreter(graph, batch, generator)
        run.run()
        run.commit()
        np.testing.assert_array_equal(run.value(graph.outputs["loss"]), loss)
    plan = Plan(program.trace(planned.training_step, specs), generator=Generator(seed))
    for batch, loss in zip(batches, losses, strict=True):
        np.testing.assert_array_equal(plan.run(batch)["loss"], loss)
    assert plan.generator.state == generator.state
    for a, b, c in zip(eager.state(), stepped.state(), planned.state(), strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)
