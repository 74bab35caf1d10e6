"""What crawlers are told."""

from django.http import HttpResponse

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
