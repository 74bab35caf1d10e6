"""Photos of the library on a page."""

from django import template
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

register = template.Library()

# The `src` is for what does not understand `srcset`; browsers choose from the list.
PLAIN_WIDTH = 800


# By all that they show: the names of files carry a digest of what is in them.
_pictures = {}
MOST_PICTURES = 3000


@register.simple_tag
def picture(photo, crop="full", sizes="100vw", loading="lazy", priority=False, alt=None):
    """A responsive `<picture>` of the photo: WebP and JPEG, width and height always set; nothing for a photo not shown.

    `crop` is one of full, 16x9, 4x3, 1x1; until the job has made it, the whole photo stands in. `alt` replaces the
    library's description (pass an empty one where the words beside it say the same).
    """
    rows = photo.rows(crop) if photo else []
    if not rows:
        return ""
    alt = photo.alt if alt is None else alt
    key = (*((row["jpeg"], row.get("webp")) for row in rows), sizes, loading, bool(priority), alt)
    html = _pictures.get(key)
    if html is None:
        if len(_pictures) >= MOST_PICTURES:
            _pictures.clear()
        html = _pictures[key] = render_to_string("photos/_picture.html", _shown(rows, sizes, loading, priority, alt))
    return html


def _shown(rows, sizes, loading, priority, alt):
    return {
        "webp": _srcset(rows, "webp"),
        "jpeg": _srcset(rows, "jpeg"),
        "src": default_storage.url(_nearest(rows, PLAIN_WIDTH)["jpeg"]),
        "widest": rows[-1],
        "sizes": sizes,
        "loading": "eager" if priority else loading,
        "priority": priority,
        "alt": alt,
    }


@register.inclusion_tag("photos/_thumb.html")
def thumb(photo, crop="4x3", width=320):
    """A small picture for the desk's lists, without a description of its own; a note where there is none."""
    rows = photo.rows(crop) if photo else []
    row = _nearest(rows, width) if rows else None
    return {"row": row, "src": default_storage.url(row["jpeg"]) if row else "", "photo": photo}


def _srcset(rows, kind):
    return ", ".join(f"{default_storage.url(row[kind])} {row['w']}w" for row in rows if kind in row)


def _nearest(rows, width):
    """The narrowest row that is at least so wide, else the widest."""
    return next((row for row in rows if row["w"] >= width), rows[-1])
