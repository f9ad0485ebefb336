"""Workbooks that are brought back: the files, and what the person decides about them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from throughline.exchange.returned.report_filing import ReportChoice
from throughline.exchange.returned.taking import OURS, Choice
from throughline.web.forms.delivery import FilesField

REST = [
    ("", _("Each is decided by itself")),
    (OURS, _("Keep what stands here")),
    ("0", _("Take the workbook’s")),
]


class ReturnForm(forms.Form):
    """One or more workbooks, or a zip file of them."""

    files = FilesField(
        label=_("Workbooks"),
        help_text=_("One or more .xlsx files that were taken away here, or one .zip file with them."),
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        limit = settings.UPLOAD_LIMIT
        message = _("At most %(limit)s MB are accepted.") % {"limit": limit // 1_000_000}
        self.fields["files"].widget.attrs |= {
            "accept": ".xlsx,.zip",
            "data-limit": str(limit),
            "data-limit-message": message,
        }

    def clean_files(self) -> list[Any]:
        """At least one."""
        if not self.cleaned_data["files"]:
            raise forms.ValidationError(self.fields["files"].error_messages["required"])
        files: list[Any] = self.cleaned_data["files"]
        return files


class TakeForm(forms.Form):
    """What is decided about workbooks that were looked at."""

    rest = forms.ChoiceField(label=_("All that are not decided above"), choices=REST, required=False)
    why = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2_000,
        help_text=_("Kept in the history with each change; needed where due dates are moved."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    leave_out = forms.BooleanField(label=_("Leave out what has to be mended"), required=False)
    make_new = forms.BooleanField(label=_("Make the new rows tasks of this register"), required=False)

    def choice(self, data: QueryDict) -> Choice:
        """What was decided, with the conflicts that are named one by one."""
        decided = {
            name.removeprefix("cell:"): data[name] for name in data if name.startswith("cell:") and data[name]
        }
        told = self.cleaned_data
        return Choice(decided, told["leave_out"], told["make_new"], told["why"], told["rest"])


class FileReportsForm(forms.Form):
    """What is decided about workbooks of reports that were looked at."""

    leave_out = forms.BooleanField(label=_("Leave out what has to be mended"), required=False)

    def choice(self, data: QueryDict) -> ReportChoice:
        """What was decided, each report that was filed meanwhile by itself."""
        decided = {
            name.removeprefix("row:"): data[name] for name in data if name.startswith("row:") and data[name]
        }
        return ReportChoice(decided, leave_out=self.cleaned_data["leave_out"])
