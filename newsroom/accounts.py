"""Login of the staff: nobody signs up, the owner makes accounts; a second factor can be required of everybody."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.urls import reverse

security_log = logging.getLogger("newsroom.security")

# Recovery codes alone are no factor: they are for the day on which the other one is lost.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made in the admin only; after login everybody starts at the front desk."""

    def is_open_for_signup(self, request):
        return False

    def get_login_redirect_url(self, request):
        return reverse("admin:index")

    def authentication_failed(self, request, **credentials):
        super().authentication_failed(request, **credentials)
        security_log.warning("login refused for %r from %s", _shown(credentials), self.get_client_ip(request))

    def post_login(self, request, user, **kwargs):
        security_log.info("login of user %s from %s", user.pk, self.get_client_ip(request))
        return super().post_login(request, user, **kwargs)


def needs_second_factor(user):
    """Whether this user must set up a second factor before doing anything else. At most one query."""
    return settings.REQUIRE_SECOND_FACTOR and user.is_authenticated and not is_mfa_enabled(user, FACTORS)


def _shown(credentials):
    """Whose login was tried: never the password. `%r` keeps line breaks out of the log."""
    return str(credentials.get("username") or credentials.get("email") or "")[:80]
