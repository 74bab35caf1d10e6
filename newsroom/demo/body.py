"""Bodies of the demo's stories name pictures and stories by key; here the keys become the ids of rows."""

import re

_PHOTO = re.compile(r'data-photo="([^"]+)"')
_GALLERY = re.compile(r'data-gallery="([^"]+)"')
_STORY = re.compile(r'<aside data-story="([^"]+)">\s*</aside>')


def with_real_ids(body, *, photo, stories):
    """The body with ids for keys. `photo(key)` gives a photo or None, `stories` maps keys to ids of stories.

    Raises `KeyError` for a picture that does not exist; a story that does not exist is left out.
    """

    def photo_id(key):
        found = photo(key.strip())
        if found is None:
            raise KeyError(f"There is no picture {key!r}.")
        return str(found.pk)

    body = _PHOTO.sub(lambda m: f'data-photo="{photo_id(m[1])}"', body)
    body = _GALLERY.sub(lambda m: 'data-gallery="' + ",".join(map(photo_id, m[1].split(","))) + '"', body)
    return _STORY.sub(lambda m: f'<aside data-story="{stories[m[1]]}"></aside>' if m[1] in stories else "", body)
