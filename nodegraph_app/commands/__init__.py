"""The command line's commands, one file each: what it is called, what it takes, what it does."""
