"""Scenes of local government: signatures, votes, sessions."""

from .motifs import lettering
from .portraits import head
from .sheet import BRICK, FLAT, OCHRE, RISE, RIVER, ROSE, ROUND, UP


def signing(s):
    s.rect(0, 0, 3, 2, 0.86, UP)
    s.rect(0.98, 0.12, 1.04, 0.66, 1, colour=True)
    for i, height in enumerate((0.12, 0.2, 0.17, 0.29, 0.25, 0.38)):
        s.rect(1.12 + i * 0.135, 0.68 - height, 0.085, height, 0)
    s.line("1.08 .68, 1.92 .68", 0.012)
    s.line(".98 .12, 2.02 .12, 2.02 .78, .98 .78, .98 .12", 0.014)
    head(s, hair="bob", collar="beads", nose=-0.012, chin=-0.01, at=(-0.16, 0.2), size=1.46)
    head(s, hair="short", collar="open", glasses=True, flip=True, at=(1.7, 0.16), size=1.5)
    s.poly("-.1 1.6, 3.1 1.6, 3.1 2.1, -.1 2.1", 0.42, FLAT, to=0.12)
    s.rect(-0.1, 1.585, 3.2, 0.03, 0)
    for facing, x in ((-1, 1.42), (1, 1.58)):
        _table_flag(s, x, facing)
    s.oval(1.5, 1.6, 0.16, 0.03)
    for x in (0.86, 1.62):
        with s.moved(x, 1.66):
            _contract(s)
    for x, facing in ((1.3, -1), (2.06, 1)):
        s.line([(x, 1.84), (x + facing * 0.16, 1.6)], 0.022)
        s.line([(x + facing * 0.05, 1.765), (x + facing * 0.15, 1.615)], 0.007, 1)


def _table_flag(s, x, facing):
    s.line([(x, 1.6), (x, 1.02)], 0.016)
    with s.moved(x, 1.0, 0.17, flip=facing < 0):
        s.curve("0 .18, .5 0, 1.1 .3, 1.1 1, .5 .76, 0 .94", 1, colour=facing > 0)
        s.line("0 .18, .5 0, 1.1 .3, 1.1 1, .5 .76, 0 .94", 0.06, smooth=True)


def _contract(s):
    s.outlined(".0 .24, .1 0, .5 0, .58 .24", 1)
    for row in range(4):
        y = 0.045 + row * 0.04
        s.line([(0.14 - row * 0.012, y), (0.46 + row * 0.006, y)], 0.009)
    s.line(".3 .205, .36 .18, .38 .215, .46 .19", 0.009, smooth=True)


def votes(s):
    s.rect(0, 0, 3, 2, 0.78, FLAT, to=0.3)
    s.outlined("1.34 .1, 1.66 .1, 1.66 .34, 1.5 .48, 1.34 .34", 0.2, UP, width=0.022)
    s.line("1.42 .3, 1.5 .18, 1.58 .3", 0.025, 1)
    raised = ((0.18, 0.82, 1), (0.72, 0.72, 1.05), (1.2, 0.9, 0.95), (1.82, 0.78, 1))
    for x, y, size in (*raised, (2.3, 0.86, 1), (2.84, 0.74, 1.05)):
        _raised_hand(s, x, y, size, 0.97)
    _raised_hand(s, 1.5, 0.66, 1.5, 1, colour=True)
    for x in (0.42, 0.96, 2.06, 2.56):
        s.oval(x, 1.66, 0.17, 0.22)
        with s.moved(x, 1.84):
            s.poly("-.34 .26, -.26 .08, 0 0, .26 .08, .34 .26", 0)
        s.gouge([(x - 0.12, 1.56), (x, 1.5), (x + 0.1, 1.55)], 0.02)


def _raised_hand(s, x, y, size, tone, **plate):
    with s.moved(x, y, size):
        s.poly("-.08 1.6, -.062 .36, .062 .36, .08 1.6", tone, RISE, **plate)
        palm = "-.1 .1, .1 .1, .095 .26, .055 .4, -.055 .4, -.095 .26"
        s.curve(palm, tone, RISE, **plate)
        for dx, top in ((-0.075, 0), (-0.025, -0.07), (0.025, -0.06), (0.075, 0.02)):
            s.line([(dx, 0.16), (dx * 1.25, top)], 0.046, tone, RISE, **plate)
        s.line(".07 .3, .16 .2, .175 .12", 0.05, tone, RISE, **plate)
        s.poly("-.115 1.6, -.095 .62, .095 .62, .115 1.6", 0)
        s.rect(-0.098, 0.57, 0.196, 0.06, 1)
        s.line("-.098 .63, .098 .63", 0.01)


def session(s):
    """A council in session, seen from the public's gallery."""
    s.rect(0, 0, 3, 1.0, 0.55, UP, to=0.8)
    for i in range(7):
        s.line([(i * 0.5, 0), (i * 0.5, 0.92)], 0.012)
    for x in (0.35, 2.3):
        s.outlined([(x, 0.12), (x + 0.36, 0.12), (x + 0.36, 0.72), (x, 0.72)], 1, colour=True)
        s.line([(x + 0.18, 0.12), (x + 0.18, 0.72)], 0.014)
        s.line([(x, 0.36), (x + 0.36, 0.36)], 0.014)
    with s.moved(1.5, 0.1):
        s.outlined("-.17 0, .17 0, .17 .24, 0 .4, -.17 .24", 1, width=0.02, colour=True)
        s.line("-.1 .22, 0 .1, .1 .22", 0.03)
    s.rect(0, 0.92, 3, 1.1, 0.82, FLAT, to=0.5)
    for x in (1.14, 1.5, 1.86):
        _councillor(s, x, 0.9, 0.62, long_hair=x == 1.5)
    s.poly(".84 .92, 2.16 .92, 2.2 1.22, .8 1.22", 0.1, UP)
    s.rect(0.8, 0.89, 1.4, 0.05, 0)
    s.line(".84 .96, 2.16 .96", 0.01, 1)
    # The horseshoe of desks, nearer rows larger.
    for row, (y, size, xs) in enumerate(((1.22, 0.72, (0.42, 2.58)), (1.5, 0.92, (0.2, 0.62, 2.38, 2.8)))):
        for x in xs:
            _councillor(s, x, y, size, long_hair=x in (0.62, 2.58))
        reach = 0.66 + row * 0.22
        for flip in (False, True):
            with s.moved(3 if flip else 0, y, flip=flip):
                s.outlined([(-0.1, 0), (reach, 0), (reach + 0.06, 0.3), (-0.1, 0.3)], 1, UP)
                s.rect(-0.1, -0.02, reach + 0.14, 0.05, 0)
                for x in (0.1, 0.46, 0.78)[: 2 + row]:
                    s.line([(x, -0.01), (x + 0.05, -0.16)], 0.012)
                    s.oval(x + 0.05, -0.17, 0.02, 0.026)
    s.poly("1.26 1.46, 1.74 1.46, 1.68 2.1, 1.32 2.1", 0)
    s.poly("1.2 1.4, 1.8 1.4, 1.76 1.5, 1.24 1.5", 1, colour=True)
    s.line("1.2 1.4, 1.8 1.4, 1.76 1.5, 1.24 1.5, 1.2 1.4", 0.016)
    _speaker_from_behind(s, 1.5, 1.98)


def _councillor(s, x, y, size, *, long_hair=False):
    """Head and shoulders behind a desk whose edge is at y."""
    with s.moved(x, y, size):
        s.poly("-.2 .02, -.17 -.12, -.06 -.18, .06 -.18, .17 -.12, .2 .02", 0)
        s.poly("-.045 -.19, .045 -.19, 0 -.04", 1)
        s.oval(0, -0.28, 0.1, 0.125)
        if long_hair:
            s.curve("-.11 -.3, 0 -.42, .11 -.3, .14 -.12, -.14 -.12", 0)
            s.poly("-.04 -.2, .04 -.2, .05 -.1, -.05 -.1", 1)
        s.curve("-.075 -.31, 0 -.345, .075 -.31, .065 -.22, 0 -.165, -.065 -.22", 1)


def _speaker_from_behind(s, x, y):
    with s.moved(x, y):
        s.poly("-.3 .1, -.24 -.28, -.08 -.37, .08 -.37, .24 -.28, .3 .1", 0)
        s.oval(0, -0.5, 0.12, 0.15)
        s.gouge("-.07 -.56, 0 -.61, .07 -.56", 0.02)
        s.gouge("-.24 -.2, -.2 -.28, -.08 -.33", 0.016)
        s.gouge(".24 -.2, .2 -.28, .08 -.33", 0.016)


def microphone(s):
    """A microphone on the council's table, the hall out of focus behind."""
    s.centre = (1.5, 0.8)
    s.rect(0, 0, 3, 2.01, 0.32, ROUND, to=0.6)
    s.oval(1.5, 0.8, 0.66, tone=1, colour=True)
    for x, size in ((0.25, 1.1), (0.72, 0.95), (2.3, 0.95), (2.78, 1.1)):
        _councillor(s, x, 1.36, size, long_hair=x in (0.72, 2.78))
    s.rect(0, 1.34, 3, 0.7, 0.3, FLAT, to=0.05)
    s.rect(0, 1.32, 3, 0.035, 0)
    s.poly("1.95 1.52, 2.6 1.5, 2.85 1.86, 2.05 1.9", 1)
    for row in range(5):
        s.line([(2.06 + row * 0.02, 1.58 + row * 0.06), (2.6 + row * 0.03, 1.56 + row * 0.06)], 0.012)
    s.outlined(".34 1.56, .86 1.56, .86 1.78, .34 1.78", 1, width=0.018)
    lettering(s, "RADNY", 0.4, 1.61, 0.12, weight=0.2, spread=0.7)
    s.oval(1.5, 1.72, 0.3, 0.075)
    s.oval(1.5, 1.69, 0.26, 0.055, 0.5, FLAT)
    s.line("1.5 1.68, 1.52 1.4, 1.5 1.1", 0.05, smooth=True)
    s.line("1.495 1.62, 1.51 1.4, 1.49 1.14", 0.012, 1, smooth=True)
    s.rect(1.42, 0.98, 0.16, 0.16, 0)
    s.curve("1.3 .7, 1.32 .5, 1.5 .38, 1.68 .5, 1.7 .7, 1.62 1, 1.38 1", 0)
    for i in range(6):
        y = 0.5 + i * 0.08
        half = (0.13, 0.17, 0.18, 0.18, 0.16, 0.14)[i]
        s.line([(1.5 - half, y), (1.5 + half, y)], 0.012, 1)
    for x in (1.4, 1.5, 1.6):
        s.line([(x, 0.46), (1.5 + (x - 1.5) * 0.9, 0.94)], 0.01, 1)
    s.line("1.34 1, 1.66 1", 0.03, 1)


SCENES = {
    "podpisanie": (signing, RIVER),
    "glosowanie": (votes, ROSE),
    "sesja": (session, BRICK),
    "sesja-2": (microphone, OCHRE),
}
