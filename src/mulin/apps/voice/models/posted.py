"""What came with a voice through Open311 besides its words."""

from __future__ import annotations

from django.db import models

from mulin.apps.voice.models.voices import Voice


class Posted(models.Model):
    """What a program of somebody else sent with a voice: never shown in public, forgotten with the words.

    `address`, `lat_e7` and `lon_e7` are as sent, also where they lie outside the street. `media_url` is text; nobody
    fetches it. `attributes` is JSON: the answers to the questions of the service.
    """

    voice = models.OneToOneField(Voice, on_delete=models.PROTECT, related_name="posted")
    key = models.ForeignKey("access.ApiKey", on_delete=models.PROTECT, related_name="+")
    service_code = models.CharField(max_length=40)
    address = models.CharField(max_length=400, blank=True)
    lat_e7 = models.IntegerField(null=True, blank=True)
    lon_e7 = models.IntegerField(null=True, blank=True)
    email = models.CharField(max_length=254, blank=True)
    media_url = models.CharField(max_length=1000, blank=True)
    attributes = models.TextField(blank=True)

    @classmethod
    def forget(cls, voice: Voice) -> None:
        """Empty what was sent with a voice; which service it named and which program it was stay."""
        cls.objects.filter(voice=voice).update(
            address="", lat_e7=None, lon_e7=None, email="", media_url="", attributes=""
        )
