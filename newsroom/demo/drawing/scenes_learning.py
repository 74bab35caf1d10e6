"""Scenes of school and library."""

from .motifs import cobbles, lettering, person, tree, window
from .portraits import head
from .sheet import BRICK, FALL, FLAT, MOSS, OCHRE, RISE, UP, dice, spline


def school(s):
    """Children with satchels go up to the school's door."""
    s.rect(0, 0, 3, 2.01, 0.8, FLAT, to=1)
    s.rect(0.12, 0.36, 2.76, 1.2, 0.97, UP)
    s.poly("0 .38, .2 .08, 2.8 .08, 3 .38", 0.35, FLAT)
    s.rect(0, 0.36, 3, 0.05, 0)
    s.outlined(".98 1.56, .98 .24, 1.5 -.04, 2.02 .24, 2.02 1.56", 1, width=0.024)
    s.oval(1.5, 0.3, 0.14)
    s.oval(1.5, 0.3, 0.115, tone=1)
    s.line("1.5 .22, 1.5 .3, 1.56 .33", 0.016)
    lettering(s, "SZKOŁA", 1.14, 0.54, 0.15, weight=0.2)
    for x in (0.22, 0.6, 2.14, 2.52):
        for y in (0.52, 0.98):
            window(s, x, y, 0.26, 0.34, lit=(x, y) in ((0.6, 0.52), (2.14, 0.98), (2.52, 0.52)))
    for x in (1.06, 1.8):
        window(s, x, 0.92, 0.14, 0.3)
    s.rect(1.3, 0.86, 0.4, 0.72, 0)
    s.oval(1.5, 0.88, 0.2, 0.16)
    s.poly("1.34 .92, 1.48 .9, 1.48 1.56, 1.34 1.56", 1, colour=True)
    s.poly("1.52 .9, 1.66 .92, 1.66 1.56, 1.52 1.56", 1, colour=True)
    s.oval(1.46, 1.24, 0.014)
    s.oval(1.54, 1.24, 0.014)
    for i in range(3):
        s.outlined(
            [
                (1.14 - i * 0.08, 1.54 + i * 0.06),
                (1.86 + i * 0.08, 1.54 + i * 0.06),
                (1.88 + i * 0.08, 1.61 + i * 0.06),
                (1.12 - i * 0.08, 1.61 + i * 0.06),
            ],
            1,
            width=0.012,
        )
    cobbles(s, 1.76, seed=6, rows=4)
    s.line("0 1.56, .98 1.56", 0.02)
    s.line("2.02 1.56, 3 1.56", 0.02)
    tree(s, 0.16, 1.7, 0.3)
    tree(s, 2.9, 1.7, 0.34)
    for x, y, k, skirt in (
        (0.78, 1.93, 0.6, True),
        (1.2, 1.95, 0.66, False),
        (1.8, 1.94, 0.64, True),
        (2.24, 1.93, 0.56, False),
        (1.5, 1.66, 0.36, False),
    ):
        person(s, x, y, k, skirt=skirt)
        with s.moved(x, y, k):
            s.outlined("-.13 -.84, .13 -.84, .14 -.5, -.14 -.5", 1, width=0.022, colour=True)
            s.line("-.13 -.68, .13 -.68", 0.02)
            s.rect(-0.035, -0.71, 0.07, 0.07, 0)
            if skirt:
                for side in (-1, 1):
                    s.line([(side * 0.06, -0.93), (side * 0.12, -0.86), (side * 0.11, -0.78)], 0.045, smooth=True)


def classroom(s):
    """Hands up before the blackboard."""
    s.rect(0, 0, 3, 2.01, 0.9, UP)
    s.rect(0.16, 0.1, 1.9, 1.02, 1, colour=True)
    s.rect(0.22, 0.16, 1.78, 0.9, 0)
    s.line(".16 .1, 2.06 .1, 2.06 1.12, .16 1.12, .16 .1", 0.016)
    # Pythagoras, chalked.
    with s.moved(-0.62, 0.02):
        s.line("1.96 .82, 2.36 .82, 2.36 .5, 1.96 .82", 0.022, 1)
        s.line("1.96 .82, 1.96 1.0, 2.36 1.0, 2.36 .82", 0.012, 1)
        s.line("2.36 .5, 2.54 .5, 2.54 .82, 2.36 .82", 0.012, 1)
        s.line("1.96 .82, 1.77 .58, 2.17 .26, 2.36 .5", 0.012, 1)
    with s.moved(-0.2, 0.02):
        lettering(s, "A", 0.56, 0.32, 0.17, 1, weight=0.13)
        lettering(s, "B", 0.9, 0.32, 0.17, 1, weight=0.13)
        lettering(s, "C", 1.26, 0.32, 0.17, 1, weight=0.13)
        for x in (0.7, 1.04, 1.4):
            lettering(s, "2", x, 0.26, 0.08, 1, weight=0.18)
        lettering(s, "+", 0.79, 0.34, 0.13, 1, weight=0.18)
        s.line("1.12 .385, 1.2 .385", 0.018, 1)
        s.line("1.12 .43, 1.2 .43", 0.018, 1)
        s.line(".56 .7, .8 .68, 1.1 .71, 1.3 .69", 0.014, 1, smooth=True)
        s.line(".56 .82, .9 .8, 1.16 .83", 0.014, 1, smooth=True)
        s.rect(0.5, 1.12, 0.3, 0.03, 0)
    # The teacher.
    s.line("2.3 1.3, 2.12 1.24, 1.94 .98", 0.13, smooth=True)
    s.oval(1.93, 0.96, 0.06, tone=1)
    s.line("1.93 .96, 1.84 .84", 0.03, 1)
    head(s, hair="bun", collar="jacket", glasses=True, nose=-0.008, chin=-0.008, flip=True, at=(1.9, 0.28), size=1.06)
    s.poly("2.06 1.3, 2.86 1.26, 2.94 2.1, 2.0 2.1", 0)
    s.line("2.22 1.38, 2.26 2.0", 0.016, 1)
    # The class, from behind.
    for x, y, k, raised, braids in (
        (0.3, 1.56, 0.86, 0, 1), (0.92, 1.54, 0.86, 1, 0), (1.5, 1.56, 0.86, 1, 1),
        (0.6, 1.84, 1.16, 1, 1), (1.36, 1.9, 1.1, 0, 0), (2.1, 1.86, 1.16, 0, 0), (2.86, 1.9, 1.1, 0, 1),
    ):  # fmt: skip
        with s.moved(x, y, k):
            if raised:
                s.line(".16 0, .25 -.3, .23 -.54", 0.085)
                s.line(".23 -.5, .23 -.62", 0.07, 1)
                for i in range(3):
                    s.line([(0.205 + i * 0.027, -0.6), (0.2 + i * 0.034, -0.7)], 0.022, 1)
            s.poly("-.26 .5, -.24 .02, -.1 -.08, .1 -.08, .24 .02, .26 .5", 0.06, UP)
            s.line("-.24 .02, -.1 -.08, .1 -.08, .24 .02", 0.01, 1)
            s.oval(0, -0.2, 0.125, 0.15)
            s.gouge("-.08 -.26, 0 -.31, .08 -.26", 0.016)
            s.gouge("-.09 -.2, -.01 -.25, .08 -.21", 0.014)
            if braids:
                for side in (-1, 1):
                    s.line([(side * 0.1, -0.16), (side * 0.17, -0.04), (side * 0.16, 0.12)], 0.05, smooth=True)
                    s.oval(side * 0.16, 0.08, 0.04, tone=1, colour=True)


def library(s):
    """A girl reads on the library's steps between two walls of books."""
    s.rect(0, 0, 3, 2.01, 0)
    r = dice(23)
    for row in range(5):
        foot = 0.34 + row * 0.36
        for left, right in ((0.06, 1.02), (1.98, 2.94)):
            x = left
            while x < right - 0.05:
                width = 0.04 + r.random() * 0.055
                height = 0.2 + r.random() * 0.1
                kind = r.random()
                lean = 0.05 if r.random() < 0.08 else 0
                book = [(x, foot), (x + lean, foot - height), (x + width + lean, foot - height), (x + width, foot)]
                if kind < 0.3:
                    s.poly(book, 1, colour=True)
                elif kind < 0.7:
                    s.poly(book, 1)
                else:
                    s.poly(book, 0.55, (FLAT, RISE, FALL)[int(kind * 30) % 3])
                if width > 0.06 and kind < 0.7:
                    s.line(
                        [(x + 0.012 + lean, foot - height * 0.75), (x + width - 0.012 + lean, foot - height * 0.75)],
                        0.012,
                    )
                    s.line([(x + 0.012, foot - height * 0.25), (x + width - 0.012, foot - height * 0.25)], 0.008)
                x += width + 0.014 + lean
            s.rect(left - 0.04, foot + 0.008, right - left + 0.08, 0.02, 1)
    s.poly("1.08 0, 1.92 0, 1.92 1.7, 1.08 1.7", 0.86, UP)
    s.outlined("1.2 .12, 1.8 .12, 1.8 .92, 1.2 .92", 1, width=0.02, colour=True)
    s.oval(1.5, 0.12, 0.3, 0.24, 1, colour=True)
    s.line(spline([(1.2, 0.12), (1.28, -0.06), (1.5, -0.12), (1.72, -0.06), (1.8, 0.12)], False), 0.02)
    s.line("1.5 -.1, 1.5 .92", 0.018)
    for y in (0.3, 0.6):
        s.line([(1.2, y), (1.8, y)], 0.016)
    s.poly("1.08 1.6, 1.92 1.6, 2.5 2.01, .5 2.01", 0.8, FLAT)
    # The pile of books that is her chair, and the girl.
    pile = ((1.16, 1.72, 0.62), (1.1, 1.8, 0.72), (1.18, 1.88, 0.62), (1.06, 1.96, 0.8))
    for i, (x, y, width) in enumerate(pile):
        s.outlined([(x, y), (x + width, y), (x + width, y + 0.075), (x, y + 0.075)], 1, width=0.016, colour=i % 2 == 0)
    with s.moved(1.44, 1.7, 1.18):
        s.line("-.04 -.06, .26 -.1, .3 .2", 0.13)
        s.line(".3 .22, .4 .24", 0.075)
        s.line("-.04 -.08, .2 -.2, .22 .1", 0.11)
        s.curve("-.18 .02, -.2 -.3, -.1 -.5, .06 -.5, .12 -.36, .1 0", 0)
        s.line(".02 -.42, .1 -.26, .26 -.28", 0.065)
        s.gouge("-.1 -.4, -.04 -.26, .06 -.2", 0.018)
        s.oval(0.04, -0.64, 0.11, 0.13, 1)
        s.curve("-.1 -.3, -.12 -.62, -.06 -.76, .06 -.8, .15 -.74, .15 -.68, .04 -.68, .0 -.56, -.02 -.36", 0)
        s.line(".15 -.66, .155 -.6, .13 -.54, .05 -.515", 0.012, smooth=True)
        s.gouge("-.04 -.7, -.07 -.56, -.06 -.4", 0.016)
        s.line(".09 -.63, .13 -.625", 0.014)
        s.outlined(".16 -.36, .34 -.42, .5 -.36, .48 -.18, .34 -.22, .18 -.18", 1, width=0.016)
        s.line(".34 -.42, .34 -.22", 0.014)


SCENES = {
    "szkola": (school, OCHRE),
    "szkola-2": (classroom, MOSS),
    "biblioteka": (library, BRICK),
}
