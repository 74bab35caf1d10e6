"""Login of the staff: nobody signs up, the owner makes accounts; a second factor can be required of everybody."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.urls import reverse

security_log = logging.getLogger("newsroom.security")

# Recovery codes alone are no factor: they are for the day on which the other one is lost.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffBackend(AuthenticationBackend):
    """Allauth's login; permissions of the person and of the person's groups come in one query, where Django takes two."""

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            own = user_obj.user_permissions.through.objects.filter(user=user_obj).values("permission")
            of_groups = Group.permissions.through.objects.filter(group__user=user_obj).values("permission")
            rows = Permission.objects.filter(Q(pk__in=own) | Q(pk__in=of_groups)).order_by()
            names = rows.values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in names}
        return user_obj._perm_cache


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
