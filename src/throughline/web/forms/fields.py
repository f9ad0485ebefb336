"""Form fields and the base of edit forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from types import SimpleNamespace
from typing import Any

from django import forms
from django.db import models
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from throughline.lib.tree import below_each_other
from throughline.organizations.models import Organization, Post
from throughline.register.queries import NONE

#: How "none" stands in an address.
NOBODY = "none"


class DayField(forms.DateField):
    """A date typed or picked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


class NumberField(forms.DecimalField):
    """A number, shown without the idle zeros that its column keeps."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) and value.is_finite() else value


class LongSelect(forms.Select):
    """A list of hundreds or thousands: its options are written at once, where Django renders a template for each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        chosen = set(self.format_value(value))
        marks = {True: " selected", False: ""}
        written = [
            f'<option value="{escape(str(key))}"{marks[str(key) in chosen]}>{escape(str(label))}</option>'
            for key, label in self.choices
        ]
        options = mark_safe("".join(written))  # noqa: S308  each part is escaped
        built = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, built, options)


class _Units(ModelChoiceIterator):
    """Organizations as plain values, for there may be thousands of them; each below what it belongs to."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        if self.field.only is not None:
            yield from self.queryset.filter(pk__in=self.field.only).values_list("pk", "name")
            return
        for key, trail, name in below_each_other(self.queryset.values_list("pk", "trail", "name")):
            yield key, f"{'　' * (trail.count('/') - 1)}{name}"


class UnitField(forms.ModelChoiceField):
    """Organizations in official order, each below what it belongs to, indented by its depth."""

    widget = LongSelect
    iterator = _Units
    #: Keys of those that are offered for now, while all may be chosen; None offers all.
    only: Sequence[int] | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Organization.objects.order_by("level", "official_order", "pk"))
        super().__init__(**kwargs)


class UnitsField(forms.ModelMultipleChoiceField):
    """Several organizations."""

    iterator = _Units
    only = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Organization.objects.order_by("level", "official_order", "pk"))
        super().__init__(**kwargs)


class PostField(forms.ModelChoiceField):
    """Posts in official order."""

    widget = LongSelect

    def __init__(self, *, leaders: bool = False, **kwargs: Any) -> None:
        posts = Post.objects.select_related("organization")
        kwargs.setdefault("queryset", posts.filter(is_leader=True) if leaders else posts)
        super().__init__(**kwargs)


class _WithNone(ModelChoiceIterator):
    """The choices of a field, with "none" after the empty one."""

    def __iter__(self) -> Iterator[Any]:
        choices = super().__iter__()
        yield next(choices)
        yield NOBODY, self.field.none_label
        yield from choices


class OrNone(forms.ModelChoiceField):
    """For filters: besides each object there is "none", whose `pk` is NONE. Needs an empty choice."""

    widget = LongSelect
    iterator = _WithNone
    none_label: Any = _("None")

    def to_python(self, value: Any) -> Any:
        return SimpleNamespace(pk=NONE) if value == NOBODY else super().to_python(value)


class _UnitsWithNone(_WithNone, _Units):
    """The same, with "none" after the empty one."""


class UnitOrNoneField(OrNone, UnitField):
    """Organizations, or none."""

    iterator = _UnitsWithNone


class PostOrNoneField(OrNone, PostField):
    """Posts, or none."""


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
