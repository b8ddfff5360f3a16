from django.urls import path

from plait.domain.evidence import ItemKind
from plait.evidence import use_views, views
from plait.ui.addresses import register_words

register_words("itemkind", (kind.value for kind in ItemKind))

app_name = "evidence"
urlpatterns = [
    path("schools/<int:urn>/", views.library, name="library"),
    path("schools/<int:urn>/add/", views.choose, name="choose"),
    path("schools/<int:urn>/add/<itemkind:kind>/", views.add, name="add"),
    path("<int:item_id>/", views.item, name="item"),
    path("<int:item_id>/change/", views.change, name="change"),
    path("<int:item_id>/statements/", views.tags, name="tags"),
    path("<int:item_id>/put-away/", views.put_away, name="put-away"),
    path("<int:item_id>/take-back/", views.take_back, name="take-back"),
    path("<int:item_id>/file/", views.file, name="file"),
    path("<int:item_id>/picture/", views.picture, name="picture"),
    path("attached/<int:use_id>/", use_views.attached, name="attached"),
    path("attached/<int:use_id>/file/", use_views.file, name="attached-file"),
    path("attached/<int:use_id>/picture/", use_views.picture, name="attached-picture"),
]
