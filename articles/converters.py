"""Parts of addresses that have one spelling only, so that no page answers at two addresses."""

from django.urls import register_converter


class YearConverter:
    regex = "[0-9]{4}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{int(value):04}"


class TwoDigitConverter:
    """A month or a day with its leading zero."""

    regex = "[0-9]{2}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{int(value):02}"


register_converter(YearConverter, "yyyy")
register_converter(TwoDigitConverter, "mm")
