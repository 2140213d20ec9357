"""The demo of the positive lists: the real supplement of S2 item 2.2, and stages to try the round from."""
