"""Courses of a round, their occupational groups, and imports that can be taken back."""

from django.db import models

from positivlist.models.round import ListRound
from positivlist.rules.courses import TYPES, Row


class OccupationalGroup(models.Model):
    """An occupational group (erhvervsgruppe): data, loaded from sources/data/erhvervsgrupper.csv."""

    name = models.CharField("navn", max_length=200, unique=True)
    position = models.PositiveSmallIntegerField()
    jobnet_code = models.CharField("kode i Jobnet", max_length=10, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class CourseImport(models.Model):
    """A file or a paste that was taken in: what stood before, so that it can be taken back."""

    round = models.ForeignKey(ListRound, models.CASCADE, related_name="imports")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    source = models.CharField(max_length=200, help_text="the file's name, or that it was pasted")
    count = models.PositiveIntegerField()
    before = models.JSONField(help_text="the courses as plain rows")
    edition = models.PositiveIntegerField(help_text="the round's edition after it")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source} til {self.round}"


class Course(models.Model):
    """A course (kursus) as the list will have it. What was printed first stays on record."""

    round = models.ForeignKey(ListRound, models.CASCADE, related_name="courses")
    position = models.PositiveIntegerField()
    group = models.ForeignKey(OccupationalGroup, models.PROTECT, null=True, related_name="courses")
    title = models.CharField("kursustitel", max_length=300)
    type = models.CharField("uddannelsestype", max_length=10, choices=list(TYPES.items()))
    code = models.CharField("kursuskode", max_length=20, blank=True)
    days = models.PositiveSmallIntegerField("varighed i dage", null=True)
    ects = models.DecimalField("ECTS", max_digits=4, decimal_places=1, null=True)
    note = models.CharField("note", max_length=200, blank=True)
    printed = models.JSONField(null=True, help_text="days, ects and code as they were first written, when put right")
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["round", "position"], name="course_by_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def row(self) -> Row:
        """As the rules know it."""
        return Row(
            group=self.group.name if self.group else "",
            title=self.title,
            type=self.type,
            code=self.code,
            days=self.days,
            ects=self.ects,
            note=self.note,
        )
