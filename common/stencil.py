"""Templates that are rendered once for each of their shapes, and afterwards only filled in.

A page shows the same small template dozens of times: a comment, a teaser, a picture. Walking its nodes costs a hundred times
what it costs to put a few words between pieces of ready-made HTML. The template stays where it is and stays a template; it is
given its words ready (dates written, addresses reversed) and may only print them, and asks for nothing but its shape.
"""

import re
from html import escape
from operator import itemgetter

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Noncharacters of Unicode stand for a word, digits of a size that no row has for a number. Only templates meet them, no reader's text.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_NUMBER = 7_300_000_000_000_000
MOST_SHAPES = 500


class Stencil:
    """`Stencil(template, words=…, numbers=…)`: the names of what is printed, and of whole numbers that stand in addresses too.

    `fill(shape, values)` gives the HTML. `shape` is a tuple of pairs `(name, plain value)`, all that the template decides by;
    `values` has every word and number. A word is escaped unless it is a `SafeString`, whether the template puts it into a text
    or an attribute; filters and conditions on words would see a mark instead of them, so the template must not use any.
    """

    def __init__(self, template, *, words=(), numbers=()):
        self.template = template
        self.words, self.numbers = tuple(words), tuple(numbers)
        self._marks = {name: f"{_OPEN}{name}{_CLOSE}" for name in self.words}
        self._marks |= {name: _NUMBER + place for place, name in enumerate(self.numbers)}
        names = [*self._marks.values()]
        self._mark = re.compile("|".join(re.escape(str(mark)) for mark in names))
        self._name = {str(mark): name for name, mark in self._marks.items()}
        self._cut = {}

    def fill(self, shape, values):
        cut = self._cut.get((shape, get_language())) or self._cut_out(shape)
        pattern, picked = cut
        for name in self.words:
            word = values[name]
            if type(word) is not SafeString:
                values[name] = escape(word)
        return SafeString(pattern % picked(values))

    def _cut_out(self, shape):
        html = get_template(self.template).render(dict(shape) | self._marks)
        found = [self._name[mark] for mark in self._mark.findall(html)]
        if _OPEN in self._mark.sub("", html):
            raise ValueError(f"{self.template} changes a word instead of printing it.")
        pattern = "%s".join(piece.replace("%", "%%") for piece in self._mark.split(html))
        picked = itemgetter(*found) if len(found) > 1 else (lambda values: tuple(values[name] for name in found))
        if len(self._cut) >= MOST_SHAPES:
            self._cut.clear()
        cut = self._cut[shape, get_language()] = (pattern, picked)
        return cut
