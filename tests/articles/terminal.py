"""Terminals that commands write to."""

import io


class PressingStop(io.StringIO):
    """A terminal at which somebody presses Ctrl+C when the first line appears."""

    def write(self, text):
        raise KeyboardInterrupt
