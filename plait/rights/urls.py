from django.urls import path

from plait.rights import views

app_name = "rights"
urlpatterns = [
    path("your-data/", views.your_data, name="your-data"),
    path("your-data/download/", views.download, name="download"),
]
