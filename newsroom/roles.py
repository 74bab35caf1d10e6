"""Who may do what: the one table of roles, given to groups by `manage.py roles`.

A permission is written as `app.codename`; a row of a model's name stands for view, add, change and delete as listed.
Whoever installs the portal is a superuser and needs no role.
"""

# Opening tips is for those who write and edit; whoever administers or sells advertising sees that they come, if that.
READING_TIPS = ["tips.view_tip", "tips.change_tip", "tips.unseal_tip"]
# A role adds its own rights to those of the roles that it builds upon.
WRITING = [
    "articles.view_article", "articles.add_article", "articles.change_article", "articles.delete_article",
    "articles.view_section", "articles.view_author", "articles.view_tag", "articles.add_tag", "portal.view_place",
    "people.view_person", "people.add_person", "people.change_person",
    "people.view_office", "people.add_office", "people.change_office", "people.delete_office",
    "people.view_source", "people.add_source", "people.change_source", "people.delete_source",
    "photos.view_photo", "photos.add_photo", "photos.change_photo",
    *READING_TIPS,
    "wire.view_group", "wire.change_group", "wire.add_item",
]  # fmt: skip
ON_DUTY = [*WRITING, "articles.publish_on_duty"]
EDITING = [
    *WRITING,
    "articles.publish_article", "articles.edit_others", "articles.set_front_page",
    "newsroom.view_frontpageslot", "newsroom.add_frontpageslot", "newsroom.change_frontpageslot",
    "newsroom.delete_frontpageslot",
    "articles.view_peoplerules", "articles.change_peoplerules",
    "articles.change_tag", "articles.delete_tag", "people.merge_person", "photos.withdraw_photo",
    "portal.view_nameday", "portal.add_nameday", "portal.change_nameday", "portal.delete_nameday",
    "comments.moderate_comment",
    "tips.view_confidential", "tips.view_photoconsent", "tips.change_photoconsent",
]  # fmt: skip
CHIEF = [
    *EDITING,
    "articles.make_sponsored",
    "articles.add_section", "articles.change_section", "articles.delete_section",
    "articles.add_author", "articles.change_author", "articles.delete_author",
    "portal.add_place", "portal.change_place", "portal.delete_place",
    "portal.view_page", "portal.add_page", "portal.change_page", "portal.delete_page",
    "portal.view_imprint", "portal.change_imprint",
    "people.delete_person", "people.remove_personal_data", "people.view_removal",
    "portal.view_silenceperiod", "portal.add_silenceperiod", "portal.change_silenceperiod", "portal.delete_silenceperiod",
    "comments.decide_notice", "comments.set_comment_rules", "comments.unseal_address",
    "tips.export_tip", "tips.view_tipaccess", "tips.view_tiprules", "tips.change_tiprules",
    "wire.view_own_work",
    "wire.view_feed", "wire.add_feed", "wire.change_feed", "wire.delete_feed",
    "wire.view_mailbox", "wire.add_mailbox", "wire.change_mailbox", "wire.delete_mailbox",
    "wire.view_keeping", "wire.change_keeping",
]  # fmt: skip
MODERATING = [
    "articles.view_article", "comments.moderate_comment", "comments.decide_notice", "comments.set_comment_rules",
]  # fmt: skip
ADVERTISING = [
    "articles.view_article", "articles.add_article", "articles.change_article", "articles.delete_article",
    "articles.make_sponsored", "articles.view_section", "articles.view_author", "articles.view_tag", "portal.view_place",
    "photos.view_photo", "photos.add_photo", "photos.change_photo",
]  # fmt: skip
# Keeps the house in order and reads nobody's drafts. Roles themselves are given by superusers alone.
ADMINISTERING = [
    "portal.view_user", "portal.add_user", "portal.change_user",
    "portal.view_page", "portal.add_page", "portal.change_page", "portal.delete_page",
    "portal.view_nameday", "portal.add_nameday", "portal.change_nameday", "portal.delete_nameday",
    "portal.view_imprint", "portal.change_imprint",
    "portal.view_place", "portal.add_place", "portal.change_place", "portal.delete_place",
    "articles.view_section", "articles.add_section", "articles.change_section",
    "articles.view_author", "articles.add_author", "articles.change_author",
    "portal.view_silenceperiod", "portal.add_silenceperiod", "portal.change_silenceperiod",
    "comments.set_comment_rules",
    "wire.view_feed", "wire.add_feed", "wire.change_feed", "wire.delete_feed",
    "wire.view_mailbox", "wire.add_mailbox", "wire.change_mailbox", "wire.delete_mailbox",
    "wire.view_keeping", "wire.change_keeping",
]  # fmt: skip

ROLES = {
    "Dziennikarz": WRITING,
    "Dziennikarz dyżurny": ON_DUTY,
    "Redaktor prowadzący": EDITING,
    "Redaktor naczelny": CHIEF,
    "Moderator": MODERATING,
    "Dział reklamy": ADVERTISING,
    "Administrator": ADMINISTERING,
}
