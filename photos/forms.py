"""Forms of the photo library: what is said of a photo, and where its focal point lies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Photo

# Photos that one page describes, or one press of the button sends.
AT_ONCE = 60


class TextsForm(forms.ModelForm):
    """Credit, description and caption; what is missing may come later, before a story with the photo is published."""

    class Meta:
        model = Photo
        fields = ["credit", "alt", "caption"]
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 2}),
            "caption": forms.Textarea(attrs={"rows": 2}),
        }

    def clean(self):
        """Each text on one line, however it was pasted."""
        data = super().clean()
        return data | {name: " ".join(data[name].split()) for name in ("credit", "alt", "caption") if name in data}

    def save(self, commit=True):
        """Writes the form's own fields only, since a job may be writing the renditions of the same row."""
        if not commit:
            return super().save(commit=False)
        self.instance.save(update_fields=[*self._meta.fields, "updated_at"])
        return self.instance


class PhotoForm(TextsForm):
    """The whole of a photo's page. The focal point is typed as parts of the sides, or set on the picture by the script."""

    class Meta(TextsForm.Meta):
        fields = ["focal_x", "focal_y", *TextsForm.Meta.fields]
        widgets = TextsForm.Meta.widgets | {
            name: forms.NumberInput(attrs={"min": 0, "max": 1, "step": "any", "inputmode": "decimal"})
            for name in ("focal_x", "focal_y")
        }


DescribeFormSet = forms.modelformset_factory(Photo, form=TextsForm, extra=0, max_num=AT_ONCE, absolute_max=AT_ONCE)


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class UploadForm(forms.Form):
    """Files for the library with the credit that they share."""

    credit = forms.CharField(
        label=_("Credit of all these photos"),
        max_length=Photo._meta.get_field("credit").max_length,
        required=False,
        help_text=_("As printed: “fot. Jan Korbiel”. It can be changed for each photo afterwards."),
    )
    files = forms.Field(
        label=_("Files"),
        widget=ManyFilesInput(attrs={"accept": "image/*,.heic,.heif", "multiple": True}),
        error_messages={"required": _("Choose at least one photo.")},
    )

    def clean_files(self):
        files = self.cleaned_data["files"]
        if len(files) > AT_ONCE:
            raise forms.ValidationError(
                _("Send at most %(limit)d photos at once."), code="too_many", params={"limit": AT_ONCE}
            )
        return files
