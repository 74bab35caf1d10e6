"""The front page and the portal's own pages."""

from django.http import HttpResponse


def front_page(request):
    return HttpResponse("")


def page(request, slug):
    return HttpResponse("")
