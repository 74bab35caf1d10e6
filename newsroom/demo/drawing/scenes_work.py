"""Scenes of work and trade: the shaft, a workshop, solar roofs, a fair."""

import math

from .motifs import clouds, hills, person, sky, tree, window
from .portraits import head
from .sheet import FALL, FLAT, OCHRE, RISE, ROSE, ROUND, STEEL, UP


def headframe(s):
    sky(s, 1.6, 0.5)
    s.oval(2.2, 0.82, 0.46, tone=1, colour=True)
    clouds(s, 8, 0.15, 0.9, 8)
    s.poly("1.5 1.55, 2.25 .98, 2.5 .96, 3.2 1.5, 3.2 1.7, 1.5 1.7", 0.42, FALL)
    s.poly("2.25 .98, 2.5 .96, 3.2 1.5, 2.7 1.5", 0.12, FALL)
    s.rect(0, 1.5, 3, 0.52, 0.12, FLAT, to=0)
    for foot in (0.82, 1.42):
        s.line([(1.12, 0.38), (foot, 1.56)], 0.055)
    s.line("1.2 .38, 1.98 1.56", 0.06)
    for i in range(7):
        t, below = (i + 1) / 8, (i + 2) / 8
        left, right = (1.12 - 0.3 * t, 0.38 + t * 1.18), (1.12 + 0.3 * t, 0.38 + t * 1.18)
        s.line([left, right], 0.02)
        if i < 6:
            s.line([left, (1.12 + 0.3 * below, 0.38 + below * 1.18)], 0.013)
            s.line([right, (1.12 - 0.3 * below, 0.38 + below * 1.18)], 0.013)
    s.rect(0.9, 0.4, 0.52, 0.05, 0)
    s.rect(0.86, 0.14, 0.6, 0.03, 0)
    s.line(".88 .15, .93 .4", 0.02)
    s.line("1.43 .15, 1.38 .4", 0.02)
    for x in (1.02, 1.3):
        s.ring(x, 0.28, 0.13, 0.028)
        for spoke in range(6):
            turn = spoke * math.pi / 3
            s.line([(x, 0.28), (x + 0.13 * math.cos(turn), 0.28 + 0.13 * math.sin(turn))], 0.009)
        s.oval(x, 0.28, 0.025)
    s.line("1.43 .26, 2.55 1.3", 0.009)
    s.line("1.16 .3, 2.5 1.32", 0.009)
    _engine_house(s, -0.1, 1.18, 0.72, 0.44, 0.14, 0.3)
    _engine_house(s, 2.3, 1.22, 0.62, 0.4, 0.12, 0.22)
    s.rect(0.52, 1.36, 0.34, 0.26, 0)
    for i in range(4):
        s.rect(0.56 + i * 0.075, 1.42, 0.045, 0.07, 1)
    s.poly(".28 1.2, .3 .55, .38 .55, .4 1.2", 0, UP)
    s.line(".3 .62, .38 .62", 0.015, 1)
    for i in range(22):
        x, y = 0.2 + i * 0.1286, 1.75 + 0.02 * math.sin(i)
        s.line([(x, y), (x - 0.12, y)], 0.01, 1)
    s.line("0 1.68, 3 1.72", 0.014, 1)
    s.line("0 1.84, 3 1.92", 0.014, 1)


def _engine_house(s, x, y, width, height, roof, tone):
    s.rect(x, y, width, height, tone, UP)
    s.poly([(x - 0.04, y), (x + width / 2, y - roof), (x + width + 0.04, y)], 0)
    count = max(2, int(width / 0.14))
    for i in range(count):
        u = x + (i + 0.5) * width / count
        s.rect(u - 0.03, y + 0.1, 0.06, height * 0.45, 1)
        s.oval(u, y + 0.1, 0.03, tone=1)
        s.line([(u, y + 0.08), (u, y + 0.1 + height * 0.45)], 0.008)


def switchboard(s):
    """An electrician at a switchboard, screwdriver in hand."""
    s.centre = (2.05, 0.86)
    s.rect(0, 0, 3, 2.01, 0.55, ROUND, to=0.8)
    s.outlined("1.5 .14, 2.72 .14, 2.72 1.8, 1.5 1.8", 1, width=0.034)
    s.rect(1.58, 0.22, 1.06, 1.5, 1, colour=True)
    s.line("1.58 .22, 2.64 .22, 2.64 1.72, 1.58 1.72, 1.58 .22", 0.014)
    for row in range(3):
        y = 0.36 + row * 0.46
        s.rect(1.64, y + 0.1, 0.94, 0.03, 0)
        for i in range(7):
            x = 1.66 + i * 0.13
            s.outlined([(x, y), (x + 0.1, y), (x + 0.1, y + 0.24), (x, y + 0.24)], 1, width=0.012)
            down = (row * 7 + i) in (9, 15)
            s.rect(x + 0.025, y + (0.12 if down else 0.05), 0.05, 0.08, 0)
            end = 1.7 + ((i * 3 + row) % 7) * 0.13
            wire = [(x + 0.05, y + 0.24), (x + 0.05, y + 0.31), (end, y + 0.38), (end, y + 0.46)]
            s.line(wire, 0.02 if i % 2 else 0.014, smooth=True)
    s.poly("2.0 .0, 2.06 .0, 2.06 .16, 2.0 .16", 0)
    s.poly("2.16 .0, 2.22 .0, 2.22 .16, 2.16 .16", 0)
    head(s, hair="tail", collar="sweater", nose=-0.008, chin=-0.006, at=(-0.06, 0.38), size=1.5)
    with s.moved(-0.06, 0.38, 1.5):
        s.curve(".7 .3, .66 .15, .54 .07, .4 .09, .28 .2, .25 .33, .5 .3", 1, colour=True)
        s.line(".25 .33, .28 .2, .4 .09, .54 .07, .66 .15, .7 .3", 0.016, smooth=True)
        s.line(".25 .335, .5 .31, .8 .3", 0.03)
        s.gouge(".36 .2, .45 .14, .54 .13", 0.02, 0)
    s.line(".3 2.1, .86 1.72, 1.34 1.42", 0.3)
    s.gouge(".4 1.92, .86 1.64, 1.22 1.4", 0.02)
    s.line("1.3 1.44, 1.46 1.3", 0.17, 1)
    s.line("1.18 1.34, 1.34 1.58", 0.05, 1)
    s.curve("1.38 1.36, 1.44 1.18, 1.58 1.14, 1.66 1.22, 1.6 1.36, 1.46 1.42", 1)
    s.line("1.38 1.36, 1.44 1.18, 1.58 1.14, 1.66 1.22, 1.6 1.36, 1.46 1.42", 0.016, smooth=True)
    for y in (1.2, 1.25, 1.3):
        s.line([(1.56, y), (1.65, y + 0.01)], 0.01)
    s.line("1.4 1.36, 1.68 1.14", 0.075)
    s.line("1.68 1.14, 1.9 .97", 0.022)
    for a in range(6):
        turn = a * math.pi / 3 + 0.2
        ends = [(1.95 + r * math.cos(turn), 0.93 + r * math.sin(turn)) for r in (0.05, 0.14)]
        s.line(ends, 0.016)


def solar_roofs(s):
    """A man fixes solar panels to a steep roof under a large sun."""
    s.centre = (2.36, 0.44)
    s.rect(0, 0, 3, 2.01, 0.66, ROUND, to=1)
    s.oval(2.36, 0.44, 0.28, tone=1)
    s.ring(2.36, 0.44, 0.28, 0.022)
    for i in range(16):
        turn = math.tau * i / 16
        ends = [(2.36 + r * math.cos(turn), 0.44 + r * math.sin(turn)) for r in (0.34, 0.42 + 0.07 * (i % 2))]
        s.line(ends, 0.024)
    hills(s, 1.7, 0.5, 33, 0.1)
    for x, size in ((2.74, 0.24), (2.94, 0.2)):
        tree(s, x, 1.9, size)
    s.poly(".1 2.01, .1 1.62, 2.5 1.62, 2.5 2.01", 1)
    s.line("2.5 1.62, 2.5 2.01", 0.02)
    for x in (0.5, 1.2, 1.9):
        window(s, x, 1.76, 0.24, 0.3)
    s.poly("-.1 1.66, .56 .52, 2.14 .52, 2.66 1.66", 0.5, FLAT)
    s.line("-.1 1.66, 2.66 1.66", 0.04)
    s.line(".56 .52, 2.14 .52", 0.03)
    s.line("2.14 .52, 2.66 1.66", 0.024)
    s.poly(".3 .74, .3 .26, .52 .26, .52 .5", 1, UP)
    s.line(".3 .8, .3 .26, .52 .26, .52 .54", 0.018)
    s.rect(0.27, 0.22, 0.28, 0.05, 0)

    def on_roof(u, v):
        """A place on the slope: u along the ridge, v from the ridge to the eaves."""
        left, right = 0.56 - 0.66 * v, 2.14 + 0.52 * v
        return left + (right - left) * u, 0.52 + 1.14 * v

    for row in range(2):
        for column in range(4):
            u0, v0 = 0.14 + column * 0.185, 0.1 + row * 0.42
            if (row, column) == (0, 3):
                continue
            panel = [on_roof(u0, v0), on_roof(u0 + 0.165, v0), on_roof(u0 + 0.165, v0 + 0.36), on_roof(u0, v0 + 0.36)]
            s.outlined(panel, 1, width=0.03, ink=1, colour=True)
            for i in range(1, 3):
                s.line([on_roof(u0 + i * 0.055, v0), on_roof(u0 + i * 0.055, v0 + 0.36)], 0.012)
            for i in range(1, 5):
                s.line([on_roof(u0, v0 + i * 0.072), on_roof(u0 + 0.165, v0 + i * 0.072)], 0.012)
            s.gouge([on_roof(u0 + 0.02, v0 + 0.2), on_roof(u0 + 0.06, v0 + 0.1), on_roof(u0 + 0.1, v0 + 0.04)], 0.03)
    with s.moved(2.0, 1.06):
        s.oval(-0.02, -0.56, 0.085, 0.1)
        s.curve("-.12 -.62, -.02 -.7, .1 -.62, .1 -.58, -.14 -.57", 1)
        s.line("-.14 -.58, -.1 -.66, -.02 -.7, .07 -.66, .1 -.58, -.14 -.575", 0.014)
        s.curve("-.1 -.1, -.12 -.4, .0 -.48, .16 -.4, .16 -.1", 0)
        s.line("-.06 -.4, -.22 -.26, -.36 -.3", 0.075)
        s.line("-.02 -.12, -.18 .0, -.12 .2", 0.1)
        s.line(".1 -.12, .2 .04, .12 .2", 0.1)
        s.line("-.08 -.3, .14 -.2", 0.03, 1)
        s.line(".12 -.4, .3 -.54, .42 -.54", 0.012)
        s.line("-.34 -.3, -.5 -.3", 0.03)
    s.line("2.5 2.01, 2.22 1.2", 0.02)
    s.line("2.62 2.01, 2.34 1.2", 0.02)
    for i in range(7):
        x, y = 2.25 + i * 0.037, 1.28 + i * 0.11
        s.line([(x, y), (x + 0.12, y)], 0.016)


def fair(s):
    """A trade fair in a large hall: trusses, banners, stands."""
    s.poly("0 0, 3 0, 3 2.01, 0 2.01", 0.72, FLAT)
    s.poly("0 0, 1.0 .62, 2.0 .62, 3 0", 0.32, RISE)
    s.rect(1.0, 0.62, 1.0, 0.66, 1)
    s.poly("0 0, 1.0 .62, 1.0 1.28, 0 1.72", 0.6, UP)
    s.poly("3 0, 2.0 .62, 2.0 1.28, 3 1.72", 0.45, UP)
    s.poly("0 1.72, 1.0 1.28, 2.0 1.28, 3 1.72, 3 2.01, 0 2.01", 0.95, FLAT)
    for i, t in enumerate((0, 0.34, 0.62, 0.86)):
        x, y, foot = 0.0 + t, 0.62 * t, 1.72 - 0.44 * t
        weight = 0.05 - i * 0.01
        for flip in (False, True):
            with s.moved(3 if flip else 0, 0, flip=flip):
                s.line([(x, y), (x, foot)], weight)
        s.line([(x, y + 0.02), (3 - x, y + 0.02)], weight)
        drop = 0.22 - t * 0.12
        s.line([(x, y + drop), (1.5, y + drop * 0.7), (3 - x, y + drop)], weight * 0.7, smooth=True)
        count = 12
        for j in range(count):
            u = x + (3 - 2 * x) * j / count
            step = (3 - 2 * x) / count
            s.line([(u, y + drop * 0.95), (u + step / 2, y), (u + step, y + drop * 0.95)], weight * 0.4)
    for i in range(4):
        s.rect(1.08 + i * 0.22, 0.72, 0.17, 0.22, 0.1, FALL)
    for x, y, k in ((0.72, 0.42, 1.0), (2.28, 0.42, 1.0), (1.5, 0.5, 0.8)):
        with s.moved(x, y, k):
            s.line("0 -.3, 0 0", 0.01)
            s.outlined("-.17 0, .17 0, .17 .5, 0 .42, -.17 .5", 1, width=0.016, colour=True)
            s.ring(0, 0.2, 0.09, 0.026)
            for tooth in range(8):
                turn = math.tau * tooth / 8
                s.line([(r * math.cos(turn), 0.2 + r * math.sin(turn)) for r in (0.1, 0.135)], 0.035)
    for x, y, k, colour in (
        (0.5, 1.66, 1.0, False),
        (2.5, 1.66, 1.0, True),
        (1.2, 1.36, 0.56, True),
        (1.82, 1.36, 0.56, False),
    ):
        with s.moved(x, y, k):
            s.outlined("-.36 -.62, .36 -.62, .36 -.44, -.36 -.44", 1, width=0.02, colour=colour)
            for i in range(5):
                s.rect(-0.26 + i * 0.11, -0.56, 0.07, 0.06, 0)
            s.line("-.34 -.44, -.34 .06", 0.024)
            s.line(".34 -.44, .34 .06", 0.024)
            s.oval(0.1, -0.28, 0.05, 0.065)
            s.curve("-.02 -.02, 0 -.18, .1 -.22, .2 -.18, .22 -.02", 0)
            s.outlined("-.32 -.08, .32 -.08, .3 .16, -.3 .16", 1, UP, width=0.018)
            s.rect(-0.36, -0.11, 0.72, 0.04, 0)
            s.rect(-0.2, -0.22, 0.14, 0.11, 0)
    for x, y, height, skirt in (
        (1.14, 1.96, 0.56, True), (1.36, 1.98, 0.6, False), (1.98, 1.94, 0.54, False),
        (1.5, 1.5, 0.26, False), (1.62, 1.52, 0.26, True), (1.0, 1.54, 0.28, False),
    ):  # fmt: skip
        person(s, x, y, height, skirt=skirt)


SCENES = {
    "szyb": (headframe, OCHRE),
    "warsztat": (switchboard, OCHRE),
    "panele": (solar_roofs, STEEL),
    "hala": (fair, ROSE),
}
