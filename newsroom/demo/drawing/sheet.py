"""A sheet of paper, flat shapes upon it, and the press that prints them.

A scene is a function that lays shapes on a `Sheet`. A shape has a tone (0 black,
1 white) and a direction of hatching; a second plate carries one flat colour,
printed slightly out of register. Tones become lines only in `printed`.
"""

import math
import random
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

INK, PAPER = (24, 31, 38), (238, 232, 219)
RIVER, BRICK, OCHRE = (139, 172, 172), (196, 104, 74), (217, 172, 84)
MOSS, ROSE, STEEL = (150, 169, 128), (205, 150, 136), (136, 158, 186)

# Directions of hatching: level, rising, upright and falling lines, and rings
# around `Sheet.centre`.
FLAT, RISE, UP, FALL, ROUND = range(5)
NORMALS = {FLAT: (0, 1), RISE: (0.7071, 0.7071), UP: (1, 0), FALL: (0.7071, -0.7071)}


def dice(seed):
    """Chance that falls the same way on every run, so that a picture never changes by itself."""
    return random.Random(seed)  # noqa: S311


def path(text):
    """Points written as "x y, x y, …"."""
    return [tuple(map(float, pair.split())) for pair in text.split(",")]


def spline(points, closed=True, steps=10):
    """A Catmull-Rom curve through the points, as many short straight pieces."""
    points = path(points) if isinstance(points, str) else list(points)
    count = len(points)
    curve = []
    for i in range(count if closed else count - 1):
        around = [i - 1, i, i + 1, i + 2]
        if closed:
            around = [j % count for j in around]
        else:
            around = [min(max(j, 0), count - 1) for j in around]
        for step in range(steps):
            t = step / steps
            curve.append(
                tuple(
                    b
                    + 0.5 * t * (c - a)
                    + 0.5 * t**2 * (2 * a - 5 * b + 4 * c - d)
                    + 0.5 * t**3 * (3 * b - a - 3 * c + d)
                    for a, b, c, d in zip(*(points[j] for j in around), strict=True)
                )
            )
    if not closed:
        curve.append(points[-1])
    return curve


class Sheet:
    """A drawing under way: tone, hatching and the colour plate.

    Coordinates are the scene's own (a landscape sheet is 3 wide and 2 high),
    x to the right and y down; `moved` sets a local frame. Wherever points are
    asked for, a list of pairs or the text that `path` reads will do.
    """

    def __init__(self, width, height, pixels, colour):
        self.scale = pixels / width
        self.size = round(pixels), round(pixels * height / width)
        self.colour = colour
        self.centre = (width / 2, height / 2)
        rows_columns = self.size[::-1]
        self.tone = np.ones(rows_columns, np.float32)
        self.hatch = np.zeros(rows_columns, np.uint8)
        self.plate = np.zeros(rows_columns, bool)
        self._frame = (0.0, 0.0, 1.0, 1.0)

    @contextmanager
    def moved(self, x, y, by=1.0, *, flip=False):
        """Draw with the origin at (x, y), `by` times as large, maybe mirrored."""
        outer = self._frame
        left, top, kx, ky = outer
        mirror = -1 if flip else 1
        self._frame = (left + x * kx, top + y * ky, kx * by * mirror, ky * by)
        try:
            yield
        finally:
            self._frame = outer

    def poly(self, points, tone=0.0, hatch=None, *, to=None, colour=None):
        """Fill a polygon; `to` fades the tone from its top to its foot.

        A tone of None leaves the ink as it is and touches the colour alone.
        """
        self._fill(
            self._pixels(points),
            lambda pen, at: pen.polygon(at, fill=255),
            0,
            (tone, hatch, to, colour),
        )

    def curve(self, points, tone=0.0, hatch=None, **kwargs):
        """Fill the smooth closed outline through the points."""
        self.poly(spline(points), tone, hatch, **kwargs)

    def rect(self, x, y, width, height, tone=0.0, hatch=None, **kwargs):
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.poly(corners, tone, hatch, **kwargs)

    def oval(self, x, y, rx, ry=None, tone=0.0, hatch=None, **kwargs):
        """Fill an ellipse, or a circle when only one radius is given."""
        ry = rx if ry is None else ry
        turns = [i * math.tau / 48 for i in range(48)]
        points = [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in turns]
        self.poly(points, tone, hatch, **kwargs)

    def ring(self, x, y, r, width, tone=0.0, **kwargs):
        turns = [i * math.tau / 48 for i in range(49)]
        points = [(x + r * math.cos(a), y + r * math.sin(a)) for a in turns]
        self.line(points, width, tone, **kwargs)

    def line(self, points, width, tone=0.0, hatch=None, *, colour=None, smooth=False):
        """Draw a line with round ends."""
        if smooth:
            points = spline(points, closed=False)
        thick = max(1, round(width * self.scale * abs(self._frame[2])))
        half = thick / 2

        def stroke(pen, at):
            pen.line(at, fill=255, width=thick, joint="curve")
            for px, py in (at[0], at[-1]):
                pen.ellipse((px - half, py - half, px + half, py + half), fill=255)

        self._fill(self._pixels(points), stroke, thick, (tone, hatch, None, colour))

    def gouge(self, points, width, tone=1.0, **kwargs):
        """Cut a stroke that is thickest in the middle and runs out to points."""
        spine = spline(points, closed=False)
        left, right = [], []
        for i, (x, y) in enumerate(spine):
            (ax, ay), (bx, by) = spine[max(i - 1, 0)], spine[min(i + 1, len(spine) - 1)]
            length = math.hypot(bx - ax, by - ay) or 1
            half = width / 2 * math.sin(math.pi * i / (len(spine) - 1)) ** 0.6
            nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
            left.append((x + nx, y + ny))
            right.append((x - nx, y - ny))
        self.poly(left + right[::-1], tone, **kwargs)

    def outlined(self, points, tone, hatch=None, *, width=0.014, ink=0.0, **kwargs):
        """Fill a polygon and draw its contour."""
        points = path(points) if isinstance(points, str) else list(points)
        self.poly(points, tone, hatch, **kwargs)
        self.line([*points, points[0]], width, ink)

    def _pixels(self, points):
        if isinstance(points, str):
            points = path(points)
        left, top, kx, ky = self._frame
        k = self.scale
        return [((left + x * kx) * k, (top + y * ky) * k) for x, y in points]

    def _fill(self, at, draw, margin, paint):
        """Paint what `draw` covers, working only on the part of the sheet it touches."""
        tone, hatch, to, colour = paint
        xs, ys = [x for x, _ in at], [y for _, y in at]
        x0, y0 = max(0, int(min(xs)) - margin - 2), max(0, int(min(ys)) - margin - 2)
        x1 = min(self.size[0], int(max(xs)) + margin + 3)
        y1 = min(self.size[1], int(max(ys)) + margin + 3)
        if x0 >= x1 or y0 >= y1:
            return
        stencil = Image.new("L", (x1 - x0, y1 - y0), 0)
        draw(ImageDraw.Draw(stencil), [(x - x0, y - y0) for x, y in at])
        mask = np.asarray(stencil) > 127
        part = np.s_[y0:y1, x0:x1]
        if tone is not None:
            self.tone[part][mask] = tone if to is None else _faded(mask, tone, to)
            self.plate[part][mask] = False
        if hatch is not None:
            self.hatch[part][mask] = hatch
        if colour is not None:
            self.plate[part][mask] = colour


def _faded(mask, tone, to):
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows):
        return tone
    span = max(1, rows[-1] - rows[0])
    share = np.clip((np.arange(mask.shape[0]) - rows[0]) / span, 0, 1)
    return np.broadcast_to((tone + (to - tone) * share)[:, None], mask.shape)[mask]


def printed(sheet, period):
    """The finished print: tones as lines `period` pixels apart, both plates."""
    height, width = sheet.tone.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    # One fixed seed: the hand trembles the same way on every run.
    tremble = np.random.default_rng(7).random((14, 21)).astype(np.float32)
    coarse = Image.fromarray(tremble).resize((width, height), Image.BICUBIC)
    wobble = (np.asarray(coarse) - 0.5) * period * 1.7
    soft = Image.fromarray((sheet.tone * 255).astype(np.uint8))
    soft = soft.filter(ImageFilter.GaussianBlur(period * 0.045))
    tone = np.asarray(soft).astype(np.float32) / 255
    ink = np.zeros((height, width), bool)
    for direction in range(5):
        mine = sheet.hatch == direction
        if not mine.any():
            continue
        if direction == ROUND:
            cx, cy = (c * sheet.scale for c in sheet.centre)
            across = np.hypot(x - cx, y - cy)
        else:
            nx, ny = NORMALS[direction]
            across = x * nx + y * ny
        ridge = np.abs(((across + wobble) / period % 1) - 0.5) * 2
        ink |= mine & (ridge < (1 - tone) * 1.04 - 0.02)
    ink[tone < 0.1] = True
    ink[tone > 0.95] = False
    slip = max(1, round(period * 0.35))
    plate = np.pad(sheet.plate, ((slip, 0), (0, slip)), mode="edge")[:-slip, slip:]
    print_ = np.empty((height, width, 3), np.uint8)
    print_[:] = PAPER
    print_[plate] = sheet.colour
    print_[ink] = INK
    return Image.fromarray(print_)
