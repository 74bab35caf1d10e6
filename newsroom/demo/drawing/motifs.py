"""Things that return in several scenes: trees, people, clouds, lettering."""

import math

from .sheet import FALL, FLAT, RISE, UP, dice, path, spline

# Letters as strokes on a grid two wide and four high; "|" lifts the knife.
LETTERS = {
    "A": "0 4, 1 0, 2 4|.4 2.7, 1.6 2.7",
    "B": "0 2, 1.3 2, 2 2.6, 2 3.4, 1.3 4, 0 4, 0 0, 1.2 0, 1.8 .6, 1.8 1.4, 1.3 2",
    "C": "2 .7, 1.4 0, .6 0, 0 .7, 0 3.3, .6 4, 1.4 4, 2 3.3",
    "D": "0 0, 0 4, 1.2 4, 2 3.2, 2 .8, 1.2 0, 0 0",
    "E": "2 0, 0 0, 0 4, 2 4|0 2, 1.5 2",
    "H": "0 0, 0 4|2 0, 2 4|0 2, 2 2",
    "I": "1 0, 1 4",
    "J": "1.7 0, 1.7 3.3, 1.1 4, .6 4, 0 3.4",
    "K": "0 0, 0 4|2 0, 0 2.2|.7 1.6, 2 4",
    "L": "0 0, 0 4, 2 4",
    "Ł": "0 0, 0 4, 2 4|-.5 2.7, 1.1 1.5",
    "N": "0 4, 0 0, 2 4, 2 0",
    "O": ".6 0, 1.4 0, 2 .7, 2 3.3, 1.4 4, .6 4, 0 3.3, 0 .7, .6 0",
    "P": "0 4, 0 0, 1.3 0, 2 .6, 2 1.6, 1.3 2.2, 0 2.2",
    "R": "0 4, 0 0, 1.3 0, 2 .6, 2 1.5, 1.3 2.1, 0 2.1|1.1 2.1, 2 4",
    "S": "2 .6, 1.4 0, .6 0, 0 .6, 0 1.4, 2 2.6, 2 3.4, 1.4 4, .6 4, 0 3.4",
    "T": "0 0, 2 0|1 0, 1 4",
    "U": "0 0, 0 3.3, .6 4, 1.4 4, 2 3.3, 2 0",
    "W": "0 0, .5 4, 1 1.2, 1.5 4, 2 0",
    "Y": "0 0, 1 2, 2 0|1 2, 1 4",
    "Z": "0 0, 2 0, 0 4, 2 4",
    "Ż": "0 0, 2 0, 0 4, 2 4|1 -1, 1 -.8",
    "1": ".3 .8, 1.1 0, 1.1 4",
    "2": "0 .7, .6 0, 1.4 0, 2 .7, 2 1.5, 0 4, 2 4",
    "3": "0 .5, .6 0, 1.4 0, 2 .7, 1.9 1.4, 1 1.9, 1.9 2.4, 2 3.3, 1.4 4, .6 4, 0 3.4",
    "4": "1.5 4, 1.5 0, 0 2.8, 2 2.8",
    "5": "2 0, .2 0, 0 1.8, 1.3 1.6, 2 2.3, 2 3.3, 1.4 4, .5 4, 0 3.5",
    "6": "1.8 .4, 1.2 0, .6 0, 0 .9, 0 3.3, .6 4, 1.4 4, 2 3.3, 2 2.4, 1.4 1.8, .5 1.8, 0 2.4",
    "7": "0 0, 2 0, .8 4",
    "8": "1 1.9, .2 1.3, .2 .6, .7 0, 1.3 0, 1.8 .6, 1.8 1.3, 1 1.9, 2 2.6, 2 3.3, 1.4 4, .6 4, 0 3.3, 0 2.6, 1 1.9",
    "9": ".2 3.6, .8 4, 1.4 4, 2 3.1, 2 .7, 1.4 0, .6 0, 0 .7, 0 1.6, .6 2.2, 1.5 2.2, 2 1.6",
    "+": "1 .8, 1 3.2|0 2, 2 2",
}


def lettering(s, text, x, y, height, tone=0.0, weight=0.17, spread=1.0):
    """Cut `text` with its top left corner at (x, y)."""
    for letter in text:
        if letter != " ":
            with s.moved(x, y, height / 4):
                for stroke in LETTERS[letter].split("|"):
                    points = [(px * spread, py) for px, py in path(stroke)]
                    s.line(points, weight * 4, tone)
        x += height * (0.42 if letter in " I" else 0.5 * spread + 0.22)


def clouds(s, seed, top, foot, count=7, tone=1.0):
    r = dice(seed)
    for _ in range(count):
        x, y = r.random() * 3, top + r.random() * (foot - top)
        w = 0.2 + r.random() * 0.45
        outline = [(-1, 0), (-0.4, -0.09), (0.3, -0.06), (1, 0), (0, 0.03)]
        with s.moved(x, y, w):
            s.curve(outline, tone)


def hills(s, y, tone=0.55, seed=1, height=0.12, hatch=RISE):
    r = dice(seed)
    ridge = [(-0.1, y)] + [(i * 0.3, y - r.random() * height) for i in range(12)]
    s.poly([(-0.1, 2.1), *spline(ridge, closed=False), (3.4, 2.1)], tone, hatch)


def tree(s, x, y, size, tone=0.08):
    """A round tree standing at (x, y), some 2.4 times `size` high."""
    r = dice(int(x * 97 + size * 1000))
    with s.moved(x, y, size):
        s.line([(0, 0), (0, -1.1)], 0.13)
        for _ in range(16):
            turn, away = r.random() * math.tau, r.random() ** 0.5 * 0.72
            leaf = away * math.cos(turn), -1.55 + away * math.sin(turn) * 0.95
            s.oval(*leaf, 0.36, 0.33, tone, RISE)
        for _ in range(9):
            turn, away = r.random() * math.tau, r.random() * 0.6
            px, py = away * math.cos(turn) + 0.15, -1.75 + away * math.sin(turn)
            s.line([(px, py), (px + 0.2, py + 0.12)], 0.05, 1)


def bare_tree(s, x, y, size, seed=1, tone=0.0):
    """A leafless tree, `size` high."""
    r = dice(seed)

    def branch(px, py, turn, length, width):
        qx, qy = px + length * math.cos(turn), py + length * math.sin(turn)
        s.line([(px, py), (qx, qy)], width, tone)
        if length > size * 0.055:
            for side in (-1, 1):
                lean = turn + side * (0.3 + r.random() * 0.35)
                branch(qx, qy, lean, length * (0.66 + r.random() * 0.14), width * 0.66)

    branch(x, y, -math.pi / 2, size * 0.3, size * 0.06)


def fir(s, x, y, height, tone=0.05, hatch=FALL):
    for tier in range(4):
        foot = y - height * (0.1 + tier * 0.23)
        half = height * (0.22 - tier * 0.045)
        top = (x, foot - height * 0.34)
        s.poly([(x - half, foot), top, (x + half, foot)], tone, hatch)
    s.line([(x, y), (x, y - height * 0.12)], height * 0.05, tone)


def person(s, x, y, height, tone=0.0, *, lean=0.0, arms=None, skirt=False):
    """A standing figure with feet at (x, y); arms in fractions of the height."""
    with s.moved(x, y, height):
        s.oval(lean, -0.925, 0.062, 0.08, tone)
        body = [(lean - 0.12, -0.82), (lean + 0.12, -0.82), (0.09, -0.48), (-0.09, -0.48)]
        s.poly(body, tone)
        s.oval(lean, -0.81, 0.12, 0.04, tone)
        if skirt:
            s.poly("-.085 -.52, .085 -.52, .15 -.2, -.15 -.2", tone)
        for side in (-1, 1):
            s.line([(side * 0.045, -0.48), (side * 0.07, 0)], 0.075, tone)
        for arm in arms or ("-.11 -.79, -.17 -.5", ".11 -.79, .17 -.5"):
            points = [(lean * 0.8 + px, py) for px, py in path(arm)]
            s.line(points, 0.06, tone)


def wheel(s, x, y, r):
    s.oval(x, y, r)
    s.oval(x, y, r * 0.46, tone=1)
    s.oval(x, y, r * 0.18)


def cone(s, x, y, height):
    """A traffic cone standing at (x, y)."""
    with s.moved(x, y, height):
        s.poly("-.3 0, -.06 -1, .06 -1, .3 0", 1, colour=True)
        s.poly("-.2 -.34, -.12 -.66, .12 -.66, .2 -.34", 0)
        s.rect(-0.42, -0.06, 0.84, 0.08)


def flag(s, x, y, height, *, facing=1):
    """A white-and-coloured flag on a pole that stands at (x, y)."""
    s.line([(x, y), (x, y - height)], height * 0.03)
    with s.moved(x, y - height, height * 0.45, flip=facing < 0):
        s.poly("0 0, .5 .06, 1 0, 1 .3, .5 .36, 0 .3", 1)
        s.poly("0 .3, .5 .36, 1 .3, 1 .6, .5 .66, 0 .6", 1, colour=True)
        s.line("0 0, .5 .06, 1 0, 1 .6, .5 .66, 0 .6, 0 0", 0.04)


def lamp(s, x, y, height):
    s.line([(x, y), (x, y - height)], height * 0.028)
    s.oval(x, y - height, 0.05, 0.065)
    s.oval(x, y - height, 0.03, 0.045, 1)


def window(s, x, y, width, height, *, lit=False):
    """A cross-barred window; a lit one shows the colour plate."""
    s.rect(x, y, width, height, 1 if lit else 0.1, FALL, colour=lit)
    frame = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    s.line(frame, 0.01)
    bar = 0 if lit else 1
    s.line([(x + width / 2, y), (x + width / 2, y + height)], 0.009, bar)
    s.line([(x, y + height * 0.4), (x + width, y + height * 0.4)], 0.009, bar)


def gabled_house(s, x, y, width, height, tone=0.95, *, roof=0.5, colour=False):
    """A house whose foot is at y; the gable rises `roof` widths above the walls."""
    top = y - height
    s.outlined(
        [(x, y), (x, top), (x + width / 2, top - width * roof), (x + width, top), (x + width, y)],
        tone,
        UP,
        width=0.012,
    )
    eaves = [(x - 0.03, top + 0.02), (x + width / 2, top - width * roof - 0.02)]
    eaves.append((x + width + 0.03, top + 0.02))
    if colour:
        s.poly([eaves[0], eaves[1], eaves[2]], 0.35, RISE, colour=True)
    s.line(eaves, 0.026)


def cobbles(s, top, seed=4, rows=7):
    """Paving from `top` down to the foot of the sheet."""
    r = dice(seed)
    for row in range(rows):
        y = top + row * 0.06 + row * row * 0.003
        for column in range(26):
            if r.random() < 0.55:
                x = column * 0.12 + (row % 2) * 0.06
                s.line([(x, y), (x + 0.05 + row * 0.005, y)], 0.009)


def ripples(s, top, foot, seed, count=60, left=0.0, right=3.0):
    """Glints and shadows on water, wider towards the viewer."""
    r = dice(seed)
    for _ in range(count):
        near = r.random() ** 1.3
        y = top + near * (foot - top)
        x, half = left + r.random() * (right - left), 0.03 + r.random() * 0.18 * (0.3 + near)
        tone = 1.0 if r.random() < 0.5 else 0.0
        s.curve([(x - half, y), (x, y - 0.007), (x + half, y), (x, y + 0.009)], tone)


def grass(s, points, seed, count=90, length=0.07):
    """Blades inside the box (x0, y0, x1, y1), white and black."""
    r = dice(seed)
    x0, y0, x1, y1 = points
    for _ in range(count):
        x, y = x0 + r.random() * (x1 - x0), y0 + r.random() * (y1 - y0)
        tip = x + r.uniform(-0.03, 0.03), y - length * (0.6 + r.random() * 0.7)
        s.line([(x, y), tip], 0.007, 1 if r.random() < 0.45 else 0)


def sky(s, foot=1.5, tone=0.6, to=1.0, hatch=FLAT):
    s.rect(0, 0, 3, foot, tone, hatch, to=to)
