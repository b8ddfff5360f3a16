from django.urls import path

from plait.observations import device_views, views, wipe_views

app_name = "observations"
urlpatterns = [
    path("on-the-day/", device_views.on_the_day, name="on-the-day"),
    path("on-the-day/worker.js", device_views.worker, name="worker"),
    path("on-the-day/app.webmanifest", device_views.app_manifest, name="app-manifest"),
    path("<int:review_id>/devices/", wipe_views.devices, name="devices"),
    path("<int:review_id>/<int:urn>/", views.noted, name="noted"),
    path("<int:review_id>/<int:urn>/new/", views.add, name="add"),
    path("<int:review_id>/<int:urn>/wipe/", views.wipe, name="wipe"),
    path("<int:review_id>/<int:urn>/pack/", device_views.pack, name="pack"),
    path("<int:review_id>/<int:urn>/sync/", device_views.sync, name="sync"),
    path("<int:review_id>/<int:urn>/wiped/", device_views.wiped, name="wiped"),
    path("<int:review_id>/<int:urn>/photo/", device_views.photo, name="photo-sync"),
    path("notes/<int:note_id>/", views.note, name="note"),
    path("notes/<int:note_id>/delete/", views.delete, name="delete"),
    path("notes/<int:note_id>/photo/", views.add_photo, name="add-photo"),
    path("photos/<int:photo_id>/", views.picture, name="picture"),
    path("photos/<int:photo_id>/delete/", views.delete_photo, name="delete-photo"),
]
