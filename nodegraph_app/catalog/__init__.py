"""The catalog of node types: one declaration each, read by everything that shows or runs nodes."""

from nodegraph_app.catalog.node_type import NodeType, Sample, Target
from nodegraph_app.catalog.parameter import Parameter, ParameterProblem, Values
from nodegraph_app.catalog.port import Port, Role, Shape, Shapes, role_of
from nodegraph_app.catalog.registry import Catalog, Family, default
from nodegraph_app.catalog.source import DataSource, Samples, Spec

__all__ = [
    "Catalog",
    "DataSource",
    "Family",
    "NodeType",
    "Parameter",
    "ParameterProblem",
    "Port",
    "Role",
    "Sample",
    "Samples",
    "Shape",
    "Shapes",
    "Spec",
    "Target",
    "Values",
    "default",
    "role_of",
]
