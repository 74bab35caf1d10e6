"""Addresses that machines ask for unasked: what crawlers may read, and the portal's icon."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from articles.feeds import absolute
from common.http import reader_page

TEXT = """User-agent: *
Disallow: /admin/
Disallow: /konto/
Disallow: /szukaj/
Disallow: /napisz-do-nas/
Disallow: /komentarze/moje/
Disallow: /licznik/

Sitemap: {sitemap}
Sitemap: {news}
"""


@reader_page
def robots(request):
    text = TEXT.format(sitemap=absolute("/sitemap.xml"), news=absolute("/sitemap-news.xml"))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@reader_page
def favicon(request):
    """Browsers ask here wherever a page names no icon; the file itself has a hashed address."""
    return redirect(static("brand/icon-192.png"))
