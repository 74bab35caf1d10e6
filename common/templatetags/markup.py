"""Running text on readers' pages."""

from django import template

from common.markup import trusted

register = template.Library()


@register.filter
def ready_made(html):
    """HTML that the project itself rendered from a cleaned text, such as `Article.body_html`."""
    return trusted(html or "")
