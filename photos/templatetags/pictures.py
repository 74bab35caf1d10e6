"""Photos of the library on a page."""

from django import template

from common.stencil import Stencil

from ..addresses import address_of

register = template.Library()

# The `src` is for what does not understand `srcset`; browsers choose from the list.
PLAIN_WIDTH = 800


_PICTURE = Stencil("photos/_picture.html", words=("webp", "jpeg", "src", "sizes", "alt"), numbers=("width", "height"))


@register.simple_tag
def picture(photo, crop="full", sizes="100vw", loading="lazy", priority=False, alt=None):
    """A responsive `<picture>` of the photo: WebP and JPEG, width and height always set; nothing for a photo not shown.

    `crop` is one of full, 16x9, 4x3, 1x1; until the job has made it, the whole photo stands in. `alt` replaces the
    library's description (pass an empty one where the words beside it say the same).
    """
    rows = photo.rows(crop) if photo else []
    if not rows:
        return ""
    webp, widest = _srcset(rows, "webp"), rows[-1]
    return _PICTURE.fill(
        (("has_webp", bool(webp)), ("loading", "eager" if priority else loading), ("priority", bool(priority))),
        {
            "webp": webp,
            "jpeg": _srcset(rows, "jpeg"),
            "src": address_of(_nearest(rows, PLAIN_WIDTH)["jpeg"]),
            "sizes": sizes,
            "alt": photo.alt if alt is None else alt,
            "width": widest["w"],
            "height": widest["h"],
        },
    )


@register.inclusion_tag("photos/_thumb.html")
def thumb(photo, crop="4x3", width=320):
    """A small picture for the desk's lists, without a description of its own; a note where there is none."""
    rows = photo.rows(crop) if photo else []
    row = _nearest(rows, width) if rows else None
    return {"row": row, "src": address_of(row["jpeg"]) if row else "", "photo": photo}


def _srcset(rows, kind):
    return ", ".join(f"{address_of(row[kind])} {row['w']}w" for row in rows if kind in row)


def _nearest(rows, width):
    """The narrowest row that is at least so wide, else the widest."""
    return next((row for row in rows if row["w"] >= width), rows[-1])
