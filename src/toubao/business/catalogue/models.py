"""Releases of products: which version is offered, and the typeset documents that went with it."""

from uuid import uuid4

from django.db import models

from toubao.journal.writing import About


class Release(models.Model):
    """One version of one product, offered since `published_at` until it is withdrawn, with exactly this content (`products.Product`)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    product = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    state = models.CharField(max_length=20, default="draft")
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    content = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "version"], name="release_once")]

    @property
    def about(self) -> About:
        """The subject of this release's journal entries."""
        return About(self.id, "product")


class ReleaseDocument(models.Model):
    """One document of a release as PDF, with the digest of the text that applicants agree to. What was offered before two people decided
    may have been another text of the same version: both stand, each under its digest.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    pdf = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "name", "digest"], name="release_document_once")]
