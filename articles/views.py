"""Pages of stories, lists and people. Every one is the same for all readers."""

from django.http import HttpResponse


def _later(request, **kwargs):
    return HttpResponse("")


detail = section = place = place_section = tag = author = month = day = people = person = _later
