"""Rounds, courses, approvals and published lists."""

from positivlist.models.approval import Approval, Authorisation, Comment
from positivlist.models.course import Course, CourseImport, OccupationalGroup
from positivlist.models.published_list import PublishedList
from positivlist.models.round import Edition, ListRound, ListRules, RoundStep

__all__ = [
    "Approval",
    "Authorisation",
    "Comment",
    "Course",
    "CourseImport",
    "Edition",
    "ListRound",
    "ListRules",
    "OccupationalGroup",
    "PublishedList",
    "RoundStep",
]
