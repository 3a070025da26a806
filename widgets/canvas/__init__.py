"""The canvas: nodes, ports and wires as they are seen and touched."""
