"""Readers' comments and all that is decided about them.

`conversation`: what readers write and do. `moderation`: why something waits, what was decided, and what holds people off.
`notices`: notices of illegal content and the letters that go out. `danger`: danger to life, passed on to the police.
`rules`: what the newsroom sets.

What does not belong here: tips to the newsroom (tips), what a word means (polish), counting and tokens (common).
"""

from .conversation import Comment, CommentQuerySet, CommentToken, Edit, MailConsent, Reaction, Shown, TextPrint
from .danger import DangerReport
from .moderation import Appeal, Ban, Case, Decision, Hit, Reason, ReasonText, Report, SealedAddress, UnsealEvent
from .notices import Letter, Notice, NoticeItem
from .rules import BannedWord, CommentRules, ScreeningCounter, SectionRules, StoryRules, TrainedClassifier

__all__ = [
    "Appeal",
    "Ban",
    "BannedWord",
    "Case",
    "Comment",
    "CommentQuerySet",
    "CommentRules",
    "CommentToken",
    "DangerReport",
    "Decision",
    "Edit",
    "Hit",
    "Letter",
    "MailConsent",
    "Notice",
    "NoticeItem",
    "Reaction",
    "Reason",
    "ReasonText",
    "Report",
    "ScreeningCounter",
    "SealedAddress",
    "SectionRules",
    "Shown",
    "StoryRules",
    "TextPrint",
    "TrainedClassifier",
    "UnsealEvent",
]
