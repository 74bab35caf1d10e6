"""Scenes out of doors: the woman with the dog, the forest, the river in flood."""

from .motifs import clouds, hills, lettering, person, tree
from .sheet import FALL, FLAT, MOSS, OCHRE, RISE, RIVER, UP, dice


def rescue(s):
    """A woman and her dog at the edge of the forest, at dusk."""
    s.rect(0, 0, 3, 1.3, 0.18, FLAT, to=1)
    s.oval(2.16, 0.26, 0.18, tone=1, colour=True)
    r = dice(12)
    for layer, (y, tone) in enumerate(((1.1, 0.55), (1.22, 0.28), (1.36, 0.05))):
        x = -0.1
        while x < 3.1:
            height = 0.35 + r.random() * 0.4 - layer * 0.05
            if layer < 2 or not 0.9 < x < 2.5:
                for tier in range(4):
                    with s.moved(x, y - height * (0.2 + tier * 0.22)):
                        half = 0.15 - tier * 0.03
                        s.poly([(-half, height * 0.2), (0, -height * 0.16), (half, height * 0.2)], tone, FALL)
            x += 0.11 + r.random() * 0.1
        s.rect(0, y + 0.02, 3, 0.12, tone, FALL)
    s.poly("0 1.32, 3 1.22, 3 2.01, 0 2.01", 0.96, FLAT, to=0.55)
    for _ in range(240):
        x, y = r.random() * 3, 1.34 + r.random() ** 0.8 * 0.66
        tip = x + r.uniform(-0.03, 0.04), y - 0.03 - 0.07 * (y - 1.2)
        s.line([(x, y), tip], 0.006 + 0.005 * (y - 1.2))
    s.curve("1.0 2.05, 1.35 1.7, 1.5 1.45, 1.52 1.28, 1.56 1.28, 1.62 1.46, 1.75 1.7, 2.0 2.05", 1)
    person(s, 1.36, 1.84, 0.98, skirt=True, arms=("-.11 -.79, -.2 -.6, -.12 -.47", ".11 -.79, .22 -.62, .34 -.56"))
    with s.moved(1.36, 1.84):
        s.curve("-.075 -.95, 0 -1.0, .075 -.95, .06 -.86, 0 -.79, -.08 -.84", 0)
        s.line("-.06 -.79, .08 -.78", 0.036, 1, colour=True)
        s.curve("-.08 -.78, -.14 -.6, -.08 -.56, -.02 -.76", 1, colour=True)
    s.line("1.68 1.3, 1.93 1.62", 0.012)
    with s.moved(2.14, 1.86, 1.12):
        s.curve("-.24 -.27, -.05 -.29, .1 -.3, .17 -.2, .08 -.14, -.22 -.13", 0)
        s.curve("-.24 -.29, -.3 -.4, -.25 -.45, -.2 -.42, -.16 -.25", 0)
        s.curve("-.2 -.46, -.27 -.48, -.36 -.42, -.44 -.4, -.44 -.36, -.3 -.35, -.2 -.38", 0)
        s.poly("-.22 -.46, -.18 -.54, -.15 -.43", 0)
        for hip, foot in ((-0.2, -0.22), (-0.13, -0.1), (0.05, 0.1), (0.12, 0.16)):
            s.line([(hip, -0.18), (foot, 0)], 0.036)
        s.line(".14 -.26, .24 -.36, .25 -.46", 0.028, smooth=True)


def forest(s):
    """Tall trunks, a ride between them, a deer that has stopped."""
    s.rect(0, 0, 3, 1.5, 1, colour=True)
    s.poly("1.1 0, 1.9 0, 1.72 1.5, 1.3 1.5", 1)
    r = dice(77)
    for x in (0.15, 0.42, 0.7, 0.95, 1.14, 1.84, 2.02, 2.28, 2.55, 2.85):
        s.rect(x, 0, 0.035 + r.random() * 0.03, 1.42, 0.55, UP, colour=True)
    for _ in range(60):
        x = r.random() * 3
        if abs(x - 1.5) > 0.34:
            y, half = r.random() * 0.6, 0.1 + r.random() * 0.14
            s.curve([(x - half, y), (x, y - 0.05), (x + half, y), (x, y + 0.05)], 0.35, RISE, colour=True)
    s.poly("0 1.34, 3 1.34, 3 2.01, 0 2.01", 0.4, FLAT, to=0.1)
    s.curve("1.34 1.34, 1.66 1.34, 1.9 1.6, 2.3 2.1, .7 2.1, 1.1 1.6", 1)
    for x in (0.62, 0.86, 2.14, 2.42):
        y = 1.44 + (0.1 if x in (0.62, 2.42) else 0)
        width = 0.09 + (0.04 if x in (0.62, 2.42) else 0)
        s.poly([(x, -0.1), (x + width, -0.1), (x + width * 1.15, y), (x - width * 0.15, y)], 0.1, UP)
        s.line([(x + 0.014, 0), (x + 0.01, y)], 0.014, 1)
    for x, width in ((-0.06, 0.3), (0.3, 0.2), (2.6, 0.22), (2.9, 0.24)):
        s.curve(
            [
                (x, -0.2),
                (x + width, -0.2),
                (x + width, 1.4),
                (x + width * 1.35, 1.86),
                (x - width * 0.35, 1.86),
                (x, 1.4),
            ],
            0,
        )
        for i in range(9):
            y = 0.06 + i * 0.19 + r.random() * 0.06
            u = x + width * (0.2 + r.random() * 0.5)
            s.gouge([(u, y), (u + width * 0.06, y + 0.08), (u, y + 0.17)], 0.024)
    for _ in range(120):
        x, y = r.random() * 3, 1.5 + r.random() * 0.5
        if abs(x - 1.5) > 0.12 + (y - 1.34) * 1.15:
            s.gouge([(x, y), (x + r.uniform(-0.03, 0.03), y - 0.05), (x + r.uniform(-0.07, 0.07), y - 0.1)], 0.016)
    for x, y, k in ((0.5, 1.9, 1.1), (2.5, 1.92, 1.2), (1.02, 1.98, 0.8)):
        with s.moved(x, y, k):
            for turn in (-1, -0.5, 0, 0.5, 1):
                s.gouge([(0, 0), (turn * 0.09, -0.14), (turn * 0.22, -0.18 + abs(turn) * 0.06)], 0.03)
    with s.moved(1.46, 1.72, 1.12):
        s.curve("-.26 -.36, .0 -.38, .18 -.42, .24 -.34, .2 -.24, -.04 -.2, -.26 -.22, -.3 -.3", 0)
        s.curve(".1 -.38, .2 -.58, .3 -.6, .3 -.5, .24 -.3", 0)
        s.curve(".2 -.6, .28 -.68, .36 -.64, .46 -.58, .44 -.54, .32 -.54, .24 -.54", 0)
        s.curve(".22 -.64, .14 -.72, .12 -.66, .2 -.6", 0)
        s.line(".27 -.66, .22 -.82, .26 -.92", 0.02, smooth=True)
        s.line(".23 -.78, .16 -.86", 0.018)
        s.line(".3 -.67, .36 -.82, .34 -.94", 0.02, smooth=True)
        s.line(".35 -.8, .43 -.86", 0.018)
        s.oval(0.345, -0.605, 0.012, tone=1)
        s.curve("-.3 -.32, -.14 -.3, -.18 -.2, -.25 -.14, -.24 -.08, -.235 .05, -.275 .05, -.27 -.1, -.31 -.2", 0)
        s.curve("-.24 -.3, -.08 -.3, -.12 -.2, -.17 -.13, -.15 .04, -.19 .04, -.2 -.12", 0)
        s.curve(".04 -.3, .16 -.3, .14 -.14, .13 .04, .09 .04, .1 -.14", 0)
        s.curve(".12 -.32, .22 -.32, .22 -.16, .23 .05, .19 .05, .185 -.14", 0)
        s.gouge("-.2 -.34, .0 -.36, .14 -.38", 0.02)
        s.curve("-.3 -.34, -.36 -.28, -.32 -.24, -.28 -.28", 1)


def flood(s):
    """The river gauge: the water stands at the red mark, a tree is carried by."""
    s.rect(0, 0, 3, 1.0, 0.3, FALL, to=0.85)
    clouds(s, 91, 0.1, 0.5, 9, tone=0.2)
    hills(s, 0.9, 0.5, 21, 0.16)
    for x, y, size in ((0.1, 1.06, 0.2), (0.36, 1.04, 0.15), (2.3, 1.02, 0.16), (2.56, 1.06, 0.2), (2.9, 1.1, 0.26)):
        tree(s, x, y, size)
    with s.moved(0.72, 0.98):
        s.outlined("0 .1, 0 -.16, .2 -.32, .4 -.16, .4 .1", 1, width=0.014)
        s.line("-.04 -.13, .2 -.33, .44 -.13", 0.03)
        s.rect(0.14, -0.1, 0.1, 0.1, 0)
    s.rect(0, 1.0, 3, 1.02, 0.86, FLAT, to=0.2, colour=True)
    r = dice(31)
    for _ in range(90):
        near = r.random()
        x, y = r.random() * 3, 1.06 + near * 0.9
        w = 0.1 + 0.24 * near
        s.gouge(
            [(x - w, y), (x - w * 0.4, y - 0.03 * near), (x + w * 0.2, y + 0.01), (x + w, y - 0.01)],
            0.012 + 0.03 * near,
            1 if r.random() < 0.55 else 0,
        )
    with s.moved(0.86, 1.46):
        s.line("-.46 .06, .0 .0, .5 -.04", 0.1)
        s.line("-.1 0, -.24 -.2, -.3 -.34", 0.04)
        s.line("-.2 -.14, -.12 -.28", 0.026)
        s.line(".14 -.02, .24 -.24, .2 -.4", 0.04)
        s.line(".22 -.2, .36 -.3", 0.026)
        s.line(".36 -.04, .52 -.2", 0.03)
        s.gouge("-.4 .05, 0 -.01, .4 -.04", 0.02)
        s.curve("-.6 .12, -.2 .06, .2 .04, .6 .02, .2 .1, -.2 .14", 1)
    # The staff.
    s.rect(1.66, 0.1, 0.56, 1.66, 0)
    s.rect(1.7, 0.14, 0.48, 1.58, 1)
    for i in range(16):
        y = 0.18 + i * 0.1
        if i % 2 == 0:
            s.rect(1.7, y, 0.14, 0.1, 0)
        s.rect(1.84, y, 0.07 if i % 5 else 0.13, 0.014, 0)
    for i, number in enumerate(("6", "5", "4")):
        lettering(s, number, 2.02, 0.22 + i * 0.5, 0.2, weight=0.22, spread=0.95)
    s.rect(1.56, 1.08, 0.76, 0.07, 0)
    s.rect(1.58, 1.095, 0.72, 0.04, 1, colour=True)
    # The water rises against it.
    s.curve(
        "1.3 1.7, 1.5 1.5, 1.66 1.44, 1.8 1.5, 1.98 1.46, 2.2 1.46, 2.4 1.56, 2.7 1.7, 2.4 1.86, 1.6 1.86",
        0.5,
        FLAT,
        colour=True,
    )
    s.line("1.4 1.62, 1.5 1.52, 1.66 1.44, 1.8 1.5, 1.98 1.46, 2.2 1.46, 2.4 1.56, 2.6 1.66", 0.03, 1, smooth=True)
    for cut in (
        "1.5 1.62, 1.7 1.56, 1.9 1.6",
        "1.9 1.56, 2.1 1.55, 2.3 1.62",
        "1.56 1.74, 1.9 1.68, 2.4 1.74",
        "1.3 1.84, 1.8 1.8, 2.6 1.86",
    ):
        s.gouge(cut, 0.03)
    for _ in range(110):
        x, y = r.random() * 3, r.random() * 1.0
        if not 1.6 < x < 2.26:
            s.line([(x, y), (x - 0.03, y + 0.09)], 0.008, 1 if y < 0.6 else 0)


SCENES = {
    "pies": (rescue, OCHRE),
    "las": (forest, MOSS),
    "rzeka": (flood, RIVER),
}
