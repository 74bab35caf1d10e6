"""Teasers of stories on fronts and lists, filled in from stencils: a page shows dozens."""

from functools import cache

from django import template

from common.markup import trusted
from common.moments import local
from common.stencil import Stencil, escaped, live
from photos.templatetags.pictures import picture
from polish import dates

from .reading import comments_word, recent_time, typeset

register = template.Library()

# The widths of a picture over its column, and beside its words.
WIDE_SIZES = "(min-width: 82rem) 50rem, (min-width: 64em) 62vw, 100vw"
SIDE_SIZES = "(min-width: 40em) 13rem, 7rem"
_TEASER = Stencil(
    "articles/_teaser.html",
    words=("picture", "label", "section", "section_address", "places", "address", "title", "summary", "meta"),
)
_META = Stencil("articles/_teaser_meta.html", words=("machine_time", "time", "comments", "signatures", "office"))


@register.simple_tag(takes_context=True)
def teaser(
    context, article, *, kind="", level="h3", crop="full", sizes="100vw", eager=False, summary=False, meta=False,
    no_section=False, no_places=False, dated=False, unsigned=False, title=None, lead=None,
):  # fmt: skip
    """A story from `ArticleQuerySet.for_listing()` or `for_teasers()`; `unsigned` where its bylines were not fetched.

    `kind` is first, big, mid, side or nothing, `level` that of its headline; `crop` and `sizes` are those of its photo.
    `title` and `lead` stand in place of the story's own, ready for the page.
    """
    furniture = context.get("furniture")
    furniture = furniture() if callable(furniture) else furniture
    first, photo, section = kind == "first", article.photo, article.section
    with_summary, with_meta = bool(first or summary), bool(first or meta)
    places = "" if no_places else ", ".join(article.place_names)
    has_picture = photo is not None and photo.is_shown
    shape = (
        ("kind", kind),
        ("level", level),
        ("has_picture", has_picture),
        ("urgent", bool(furniture and furniture.urgent and furniture.urgent.pk == article.pk)),
        ("paid", bool(article.label)),
        ("in_section", bool(section and not no_section)),
        ("no_section", bool(no_section)),
        ("in_places", bool(places)),
        ("with_summary", with_summary),
        ("with_meta", with_meta),
    )
    priority = bool(first or eager)
    return _TEASER.fill(
        shape,
        {
            "picture": picture(
                photo, crop=crop, sizes=sizes, loading="eager" if priority else "lazy", priority=priority, alt=None if first else "",
            ) if has_picture else "",
            "label": article.label,
            "section": section.name if section else "",
            "section_address": section.get_absolute_url() if section else "",
            "places": places,
            "address": article.get_absolute_url(),
            "title": typeset(article.title) if title is None else title,
            "summary": (typeset(article.lead) if lead is None else lead) if with_summary else "",
            "meta": _meta(article, dated=dated, unsigned=unsigned) if with_meta else "",
        },
    )  # fmt: skip


@register.simple_tag(takes_context=True)
@live
def related_teasers(context):
    """Stories beside a story, with no more than photo, section and headline."""
    sizes = "(min-width: 64em) 25rem, (min-width: 40em) 48vw, 7rem"
    return trusted(
        "\n".join(
            teaser(context, story, kind="side", level="h3", crop="4x3", sizes=sizes, no_places=True)
            for story in context["related"]
        )
    )


_ROWS = Stencil("articles/_rows.html", words=("heading",), rows={"rows": ("teaser",)})


@register.simple_tag(takes_context=True)
@live
def teasers_by_date(context):
    """The stories of a list under their headings (`groups`); the first one of its first page is large."""
    no_section, opens = context["listing"].section is not None, context["page"].is_first
    html = ""
    for heading, stories in context["groups"]:
        rows = []
        for story in stories:
            look = _OPENING if opens else _IN_LIST
            rows.append((teaser(context, story, summary=True, meta=True, no_section=no_section, level="h3", **look),))
            opens = False
        html += _ROWS.fill((), {"heading": heading, "rows": rows})
    return trusted(html)


_OPENING = {"kind": "big opening", "crop": "16x9", "sizes": WIDE_SIZES, "eager": True}
_IN_LIST = {"kind": "side", "crop": "4x3", "sizes": SIDE_SIZES}


def found_story(furniture, found):
    """A story that a search found (`articles.search.Found`), with the words that were looked for marked."""
    return teaser(
        {"furniture": furniture}, found.article, summary=True, meta=True, dated=True,
        title=_marked(found.title), lead=_marked(found.passage), **_IN_LIST,
    )  # fmt: skip


_MARK = Stencil("articles/_mark.html", words=("text",))


def _marked(fragments):
    """Text with the words that were looked for marked."""
    begin, end = _mark()
    pieces = [f"{begin}{escaped(f.text)}{end}" if f.matches else escaped(f.text) for f in fragments]
    return trusted("".join(pieces))


@cache
def _mark():
    """What stands before a marked word and after it: a page has a hundred."""
    begin, _text, end = _MARK.fill((), {"text": "|"}).partition("|")
    return begin, end


def _meta(article, *, dated, unsigned):
    """Time, comments and signatures under a teaser; where the story was chosen for a person, the office held then."""
    published = local(article.published_at)
    signatures = "" if unsigned else ", ".join(article.signatures)
    office = getattr(article, "office_then", None)
    count = article.comment_count
    shape = (("commented", bool(count)), ("signed", bool(signatures)), ("in_office", office is not None))
    return _META.fill(
        shape,
        {
            "machine_time": published.isoformat(timespec="seconds"),
            "time": dates.stamp(published) if dated else recent_time(article.published_at),
            "comments": f"{count} {comments_word(count)}" if count else "",
            "signatures": signatures,
            "office": typeset(office.title) if office else "",
        },
    )
