"""Scenes of culture: the miners' band, the cinema, the theatre."""

from .sheet import BRICK, FALL, FLAT, OCHRE, RISE, ROUND, UP, dice


def orchestra(s):
    s.rect(0, 0, 3, 2.01, 0.72, UP, to=1)
    s.rect(0, 0.3, 3, 0.9, 0.8, UP)
    for i in range(8):
        with s.moved(i * 0.42 - 0.2, 0.52):
            s.poly("0 0, .21 -.24, .42 0", 0.45, RISE)
            for row in range(2):
                for column in range(2):
                    s.rect(0.09 + column * 0.16, 0.06 + row * 0.26, 0.07, 0.13, 0.2, UP)
    for i in range(6):
        with s.moved(0.02 + i * 0.59, 0.8, 0.62):
            _bandsman(s, None)
    for x, instrument in ((-0.02, "trumpet"), (0.98, "trumpet"), (2.02, "trumpet"), (3.02, None)):
        with s.moved(x, 0.9, 0.86):
            _bandsman(s, instrument)
    for x, instrument in ((0.5, "trumpet"), (1.5, "drum"), (2.54, "trumpet")):
        with s.moved(x, 1.14, 1.12):
            _bandsman(s, instrument)


def _bandsman(s, instrument):
    """A miner in dress uniform with a plume on the cap."""
    s.poly("-.27 .95, -.25 .24, -.1 .15, .1 .15, .25 .24, .27 .95", 0)
    s.rect(-0.055, 0.1, 0.11, 0.09, 1)
    s.oval(0, 0, 0.115, 0.15, 1)
    s.poly("0 -.14, .115 -.08, .11 .08, .04 .14", 0.5, FALL)
    s.line("-.07 .03, 0 .045, .07 .03", 0.016, smooth=True)
    for dx in (-0.045, 0.045):
        s.line([(dx - 0.02, -0.035), (dx + 0.02, -0.035)], 0.014)
    s.poly("-.14 -.09, .14 -.09, .12 -.29, -.12 -.29", 0)
    s.line("-.14 -.1, .14 -.1", 0.016, 1)
    s.line("-.03 -.22, .03 -.16", 0.014, 1)
    s.line(".03 -.22, -.03 -.16", 0.014, 1)
    s.curve("-.02 -.28, -.09 -.4, -.08 -.52, .02 -.57, .1 -.5, .07 -.38, .02 -.28", 1, colour=True)
    for j in range(5):
        s.line([(0, -0.3), (-0.06 + j * 0.03, -0.5)], 0.007)
    for j in range(4):
        for x in (-0.17, 0.17):
            s.oval(x, 0.34 + j * 0.13, 0.014, tone=1)
    if instrument:
        INSTRUMENTS[instrument](s)


def _trumpet(s):
    s.line("0 .08, -.34 .22", 0.06)
    s.outlined("-.3 .16, -.34 .26, -.52 .4, -.42 .12", 1, width=0.024, colour=True)
    s.line("0 .08, -.34 .22", 0.036, 1, colour=True)
    for x in (-0.14, -0.19, -0.24):
        s.line([(x, 0.08 - x * 0.4), (x, -0.02 - x * 0.4)], 0.018)
    s.line(".22 .34, .06 .44, -.16 .24", 0.08)
    s.oval(-0.17, 0.2, 0.05, tone=1)


def _drum(s):
    s.oval(0, 0.66, 0.3, 0.28)
    s.oval(0, 0.66, 0.28, 0.26, 1, colour=True)
    s.oval(0, 0.66, 0.23, 0.21)
    s.oval(0, 0.66, 0.215, 0.195, 1)
    s.line(".24 .34, .07 .6", 0.036)
    s.oval(0.06, 0.61, 0.045)
    s.oval(0.24, 0.33, 0.045, tone=1)


INSTRUMENTS = {"trumpet": _trumpet, "drum": _drum}


def cinema(s):
    """The full house of a cinema, the screen alight."""
    s.rect(0, 0, 3, 2.01, 0)
    s.poly(".46 .1, 2.54 .1, 2.54 1.06, .46 1.06", 1, colour=True)
    s.oval(2.06, 0.34, 0.13, tone=1)
    s.poly(
        ".46 1.06, .46 .84, .8 .6, 1.04 .72, 1.44 .42, 1.86 .78, 2.12 .66, 2.54 .86, 2.54 1.06", 0.45, RISE, colour=True
    )
    s.poly("1.44 .42, 1.6 .56, 1.48 .58, 1.4 .53, 1.28 .54", 1)
    # A rider on the hill of the film.
    with s.moved(1.02, 0.96, 0.62):
        s.curve("-.26 -.2, -.2 -.32, .16 -.32, .24 -.46, .34 -.5, .38 -.38, .3 -.34, .24 -.16, -.2 -.16", 0)
        for x, foot in ((-0.2, -0.28), (-0.14, -0.02), (0.16, 0.3), (0.2, 0.14)):
            s.line([(x, -0.2), ((x + foot) / 2, -0.1), (foot, 0.06)], 0.045)
        s.line("-.24 -.28, -.38 -.2", 0.05)
        s.curve("-.06 -.3, -.06 -.54, .06 -.54, .08 -.3", 0)
        s.oval(0.02, -0.62, 0.065, 0.08)
        s.line("-.1 -.64, .14 -.66", 0.03)
    for flip in (False, True):
        with s.moved(3 if flip else 0, 0, flip=flip):
            for i in range(4):
                x = -0.06 + i * 0.12
                s.curve(
                    [(x, -0.1), (x + 0.13, -0.1), (x + 0.11, 0.5), (x + 0.13, 1.2), (x, 1.2), (x + 0.03, 0.5)], 0.34, UP
                )
                s.line([(x + 0.13, -0.1), (x + 0.11, 0.5), (x + 0.13, 1.2)], 0.012, 1, smooth=True)
    s.rect(0, 0, 3, 0.06, 0)
    s.line(".46 1.06, 2.54 1.06", 0.02)
    s.poly("0 1.1, 3 1.1, 3 2.01, 0 2.01", 0.9, FLAT, to=0.7)
    r = dice(19)
    for row, (y, k) in enumerate(((1.28, 0.62), (1.5, 0.82), (1.8, 1.1))):
        step = 0.42 * k
        x = -0.1 + (row % 2) * step / 2
        while x < 3.2:
            with s.moved(x, y, k):
                s.poly("-.2 .6, -.19 .04, -.14 0, .14 0, .19 .04, .2 .6", 0.06, UP)
                s.line("-.19 .1, -.19 .04, -.14 0, .14 0, .19 .04, .19 .1", 0.014, 1)
                if r.random() < 0.86:
                    kind = r.randrange(4)
                    s.oval(0, -0.12, 0.1, 0.125)
                    if kind == 0:
                        s.oval(0, -0.26, 0.06)
                    elif kind == 1:
                        s.curve("-.13 .02, -.12 -.18, 0 -.27, .12 -.18, .13 .02", 0)
                    s.line("-.08 -.17, -.05 -.22, 0 -.245, .05 -.22, .08 -.17", 0.012, 1, smooth=True)
            x += step
    s.poly("-.1 1.98, 3.1 1.98, 3.1 2.1, -.1 2.1", 0)


def theatre(s):
    """Two actors in the light, the curtain drawn aside."""
    s.centre = (1.5, 1.7)
    s.rect(0, 0, 3, 2.01, 0.1, ROUND)
    s.poly("1.4 .0, 1.6 .0, 2.44 1.66, .56 1.66", 1)
    s.oval(1.5, 1.66, 0.94, 0.16, 1)
    s.rect(0, 1.52, 0.6, 0.3, 0)
    s.rect(2.4, 1.52, 0.6, 0.3, 0)
    s.oval(1.5, 1.66, 0.94, 0.16, 1)
    # A queen and a jester.
    with s.moved(1.18, 1.7, 1.12):
        s.curve("-.3 0, -.16 -.44, -.1 -.66, 0 -.72, .1 -.66, .14 -.44, .26 0, 0 .04", 0)
        s.gouge("-.16 -.04, -.08 -.3, -.04 -.5", 0.022)
        s.gouge(".02 0, .02 -.3, .01 -.48", 0.022)
        s.gouge(".16 -.04, .1 -.26, .06 -.44", 0.022)
        s.line(".06 -.62, .22 -.56, .34 -.72", 0.055)
        s.line("-.08 -.62, -.18 -.44, -.12 -.32", 0.055)
        s.oval(0.01, -0.84, 0.075, 0.095)
        s.poly("-.09 -.9, -.11 -1.04, -.04 -.96, .01 -1.07, .06 -.96, .13 -1.04, .11 -.9", 1, colour=True)
        s.line("-.09 -.9, -.11 -1.04, -.04 -.96, .01 -1.07, .06 -.96, .13 -1.04, .11 -.9, -.09 -.9", 0.012)
        s.curve("-.06 -.88, -.12 -.74, -.1 -.6, -.04 -.74", 0)
    with s.moved(1.86, 1.72, 1.06, flip=True):
        s.line("0 -.4, .16 -.22, .06 .0", 0.085)
        s.line("0 -.4, -.16 -.2, -.3 -.06", 0.085)
        s.line("-.3 -.06, -.36 -.12", 0.04)
        s.line(".06 0, .16 0", 0.05)
        s.curve("-.1 -.36, -.12 -.64, .0 -.72, .12 -.64, .1 -.36", 1, colour=True)
        s.line("-.1 -.36, -.12 -.64, .0 -.72, .12 -.64, .1 -.36, -.1 -.36", 0.016, smooth=True)
        for i in range(4):
            with s.moved(-0.09 + i * 0.06, -0.66):
                s.poly("-.02 0, .02 0, 0 .1", 0)
        s.line(".08 -.62, .26 -.74, .3 -.92", 0.055)
        s.line("-.08 -.62, -.24 -.7, -.34 -.6", 0.055)
        s.oval(0.02, -0.84, 0.075, 0.095)
        s.curve("-.06 -.84, -.08 -.96, -.22 -1.02, -.26 -.92, -.16 -.94, .02 -.92", 0)
        s.curve("-.02 -.9, .04 -1.08, .18 -1.1, .24 -1.0, .14 -1.02, .1 -.88", 0)
        s.oval(-0.26, -0.9, 0.03, tone=1)
        s.ring(-0.26, -0.9, 0.03, 0.012)
        s.oval(0.25, -0.98, 0.03, tone=1)
        s.ring(0.25, -0.98, 0.03, 0.012)
    # The curtain.
    for flip in (False, True):
        with s.moved(3 if flip else 0, 0, flip=flip):
            s.curve("-.1 -.1, .98 -.1, .9 .4, .62 .86, .46 1.16, .5 1.5, .56 1.84, -.1 1.84", 1, colour=True)
            for i in range(6):
                x = 0.1 + i * 0.17
                fold = [(x, -0.05), (x * 0.92, 0.45), (0.06 + i * 0.1, 0.9), (0.03 + i * 0.075, 1.18)]
                s.gouge(fold, 0.06, 0)
                s.gouge([(0.03 + i * 0.08, 1.24), (0.03 + i * 0.085, 1.5), (0.03 + i * 0.095, 1.82)], 0.04, 0)
            s.line(".98 -.1, .9 .4, .62 .86, .46 1.16, .5 1.5, .56 1.84", 0.022, smooth=True)
            s.line("-.1 1.18, .2 1.22, .48 1.16", 0.06, smooth=True)
            s.line("-.1 1.18, .2 1.22, .48 1.16", 0.022, 1, smooth=True)
    for i in range(8):
        x = -0.05 + i * 0.44
        s.curve([(x, -0.1), (x + 0.44, -0.1), (x + 0.42, 0.14), (x + 0.22, 0.28), (x + 0.02, 0.14)], 1, colour=True)
        s.line([(x, 0.1), (x + 0.06, 0.2), (x + 0.22, 0.28), (x + 0.38, 0.2), (x + 0.44, 0.1)], 0.03, smooth=True)
        for j in (0.12, 0.22, 0.32):
            s.gouge([(x + j, -0.05), (x + j, 0.08), (x + 0.22 + (j - 0.22) * 0.8, 0.2)], 0.03, 0)
    s.rect(0, 1.82, 3, 0.2, 0)
    s.line("0 1.83, 3 1.83", 0.014, 1)
    for i in range(7):
        x = 0.36 + i * 0.38
        s.curve([(x - 0.1, 1.96), (x - 0.08, 1.87), (x, 1.83), (x + 0.08, 1.87), (x + 0.1, 1.96)], 1)
        s.oval(x, 1.96, 0.1, 0.02, 0)


SCENES = {
    "orkiestra": (orchestra, BRICK),
    "kino": (cinema, OCHRE),
    "teatr": (theatre, BRICK),
}
