"""The inspector: a form generated from the node type's declaration."""
