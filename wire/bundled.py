"""The demo's sources: feeds that come with the package, so that the list is alive without any network.

In their text `{-90}` stands for the moment ninety minutes before the source was added, in the way that feed writes dates.
"""

import io
import re
from datetime import timedelta
from email.message import Message
from email.utils import format_datetime
from pathlib import Path

from django.utils import timezone

from .fetching import Answer, NotFetched

HERE = Path(__file__).parent / "bundled_feeds"


def answer(name, added_at):
    """The feed's bytes as if they had been fetched."""
    path = HERE / f"{name}.xml"
    if not re.fullmatch(r"[a-z-]+", name) or not path.exists():
        raise NotFetched("status", 404)
    text = path.read_text(encoding="utf-8")
    moment = timezone.localtime(added_at)
    text = re.sub(r"\{-(\d{1,5})\}", lambda ago: format_datetime(moment - timedelta(minutes=int(ago[1]))), text)
    text = re.sub(r"\{local-(\d{1,5})\}", lambda ago: f"{moment - timedelta(minutes=int(ago[1])):%Y-%m-%d %H:%M}", text)
    headers = Message()
    headers["Content-Type"] = "application/rss+xml; charset=utf-8"
    return Answer(200, f"https://{name}.example/rss", headers, io.BytesIO(text.encode()), len(text))
