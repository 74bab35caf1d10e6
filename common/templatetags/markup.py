"""Running text on readers' pages."""

from django import template
from django.utils.html import linebreaks

from common.markup import clean_simple, trusted

register = template.Library()


@register.filter
def simple_html(text):
    """Paragraphs, headings, lists and links; text without any tag is split into paragraphs at empty lines."""
    text = text or ""
    return trusted(clean_simple(text if "<" in text else linebreaks(text, autoescape=True)))


@register.filter
def ready_made(html):
    """HTML that the project itself rendered from a cleaned text, such as `Article.body_html`."""
    return trusted(html or "")
