"""Programs: a training step known before it runs.

`trace` turns engine code into a Graph; the Interpreter runs it one step at a time with every value
kept, the Plan at full speed.
"""

from engine.guard import guard as _guard
from engine.program.graph import Graph, Step, Update, Value
from engine.program.interpreter import Interpreter
from engine.program.plan import Plan
from engine.program.trace import phase, trace

__all__ = ["Graph", "Interpreter", "Plan", "Step", "Update", "Value", "phase", "trace"]

_guard(globals())
