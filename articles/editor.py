"""The editor of a story's body: its words, its modules, and what may be stored from it.

The editor is django-prose-editor's (tiptap); the nodes, the toolbar in words and the cleaning of pasted text are modules of
our own in `static/desk/editor/`. What they can make equals what `common.markup.clean_body` allows; a test compares them.
"""

import json
import re
from urllib.parse import urlsplit

from django import forms
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import ProseEditorWidget, importmap
from js_asset import ImportMap, Media

from common.markup import clean_body

MAX_LENGTH = 300_000
MODULES = ["setup", "photos", "dialogs", "embeds", "paste", "nodes", "mention", "toolbar"]

# The same list stands in `static/desk/editor/embeds.js`.
EMBED_HOSTS = {
    "YouTube": re.compile(r"(www\.|m\.)?youtube\.com|youtu\.be"),
    "Facebook": re.compile(r"(www\.|m\.|web\.)?facebook\.com|fb\.watch"),
    "X": re.compile(r"(www\.|mobile\.)?(twitter|x)\.com"),
}
# Marks that turn the direction of the text around them: a sentence could be made to read as another.
DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_EMPTY_SPEAKER = re.compile(r"<footer>\s*</footer>")
_EMPTY_END = re.compile(r"(?:\s*<p>\s*</p>)+\s*$")
_EMBED = re.compile(r'data-embed="([^"]*)"')

WORDS = {
    "body": _("Body of the story"),
    "placeholder": _("Write here. Photos can be dropped straight into the text; @ and a surname offer people."),
    "mention_people": _("People: arrows choose, Enter takes"),
    "mention_cases": _("%s: in which case?"),
    "formatting": _("Formatting"),
    "heading": _("Subheading"),
    "small_heading": _("Smaller subheading"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "link": _("Link"),
    "photo": _("Photo"),
    "quotation": _("Quotation"),
    "insert_menu": _("Insert"),
    "gallery": _("Gallery"),
    "embed": _("Video or post"),
    "story": _("Related story"),
    "table": _("Table"),
    "bullets": _("List"),
    "numbers": _("Numbered list"),
    "strike": _("Struck through"),
    "superscript": _("Superscript (m²)"),
    "subscript": _("Subscript (CO₂)"),
    "rule": _("Line across"),
    "signs": _("Special characters"),
    "hard_space": _("hard space"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "row_after": _("Add a row below"),
    "column_after": _("Add a column to the right"),
    "delete_row": _("Delete the row"),
    "delete_column": _("Delete the column"),
    "delete_table": _("Delete the table"),
    "cancel": _("Cancel"),
    "insert": _("Insert"),
    "change": _("Change"),
    "remove": _("Remove"),
    "exchange": _("Exchange"),
    "earlier": _("Move earlier"),
    "later": _("Move later"),
    "remove_photo": _("Remove the photo from the gallery"),
    "add_photos": _("Add photos"),
    "caption_here": _("Caption: what the photo shows. Empty: the caption from the library."),
    "speaker_here": _("Who said it, and what they do"),
    "loading": _("Loading…"),
    "no_connection": _("There is no connection. Try again in a moment."),
    "photo_gone": _("There is no such photo in the library, or it was withdrawn."),
    "no_credit": _("No credit."),
    "no_alt": _("No alternative text."),
    "no_caption": _("Without a caption"),
    "fill_in": _("Fill it in"),
    "choose_photo": _("Choose a photo"),
    "choose_photos": _("Choose photos"),
    "search_photos": _("Search the library"),
    "send_file": _("Or send from this device"),
    "no_photos": _("No photo fits. Try another word or send a new one."),
    "more_photos": _("Show more"),
    "insert_chosen": _("Insert the chosen"),
    "uploading": _("Sending %s…"),
    "upload_failed": _("%s could not be sent. Check the connection and try again."),
    "embed_of": _("From %s"),
    "embed_note": _("Readers load it only after a click."),
    "embed_label": _("Address of the video or post"),
    "embed_help": _("Copy it from YouTube, Facebook or X."),
    "embed_refused": _(
        "This can be only an address of a video or post on YouTube, Facebook or X, beginning with https://."
    ),
    "read_also": _("Read also"),
    "story_label": _("Words of the headline"),
    "story_gone": _("This story is not on the site."),
    "no_stories": _("No published story has these words in its headline."),
    "link_label": _("Address"),
    "link_help": _("A page, an e-mail address or tel: and a number."),
    "link_help_empty": _("No words are chosen: the address itself will be inserted."),
    "link_refused": _("This is not an address of a page, an e-mail address or a phone number."),
    "save_link": _("Save the link"),
    "remove_link": _("Remove the link"),
}


def embed_kind(address):
    """“YouTube”, “Facebook” or “X”; empty for an address that may not be embedded."""
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "https" and not parts.username and parts.port is None and parts.path not in {"", "/"}
    except ValueError:
        return ""
    if not plain:
        return ""
    host = parts.hostname or ""
    return next((kind for kind, hosts in EMBED_HOSTS.items() if hosts.fullmatch(host)), "")


def clean_story_body(html):
    """A body as it is stored: the allow-list's elements, no empty speaker, no empty end. Doing it twice changes nothing."""
    html = clean_body(DIRECTION_MARKS.sub("", html))
    return _EMPTY_END.sub("", _EMPTY_SPEAKER.sub("", html)).strip()


class StoryBodyWidget(ProseEditorWidget):
    """The textarea that becomes the editor, with the words and addresses that its modules need."""

    @property
    def media(self):
        modules = {f"desk/editor/{name}": f"desk/editor/{name}.js" for name in MODULES}
        return Media(
            importmap=importmap | ImportMap(modules),
            css={"all": ["desk/story.css"]},
            js=[Script("desk/editor/start.js", type="module")],
        )

    def get_context(self, name, value, attrs):
        context = forms.Textarea.get_context(self, name, value, attrs)
        addresses = {
            "photos": reverse("admin:articles_article_photos"),
            "stories": reverse("admin:articles_article_search", args=["stories"]),
            "names": reverse("admin:articles_article_names"),
            # The library is `photos.admin`'s; it may be absent while the form is tried alone.
            "picker": reverse("admin:index") + "photos/photo/picker/",
            "upload": reverse("admin:index") + "photos/photo/upload/",
            "photo": reverse("admin:index") + "photos/photo/0/change/",
        }
        told = {"words": {name: str(text) for name, text in WORDS.items()}, "addresses": addresses}
        context["widget"]["attrs"]["data-story-editor"] = json.dumps(told, ensure_ascii=False)
        return context


class StoryBodyField(ProseEditorFormField):
    """A story's body, cleaned; addresses that may not be embedded are refused in words."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", StoryBodyWidget)
        super().__init__(config={}, sanitize=clean_story_body, max_length=MAX_LENGTH, **kwargs)
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value):
        html = super().clean(value)
        for address in _EMBED.findall(html):
            address = address.replace("&amp;", "&")
            if not embed_kind(address):
                raise forms.ValidationError(
                    _("%(address)s cannot be embedded: only YouTube, Facebook and X can."),
                    code="embed",
                    params={"address": address},
                )
        return html
