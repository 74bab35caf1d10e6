"""Background jobs of stories. Each may be run twice without harm."""

from django.utils import timezone
from django_tasks import task

from common.scheduling import every

from .models import Article


@every(minutes=1)
@task()
def settle_scheduled():
    """Call scheduled stories whose moment has come "published" on the desk too; readers see them without this."""
    Article.objects.filter(status=Article.Status.SCHEDULED, published_at__lte=timezone.now()).update(
        status=Article.Status.PUBLISHED
    )
