"""What the views show, computed without a screen: mosaics, histograms, statistics, numbers."""
