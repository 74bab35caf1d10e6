from django.db import migrations, models


class Migration(migrations.Migration):
    """An index over the few comments that moderators hold just now."""

    dependencies = [("comments", "0005_optional_appeals")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                "claimed_until", name="comments_claimed", condition=models.Q(("claimed_until__isnull", False))
            ),
        ),
    ]
