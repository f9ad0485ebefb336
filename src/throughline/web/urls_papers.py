"""Addresses of papers: column sets."""

from django.urls import path

from throughline.web.views import column_sets

urlpatterns = [
    path("papers/columns/", column_sets.column_set_list, name="column_sets"),
    path("papers/columns/new/", column_sets.column_set_new, name="column_set_new"),
    path("papers/columns/<int:key>/", column_sets.column_set_edit, name="column_set"),
]
