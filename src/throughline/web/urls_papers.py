"""Addresses of papers: column sets, templates, numbers, what is issued."""

from django.urls import path, re_path

from throughline.web.views import column_sets, numbers, paper_files, papers, templates

urlpatterns = [
    path("papers/", papers.paper_list, name="papers"),
    path("papers/<int:key>/", papers.paper_page, name="paper"),
    path("papers/<int:key>/file/", papers.paper_file, name="paper_file"),
    path("papers/scans/<int:key>/", papers.scan_file, name="scan_file"),
    path("papers/numbers/", numbers.series_list, name="series_list"),
    path("papers/numbers/new/", numbers.series_new, name="series_new"),
    path("papers/numbers/<int:key>/", numbers.series_page, name="series"),
    path("papers/numbers/<int:key>/edit/", numbers.series_edit, name="series_edit"),
    path("registers/<str:slug>/papers/new/", papers.paper_new, name="paper_new"),
    re_path(
        r"^registers/(?P<slug>[^/]+)/paper\.(?P<ending>docx|pdf)$",
        paper_files.register_document,
        name="register_paper",
    ),
    path("overview/leader-page.<str:kind>", paper_files.leader_page_file, name="leader_page"),
    path("circulars/<int:key>/issue/", papers.circular_issue, name="circular_issue"),
    path("papers/columns/", column_sets.column_set_list, name="column_sets"),
    path("papers/columns/new/", column_sets.column_set_new, name="column_set_new"),
    path("papers/columns/<int:key>/", column_sets.column_set_edit, name="column_set"),
    path("papers/templates/", templates.template_list, name="templates"),
    path("papers/templates/new/", templates.template_new, name="template_new"),
    path("papers/templates/<int:key>/", templates.template_page, name="template"),
    path("papers/templates/<int:key>/file.docx", templates.template_file, name="template_file"),
    path("papers/templates/<int:key>/preview.docx", templates.template_preview, name="template_preview"),
    path("papers/templates/<str:kind>.docx", templates.template_default, name="template_default"),
    path("circulars/<int:key>/document.docx", paper_files.circular_document, name="circular_document"),
]
