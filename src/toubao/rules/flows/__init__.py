"""The order of things: a table of steps for each flow, one file each; nothing here writes or asks."""
