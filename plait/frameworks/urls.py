from django.urls import path, register_converter

from plait.frameworks import draft_views, part_views, views


class FileKind:
    """A format that frameworks are downloaded in."""

    regex = "yaml|docx|xlsx|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileKind, "filekind")

app_name = "frameworks"
_VERSION = "<int:version_id>/"
_DRAFT = "drafts/<int:draft_id>/"
urlpatterns = [
    path("", views.frameworks, name="frameworks"),
    path("load/", draft_views.load, name="load"),
    path(_VERSION, views.version, name="version"),
    path(f"{_VERSION}areas/<slug:area_id>/", views.version_area, name="version-area"),
    path(f"{_VERSION}framework.<filekind:kind>", views.download, name="download"),
    path(f"{_VERSION}changes-from/<int:old_id>/", views.changes, name="changes"),
    path(f"{_VERSION}next/", draft_views.begin_next, name="next"),
    path(_DRAFT, draft_views.draft, name="draft"),
    path(f"{_DRAFT}doubts/", draft_views.settle, name="settle"),
    path(f"{_DRAFT}publish/", draft_views.publish, name="publish"),
    path(f"{_DRAFT}delete/", draft_views.delete, name="delete"),
    path(f"{_DRAFT}about/", part_views.about, name="about"),
    path(f"{_DRAFT}levels/", part_views.levels, name="levels"),
    path(f"{_DRAFT}areas/add/", part_views.add_area, name="add-area"),
    path(f"{_DRAFT}areas/<slug:part_key>/", draft_views.area, name="draft-area"),
    path(f"{_DRAFT}areas/<slug:part_key>/change/", part_views.area, name="change-area"),
    path(f"{_DRAFT}areas/<slug:part_key>/levels/", part_views.levels, name="area-levels"),
    path(f"{_DRAFT}areas/<slug:part_key>/own-levels/", part_views.own_levels, name="own-levels"),
    path(f"{_DRAFT}areas/<slug:part_key>/add-statement/", part_views.add_statement, name="add-statement"),
    path(f"{_DRAFT}statements/<slug:part_key>/", part_views.statement, name="statement"),
    path(f"{_DRAFT}move/<slug:part_key>/", part_views.move, name="move"),
    path(f"{_DRAFT}remove/<slug:part_key>/", part_views.remove, name="remove"),
]
