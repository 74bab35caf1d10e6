"""The front page and the portal's own pages."""

from django.shortcuts import get_object_or_404, render

from common.http import reader_page
from common.retention import all_rules
from portal.models import Page
from portal.services import page_html

from .front import composed
from .furniture import furniture

NEWEST_ON_FRONT = 12
# The page that shows what is kept and for how long, as the jobs keep to it.
PRIVACY = "prywatnosc"


@reader_page
def front_page(request):
    page = composed()
    newest = [line for line in furniture().newest if line.pk not in page.upper][:NEWEST_ON_FRONT]
    return render(request, "newsroom/front.html", {"front": page, "newest": newest})


@reader_page
def page(request, slug):
    """A page that the newsroom edits, such as the privacy notice."""
    page = get_object_or_404(Page, slug=slug)
    context = {"page": page, "body": page_html(page, furniture().imprint)}
    if slug == PRIVACY:
        context["retention"] = all_rules()
    return render(request, "newsroom/page.html", context)
