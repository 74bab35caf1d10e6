"""From a story's stored body to what readers get.

`Article.body` holds what the editor wrote, with marks for photos, galleries, embeds and related stories
(`common.markup.BODY_TAGS`); `render` fills them from the library, sets Polish typography and gives quotations, tables and
links their final shape. Each mark has its template in `templates/articles/body/`.
"""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import lxml.html
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _
from lxml import etree

from common.markup import clean_body, text_only, trusted
from photos.models import Photo
from polish import typography

from .people_links import link_people

LARGEST_ID = 2**63 - 1
_SLOT = re.compile(r"<!--slot ([0-9]+)-->")


def render(article):
    """The body as readers' HTML. Costs at most five queries, however many photos and people there are.

    Photos that are missing or withdrawn and stories that are not public are left out; nothing of another host is loaded.
    Rendering the same content again gives the same text.
    """
    root = _parse(article.body)
    # Captions and speakers are text of their own within it, so they are set here too.
    typography.set_html_text_nodes(root)
    photos = {photo.pk: photo for photo in Photo.objects.usable().filter(pk__in=_photo_ids(root)) if photo.is_shown}
    stories = _related(article, _story_ids(root))
    slots = []

    def put(element, template, context):
        """Let what the template renders stand in the element's place."""
        slots.append(render_to_string(f"articles/body/{template}", context).strip())
        mark = etree.Comment(f"slot {len(slots) - 1}")
        mark.tail = element.tail
        element.getparent().replace(element, mark)

    for element in list(root.iter("figure", "aside")):
        _fill(element, photos, stories, put)
    for element in list(root.iter("li", "td", "th")):
        _unwrap_only_paragraph(element)
    for element in list(root.iter("p")):
        _drop_if_empty(element)
    for element in list(root.iter("blockquote")):
        _shape_quotation(element)
    for element in list(root.iter("table")):
        _shape_table(element)
    link_people(root, article)
    for element in root.iter("a"):
        _shape_link(element, paid=article.kind != article.Kind.EDITORIAL)
    return _SLOT.sub(lambda match: slots[int(match[1])], _inner_html(root))


def photo_ids(html):
    """Ids of the photos that the body names, alone or in galleries, in their order and each once."""
    return _photo_ids(_parse(html))


def story_ids(html):
    """Ids of the related stories that the body names, in their order and each once."""
    return _story_ids(_parse(html))


def _parse(html):
    return lxml.html.fragment_fromstring(clean_body(html or ""), create_parent="div")


def _photo_ids(root):
    lists = [_ids(figure.get("data-photo") or figure.get("data-gallery")) for figure in root.iter("figure")]
    return list(dict.fromkeys(pk for found in lists for pk in found))


def _story_ids(root):
    return list(dict.fromkeys(pk for aside in root.iter("aside") for pk in _ids(aside.get("data-story"))))


def _ids(text):
    """Ids out of `1,2,3`; what is not an id is passed over."""
    found = re.findall(r"(?<![^,\s])[0-9]{1,19}(?![^,\s])", text or "")
    return [pk for pk in map(int, found) if 0 < pk <= LARGEST_ID]


def _related(article, ids):
    from .models import Article

    found = Article.objects.published().filter(pk__in=ids) if ids else Article.objects.none()
    if article.pk:
        found = found.exclude(pk=article.pk)
    return {story.pk: story for story in found.select_related("photo", "section").defer("body", "body_html")}


def _inner_html(element):
    """What is within the element, as HTML."""
    parts = [lxml.html.tostring(child, encoding="unicode") for child in element]
    return escape(element.text or "") + "".join(parts)


# -- The marks ------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A photo as it stands in the text: its caption (HTML) and its credit."""

    photo: Photo
    caption: str
    credit: str

    @property
    def words(self):
        """Caption and credit in plain words."""
        return " ".join(filter(None, [unescape(text_only(self.caption)), self.credit]))


def _fill(element, photos, stories, put):
    """Let the template of the mark stand in its place; a mark whose content is not there is taken out."""
    caption = _caption(element)
    if "data-story" in element.attrib:
        story = next((stories[pk] for pk in _ids(element.get("data-story"))[:1] if pk in stories), None)
        if story:
            return put(element, "_story.html", {"story": story, "title": typography.set_text(story.title)})
    elif "data-photo" in element.attrib:
        if found := _found(photos, element.get("data-photo")):
            return put(element, "_photo.html", {"shown": _shown(found[0], caption)})
    elif "data-gallery" in element.attrib:
        if found := _found(photos, element.get("data-gallery")):
            pictures = [_shown(photo) for photo in found]
            credits = ", ".join(dict.fromkeys(filter(None, (shown.credit for shown in pictures))))
            return put(element, "_gallery.html", {"pictures": pictures, "caption": caption, "credits": credits})
    elif "data-embed" in element.attrib:
        if embed := find_embed(element.get("data-embed")):
            return put(element, "_embed.html", {"embed": embed, "caption": caption})
    else:
        return None  # Around something else, as an import may bring: what is in it stays.
    return element.drop_tree()


def _found(photos, ids):
    return [photos[pk] for pk in dict.fromkeys(_ids(ids)) if pk in photos]


def _shown(photo, own_caption=""):
    caption = own_caption or escape(typography.set_text(photo.caption))
    return Shown(photo, caption, typography.set_text(photo.credit))


def _caption(figure):
    """The figure's own caption as cleaned HTML; empty where there is none."""
    found = figure.find("figcaption")
    if found is None or not found.text_content().strip():
        return ""
    _unwrap_only_paragraph(found)
    return trusted(_inner_html(found))


@dataclass(frozen=True)
class Embed:
    """Something of another service: its readable address, and the one to load once the reader has asked for it.

    `service` is empty for an unknown one, `player` where there is only a link to give; `kind` is post, video or short,
    which is a video taller than wide.
    """

    service: str
    url: str
    player: str = ""
    kind: str = "post"

    @property
    def what(self):
        if self.kind == "post":
            return _("Post from %(service)s") % {"service": self.service}
        return _("Video from %(service)s") % {"service": self.service}

    @property
    def shape(self):
        return "wide" if self.kind == "video" else "tall"


def find_embed(address):
    """What an address leads to, as an `Embed`; one without a service is a plain link; None for no address of the web."""
    address = (address or "").strip()
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    host = re.sub(r"^(?:www|m|mobile|web|pl-pl)\.", "", host)
    for service in (_youtube, _facebook, _x):
        if embed := service(host, parts, address):
            return embed
    return Embed("", address)


def _youtube(host, parts, address):
    if host not in {"youtube.com", "youtu.be", "youtube-nocookie.com"}:
        return None
    path = [step for step in parts.path.split("/") if step]
    video = parse_qs(parts.query).get("v", [""])[0]
    if not video and path and (host == "youtu.be" or path[0] in {"embed", "shorts", "live", "v"}):
        video = path[-1]
    if not re.fullmatch(r"[\w-]{11}", video, re.ASCII):
        return None
    player = f"https://www.youtube-nocookie.com/embed/{video}?autoplay=1"
    return Embed("YouTube", address, player, "short" if path[:1] == ["shorts"] else "video")


def _facebook(host, parts, address):
    if host == "fb.watch":
        return Embed("Facebook", address)
    if host != "facebook.com":
        return None
    if re.search(r"^/(?:watch|reel)(?:/|$)|/videos/", parts.path):
        plugin, kind = "video", "short" if parts.path.startswith("/reel") else "video"
    elif re.search(r"/posts/|^/(?:permalink|story|photo)(?:\.php|/|$)|/photos/", parts.path):
        plugin = kind = "post"
    else:
        return Embed("Facebook", address)
    query = f"href={quote(address, safe='')}&show_text={'false' if plugin == 'video' else 'true'}&width=500"
    return Embed("Facebook", address, f"https://www.facebook.com/plugins/{plugin}.php?{query}", kind)


def _x(host, parts, address):
    if host not in {"x.com", "twitter.com"}:
        return None
    match = re.search(r"/status(?:es)?/([0-9]{1,20})(?:/|$)", parts.path)
    player = f"https://platform.twitter.com/embed/Tweet.html?id={match[1]}&dnt=true&lang=pl" if match else ""
    return Embed("X", address, player)


# -- Shape of what is written ------------------------------------------------------


def _unwrap_only_paragraph(element):
    """The editor wraps the text of list items and cells in a paragraph; alone there, it says nothing."""
    if len(element) == 1 and element[0].tag == "p" and not (element.text or "").strip():
        element[0].drop_tag()


def _drop_if_empty(paragraph):
    has_text = paragraph.text_content().strip(" \t\r\n\u00a0\u200b")
    if not has_text and not any(child.tag != "br" for child in paragraph.iterdescendants()):
        paragraph.drop_tree()


def _shape_quotation(quotation):
    """`<figure class="quote">` around the quotation, its speaker as the caption with the name apart from the office."""
    figure = lxml.html.Element("figure", {"class": "quote"})
    figure.tail, quotation.tail = quotation.tail, None
    quotation.getparent().replace(quotation, figure)
    figure.append(quotation)
    footers = quotation.findall("footer")
    for footer in footers[1:]:
        footer.drop_tree()
    if not footers or not footers[0].text_content().strip():
        for footer in footers:
            footer.drop_tree()
        return
    speaker = footers[0]
    quotation.remove(speaker)
    speaker.tag, speaker.tail = "figcaption", None
    _unwrap_only_paragraph(speaker)
    if len(speaker) == 0:
        name, comma, office = speaker.text.partition(",")
        bold = lxml.html.Element("b")
        bold.text, bold.tail = name.strip(" –—-\u00a0\n"), comma + office
        speaker.text = None
        speaker.append(bold)
    figure.append(speaker)


def _shape_table(table):
    """Around it a region that scrolls by itself and by keyboard; the first row as the header, unless other cells are."""
    rows = list(table.iter("tr"))
    if not rows or table.xpath("ancestor::table"):
        return
    if table.find("thead") is None:
        first = [cell for cell in rows[0] if cell.tag in {"th", "td"}]
        has_headers = any(True for _cell in table.iter("th"))
        if len(rows) > 1 and all(cell.tag == "th" or not has_headers for cell in first):
            for cell in first:
                cell.tag = "th"
            head = lxml.html.Element("thead")
            table.insert(0, head)
            head.append(rows[0])
    for row in rows:
        in_head = row.getparent().tag == "thead"
        for cell in row.iter("th"):
            cell.set("scope", "col" if in_head else "row")
    for body in table.findall("tbody"):
        if len(body) == 0:
            body.drop_tree()
    region = lxml.html.Element("div", {"class": "table", "role": "region", "tabindex": "0", "aria-label": _("Table")})
    region.tail, table.tail = table.tail, None
    table.getparent().replace(table, region)
    region.append(table)


def _shape_link(link, *, paid):
    """Links out of the portal say what they are; those in paid material say so to search engines too."""
    address = (link.get("href") or "").strip()
    host = urlsplit(address).hostname if re.match(r"https?://", address, re.IGNORECASE) else None
    if host and host != urlsplit(settings.SITE_URL).hostname:
        link.set("rel", "sponsored nofollow noopener" if paid else "noopener")
