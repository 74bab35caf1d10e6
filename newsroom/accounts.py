"""Login of the staff: nobody signs up, the owner makes accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made in the admin only; after login everybody starts at the front desk."""

    def is_open_for_signup(self, request):
        return False

    def get_login_redirect_url(self, request):
        return reverse("admin:index")
