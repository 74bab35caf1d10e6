"""Portraits as cut-paper profiles: a face, a head of hair, a collar.

All of them share one outline; a nose, a chin and the hair make the person.
Within the frame of a portrait the square is 1 by 1.
"""

from .sheet import BRICK, MOSS, OCHRE, RISE, RIVER, ROSE, STEEL, path, spline

HAIR = {
    "bald": [],
    "short": [".62 .21, .6 .15, .5 .115, .37 .14, .29 .25, .275 .4, .31 .54, .37 .56, .42 .42, .47 .3, .58 .27"],
    "swept": [
        ".67 .22, .64 .13, .53 .075, .39 .09, .28 .2, .255 .38, .29 .53, .36 .56, .41 .44, .43 .33, .5 .26, .6 .24"
    ],
    "crown": [".44 .2, .36 .16, .29 .27, .275 .4, .3 .54, .37 .57, .42 .44, .41 .36, .38 .3"],
    "bob": [
        ".66 .25, .62 .14, .48 .09, .33 .13, .25 .27, .23 .46, .24 .63, .3 .68, .42 .68, .47 .58, .45 .44, .52 .31"
    ],
    "pixie": [
        ".69 .27, .66 .15, .54 .085, .4 .095, .29 .19, .25 .34, .275 .48, .33 .6, .39 .62, "
        ".41 .5, .45 .42, .5 .45, .51 .34, .6 .29"
    ],
    "bun": [
        ".64 .22, .58 .13, .46 .11, .34 .16, .28 .29, .3 .45, .38 .54, .44 .44, .5 .3",
        ".3 .2, .22 .19, .16 .26, .17 .35, .25 .39, .32 .34",
    ],
    "top": [
        ".64 .22, .58 .13, .46 .11, .34 .16, .28 .29, .3 .45, .38 .54, .44 .44, .5 .3",
        ".34 .17, .31 .1, .36 .05, .44 .045, .49 .09, .47 .15",
    ],
    "tail": [
        ".65 .23, .6 .13, .47 .1, .34 .14, .27 .27, .3 .44, .38 .53, .44 .43, .51 .3",
        ".29 .26, .22 .25, .16 .34, .15 .5, .19 .66, .14 .76, .25 .72, .29 .58, .26 .44, .32 .36",
    ],
    "long": [
        ".66 .24, .6 .13, .46 .1, .32 .15, .25 .3, .23 .5, .2 .7, .22 .84, .34 .88, .44 .8, .45 .6, .45 .44, .52 .3"
    ],
    "curly": [
        ".66 .23, .64 .14, .56 .09, .47 .07, .38 .09, .3 .13, .24 .21, .22 .31, .22 .41, "
        ".26 .51, .33 .57, .42 .55, .46 .42, .53 .3"
    ],
    "waves": [
        ".67 .25, .66 .15, .58 .09, .46 .065, .35 .09, .26 .16, .21 .28, .225 .37, .18 .46, "
        ".2 .56, .17 .64, .23 .72, .33 .73, .42 .68, .45 .58, .45 .44, .53 .31"
    ],
}

# Strokes of the gouge that show which way the hair lies.
CUTS = {
    "bald": [".34 .44, .36 .52, .4 .57", ".365 .42, .385 .49, .42 .53"],
    "short": [
        ".58 .2, .47 .16, .37 .22, .33 .33",
        ".54 .25, .45 .23, .39 .3, .365 .4",
        ".44 .34, .4 .42, .385 .5",
    ],
    "swept": [
        ".62 .17, .5 .12, .39 .15, .31 .26, .295 .38",
        ".58 .21, .48 .18, .39 .23, .345 .33, .335 .45",
        ".47 .24, .41 .3, .385 .4, .37 .5",
    ],
    "crown": [".37 .21, .33 .3, .315 .42, .34 .5", ".375 .28, .365 .38, .375 .49"],
    "bob": [
        ".58 .17, .44 .14, .33 .23, .29 .4, .29 .6",
        ".55 .22, .44 .2, .37 .29, .34 .44, .345 .62",
        ".5 .27, .43 .31, .4 .42, .405 .6",
    ],
    "pixie": [
        ".64 .22, .55 .14, .44 .14, .37 .2",
        ".59 .26, .5 .2, .4 .24, .34 .34",
        ".49 .3, .42 .33, .37 .42, .36 .52",
        ".31 .26, .29 .36, .32 .46",
    ],
    "bun": [
        ".58 .18, .46 .16, .36 .2, .31 .27",
        ".55 .23, .45 .22, .37 .27, .32 .32",
        ".47 .3, .4 .35, .34 .36",
        ".27 .22, .21 .25, .2 .32",
    ],
    "top": [
        ".58 .18, .48 .18, .4 .14",
        ".54 .25, .44 .24, .36 .2",
        ".46 .34, .38 .33, .32 .28",
        ".36 .12, .38 .08, .44 .075",
    ],
    "tail": [
        ".58 .18, .46 .16, .36 .21, .3 .29",
        ".55 .23, .45 .22, .37 .28, .32 .33",
        ".24 .32, .2 .44, .23 .58, .2 .7",
        ".28 .36, .24 .46, .26 .58",
    ],
    "long": [
        ".56 .17, .43 .16, .33 .25, .29 .42, .27 .62, .27 .78",
        ".53 .23, .43 .23, .37 .33, .34 .5, .32 .7, .33 .82",
        ".48 .3, .42 .38, .4 .55, .385 .74",
    ],
    "curly": [
        ".56 .15, .51 .13, .47 .16",
        ".43 .13, .38 .15, .36 .2",
        ".33 .2, .29 .25, .3 .31",
        ".5 .21, .45 .2, .42 .25",
        ".37 .27, .34 .32, .36 .38",
        ".3 .38, .3 .44, .34 .48",
        ".43 .33, .4 .38, .41 .43",
    ],
    "waves": [
        ".59 .15, .47 .11, .36 .16, .28 .27, .29 .38, .25 .48, .26 .6",
        ".57 .21, .46 .17, .38 .24, .34 .36, .34 .46, .3 .56, .31 .67",
        ".5 .27, .43 .3, .4 .4, .4 .5, .365 .6",
    ],
}
SHOWS_EAR = {"short", "bald", "bun", "swept", "crown", "top", "tail"}


def portrait(s, **traits):
    s.rect(0, 0, 1, 1.01, 0.82, RISE, to=0.6, colour=True)
    s.oval(0.52, 0.46, 0.4, 0.42, 0.93, RISE, colour=True)
    head(s, **traits)


def head(s, *, flip=False, at=(0, 0), size=1.0, **traits):
    """A head and shoulders in the square at `at`, looking right unless flipped."""
    x, y = at
    with s.moved(x + size if flip else x, y, size, flip=flip):
        _profile(s, **traits)


def _profile(
    s, *, hair, nose=0.0, chin=0.0, collar="suit", light=False, beard=False,
    moustache=False, glasses=False, earring=False,
):  # fmt: skip
    face = path(".50 .15, .60 .175, .658 .24, .672 .31, .662 .345")
    face += [(0.69 + nose * 0.4, 0.4), (0.728 + nose, 0.448), (0.722 + nose, 0.462)]
    face += path(".686 .474, .7 .502, .688 .517, .697 .537, .68 .562")
    face += [(0.694 + chin, 0.6), (0.672 + chin, 0.642)]
    face += path(".6 .66, .566 .69, .575 .755, .66 .81, .79 .875, .85 1.06, .12 1.06")
    face += path(".17 .89, .29 .81, .372 .75, .378 .65, .335 .55, .305 .42, .33 .27, .4 .18")
    s.curve(face)
    for shape in HAIR[hair]:
        s.curve(shape, 1 if light else 0)
        if light:
            s.line(spline(shape), 0.008, 0)
    for cut in CUTS[hair]:
        s.gouge(cut, 0.015, 0 if light and hair != "bald" else 1)
    if hair in SHOWS_EAR:
        s.oval(0.452, 0.425, 0.03, 0.052, 0)
        s.line(".47 .4, .455 .37, .43 .39, .44 .45, .465 .47", 0.008, 1, smooth=True)
    if beard:
        s.curve(
            ".46 .49, .55 .55, .66 .525, .69 .545, .71 .6, .7 .67, .64 .7, .55 .67, .47 .58",
            1 if beard == "white" else 0,
        )
        for cut in (
            ".52 .57, .58 .61, .64 .66",
            ".56 .565, .62 .59, .67 .63",
            ".48 .55, .53 .61, .59 .665",
        ):
            s.gouge(cut, 0.013, 0 if beard == "white" else 1)
    if moustache:
        s.curve(".6 .5, .66 .478, .705 .49, .712 .512, .66 .512, .61 .535", 1)
        s.line(".63 .508, .69 .5", 0.006)
    if glasses:
        s.ring(0.615, 0.365, 0.042, 0.01, 1)
        s.line(".573 .36, .45 .35", 0.01, 1)
        s.line(".655 .355, .68 .365", 0.01, 1)
    if earring:
        s.oval(0.455, 0.515, 0.016, tone=1)
    COLLARS[collar](s)


def suit(s, *, tie=True):
    s.poly(".555 .72, .585 .75, .655 .805, .6 .86, .5 .78", 1)
    s.line(".5 .78, .62 .9, .66 1.02", 0.01, 1)
    s.line(".655 .81, .7 .86, .665 .92", 0.01, 1)
    s.line(".42 .76, .4 .86, .44 1.02", 0.008, 1)
    if tie:
        s.poly(".625 .815, .66 .81, .7 .9, .69 1.02, .66 1.02, .66 .9", 1, colour=True)


def beads(s):
    s.line(".42 .77, .5 .83, .6 .82, .64 .795", 0.014, 1, smooth=True)
    for i in range(5):
        y = 0.855 + (0.01 if i in (1, 2, 3) else 0)
        s.oval(0.46 + i * 0.04, y, 0.011, tone=1)


def jacket(s):
    """A woman's jacket over a blouse in the colour of the plate."""
    s.curve(".44 .78, .56 .79, .64 .8, .66 .86, .62 .96, .54 .9", 1, colour=True)
    s.line(".4 .77, .47 .88, .57 .98, .6 1.04", 0.012, 1)
    s.line(".4 .77, .35 .86, .42 .9, .39 .95, .5 1.02", 0.009, 1)


def sweater(s):
    s.poly(".4 .72, .58 .7, .6 .77, .42 .8", 1)
    for i in range(6):
        s.line([(0.42 + i * 0.03, 0.73), (0.43 + i * 0.03, 0.785)], 0.007)


def scarf(s):
    for shape in (
        ".36 .72, .48 .75, .59 .72, .64 .78, .6 .85, .48 .87, .36 .83, .33 .77",
        ".5 .84, .58 .84, .6 1.04, .48 1.04",
    ):
        s.curve(shape, 1, colour=True)
        s.line(spline(shape), 0.014, 1)
    for cut in (".38 .77, .48 .8, .6 .77", ".38 .82, .48 .84, .58 .82"):
        s.line(cut, 0.012, smooth=True)
    s.line(".53 .9, .545 .96, .54 1.02", 0.01, smooth=True)


def uniform(s):
    """A shirt collar, a tie, a shoulder strap with two stars."""
    s.poly(".54 .73, .585 .75, .64 .8, .57 .84, .48 .77", 1)
    s.line(".4 .77, .5 .88, .56 1.02", 0.01, 1)
    s.poly(".19 .885, .3 .825, .325 .865, .205 .93", 1, colour=True)
    s.line(".19 .885, .3 .825, .325 .865, .205 .93, .19 .885", 0.008, 1)
    for x, y in ((0.235, 0.893), (0.283, 0.866)):
        s.oval(x, y, 0.012)
    s.rect(0.6, 0.93, 0.1, 0.05, 1)


def tracksuit(s):
    s.poly(".38 .74, .57 .7, .62 .79, .56 .84, .4 .82", 1, colour=True)
    s.line(".38 .74, .57 .7, .62 .79, .56 .84, .4 .82, .38 .74", 0.009, 1)
    s.line(".56 .84, .6 1.03", 0.012, 1)
    for dx in (0, 0.035):
        s.line([(0.27 + dx, 0.84), (0.2 + dx, 1.03)], 0.011, 1)
    s.line(".44 .8, .55 .93, .6 .86", 0.008, 1, smooth=True)
    s.oval(0.55, 0.945, 0.022, tone=1)


def turtleneck(s):
    s.poly(".375 .69, .575 .675, .6 .77, .37 .8", 1)
    s.line(".375 .735, .58 .72", 0.01)
    for i in range(3):
        s.gouge([(0.24, 0.9 + i * 0.06), (0.46, 0.86 + i * 0.07), (0.72, 0.9 + i * 0.06)], 0.016)


COLLARS = {
    "suit": suit,
    "open": lambda s: suit(s, tie=False),
    "beads": beads,
    "jacket": jacket,
    "sweater": sweater,
    "scarf": scarf,
    "uniform": uniform,
    "tracksuit": tracksuit,
    "turtleneck": turtleneck,
}

PORTRAITS = {
    "ostrezna": (BRICK, {"hair": "pixie", "collar": "jacket", "light": True, "earring": False,
                         "nose": -0.006, "flip": True}),
    "sobieraj": (RIVER, {"hair": "swept", "collar": "suit", "nose": 0.004}),
    "wawrzyk": (OCHRE, {"hair": "waves", "collar": "beads", "glasses": True, "nose": -0.012,
                        "chin": -0.008, "flip": True}),
    "pustelnik": (MOSS, {"hair": "bald", "moustache": True, "nose": 0.012, "chin": 0.01}),
    "kuligowska": (STEEL, {"hair": "long", "collar": "jacket", "nose": -0.014, "chin": -0.012}),
    "szymura": (BRICK, {"hair": "crown", "light": True, "glasses": True, "nose": 0.01,
                        "chin": 0.006, "flip": True}),
    "donat": (ROSE, {"hair": "top", "collar": "scarf", "nose": -0.004, "chin": -0.01}),
    "mikolajec": (RIVER, {"hair": "bob", "collar": "jacket", "glasses": True, "nose": -0.008,
                          "chin": -0.008, "flip": True}),
    "hanzlik": (OCHRE, {"hair": "short", "light": True, "moustache": False, "collar": "open",
                        "nose": 0.006, "chin": 0.012, "beard": "white"}),
    "gruszka": (ROSE, {"hair": "short", "beard": True, "flip": True, "collar": "tracksuit",
                       "nose": 0.008}),
    "kopec": (STEEL, {"hair": "short", "collar": "uniform", "chin": 0.006}),
    "ryszka": (BRICK, {"hair": "crown", "collar": "uniform", "moustache": True, "nose": 0.008,
                       "flip": True}),
    "sobota": (MOSS, {"hair": "bun", "collar": "beads", "nose": -0.008, "chin": -0.008,
                      "light": True, "glasses": True, "flip": True}),
    "kania": (RIVER, {"hair": "curly", "collar": "sweater", "nose": -0.004}),
    "blachut": (OCHRE, {"hair": "tail", "collar": "turtleneck", "glasses": True, "nose": -0.004,
                        "chin": -0.006}),
    "hetman": (ROSE, {"hair": "bob", "collar": "beads", "nose": -0.012, "chin": -0.01}),
    "korytkowski": (RIVER, {"hair": "short", "flip": True, "glasses": True}),
}  # fmt: skip
