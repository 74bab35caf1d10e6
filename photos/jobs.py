"""Background jobs of the photo library. Each may be run twice without harm."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import task

from common.scheduling import every

from . import renditions
from .models import Photo

# Pages in caches still name the old files for so long.
KEEP_OLD_FILES = timedelta(hours=1)
CATCH_UP_AFTER = timedelta(minutes=15)
CATCH_UP_AT_ONCE = 10


@task()
def make_renditions(photo_id):
    """Make all public renditions of a photo around its focal point. A withdrawn photo gets none."""
    photo = Photo.objects.usable().filter(pk=photo_id).first()
    if photo is None:
        return
    made = renditions.make_all(photo)
    now = timezone.now()
    # Where the focal point moved meanwhile, the job of that change has the last word.
    unchanged = Photo.objects.usable().filter(pk=photo_id, focal_x=photo.focal_x, focal_y=photo.focal_y)
    if made != photo.renditions or photo.rendered_at is None:
        unchanged.update(renditions=made, rendered_at=now, updated_at=now)
    if not Photo.objects.usable().filter(pk=photo_id).exists():
        renditions.delete_files(photo_id)
    elif renditions.names(photo.renditions) - renditions.names(made):
        remove_old_files.using(run_after=now + KEEP_OLD_FILES).enqueue(photo_id)


@task()
def remove_old_files(photo_id):
    """Delete public files that the photo no longer lists; all of them where it was withdrawn or deleted."""
    photo = Photo.objects.usable().filter(pk=photo_id).first()
    if photo is None:
        renditions.delete_files(photo_id)
        return
    listed = renditions.names(photo.renditions)
    # A younger file may belong to a job that is still at work.
    before = timezone.now() - KEEP_OLD_FILES + timedelta(minutes=5)
    for name in renditions.files_of(photo_id):
        if name not in listed and default_storage.get_modified_time(name) < before:
            default_storage.delete(name)


@every(minutes=5)
@task()
def catch_up():
    """Make renditions of photos whose own job was lost."""
    before = timezone.now() - CATCH_UP_AFTER
    waiting = Photo.objects.usable().filter(rendered_at=None, updated_at__lt=before)
    for photo_id in waiting.order_by("pk").values_list("pk", flat=True)[:CATCH_UP_AT_ONCE]:
        make_renditions.enqueue(photo_id)
        # Asked again only after a while, should this one be lost too.
        Photo.objects.filter(pk=photo_id).update(updated_at=timezone.now())
