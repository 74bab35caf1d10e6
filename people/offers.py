"""Profiles that texts suggest to make, and that the desk does not want: remembered by a digest of the name."""

from django.conf import settings

from .models import NameNotOffered
from .removal import digest_of_name, names_known


def stop_offering(first_name, last_name, *, by):
    """Suggest no profile of this name any more."""
    digest = digest_of_name(first_name, last_name, settings.SECRET_KEY)
    NameNotOffered.objects.get_or_create(digest=digest, defaults={"by": by})


def offer_again(first_name, last_name):
    """Take `stop_offering` back."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [digest_of_name(first_name, last_name, key) for key in keys]
    NameNotOffered.objects.filter(digest__in=digests).delete()


def not_offered_among(names):
    """Those of the `(first name, surname)` pairs that are not to be suggested. Costs a query."""
    return names_known(names, NameNotOffered)
