"""Around the canvas: top bar, status bar, dock pages, messages, and the commands behind them."""
