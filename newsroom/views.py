"""The front page and the portal's own pages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string

from common.http import reader_page
from common.retention import all_rules
from portal.models import Page
from portal.services import page_html

from .front import composed
from .furniture import furniture

NEWEST_ON_FRONT = 12
# The page that shows what is kept and for how long, as the jobs keep to it.
PRIVACY = "prywatnosc"


# What was composed, what stood around it, and the page that was made of both.
_drawn = (None, None, "")


@reader_page
def front_page(request):
    """Drawn anew whenever something else is to stand on it, which is looked at every second, however many ask."""
    global _drawn
    front, around, html = _drawn
    if front is not composed() or around is not furniture():
        front, around = composed(), furniture()
        newest = [line for line in around.newest if line.pk not in front.upper][:NEWEST_ON_FRONT]
        html = render_to_string("newsroom/front.html", {"front": front, "newest": newest}, request)
        _drawn = front, around, html
    return HttpResponse(html)


@reader_page
def page(request, slug):
    """A page that the newsroom edits, such as the privacy notice."""
    page = get_object_or_404(Page, slug=slug)
    context = {"page": page, "body": page_html(page, furniture().imprint)}
    if slug == PRIVACY:
        context["retention"] = all_rules()
    return render(request, "newsroom/page.html", context)
