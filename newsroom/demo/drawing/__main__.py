"""Draw the demo's pictures: python -m newsroom.demo.drawing OUT [KEY …]

The files are PNG: a print has three flat colours, so they are a quarter of the size
of a JPEG and show no dirt along the lines. They are half as large again as the widest
rendition, because their edges are hard: making them smaller is what softens them.
"""

import argparse
from importlib import import_module
from pathlib import Path

from .portraits import PORTRAITS, portrait
from .sheet import Sheet, printed

MODULES = (
    "council", "town", "services", "roads", "work", "learning", "culture", "sport", "outdoors",
)  # fmt: skip
WIDTH, PORTRAIT_WIDTH = 2400, 1200
# Lines this far apart, as a share of the width, survive the smallest rendition (320 px).
PERIOD, PORTRAIT_PERIOD = 1 / 100, 1 / 44


def scenes():
    """Every scene by its key, with its plate's colour."""
    found = {}
    for name in MODULES:
        found |= import_module(f".scenes_{name}", __package__).SCENES
    return found


def draw_scene(key, width=WIDTH):
    draw, colour = scenes()[key]
    sheet = Sheet(3, 2, width, colour)
    draw(sheet)
    return printed(sheet, PERIOD * width)


def draw_portrait(person, width=PORTRAIT_WIDTH):
    colour, traits = PORTRAITS[person]
    sheet = Sheet(1, 1, width, colour)
    portrait(sheet, **traits)
    return printed(sheet, PORTRAIT_PERIOD * width)


def main():
    parser = argparse.ArgumentParser(description="Draw the demo's pictures as PNG files.")
    parser.add_argument("out", type=Path, help="directory to write to")
    parser.add_argument("keys", nargs="*", help="only these pictures (default: all)")
    parser.add_argument("--width", type=int, default=WIDTH, help="width of a scene in pixels")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for key in options.keys or [*scenes(), *(f"portret-{person}" for person in PORTRAITS)]:
        if key.startswith("portret-"):
            image = draw_portrait(key.removeprefix("portret-"), options.width // 2)
        else:
            image = draw_scene(key, options.width)
        image.save(options.out / f"{key}.png", optimize=True)


if __name__ == "__main__":
    main()
