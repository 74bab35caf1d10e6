"""Tips of the demo, sent through the same services as readers' own and sealed with a key made for the demo."""

import io
import uuid
from datetime import timedelta
from pathlib import Path

from PIL import Image

from articles.models import Article
from newsroom.models import DemoStory
from portal.models import Place, User
from tips import keys, sealing, services, vault
from tips.models import NewsroomKey, Tip, TipRules
from tips.opening import Content
from tips.uploads import SealedUpload

PICTURES = Path(__file__).parent / "pictures"


class DemoTips:
    """Puts the tips in once; where any tip exists, nothing is added."""

    def __init__(self, tips, now):
        self.tips = tips
        self.now = now
        self.stories = dict(DemoStory.objects.values_list("key", "article_id"))

    def load(self):
        if not NewsroomKey.objects.filter(kind=NewsroomKey.Kind.SERVER, retired_at=None).exists():
            keys.make_server_key()
        if Tip.objects.exists():
            return
        rules = TipRules.load()
        rules.other_ways = (
            "Rynek 4, Krzemionów, pierwsze piętro: skrzynka przy drzwiach, opróżniana codziennie o 18.00."
        )
        rules.save()
        for facts in sorted(self.tips, key=lambda facts: -facts["ago"]):
            self._add(facts)

    def _add(self, facts):
        came = self.now - timedelta(hours=facts["ago"])
        confidential = facts.get("confidential", False)
        place = None if confidential else Place.objects.filter(slug=facts.get("place")).first()
        content = Content(
            text=facts["text"].strip(),
            place=place.name if place else facts.get("place", ""),
            credit=facts.get("credit", ""),
            may_be_named=facts.get("named", False),
            licence=TipRules.load().licence if facts.get("licence") else "",
        )
        tip, _words = services.receive_tip(
            content,
            contact=facts.get("contact", ""),
            kind=facts["kind"],
            confidential=confidential,
            article=self._story(facts.get("story")),
            place=place,
            uploads=[_sealed(name) for name in facts.get("pictures", [])],
            doubts=facts.get("suspect", ()),
            urgency=facts.get("urgency", Tip.Urgency.NORMAL),
            now=came,
        )
        tip.assigned_to = User.objects.filter(username=facts.get("assigned")).first()
        tip.story = self._story(facts.get("our_story"))
        tip.save()
        if "note" in facts:
            services.note_down(tip, *self._said(facts["note"]))
        if "reply" in facts:
            message = services.reply(tip, *self._said(facts["reply"]))
            message.at = came + timedelta(hours=1)
            message.save()
        if "answer" in facts:
            services.write_as_source(tip, facts["answer"])
            tip.refresh_from_db()
        if facts.get("state"):
            tip.move(facts["state"])
            moments = {"first_read_at": came + timedelta(minutes=40)}
            if tip.closed_at:
                moments["closed_at"] = came + timedelta(hours=20)
            Tip.objects.filter(pk=tip.pk).update(**moments)

    def _story(self, key):
        return Article.objects.filter(pk=self.stories.get(key)).first()

    def _said(self, line):
        """`(text, user)` of a line “user: text”."""
        username, _colon, text = line.partition(": ")
        return text, User.objects.filter(username=username).first()


def _sealed(name):
    """A picture of the demo as if somebody had just sent it as a photo from a phone."""
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "Telefon"
    Image.open(PICTURES / f"{name}.png").convert("RGB").save(buffer, "JPEG", quality=85, exif=exif)
    content = buffer.getvalue()
    uid, key = uuid.uuid4(), sealing.new_key()
    incoming = vault.Incoming(uid)
    for piece in sealing.seal_file(key, [content], sealing.context("file", uid, "content")):
        incoming.write(piece)
    incoming.keep()
    return SealedUpload(uid, key, "jpeg", f"IMG_{name}.jpg", len(content))
