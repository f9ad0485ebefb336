"""Addresses of documents, confirmation, plans and indicators."""

from django.urls import path

from throughline.web.views import (
    alignment,
    columns_page,
    confirmation,
    documents,
    findings,
    indicators,
    plans,
)

urlpatterns = [
    path("documents/", documents.document_list, name="documents"),
    path("documents/upload/", documents.document_upload, name="document_upload"),
    path("documents/<int:key>/", documents.document_page, name="document"),
    path("documents/<int:key>/edit/", documents.document_edit, name="document_edit"),
    path("documents/<int:key>/text/", documents.document_text, name="document_text"),
    path("documents/<int:key>/file/", documents.document_download, name="document_download"),
    path("documents/<int:key>/history/", documents.document_history, name="document_history"),
    path("documents/<int:key>/columns/", columns_page.table_columns, name="table_columns"),
    path("documents/<int:key>/findings/", findings.document_findings, name="document_findings"),
    path("documents/<int:key>/confirm/", confirmation.confirmation_page, name="confirmation"),
    path("documents/<int:key>/accept/", confirmation.accept_all, name="accept_all"),
    path("documents/<int:key>/destination/", confirmation.set_destination, name="destination"),
    path("findings/<int:key>/", confirmation.finding_card, name="finding_card"),
    path("findings/<int:key>/decide/", confirmation.finding_act, name="finding_act"),
    path("batches/<int:key>/", documents.batch_page, name="batch"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/<str:slug>/", plans.plan_page, name="plan"),
    path("plans/<str:slug>/alignment/", alignment.plan_alignment, name="plan_alignment"),
    path("plans/<str:slug>/alignment.<str:kind>", alignment.alignment_export, name="alignment_export"),
    path("plans/<str:slug>/edit/", plans.plan_edit, name="plan_edit"),
    path("plans/<str:slug>/editions/new/", plans.edition_new, name="edition_new"),
    path("editions/<int:key>/", plans.edition_page, name="edition"),
    path("editions/<int:key>/edit/", plans.edition_edit, name="edition_edit"),
    path("editions/<int:key>/adopted/", plans.edition_adopted, name="edition_adopted"),
    path("clauses/<int:key>/", plans.clause_page, name="clause"),
    path("indicators/", indicators.indicator_list, name="indicators"),
    path("indicators/new/", indicators.indicator_new, name="indicator_new"),
    path("indicators/<str:code>/", indicators.indicator_page, name="indicator"),
    path("indicators/<str:code>/edit/", indicators.indicator_edit, name="indicator_edit"),
    path("indicators/<str:code>/targets/new/", indicators.target_new, name="target_new"),
    path("indicators/<str:code>/values/new/", indicators.observation_new, name="observation_new"),
    path("targets/<int:key>/", indicators.target_edit, name="target_edit"),
]
