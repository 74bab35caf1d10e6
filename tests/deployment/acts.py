"""What a test does inside a house, each in a process with the house's own settings: `python -m tests.deployment.acts NAME …`."""

import json
import sys

import django


def story(title="Most na Olzie zamknięty do września", in_seconds=None):
    """Publish a story with a photo-less body, or schedule it; returns its number and address."""
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    from articles.models import Article, Author, Byline, Section
    from portal.models import Place, User

    call_command("roles", verbosity=0)
    by = User.objects.filter(username="ewa").first() or User.objects.create_superuser(
        "ewa", password="haslo-do-testow-1"
    )
    article = Article.objects.create(
        title=title, lead="Od północy nie przejdzie nawet pieszy.", body="<p>Tekst o moście nad Olzą.</p>",
        section=Section.objects.get_or_create(name="Samorząd")[0],
    )  # fmt: skip
    article.places.set([Place.objects.get_or_create(name="Krzemionów")[0]])
    Byline.objects.create(
        article=article, author=Author.objects.get_or_create(name="Sabina Kalisz", signature="ska")[0], position=0
    )
    from articles.services import save_story

    save_story(article, by)
    if in_seconds is None:
        article.publish(by)
    else:
        article.schedule(by, timezone.now() + timedelta(seconds=float(in_seconds)))
    return {"pk": article.pk, "address": article.get_absolute_url()}


def withdraw(pk):
    from articles.models import Article
    from portal.models import User

    Article.objects.get(pk=pk).withdraw(User.objects.get(username="ewa"))


def photos(how_many):
    """Put photos into the library as the desk does; their renditions are jobs."""
    import os
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    from photos.ingest import ingest
    from portal.models import User

    by, numbers = User.objects.first(), []
    for number in range(int(how_many)):
        buffer = BytesIO()
        Image.frombytes("RGB", (75, 50), os.urandom(75 * 50 * 3)).resize((2400, 1600)).save(buffer, "JPEG")
        numbers.append(
            ingest(SimpleUploadedFile(f"{number}.jpg", buffer.getvalue()), by, credit="fot. JK", alt="Barwne plamy").pk
        )
    return numbers


def feed(address):
    """Read that feed from now on."""
    from wire.models import Feed

    return Feed.objects.create(url=address, name="KPP Krzemionów", allow_private=True).pk


def picture(pk):
    """The public address of a photo."""
    from photos.models import Photo

    return Photo.objects.get(pk=pk).address(800)


def main(name, *words):
    django.setup()
    print(json.dumps(globals()[name](*words)))


if __name__ == "__main__":
    main(*sys.argv[1:])
