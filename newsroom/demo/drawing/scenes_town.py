"""Scenes of the town: the bridge, the square, blocks of flats, bins, a crane."""

import math

from .motifs import (
    clouds,
    cobbles,
    gabled_house,
    hills,
    lamp,
    person,
    ripples,
    sky,
    tree,
    window,
)  # fmt: skip
from .sheet import BRICK, FALL, FLAT, MOSS, OCHRE, RISE, RIVER, ROSE, ROUND, UP, dice, spline


def bridge(s, *, closed=True):
    """The bridge over the Olza; when it is closed, a barrier stands before it."""
    sky(s, 1.2)
    clouds(s, 3, 0.1, 0.55)
    hills(s, 0.98, 0.62, 4, 0.16)
    s.poly("2.43 .92, 2.43 .62, 2.47 .5, 2.51 .62, 2.51 .92", 0)
    s.rect(2.38, 0.8, 0.28, 0.16, 0)
    hills(s, 1.1, 0.3, 9, 0.08, FALL)
    s.rect(0, 1.18, 3, 0.82, 0.78, FLAT, to=0.1, colour=True)
    ripples(s, 1.25, 2, 5)
    for x in (0.92, 2.2):
        with s.moved(x, 1.16):
            s.poly("-.1 0, .1 0, .13 .36, -.13 .36", 0.12, UP)
            s.poly("-.1 0, -.02 0, -.03 .36, -.13 .36", 0.72, UP)
            s.rect(-0.13, -0.03, 0.26, 0.05, 0)
    _truss(s, deck=1.06)
    s.poly("0 1.52, .6 1.56, 1.3 1.7, 1.8 1.84, 2.2 2.01, 0 2.01", 0.05, RISE)
    r = dice(5)
    for _ in range(90):
        x = r.random() * 1.7
        y = 1.56 + x * x * 0.12 + r.random() * 0.35
        tip = x + r.uniform(-0.03, 0.03), y - 0.04 - r.random() * 0.05
        s.line([(x, y), tip], 0.007, 1 if r.random() < 0.45 else 0)
    s.curve("2.3 1.3, 2.5 1.24, 2.8 1.2, 3.2 1.18, 3.2 1.5, 2.9 1.42, 2.6 1.36", 0.05, RISE)
    tree(s, 2.86, 1.28, 0.3)
    tree(s, 2.62, 1.24, 0.19)
    if closed:
        with s.moved(0.62, 0.22, 0.9):
            _barrier(s)


def _truss(s, deck):
    def top(x):
        return deck - 0.16 - 0.34 * math.sin(math.pi * min(1, max(0, (x + 0.2) / 3.4)))

    panels = 12
    posts = [-0.2 + i * (3.4 / panels) for i in range(panels + 1)]
    s.rect(-0.1, deck, 3.3, 0.075, 0)
    s.rect(-0.1, deck + 0.012, 3.3, 0.014, 1)
    s.line([(-0.2 + i * 0.0576, top(-0.2 + i * 0.0576)) for i in range(60)], 0.05)
    for i, x in enumerate(posts):
        s.line([(x, top(x)), (x, deck)], 0.024)
        if i < panels:
            low, high = (x, posts[i + 1]) if i < panels // 2 else (posts[i + 1], x)
            s.line([(low, deck), (high, top(high))], 0.016)
    for i in range(34):
        s.line([(i * 0.09, deck), (i * 0.09, deck - 0.1)], 0.007)
    s.line([(0, deck - 0.1), (3, deck - 0.1)], 0.012)


def _barrier(s):
    """A striped barrier and the round sign that closes a road."""
    for x in (0.17, 0.83):
        s.rect(x, 1.2, 0.03, 0.62, 0)
    s.rect(0.06, 1.28, 0.92, 0.19, 0)
    s.rect(0.08, 1.3, 0.88, 0.15, 1)
    for i in range(5):
        with s.moved(0.1 + i * 0.18, 1.31):
            s.poly("0 .13, .08 .13, .16 0, .08 0", 0)
    s.rect(0.5, 1.1, 0.03, 0.72, 0)
    s.oval(0.515, 1.04, 0.2)
    s.oval(0.515, 1.04, 0.185, tone=1)
    s.ring(0.515, 1.04, 0.15, 0.06)


def town_hall(s):
    sky(s, 1.5, 0.66)
    clouds(s, 21, 0.1, 0.7)
    _row_of_houses(s, gap=(1.0, 1.95))
    s.rect(0.98, 0.82, 1.0, 0.74, 0.96, UP)
    s.poly(".93 .83, 1.06 .58, 1.9 .58, 2.03 .83", 0.3, RISE, colour=True)
    s.line(".93 .83, 2.03 .83", 0.02)
    for column in range(6):
        for row in range(2):
            s.rect(1.04 + column * 0.157, 0.92 + row * 0.22, 0.075, 0.14, 0)
    for column in range(5):
        s.oval(1.1 + column * 0.19, 1.44, 0.065, 0.09)
        s.rect(1.035 + column * 0.19, 1.44, 0.13, 0.14, 0)
    s.rect(1.34, 0.3, 0.28, 0.62, 0.96, UP)
    s.rect(1.52, 0.3, 0.1, 0.62, 0.4, UP)
    s.oval(1.48, 0.45, 0.085)
    s.oval(1.48, 0.45, 0.068, tone=1)
    s.line("1.48 .4, 1.48 .45, 1.52 .47", 0.012)
    s.rect(1.31, 0.29, 0.34, 0.03, 0)
    dome = "1.33 .29, 1.36 .2, 1.45 .14, 1.48 .02, 1.51 .14, 1.6 .2, 1.63 .29"
    s.curve(dome, 0.12, RISE)
    s.line("1.48 .05, 1.48 -.06", 0.01)
    s.rect(1.44, 0.7, 0.08, 0.14, 0)
    s.rect(0, 1.55, 3, 0.5, 0.95, FLAT, to=0.6)
    cobbles(s, 1.6)
    walkers = ((0.5, 0.3), (0.62, 0.27), (2.3, 0.32), (2.72, 0.25), (0.95, 0.2), (1.8, 0.22))
    for x, height in walkers:
        person(s, x, 1.72 + height * 0.3, height, skirt=x in (0.62, 2.72))
    lamp(s, 2.5, 1.9, 0.85)


def _row_of_houses(s, gap, *, foot=1.58, seed=4):
    """Old houses side by side, but for the `gap` between two x."""
    r = dice(seed)
    x, i = -0.12, 0
    while x < 3:
        width = 0.32 + r.random() * 0.13
        top = 0.86 + r.random() * 0.14
        if not gap[0] < x + width / 2 < gap[1]:
            _old_house(s, x, top, width, foot, (0.97, 0.68, 0.84)[i % 3], baroque=i % 2)
        x += width
        i += 1


def _old_house(s, x, top, width, foot, tone, *, baroque):
    with s.moved(x, top):
        s.rect(0, 0, width, foot - top, tone, UP)
        if baroque:
            steps = ((0, 0), (0.2, -0.12), (0.35, -0.13), (0.5, -0.25))
            gable = [(width * u, v) for u, v in steps]
            gable += [(width * (1 - u), v) for u, v in steps[2::-1]]
            s.poly(gable, tone, UP)
            s.line(gable, 0.014)
        else:
            roof = [(-0.02, 0), (0.06, -0.17), (width - 0.06, -0.17), (width + 0.02, 0)]
            s.poly(roof, 0.35, RISE, colour=True)
            s.line([roof[0], roof[3]], 0.014)
        for row in range(2):
            for column in range(3):
                u = width * (0.14 + column * 0.28)
                s.rect(u, 0.09 + row * 0.2, width * 0.15, 0.12, 0)
        s.line([(0, -0.02), (0, foot - top)], 0.012)
        for column in range(2):
            s.rect(width * (0.12 + column * 0.44), 0.53, width * 0.3, foot - top - 0.53, 0)
            s.oval(width * (0.27 + column * 0.44), 0.53, width * 0.15, 0.06)


def clock_tower(s):
    """The clock of the town hall, close, with pigeons leaving it."""
    s.centre = (1.62, 0.98)
    s.rect(0, 0, 3, 2.01, 0.66, ROUND, to=0.9)
    for x, y, k in ((0.3, 0.5, 0.3), (0.62, 0.28, 0.22), (0.2, 1.05, 0.2), (2.66, 0.36, 0.26)):
        with s.moved(x, y, k):
            s.curve("0 0, -.5 -.35, -.9 -.3, -.4 -.02, -.1 .22, .15 .2, .5 .3, .2 .1", 0)
            s.curve("0 .05, .3 -.4, .75 -.5, .4 -.08, .12 .2", 0)
    s.poly("1.02 2.01, 1.02 .3, 2.22 .3, 2.22 2.01", 0.98, UP)
    s.poly("2.0 2.01, 2.0 .3, 2.22 .3, 2.22 2.01", 0.4, UP)
    s.line("1.02 2.01, 1.02 .3", 0.022)
    s.line("2.22 2.01, 2.22 .3", 0.022)
    s.poly(".9 .3, 1.1 -.1, 2.14 -.1, 2.34 .3", 0.3, RISE, colour=True)
    s.rect(0.88, 0.28, 1.48, 0.07, 0)
    s.rect(0.88, 1.62, 1.48, 0.06, 0)
    for x in (1.16, 1.46, 1.76):
        s.rect(x, 1.78, 0.16, 0.3, 0)
        s.oval(x + 0.08, 1.78, 0.08)
    s.oval(1.6, 0.98, 0.56)
    s.oval(1.6, 0.98, 0.52, tone=1, colour=True)
    s.ring(1.6, 0.98, 0.47, 0.014)
    for hour in range(12):
        turn = math.tau * hour / 12
        out = 0.35 if hour % 3 else 0.31
        ends = [(1.6 + r * math.sin(turn), 0.98 - r * math.cos(turn)) for r in (out, 0.43)]
        s.line(ends, 0.034 if hour % 3 else 0.055)
    s.gouge("1.6 .98, 1.72 .78, 1.8 .7", 0.09, 0)
    s.gouge("1.6 1.02, 1.48 .8, 1.38 .62", 0.06, 0)
    s.oval(1.6, 0.98, 0.05)


def estate(s):
    sky(s, 1.5, 0.5)
    s.oval(0.72, 0.5, 0.22, tone=1, colour=True)
    clouds(s, 14, 0.12, 0.6, 8)
    hills(s, 1.12, 0.72, 3, 0.1)
    s.poly("1.9 1.12, 2.35 .8, 2.52 .8, 3.1 1.15, 3.1 1.3, 1.9 1.3", 0.5, FALL)
    for x, top in ((2.0, 0.5), (2.28, 0.44)):
        for foot, width in ((x - 0.14, 0.022), (x + 0.24, 0.022), (x, 0.016)):
            s.line([(x, top), (foot, 1.3)], width)
        for rung in range(4):
            y = top + 0.15 + rung * 0.17
            s.line([(x - 0.02 - rung * 0.03, y), (x + 0.04 + rung * 0.05, y)], 0.012)
        s.ring(x, top + 0.02, 0.06, 0.016)
    r = dice(40)
    blocks = ((-0.08, 0.72, 0.5), (0.52, 0.92, 0.34), (0.92, 0.62, 0.3))
    for x, top, width in (*blocks, (1.28, 0.98, 0.52), (2.5, 0.96, 0.58)):
        _block(s, x, top, width, r)
    s.rect(0, 1.48, 3, 0.6, 0.85, FLAT, to=0.45)
    row = ((0.12, 0.2), (0.5, 0.17), (0.86, 0.22), (1.24, 0.18), (1.86, 0.24), (2.18, 0.2))
    for x, size in (*row, (2.44, 0.23), (2.95, 0.26)):
        tree(s, x, 1.6, size)
    s.curve("-.1 1.8, .8 1.72, 1.8 1.8, 3.1 1.7, 3.1 1.86, 1.8 1.95, .8 1.86, -.1 1.98", 1)
    for x, height in ((0.7, 0.2), (0.8, 0.15), (2.1, 0.2)):
        person(s, x, 1.84, height)


def _block(s, x, top, width, r):
    """A slab of flats standing at y = 1.5; here and there a light is on."""
    s.rect(x, top, width, 1.5 - top, 0.97, UP)
    side = [(x + width, top), (x + width + 0.08, top + 0.03)]
    s.poly([*side, (x + width + 0.08, 1.5), (x + width, 1.5)], 0.15, UP)
    s.rect(x, top - 0.02, width, 0.022, 0)
    rows, columns = int((1.42 - top) / 0.085), int(width / 0.085)
    for i in range(rows):
        y = top + 0.045 + i * 0.085
        for j in range(columns):
            lit = r.random() < 0.16
            u = x + 0.025 + j * (width - 0.03) / columns
            s.rect(u, y, 0.042, 0.045, 1 if lit else 0, colour=lit)
        s.line([(x, y + 0.07), (x + width, y + 0.07)], 0.004)


def bins(s):
    s.rect(0, 0, 3, 1.5, 1)
    for row in range(3):
        for column in range(5):
            x, y = 0.1 + column * 0.6, 0.06 + row * 0.42
            window(s, x, y, 0.34, 0.28)
            if (row + column) % 3 == 0:
                with s.moved(x, y):
                    s.poly("0 0, .1 0, .04 .28, 0 .28", 1)
    for y in (0.4, 0.82, 1.24):
        s.line([(0, y), (3, y)], 0.006)
    s.rect(0, 1.36, 3, 0.7, 0.8, FLAT, to=0.4)
    s.rect(0, 1.34, 3, 0.03, 0)
    for i, x in enumerate((0.24, 0.84, 1.44, 2.04, 2.62)):
        with s.moved(x, 1.02):
            _bin(s, tone=(0.05, 1, 0.6, 1, 0.05)[i], colour=i in (1, 3), full=i == 2)


def _bin(s, tone, colour, full):
    lift = 0.2 if full else 0
    if full:
        s.curve("-.2 -.02, -.2 -.14, -.1 -.2, -.04 -.27, .03 -.2, .14 -.24, .2 -.14, .2 -.02", 0)
        s.gouge("-.14 -.06, -.12 -.13, -.05 -.17", 0.018)
        s.gouge("-.02 -.1, .03 -.15, .1 -.14", 0.018)
    s.outlined("-.23 0, .23 0, .19 .68, -.19 .68", tone, UP, width=0.02, colour=colour)
    lid = [(-0.26, 0), (-0.23, -0.09 - lift * 0.3), (0.23, -0.09 - lift), (0.26, -lift)]
    s.poly(lid, 0)
    s.line([(-0.21, -0.06 - lift * 0.3), (0.21, -0.06 - lift)], 0.012, 1)
    for u in (-0.12, 0, 0.12):
        s.line([(u, 0.16), (u * 0.9, 0.58)], 0.014, 1 if tone < 0.3 else 0)
    for u in (-0.14, 0.14):
        s.oval(u, 0.71, 0.055)


def square(s):
    """The market square: café parasols around the well, arcades behind."""
    sky(s, 1.3, 0.7)
    s.oval(2.34, 0.34, 0.17, tone=1)
    x = -0.1
    for i, width in enumerate((0.5, 0.44, 0.52, 0.46, 0.5, 0.44, 0.5)):
        gabled_house(s, x, 1.3, width, (0.62, 0.74, 0.56)[i % 3], (1, 0.8, 0.6)[i % 3],
                     roof=(0.55, 0.42)[i % 2], colour=i % 2 == 1)  # fmt: skip
        for column in range(2):
            for row in range(2):
                u = x + width * (0.18 + column * 0.36)
                window(s, u, 0.62 + row * 0.2, width * 0.24, 0.13, lit=(i + row + column) % 5 == 0)
            s.oval(x + width * (0.28 + column * 0.44), 1.12, width * 0.17, 0.09)
            s.rect(x + width * (0.11 + column * 0.44), 1.12, width * 0.34, 0.2, 0)
        x += width
    s.rect(0, 1.3, 3, 0.72, 1)
    cobbles(s, 1.36, seed=9, rows=8)
    # The well with its iron canopy.
    for u in (-0.2, 0.2):
        s.line([(1.5 + u, 1.62), (1.5 + u, 0.98)], 0.02)
    s.curve("1.26 1.0, 1.3 .84, 1.44 .76, 1.5 .62, 1.56 .76, 1.7 .84, 1.74 1.0", 0)
    s.oval(1.5, 0.62, 0.03)
    s.line("1.5 1.0, 1.5 1.28", 0.01)
    s.poly("1.44 1.26, 1.56 1.26, 1.54 1.38, 1.46 1.38", 0)
    s.oval(1.5, 1.55, 0.36, 0.1)
    s.poly("1.14 1.55, 1.86 1.55, 1.82 1.82, 1.18 1.82", 0.75, UP)
    s.oval(1.5, 1.82, 0.32, 0.06, 0.75, UP)
    s.line("1.14 1.55, 1.18 1.82, 1.5 1.88, 1.82 1.82, 1.86 1.55", 0.02)
    s.oval(1.5, 1.55, 0.36, 0.1)
    s.oval(1.5, 1.555, 0.29, 0.07, 0.5, FLAT)
    for x, y, k in ((0.62, 1.72, 1), (2.34, 1.74, 1.05), (0.14, 1.56, 0.8), (2.82, 1.56, 0.8)):
        with s.moved(x, y, k):
            _parasol_table(s)
    for x in (1.06, 1.98, 1.24):
        with s.moved(x, 1.93, 0.13):
            s.curve("-.5 0, -.2 -.3, .2 -.35, .35 -.6, .5 -.5, .4 -.2, .1 .05", 0)
            s.line("0 0, 0 .3", 0.08)


def _parasol_table(s):
    s.line("0 .2, 0 -.7", 0.02)
    s.poly("-.42 -.56, 0 -.82, .42 -.56", 1, colour=True)
    for u in (-0.42, 0, 0.42):
        s.poly([(u * 0.5 - 0.07, -0.56), (0, -0.82), (u * 0.5 + 0.07, -0.56)], 1)
    s.line("-.42 -.56, 0 -.82, .42 -.56, -.42 -.56", 0.016)
    s.rect(-0.17, -0.1, 0.34, 0.028, 0)
    for side in (-1, 1):
        with s.moved(side * 0.26, 0.2, 0.86, flip=side > 0):
            s.oval(0, -0.56, 0.055, 0.07)
            s.curve("-.08 -.4, 0 -.48, .08 -.4, .07 -.14, -.08 -.14", 0)
            s.line("0 -.4, .14 -.3", 0.04)
            s.line("0 -.17, .13 -.17, .14 0", 0.05)
            s.line("-.1 0, -.12 -.34", 0.018)
            s.line("-.1 -.12, .06 -.12, .06 0", 0.018)


def stalls(s):
    """A greengrocer's stall under a striped awning."""
    s.rect(0, 0, 3, 2.01, 0.6, UP, to=0.86)
    for i in range(14):
        x = -0.15 + i * 0.24
        strip = [(x, 0.42), (x + 0.12, 0.02), (x + 0.36, 0.02), (x + 0.24, 0.42)]
        s.poly(strip, 1, colour=i % 2 == 0)
        s.oval(x + 0.12, 0.42, 0.12, 0.1, 1, colour=i % 2 == 0)
        s.line([(x, 0.42), (x + 0.12, 0.02)], 0.01)
        s.line(spline([(x, 0.42), (x + 0.04, 0.5), (x + 0.2, 0.5), (x + 0.24, 0.42)], False), 0.014)
    for x in (0.16, 2.84):
        s.rect(x - 0.025, 0.44, 0.05, 1.4, 0)
    # The woman who sells, the man who buys.
    with s.moved(1.1, 1.3, 1.12):
        s.poly("-.26 .1, -.22 -.3, -.08 -.38, .08 -.38, .22 -.3, .26 .1", 0)
        s.poly("-.12 .1, -.13 -.22, .13 -.22, .12 .1", 1)
        s.oval(0, -0.52, 0.1, 0.13, 1)
        s.curve("-.13 -.46, -.13 -.62, 0 -.7, .13 -.62, .13 -.46, .08 -.58, -.08 -.58", 0)
        s.line("-.04 -.5, -.03 -.5", 0.016)
        s.line("-.03 -.45, .04 -.45", 0.01)
        s.line(".04 -.5, .05 -.5", 0.016)
        s.line(".2 -.26, .34 -.06, .5 -.2", 0.08)
        s.oval(0.52, -0.22, 0.05, tone=1)
    with s.moved(2.1, 1.42, 1.2):
        s.poly("-.2 .4, -.22 -.26, -.08 -.36, .08 -.36, .24 -.26, .28 .4", 0.05)
        s.oval(0, -0.5, 0.11, 0.14)
        s.curve("-.2 -.55, -.1 -.6, -.08 -.68, .1 -.68, .13 -.56", 0)
        s.gouge("-.02 -.4, .06 -.36, .16 -.3", 0.02)
        s.line("-.2 -.2, -.34 0, -.44 -.08", 0.08)
    # The scale between them.
    s.line("1.6 1.32, 1.6 .98", 0.03)
    s.oval(1.6, 0.9, 0.12)
    s.oval(1.6, 0.9, 0.1, tone=1)
    s.line("1.6 .9, 1.65 .84", 0.016)
    s.poly("1.42 1.02, 1.78 1.02, 1.72 1.08, 1.48 1.08", 0)
    r = dice(3)
    for row, y in enumerate((1.3, 1.62)):
        for column in range(4):
            x = 0.08 + column * 0.73 - row * 0.06
            width = 0.68 + row * 0.05
            s.poly(
                [(x, y + 0.06), (x + width, y + 0.06), (x + width - 0.03, y + 0.34), (x + 0.03, y + 0.34)], 0.12, FLAT
            )
            kind = (row * 3 + column) % 4
            for i in range(14 if kind != 1 else 9):
                u = x + 0.06 + (i % 7 if kind != 1 else i % 5) * (width - 0.1) / (6.4 if kind != 1 else 4.4)
                v = y + 0.06 - (0.07 if i < 7 else 0) + r.uniform(-0.012, 0.012)
                if kind == 0:
                    s.oval(u, v, 0.056, tone=0)
                    s.oval(u, v, 0.046, tone=1, colour=True)
                elif kind == 1:
                    s.oval(u, v + 0.02, 0.085, 0.075, 0)
                    s.oval(u, v + 0.02, 0.072, 0.064, 1, RISE)
                    s.gouge([(u - 0.04, v + 0.02), (u, v - 0.03), (u + 0.04, v + 0.02)], 0.014, 0)
                elif kind == 2:
                    s.poly([(u - 0.03, v - 0.06), (u + 0.03, v - 0.06), (u, v + 0.1)], 1, colour=True)
                    s.line([(u, v - 0.06), (u - 0.03, v - 0.14)], 0.014)
                    s.line([(u, v - 0.06), (u + 0.03, v - 0.14)], 0.014)
                else:
                    s.oval(u, v, 0.056, 0.06, 0)
                    s.gouge([(u - 0.03, v), (u - 0.01, v - 0.035), (u + 0.02, v - 0.035)], 0.016)
            with s.moved(x, y + 0.1):
                s.rect(-0.01, 0, width + 0.02, 0.1, 1)
                s.rect(0, 0.14, width, 0.1, 1)
                box = [(-0.01, 0), (width + 0.01, 0), (width + 0.01, 0.1), (-0.01, 0.1), (-0.01, 0)]
                s.line(box, 0.014)
    for x in (0.42, 2.62):
        s.outlined([(x - 0.12, 1.42), (x + 0.12, 1.42), (x + 0.12, 1.56), (x - 0.12, 1.56)], 1)
        s.line([(x - 0.05, 1.52), (x + 0.02, 1.46)], 0.014)


def crane(s):
    """A tower crane over a house under construction."""
    sky(s, 1.7, 0.9, 0.55, RISE)
    s.oval(2.3, 0.95, 0.34, tone=1, colour=True)
    clouds(s, 17, 0.5, 1.1, 5)
    # The frame of the house.
    for floor in range(5):
        y = 1.72 - floor * 0.24
        s.rect(1.02, y - 0.05, 1.3, 0.05, 0)
        for column in range(6):
            if floor < 4 or column < 3:
                s.rect(1.04 + column * 0.248, y - 0.24, 0.035, 0.24, 0)
    for floor in range(3):
        for column in range(5):
            if (floor * 5 + column) % 4 != 3 and not (floor == 2 and column > 1):
                x, y = 1.075 + column * 0.248, 1.48 + 0.01 - floor * 0.24
                s.rect(x, y, 0.213, 0.18, 1, FLAT, colour=floor < 2)
                for brick in range(4):
                    s.line([(x, y + brick * 0.05), (x + 0.213, y + brick * 0.05)], 0.006)
                window(s, x + 0.06, y + 0.04, 0.09, 0.12)
    # The crane.
    s.rect(0.52, 0.28, 0.03, 1.5, 0)
    s.rect(0.7, 0.28, 0.03, 1.5, 0)
    for i in range(10):
        y = 0.3 + i * 0.15
        a, b = (0.53, 0.72) if i % 2 else (0.72, 0.53)
        s.line([(a, y), (b, y + 0.15)], 0.014)
    s.line("0 .3, 2.7 .3", 0.026)
    s.line(".1 .2, 2.4 .2, 2.7 .3", 0.016)
    for i in range(26):
        x = 0.05 + i * 0.1
        s.line([(x, 0.3), (x + 0.05, 0.2), (x + 0.1, 0.3)], 0.009)
    s.poly(".56 .2, .625 -.02, .69 .2", 0)
    s.line(".62 .0, .08 .26", 0.012)
    s.line(".62 .0, 1.9 .22", 0.012)
    s.rect(0.04, 0.3, 0.26, 0.22, 0)
    s.rect(0.54, 0.32, 0.2, 0.2, 0)
    s.rect(0.66, 0.35, 0.06, 0.09, 1)
    s.line("1.8 .3, 1.8 .52", 0.01)
    s.line("1.8 .52, 1.62 .62", 0.008)
    s.line("1.8 .52, 1.98 .62", 0.008)
    s.rect(1.58, 0.6, 0.44, 0.06, 0)
    s.rect(0, 1.72, 3, 0.3, 0.12, FLAT, to=0)
    s.rect(0.42, 1.66, 0.44, 0.08, 0)
    for x, arms in ((2.6, ("-.11 -.79, -.2 -1.05", ".11 -.79, .18 -.5")), (2.42, None)):
        person(s, x, 1.86, 0.34, arms=arms)
        s.oval(x, 1.54, 0.035, 0.024, 1, colour=True)
    for x in (1.12, 1.5):
        person(s, x, 0.72, 0.2)
    for i in range(9):
        s.line([(0.1 + i * 0.34, 1.88), (0.24 + i * 0.34, 1.88)], 0.01, 1)


SCENES = {
    "most": (bridge, RIVER),
    "ratusz": (town_hall, BRICK),
    "ratusz-2": (clock_tower, OCHRE),
    "osiedle": (estate, OCHRE),
    "kontenery": (bins, MOSS),
    "rynek": (square, ROSE),
    "targ": (stalls, BRICK),
    "dzwig": (crane, OCHRE),
}
