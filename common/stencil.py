"""Templates that are rendered once for each of their shapes, and afterwards only filled in.

A page shows the same small template dozens of times: a comment, a teaser, a picture. Walking its nodes costs a hundred times
what it costs to put a few words between pieces of ready-made HTML, and the frame of a whole page is not much else. The
template stays where it is and stays a template; it is given its words ready (dates written, addresses reversed) and may only
print them, and asks for nothing but its shape.
"""

import re
from functools import wraps
from html import escape
from operator import itemgetter

from django.conf import settings
from django.template import Context, Engine
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import override

# Noncharacters of Unicode stand for a word, digits of a size that no row has for a number. Only templates meet them, no reader's text.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_NUMBER = 7_300_000_000_000_000
_needs_escaping = re.compile("[&<>\"']").search
MOST_SHAPES = 500
# In the context of a template that is being cut: the list of its tags that are asked anew each time, see `live`.
_LATER = "_tags_asked_later"


class Stencil:
    """`Stencil(template, words=…, numbers=…, rows=…)`: what is printed, and whole numbers that stand in addresses too.

    `fill(shape, values)` gives the HTML. `shape` is a tuple of pairs `(name, plain value)`, all that the template decides by;
    `values` has every word and number that it prints in that shape. A word is escaped unless it is a `SafeString`, whether the
    template puts it into a text or an attribute; filters and conditions on words would see a mark instead of them, so the
    template must not use any. A name with a dot is an attribute to the template: `article.pk`.

    `rows` are lists over which the template loops: `{"tags": ("name", "address")}` with `values["tags"]` a list of tuples. How
    long they are belongs to the shape. Tags that are `live` are called at each filling, with `context`.
    """

    def __init__(self, template, *, words=(), numbers=(), rows=None):
        self.template = template
        self.words, self.numbers, self.rows = tuple(words), tuple(numbers), dict(rows or {})
        self._cut = {}

    def fill(self, shape, values, context=None):
        lengths = tuple([len(values[name]) for name in self.rows]) if self.rows else ()
        cut = self._cut.get((shape, lengths)) or self._cut_out(shape, lengths)
        pieces, names_of_rows, printed, places, live = cut
        for name, names in names_of_rows:
            for names_of_row, row in zip(names, values[name], strict=True):
                values |= zip(names_of_row, row, strict=True)
        for name, tag, kwargs in live:
            values[name] = tag(context, **kwargs)
        # Most words have nothing to escape. One that is printed several times is looked at once.
        words = [
            word if (kind := type(word)) is SafeString or (kind is str and not _needs_escaping(word)) else escaped(word)
            for word in printed(values)
        ]
        html = pieces.copy()
        html[1::2] = places(words)
        return SafeString("".join(html))

    def page(self, request, shape, values, **context):
        """A whole page for that request: its live tags are given what context processors give, and `context`."""
        for processor in Engine.get_default().template_context_processors:
            context |= processor(request)
        return self.fill(shape, values, context)

    def as_context(self, shape, values):
        """The same for an ordinary rendering: of a template that extends this one."""
        rows = {
            name: [dict(zip(fields, row, strict=True)) for row in values[name]] for name, fields in self.rows.items()
        }
        return _nested(dict(shape) | values | rows)

    def _names_of_row(self, name, place):
        return [f"{name}.{place}.{field}" for field in self.rows[name]]

    def _cut_out(self, shape, lengths):
        words = list(self.words)
        for name, length in zip(self.rows, lengths, strict=True):
            words += [word for place in range(length) for word in self._names_of_row(name, place)]
        marks = {name: f"{_OPEN}{name}{_CLOSE}" for name in words}
        marks |= {name: _NUMBER + place for place, name in enumerate(self.numbers)}
        if twice := {name for name, _value in shape} & set(marks):
            raise ValueError(f"Both part of the shape of {self.template} and a word of it: {', '.join(sorted(twice))}.")
        live = []
        context = _nested(dict(shape) | marks) | {_LATER: live}
        for name, length in zip(self.rows, lengths, strict=True):
            by_place = context.get(name, {})
            context[name] = [by_place[str(place)] for place in range(length)]
        # Readers' pages are in the portal's own language, whoever asks first.
        with override(settings.LANGUAGE_CODE):
            # The end of the file is none of the page: what is filled in may stand within a line.
            html = get_template(self.template).template.render(Context(context)).removesuffix("\n")
        named = {str(mark): name for name, mark in marks.items()} | {
            f"{_OPEN}{name}{_CLOSE}": name for name, *_ in live
        }
        mark = re.compile("|".join(map(re.escape, named))) if named else re.compile(r"(?!)")
        found = [named[piece] for piece in mark.findall(html)]
        if _OPEN in mark.sub("", html):
            raise ValueError(f"{self.template} changes a word instead of printing it.")
        # What stands between words and, at every second place, room for one.
        pieces = [piece for between in mark.split(html) for piece in (between, "")][:-1]
        printed = list(dict.fromkeys(found))
        number = {name: place for place, name in enumerate(printed)}
        if len(self._cut) >= MOST_SHAPES:
            self._cut.clear()
        cut = self._cut[shape, lengths] = (
            pieces,
            [
                (name, [self._names_of_row(name, place) for place in range(length)])
                for name, length in zip(self.rows, lengths, strict=True)
            ],
            _getter(printed),
            _getter([number[name] for name in found]),
            live,
        )
        return cut


def _getter(keys):
    """A function that takes these out of something, as a tuple however many they are."""
    return itemgetter(*keys) if len(keys) > 1 else (lambda values: tuple(values[key] for key in keys))


def escaped(word):
    """The word as it stands in HTML. Looked at first, since most have nothing to escape."""
    text = str(word)
    return escape(text) if _needs_escaping(text) else text


def live(tag):
    """A template tag whose words are never cut into a page, such as the masthead: it takes the context, and plain values."""

    @wraps(tag)
    def asked(context, **kwargs):
        later = context.get(_LATER)
        if later is None:
            return tag(context, **kwargs)
        same = next((name for name, other, given in later if other is tag and given == kwargs), None)
        name = same or f"tag {len(later)}"
        if same is None:
            later.append((name, tag, kwargs))
        return f"{_OPEN}{name}{_CLOSE}"

    return asked


def _nested(values):
    """`{"a.b": 1}` as `{"a": {"b": 1}}`."""
    found = {}
    for name, value in values.items():
        *path, last = name.split(".")
        inner = found
        for step in path:
            inner = inner.setdefault(step, {})
        inner[last] = value
    return found
