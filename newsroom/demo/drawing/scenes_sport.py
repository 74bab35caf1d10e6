"""Scenes of sport: football, swimming, running, chess, volleyball."""

import math

from .motifs import hills, lettering, tree
from .sheet import BRICK, FALL, FLAT, MOSS, RISE, RIVER, ROSE, ROUND, STEEL, UP, dice, spline


def match(s):
    s.rect(0, 0, 3, 0.9, 0.25, FLAT, to=0.7)
    for x in (0.35, 2.7):
        s.line([(x, 0.95), (x, 0.18)], 0.03)
        s.rect(x - 0.16, 0.08, 0.32, 0.16, 0)
        for column in range(4):
            for row in range(2):
                s.oval(x - 0.115 + column * 0.077, 0.12 + row * 0.075, 0.025, tone=1)
    _stand(s, 0.62, seed=6)
    s.rect(0, 1.02, 3, 1, 1, FLAT, colour=True)
    for i in range(4):
        with s.moved(i * 0.9 - 0.5, 1.02):
            s.poly(".35 0, .75 0, .72 1, 0 1", 0.62, FLAT, colour=True)
    s.line("-.1 1.3, 1.0 1.3, .78 2.05", 0.018, 1)
    s.line("0 1.12, 3 1.12", 0.014, 1)
    for i in range(12):
        s.line([(0.06 + i * 0.06, 0.72), (0.02 + i * 0.062, 1.24)], 0.006, 1)
    for i in range(7):
        s.line([(0.02, 0.76 + i * 0.07), (0.74, 0.76 + i * 0.07)], 0.006, 1)
    s.line("0 .7, .76 .7, .76 1.26", 0.032, 1)
    with s.moved(1.62, 1.86, 0.84):
        _footballer(
            s,
            legs=("-.05 -.38, -.14 -.2, -.07 0", ".08 -.38, .27 -.3, .5 -.24"),
            arms=("-.08 -.77, -.24 -.66, -.38 -.76", ".14 -.77, .28 -.62, .2 -.48"),
            striped=False,
        )
    with s.moved(2.4, 1.8, 0.76):
        _footballer(
            s,
            legs=("-.05 -.38, -.2 -.24, -.4 -.16", ".07 -.38, .14 -.2, .26 -.02"),
            arms=("-.07 -.77, -.22 -.6, -.12 -.48", ".14 -.77, .3 -.68, .4 -.82"),
            striped=True,
        )
    _football(s, 1.2, 1.5, 0.085)


def _stand(s, top, seed):
    """A full stand above the advertising boards; 0.4 high."""
    s.rect(0, top, 3, 0.33, 0)
    r = dice(seed)
    for _ in range(420):
        x, y = r.random() * 3, top + 0.03 + r.random() * 0.27
        s.oval(x, y, 0.013, 0.017, 1 if r.random() < 0.6 else 0.5)
    s.rect(0, top + 0.31, 3, 0.09, 1)
    for i in range(7):
        s.rect(0.02 + i * 0.44, top + 0.325, 0.36, 0.06, (0, 0.5)[i % 2], UP)


def _football(s, x, y, r):
    with s.moved(x, y, r):
        s.oval(0, 0, 1)
        s.oval(0, 0, 0.84, tone=1)
        s.oval(0, 0, 0.24)
        for i in range(5):
            turn = i * math.tau / 5
            s.oval(0.6 * math.cos(turn), 0.6 * math.sin(turn), 0.2)
            s.line([(0, 0), (0.6 * math.cos(turn), 0.6 * math.sin(turn))], 0.07)


def _footballer(s, legs, arms, striped):
    s.oval(0.05, -0.93, 0.062, 0.078)
    s.line(".045 -.86, .03 -.8", 0.06)
    for leg in legs:
        hip, knee, foot = (tuple(map(float, p.split())) for p in leg.split(","))
        s.line([hip, knee], 0.1)
        s.line([knee, foot], 0.066)
        sock = knee[0] * 0.6 + foot[0] * 0.4, knee[1] * 0.6 + foot[1] * 0.4
        s.line([sock, foot], 0.05, 1)
        s.line([foot, (foot[0] + 0.07, foot[1] + 0.01)], 0.055)
    s.outlined("-.1 -.81, .15 -.82, .11 -.46, -.1 -.45", 1 if striped else 0, width=0.017)
    s.poly("-.11 -.47, .12 -.48, .17 -.33, -.15 -.33", 0 if striped else 1)
    for arm in arms:
        points = [tuple(map(float, p.split())) for p in arm.split(",")]
        s.line(points, 0.058)
        s.line(points[:2], 0.042, 1 if striped else 0)
    if striped:
        for i in range(3):
            s.line([(-0.05 + i * 0.07, -0.78), (-0.05 + i * 0.06, -0.5)], 0.02)


def save(s):
    """The goalkeeper at full stretch."""
    s.rect(0, 0, 3, 1.5, 0.16, FLAT, to=0.6)
    _stand(s, 0.86, seed=16)
    s.rect(0, 1.26, 3, 0.75, 1, colour=True)
    for i in range(5):
        with s.moved(i * 0.76 - 0.4, 1.26):
            s.poly(".2 0, .5 0, .34 .75, -.1 .75", 0.62, FLAT, colour=True)
    for i in range(20):
        x = 0.32 + i * 0.122
        s.line([(x, 0.3), (x + (x - 1.5) * -0.02, 1.56)], 0.007, 1)
    for i in range(11):
        s.line([(0.3, 0.34 + i * 0.115), (2.7, 0.34 + i * 0.115)], 0.007, 1)
    s.line(".26 1.62, .26 .26, 2.74 .26, 2.74 1.62", 0.075)
    s.line(".26 1.62, .26 .26, 2.74 .26, 2.74 1.62", 0.052, 1)
    s.line("0 1.62, 3 1.62", 0.02, 1)
    s.curve("1.0 1.82, 1.5 1.78, 2.1 1.82, 1.5 1.86", 0)
    with s.moved(1.5, 1.06, 1.1):
        s.line("-.28 .12, -.56 .1, -.72 .36", 0.13)
        s.line("-.3 .2, -.5 .42, -.84 .46", 0.13)
        s.line("-.6 .17, -.7 .33", 0.075, 1)
        s.line("-.62 .45, -.8 .46", 0.075, 1)
        s.line("-.72 .36, -.76 .46", 0.08)
        s.line("-.84 .46, -.94 .42", 0.08)
        s.poly("-.4 0, -.14 -.02, -.16 .3, -.44 .28", 0)
        s.curve("-.2 .0, .1 -.24, .26 -.26, .3 -.1, .1 .16, -.16 .3", 1, colour=True)
        s.line("-.2 .0, .1 -.24, .26 -.26, .3 -.1, .1 .16, -.16 .3, -.2 .0", 0.02, smooth=True)
        s.line(".22 -.2, .4 -.34, .58 -.46", 0.1)
        s.line(".26 -.12, .46 -.2, .62 -.3", 0.1)
        s.oval(0.37, -0.16, 0.1, 0.11)
        s.curve(".33 -.2, .4 -.24, .46 -.16, .42 -.08, .35 -.1", 1)
        s.line(".31 -.22, .36 -.28, .44 -.26", 0.06)
        for x, y in ((0.62, -0.5), (0.67, -0.34)):
            s.oval(x, y, 0.085)
            s.oval(x, y, 0.065, tone=1)
            for i in range(3):
                s.line([(x - 0.01 + i * 0.02, y - 0.04), (x + 0.02 + i * 0.022, y + 0.02)], 0.01)
        lettering(s, "1", 0.0, -0.1, 0.18, 0, weight=0.24)
    _football(s, 2.38, 0.56, 0.13)
    for i in range(3):
        s.gouge([(2.56 + i * 0.02, 0.5 + i * 0.06), (2.68, 0.46 + i * 0.06), (2.86, 0.4 + i * 0.06)], 0.02)


def pool(s):
    """A swimmer between the lanes, seen from above."""
    s.rect(0, 0, 3, 2.01, 0.8, FLAT, to=0.55, colour=True)
    r = dice(3)
    for _ in range(110):
        x, y, half = r.random() * 3, r.random() * 2, 0.05 + r.random() * 0.14
        wave = [(x - half, y), (x - half / 2, y - 0.02), (x, y), (x + half / 2, y + 0.02), (x + half, y)]
        s.gouge(wave, 0.02, 1 if r.random() < 0.7 else 0)
    for lane in range(4):
        a, b = (-0.2, 0.1 + lane * 0.72), (3.2, -0.36 + lane * 0.72)
        s.line([(a[0], a[1] + 0.035), (b[0], b[1] + 0.035)], 0.02, 0)
        for i in range(34):
            t = i / 33
            x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
            s.line([(x - 0.028, y + 0.004), (x + 0.028, y - 0.004)], 0.07)
            if i // 3 % 2:
                s.line([(x - 0.02, y + 0.003), (x + 0.02, y - 0.003)], 0.045, 1)
    with s.moved(1.5, 1.04, 1.05):
        # The wake.
        for cut in (
            "-1.5 .3, -1.1 .16, -.7 .14", "-1.4 .06, -1.0 .08, -.7 .06", "-1.3 -.14, -.9 -.04, -.6 0",
            "-1.1 .4, -.8 .26, -.5 .22", "-.3 .36, .0 .3, .3 .3", "-.2 -.3, .1 -.26, .3 -.3",
        ):  # fmt: skip
            s.gouge(cut, 0.05)
        for x, y, k in (
            (-0.86, 0.16, 0.1),
            (-0.98, 0.06, 0.075),
            (-0.8, 0.0, 0.07),
            (-1.06, 0.2, 0.06),
            (-0.92, 0.28, 0.05),
        ):
            s.oval(x, y, k, k * 0.8, 1)
        s.line("-.36 .12, -.7 .1, -.98 .2", 0.1)
        s.line("-.36 .06, -.66 -.0, -.9 -.02", 0.1)
        s.curve("-.46 .02, -.1 -.2, .24 -.2, .34 -.02, .26 .14, -.1 .18, -.46 .16", 0)
        s.gouge("-.3 -.02, 0 -.08, .2 -.08", 0.03)
        s.gouge("-.3 .08, 0 .06, .22 .04", 0.018)
        s.line(".22 -.14, .5 -.36, .82 -.3, 1.04 -.16", 0.1, smooth=True)
        s.gouge(".34 -.26, .54 -.38, .8 -.32", 0.025)
        s.line(".24 .1, .1 .3, -.12 .44", 0.1)
        s.oval(0.5, -0.03, 0.17, 0.14)
        s.curve(".36 -.12, .5 -.2, .66 -.12, .66 .0, .5 .08, .38 .06", 1)
        s.line(".36 -.12, .5 -.2, .66 -.12, .66 .0, .5 .08, .38 .06, .36 -.12", 0.018, smooth=True)
        s.line(".4 -.02, .66 -.06", 0.02)
        s.curve(".52 .06, .64 .04, .66 .1, .56 .13", 1)
        s.line(".53 .08, .66 .06", 0.03)
        for x, y, k in (
            (1.1, -0.14, 0.06),
            (1.2, -0.22, 0.035),
            (1.16, -0.04, 0.045),
            (1.26, -0.12, 0.025),
            (-0.2, 0.5, 0.05),
            (-0.3, 0.42, 0.035),
            (0.72, 0.12, 0.04),
            (0.8, 0.04, 0.03),
        ):
            s.oval(x, y, k, tone=1)


def runners(s):
    """Three runners with numbers, hills behind them."""
    s.centre = (0.7, 0.66)
    s.rect(0, 0, 3, 1.5, 0.7, ROUND, to=1)
    s.oval(0.7, 0.66, 0.36, tone=1, colour=True)
    hills(s, 1.2, 0.62, 41, 0.34)
    hills(s, 1.36, 0.2, 43, 0.18, FALL)
    for x, size in ((0.12, 0.2), (2.5, 0.16), (2.74, 0.22), (2.94, 0.17)):
        tree(s, x, 1.5, size)
    s.rect(0, 1.46, 3, 0.56, 1)
    for i in range(12):
        x = i * 0.27
        s.gouge([(x, 1.92 + 0.02 * (i % 3)), (x + 0.1, 1.9), (x + 0.22, 1.92)], 0.016, 0)
        s.gouge([(x + 0.1, 1.56), (x + 0.2, 1.55), (x + 0.3, 1.56)], 0.012, 0)
    steps = (
        (0.78, 1.76, 1.0, "17", 0,
         ("-.02 -.46, .16 -.32, .04 -.1", "0 -.46, -.16 -.26, -.4 -.24"),
         (".02 -.8, -.16 -.68, -.06 -.54", ".02 -.8, .18 -.66, .32 -.74")),
        (1.5, 1.84, 1.18, "8", 1,
         ("0 -.46, .22 -.38, .22 -.12", "0 -.46, -.1 -.24, -.32 -.1"),
         (".02 -.8, -.18 -.72, -.16 -.56", ".02 -.8, .14 -.64, .28 -.7")),
        (2.26, 1.78, 1.04, "42", 0,
         ("0 -.46, .14 -.28, .0 -.06", "0 -.46, -.2 -.32, -.4 -.36"),
         (".02 -.8, -.18 -.7, -.1 -.56", ".02 -.8, .16 -.64, .3 -.76")),
    )  # fmt: skip
    for x, y, k, number, woman, legs, arms in steps:
        with s.moved(x, y, k):
            s.curve("-.34 .05, 0 .02, .34 .05, 0 .08", 0.5, FLAT)
            s.line(arms[0], 0.058, smooth=True)
            for leg in legs[::-1]:
                s.line(leg, 0.1)
                tip = tuple(map(float, leg.split(",")[-1].split()))
                s.line([tip, (tip[0] + 0.1, tip[1] + 0.02)], 0.065)
                s.line([(tip[0], tip[1] + 0.035), (tip[0] + 0.11, tip[1] + 0.05)], 0.02, 1)
            s.poly("-.11 -.5, .11 -.52, .15 -.36, -.12 -.36", 0)
            s.curve("-.1 -.48, -.08 -.74, .0 -.86, .12 -.82, .14 -.66, .1 -.48", 1, colour=True)
            s.line("-.1 -.48, -.08 -.74, .0 -.86, .12 -.82, .14 -.66, .1 -.48, -.1 -.48", 0.02, smooth=True)
            s.outlined("-.07 -.7, .11 -.71, .1 -.55, -.07 -.54", 1, width=0.014)
            lettering(
                s,
                number,
                -0.045 if len(number) == 2 else -0.005,
                -0.675,
                0.1,
                weight=0.22,
                spread=0.7 if len(number) == 2 else 1,
            )
            s.line(arms[1], 0.062, smooth=True)
            s.oval(0.1, -0.97, 0.075, 0.095)
            s.line(".05 -.88, .07 -.82", 0.07)
            if woman:
                s.curve(".06 -1.02, -.08 -1.06, -.2 -.98, -.26 -.86, -.14 -.92, .04 -.96", 0)
            s.line(".03 -1.0, .1 -1.02, .17 -1.01", 0.022, 1)


def chess(s):
    """A hand moves the knight."""
    s.centre = (1.5, 0.2)
    s.rect(0, 0, 3, 1.2, 0.3, ROUND, to=0.75)

    def on_board(column, row):
        """A corner of the board's squares, in perspective; row 0 is the farthest."""
        depth = row / 5
        y = 0.98 + 1.2 * depth**1.35
        half = 1.25 + 1.35 * depth**1.2
        return 1.5 + half * (column / 4 - 1), y

    for row in range(6):
        for column in range(8):
            corners = [
                on_board(column, row),
                on_board(column + 1, row),
                on_board(column + 1, row + 1),
                on_board(column, row + 1),
            ]
            dark = (row + column) % 2
            s.poly(corners, 1, colour=bool(dark))
            if dark:
                s.poly(corners, 0.5, RISE, colour=True)
    s.line([on_board(0, 0), on_board(8, 0)], 0.03)
    for column, row, k, black, kind in (
        (0.5, 0.5, 0.62, True, "rook"), (2.5, 0.5, 0.62, True, "bishop"), (4.5, 0.5, 0.64, True, "king"), (6.5, 0.5, 0.62, True, "rook"),
        (1.5, 1.5, 0.66, True, "pawn"), (5.5, 1.5, 0.66, True, "pawn"), (6.5, 1.6, 0.66, True, "pawn"),
        (1.6, 3.4, 1.1, False, "pawn"), (6.4, 3.3, 1.1, False, "bishop"),
    ):  # fmt: skip
        x, y = on_board(column, row)
        with s.moved(x, y + 0.03, k):
            _chessman(s, kind, black)
    x, y = 1.42, 1.6
    with s.moved(x, y, 1.35):
        _chessman(s, "knight", False)
    # The hand from the right above.
    s.poly("3.1 .1, 2.5 .42, 2.66 .96, 3.1 .8", 0)
    s.poly("2.62 .36, 2.42 .46, 2.58 1.0, 2.76 .92", 1)
    s.line("2.42 .46, 2.58 1.0", 0.016)
    s.curve(
        "2.5 .46, 2.2 .5, 1.9 .56, 1.66 .66, 1.54 .8, 1.52 .9, 1.62 .92, 1.76 .84, 1.94 .82, 1.8 .94, 1.66 1.04, 1.64 1.14, 1.74 1.14, 1.94 1.06, 2.2 1.0, 2.58 .98",
        1,
    )
    s.line(
        "2.5 .46, 2.2 .5, 1.9 .56, 1.66 .66, 1.54 .8, 1.52 .9, 1.62 .92, 1.76 .84, 1.94 .82, 1.8 .94, 1.66 1.04, 1.64 1.14, 1.74 1.14, 1.94 1.06, 2.2 1.0, 2.58 .98",
        0.024,
        smooth=True,
    )
    for cut in (
        "1.94 .82, 2.08 .8, 2.2 .82",
        "1.86 .66, 2.04 .64, 2.2 .64",
        "1.56 .86, 1.6 .82, 1.66 .82",
        "2.2 .92, 2.34 .9, 2.46 .92",
    ):
        s.gouge(cut, 0.02, 0)


def _chessman(s, kind, black):
    tone, ink = (0, 1) if black else (1, 0)
    base = "-.17 0, -.15 -.07, -.07 -.12, -.06 -.34, .06 -.34, .07 -.12, .15 -.07, .17 0"
    if kind == "knight":
        outline = (
            "-.19 0, -.17 -.08, -.1 -.13, -.06 -.26, -.14 -.36, -.27 -.34, -.3 -.42, -.2 -.52, -.12 -.62, "
            "-.08 -.7, -.02 -.62, .1 -.56, .17 -.4, .16 -.2, .14 -.12, .19 -.06, .2 0"
        )
        points = spline(outline)
        s.outlined(points, tone, width=0.024, ink=0)
        s.oval(-0.12, -0.5, 0.018, tone=ink)
        s.gouge("0 -.6, .08 -.46, .08 -.28", 0.03, ink)
        s.gouge("-.04 -.52, .01 -.42, .0 -.32", 0.022, ink)
        s.line("-.16 -.09, .17 -.09", 0.018, ink)
        return
    points = [tuple(map(float, p.split())) for p in base.split(",")]
    s.outlined(points, tone, width=0.022, ink=0)
    tops = {"pawn": "", "rook": "-.11 -.34, -.13 -.5, -.06 -.5, -.06 -.46, .06 -.46, .06 -.5, .13 -.5, .11 -.34",
            "king": "-.06 -.34, -.12 -.56, 0 -.6, .12 -.56, .06 -.34", "bishop": ""}  # fmt: skip
    if tops[kind]:
        s.outlined(tops[kind], tone, width=0.02, ink=0)
    else:
        s.oval(0, -0.42, 0.11 if kind == "pawn" else 0.1, 0.11 if kind == "pawn" else 0.15)
        s.oval(0, -0.42, 0.09 if kind == "pawn" else 0.08, 0.09 if kind == "pawn" else 0.13, tone)
    if kind == "king":
        s.line("0 -.6, 0 -.74", 0.03)
        s.line("-.05 -.68, .05 -.68", 0.03)
    if kind == "bishop":
        s.line(".0 -.5, .06 -.42", 0.02, ink)
    s.line("-.13 -.07, .13 -.07", 0.016, ink)


def volleyball(s):
    """A spike against the block above the net."""
    s.rect(0, 0, 3, 2.01, 0.74, UP, to=0.5)
    for i in range(4):
        s.rect(0.1 + i * 0.75, 0.06, 0.56, 0.3, 1)
        s.line([(0.1 + i * 0.75, 0.06), (0.66 + i * 0.75, 0.36)], 0.008)
        frame = [(0.1 + i * 0.75, 0.06), (0.66 + i * 0.75, 0.06), (0.66 + i * 0.75, 0.36), (0.1 + i * 0.75, 0.36)]
        s.line([*frame, frame[0]], 0.016)
    # The block, beyond the net.
    for x in (1.78, 2.34):
        with s.moved(x, 2.1, 1.16):
            for side in (-1, 1):
                s.line([(side * 0.13, -0.84), (side * 0.21, -1.02), (side * 0.19, -1.3)], 0.095, 0)
                s.line([(side * 0.13, -0.84), (side * 0.21, -1.02), (side * 0.19, -1.3)], 0.066, 1)
                s.oval(side * 0.19, -1.32, 0.066)
                s.oval(side * 0.19, -1.32, 0.052, tone=1)
                for i in range(4):
                    base, tip = side * 0.19 - 0.042 + i * 0.028, side * 0.19 - 0.07 + i * 0.047
                    s.line([(base, -1.34), (tip, -1.46)], 0.038)
                    s.line([(base, -1.33), (tip, -1.455)], 0.024, 1)
                s.line([(side * 0.15, -1.32), (side * 0.09, -1.38)], 0.036)
                s.line([(side * 0.15, -1.32), (side * 0.095, -1.375)], 0.022, 1)
            s.curve("-.2 .1, -.19 -.7, -.12 -.88, .12 -.88, .19 -.7, .2 .1", 1)
            s.line("-.19 0, -.19 -.7, -.12 -.88, .12 -.88, .19 -.7, .19 0", 0.02, smooth=True)
            lettering(s, "7" if x < 2 else "4", -0.06, -0.7, 0.24, weight=0.22)
            s.oval(0, -1.02, 0.1, 0.12, 1)
            s.curve("-.12 -.98, -.12 -1.12, 0 -1.2, .12 -1.12, .12 -.98, .07 -1.08, -.07 -1.08", 0)
            s.line("-.045 -1.03, -.025 -1.03", 0.018)
            s.line(".025 -1.03, .045 -1.03", 0.018)
            s.line("-.02 -.96, .02 -.96", 0.014)
    # The net.
    for i in range(24):
        s.line([(i * 0.13, 1.06), (i * 0.13, 1.76)], 0.01)
    for i in range(6):
        s.line([(0, 1.18 + i * 0.115), (3, 1.18 + i * 0.115)], 0.01)
    s.rect(0, 0.98, 3, 0.1, 0)
    s.rect(0, 0.998, 3, 0.064, 1, colour=True)
    s.rect(0, 1.74, 3, 0.05, 0)
    # The attacker, on our side.
    with s.moved(0.86, 2.1, 1.25):
        s.curve("-.22 .1, -.2 -.3, -.2 -.66, -.06 -.84, .12 -.78, .17 -.6, .12 -.3, .16 .1", 0)
        lettering(s, "1", -0.1, -0.6, 0.26, 1, weight=0.22)
        lettering(s, "2", 0.0, -0.6, 0.26, 1, weight=0.22, spread=0.8)
        s.line(".12 -.74, .26 -.94, .34 -1.22", 0.095, smooth=True)
        s.oval(0.35, -1.27, 0.055, 0.06)
        for i in range(4):
            s.line([(0.32 + i * 0.025, -1.28), (0.32 + i * 0.045, -1.39)], 0.032)
        s.line("-.14 -.7, -.32 -.62, -.36 -.86", 0.09, smooth=True)
        s.oval(0.0, -0.96, 0.105, 0.13)
        s.curve("-.06 -1.02, -.2 -1.04, -.32 -.92, -.34 -.76, -.24 -.86, -.08 -.9", 0)
        s.gouge("-.06 -1.02, .0 -1.06, .06 -1.03", 0.016)
        s.gouge("-.12 -.98, -.22 -.96, -.28 -.86", 0.016)
    with s.moved(1.5, 0.42, 1.15):
        s.oval(0, 0, 0.19)
        s.oval(0, 0, 0.17, tone=1, colour=True)
        for curve in (
            "-.16 -.06, -.04 -.02, .06 .06, .1 .14",
            "-.06 -.16, .02 -.06, .06 .06",
            ".16 -.06, .1 .02, .06 .06",
            "-.17 .04, -.08 .06, .02 .16",
            ".04 -.17, .1 -.08, .17 .0",
        ):
            s.line(curve, 0.016, smooth=True)
    for cut in ("1.1 .3, 1.16 .4, 1.2 .5", "1.16 .16, 1.24 .22, 1.3 .28", "1.36 .04, 1.4 .1, 1.42 .18"):
        s.gouge(cut, 0.026)


SCENES = {
    "mecz": (match, MOSS),
    "mecz-2": (save, MOSS),
    "basen": (pool, RIVER),
    "bieg": (runners, ROSE),
    "szachy": (chess, BRICK),
    "siatkowka": (volleyball, STEEL),
}
