"""Form fields and the base of edit forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models

from throughline.organizations.models import Organization, Post


class DayField(forms.DateField):
    """A date typed or picked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


class NumberField(forms.DecimalField):
    """A number, shown without the idle zeros that its column keeps."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) and value.is_finite() else value


class UnitField(forms.ModelChoiceField):
    """Organizations in official order, indented by their depth."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Organization.objects.order_by("level", "official_order", "pk"))
        super().__init__(**kwargs)

    def label_from_instance(self, obj: Organization) -> str:
        return f"{'　' * obj.depth}{obj.name}"


class UnitsField(forms.ModelMultipleChoiceField):
    """Several organizations."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Organization.objects.order_by("level", "official_order", "pk"))
        super().__init__(**kwargs)

    def label_from_instance(self, obj: Organization) -> str:
        return f"{'　' * obj.depth}{obj.name}"


class PostField(forms.ModelChoiceField):
    """Posts in official order."""

    def __init__(self, *, leaders: bool = False, **kwargs: Any) -> None:
        posts = Post.objects.select_related("organization")
        kwargs.setdefault("queryset", posts.filter(is_leader=True) if leaders else posts)
        super().__init__(**kwargs)


class EditForm(forms.Form):
    """A form over an object's fields; `seen` is the version that was read, checked by the action."""

    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, row: models.Model | None = None, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", {})
        if row is not None:
            initial = self.values_of(row) | {"row_version": row.version} | initial
        super().__init__(data, initial=initial, **kwargs)

    def values_of(self, row: models.Model) -> dict[str, Any]:
        """The row's present values for the declared fields."""
        names = [name for name in self.base_fields if hasattr(row, name)]
        return {name: getattr(row, name) for name in names}

    @property
    def seen(self) -> int:
        """The version the person was looking at."""
        return self.cleaned_version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.cleaned_version = cleaned.pop("row_version", None) or 0
        return cleaned
