"""The routes of the pages."""

from django.urls import path

from allies.web import people, person, settings, signin, sources, today, tribes

app_name = "web"
urlpatterns = [
    path("", today.today, name="today"),
    path("today/minutes/", today.minutes, name="minutes"),
    path("today/<str:key>/", today.decide, name="decide"),
    path("start/names/", today.names, name="names"),
    path("people/", people.people, name="people"),
    path("people/triage/", people.triage, name="triage"),
    path("people/<str:key>/", person.person, name="person"),
    path("people/<str:key>/log/", person.log, name="log"),
    path("people/<str:key>/unlog/", person.unlog, name="unlog"),
    path("people/<str:key>/name/", person.rename, name="rename"),
    path("people/<str:key>/join/", person.join, name="join"),
    path("people/<str:key>/part/", person.part, name="part"),
    path("people/<str:key>/erase/", person.erase, name="erase-person"),
    path("tribes/", tribes.tribes, name="tribes"),
    path("tribes/<str:key>/", tribes.tribe, name="tribe"),
    path("sources/", sources.sources, name="sources"),
    path("sources/upload/", sources.upload, name="upload"),
    path("sources/sample/", sources.make_sample, name="make-sample"),
    path("sources/sample/remove/", sources.remove_sample, name="remove-sample"),
    path("sources/<str:key>/", sources.run, name="import"),
    path("sources/<str:key>/progress/", sources.progress, name="progress"),
    path("sources/<str:key>/refused/", sources.refused, name="refused"),
    path("sources/<str:key>/refused.csv", sources.refused_table, name="refused-table"),
    path("sources/<str:key>/pause/", sources.pause, name="pause-import"),
    path("sources/<str:key>/go-on/", sources.go_on, name="go-on-import"),
    path("sources/<str:key>/columns/", sources.columns, name="import-columns"),
    path("sources/<str:key>/discard/", sources.discard, name="discard-import"),
    path("sources/<str:key>/undo/", sources.undo, name="undo-import"),
    path("settings/", settings.settings, name="settings"),
    path("settings/plan/", settings.plan, name="set-plan"),
    path("settings/zone/", settings.zone, name="set-zone"),
    path("settings/me/", settings.say_me, name="say-me"),
    path("settings/me/forget/", settings.forget_me, name="forget-me"),
    path("settings/export/", settings.export, name="export"),
    path("settings/erase/", settings.erase, name="erase"),
    path("help/", signin.help_page, name="help"),
    path("enter/<str:token>/", signin.enter, name="enter"),
]
