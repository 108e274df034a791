"""The rules folder: texts in, typed rules out. See ``docs/rules.md`` for the format of every file."""

from casewatch.rulebook.book import Rulebook, build, describe, describe_rule
from casewatch.rulebook.holidays import public_holidays
from casewatch.rulebook.names import FIELDS
from casewatch.rulebook.profiles import describe_profile
from casewatch.rulebook.rule_files import Quote, RuleFile, load_rule_file, select
from casewatch.rulebook.texts import read_texts

__all__ = [
    "FIELDS",
    "Quote",
    "RuleFile",
    "Rulebook",
    "build",
    "describe",
    "describe_profile",
    "describe_rule",
    "load_rule_file",
    "public_holidays",
    "read_texts",
    "select",
]
