"""Addresses of the directory, of administration, of the history and of jobs."""

from django.urls import path

from throughline.web.views import (
    accounts,
    administration,
    calendars,
    directory,
    directory_import,
    hand_over,
    history,
    jobs,
    loads,
    organizations,
    persons,
    posts,
    reorganizing,
    vocabulary,
)

urlpatterns = [
    path("directory/", directory.directory_page, name="directory"),
    path("directory/order/", directory.directory_order, name="directory_order"),
    path("directory/organizations/new/", organizations.organization_new, name="organization_new"),
    path("directory/persons/", persons.person_list, name="persons"),
    path("directory/persons/new/", persons.person_new, name="person_new"),
    path("organizations/<str:code>/", organizations.organization_page, name="organization"),
    path("organizations/<str:code>/edit/", organizations.organization_edit, name="organization_edit"),
    path("organizations/<str:code>/move/", organizations.organization_move, name="organization_move"),
    path("organizations/<str:code>/end/", organizations.organization_end, name="organization_end"),
    path(
        "organizations/<str:code>/reorganize/",
        reorganizing.organization_reorganize,
        name="organization_reorganize",
    ),
    path("organizations/<str:code>/order/", directory.directory_order, name="organization_order"),
    path("organizations/<str:code>/roles/", organizations.organization_roles, name="organization_roles"),
    path(
        "organizations/<str:code>/history/", organizations.organization_history, name="organization_history"
    ),
    path("organizations/<str:code>/load/", loads.organization_load, name="organization_load"),
    path("organizations/<str:code>/posts/new/", posts.post_new, name="post_new"),
    path("posts/<int:key>/", posts.post_page, name="post"),
    path("posts/<int:key>/edit/", posts.post_edit, name="post_edit"),
    path("posts/<int:key>/portfolio/", posts.post_portfolio, name="post_portfolio"),
    path("posts/<int:key>/hand-over/", posts.post_hand_over, name="post_hand_over"),
    path("posts/<int:key>/terms/new/", posts.term_new, name="term_new"),
    path("posts/<int:key>/history/", posts.post_history, name="post_history"),
    path("terms/<int:key>/", posts.term_edit, name="term_edit"),
    path("persons/<int:key>/", persons.person_page, name="person"),
    path("persons/<int:key>/edit/", persons.person_edit, name="person_edit"),
    path("persons/<int:key>/hand-over/", hand_over.person_hand_over, name="person_hand_over"),
    path("hand-overs/<int:key>/", hand_over.hand_over_sheet, name="hand_over"),
    path("administration/", administration.administration_page, name="administration"),
    path("administration/verify/", administration.verify_act, name="verify"),
    path("administration/rights/", administration.rights_page, name="rights"),
    path("administration/accounts/", accounts.account_list, name="accounts"),
    path("administration/accounts/new/", accounts.account_new, name="account_new"),
    path("administration/accounts/<int:key>/", accounts.account_of, name="account_of"),
    path("administration/import/", directory_import.directory_import, name="directory_import"),
    path(
        "administration/import/preview/",
        directory_import.directory_import_preview,
        name="directory_import_preview",
    ),
    path(
        "administration/import/links/", directory_import.directory_import_links, name="directory_import_links"
    ),
    path("directory/workbook.xlsx", directory_import.directory_download, name="directory_workbook"),
    path("administration/words/", vocabulary.vocabulary_page, name="vocabulary"),
    path("administration/calendars/", calendars.calendar_list, name="calendars"),
    path("administration/calendars/<slug:slug>/", calendars.calendar_page, name="calendar"),
    path("administration/calendars/<slug:slug>/edit/", calendars.calendar_edit, name="calendar_edit"),
    path("history/", history.history_page, name="history"),
    path("history/<int:key>/", history.record_page, name="history_record"),
    path("jobs/<int:key>/", jobs.job_page, name="job"),
]
