"""The training panel: progress, curves and the runs of this session."""
