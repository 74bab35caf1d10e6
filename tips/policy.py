"""Who may do what with tips.

Seeing that a tip came is an ordinary permission. Opening one is not: being a superuser is not enough, there must be a row that
gives the permission to the person or to one of the person's groups. Whoever administers the machine can still give themselves
that row; then it stands there for the editor-in-chief to see.
"""

from django.contrib.auth.models import Permission
from django.db.models import Q

from portal.models import User


def granted(user):
    """Codenames of the permissions of tips that a row gives to this user.

    Costs a query for a superuser, of whom Django says that they may do everything; for others what Django has read already.
    """
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return frozenset()
    if not user.is_superuser:
        return frozenset(name.removeprefix("tips.") for name in user.get_all_permissions() if name.startswith("tips."))
    if not hasattr(user, "_tip_permissions"):
        rows = Permission.objects.filter(Q(user=user) | Q(group__user=user), content_type__app_label="tips")
        user._tip_permissions = frozenset(rows.values_list("codename", flat=True))
    return user._tip_permissions


def may_unseal(user):
    """Whether the user may open tips that are not confidential."""
    return "unseal_tip" in granted(user)


def may_open(user, tip):
    return may_unseal(user) and (not tip.confidential or may_open_confidential(user))


def may_open_confidential(user):
    return {"unseal_tip", "view_confidential"} <= granted(user)


def readers(*, confidential=False):
    """Everybody who may open tips, or the confidential ones too: the rule of `may_open` for the database. Any number costs one query."""
    users = User.objects.filter(is_active=True, is_staff=True)
    for name in ["unseal_tip", "view_confidential"] if confidential else ["unseal_tip"]:
        permission = Permission.objects.filter(content_type__app_label="tips", codename=name)
        users = users.filter(Q(user_permissions__in=permission) | Q(groups__permissions__in=permission))
    return users.distinct()


def may_export(user, tip):
    return may_open(user, tip) and "export_tip" in granted(user)


def may_see_log(user):
    return "view_tipaccess" in granted(user)


def may_change(user):
    """Assign, move, put aside; nothing that needs the text."""
    return "change_tip" in granted(user)
