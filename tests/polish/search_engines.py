"""The two engines, made as small as they can be, with the real renderers of `polish.search`.

`among` names the stories that the caller will look for in the answer; only an engine without an index makes use of it.
"""

import os
import sqlite3

import psycopg

from polish.search import (
    FTS5_TOKENIZER,
    Scope,
    analyse,
    fts5_check,
    fts5_column,
    fts5_match,
    holds,
    parse,
    tsquery,
    tsvector,
)

POSTGRES = os.environ.get("POLISH_TEST_POSTGRES", "host=127.0.0.1 user=postgres connect_timeout=2")


class Stories(dict):
    """Analysed stories by number; a plain text is a body without title and lead."""

    def __init__(self, stories):
        for number, story in enumerate(stories, start=1):
            fields = {"body": story} if isinstance(story, str) else story
            self[number] = {name: analyse(fields.get(name, "")) for name in ("title", "lead", "body")}


class Sqlite:
    """Stories in a table of SQLite's FTS5."""

    def __init__(self, stories):
        self.stories = stories
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(
            f'CREATE VIRTUAL TABLE stories USING fts5(title, lead, body, tokenize="{FTS5_TOKENIZER}")'
        )
        self.connection.executemany(
            "INSERT INTO stories (rowid, title, lead, body) VALUES (?, ?, ?, ?)",
            [(number, *map(fts5_column, fields.values())) for number, fields in stories.items()],
        )

    def find(self, text, scope=Scope.ANYWHERE, among=None):
        query = parse(text)
        if not query:
            return set()
        rows = self.connection.execute("SELECT rowid, * FROM stories WHERE stories MATCH ?", [fts5_match(query, scope)])
        answers = fts5_check(query, scope)
        return {number for number, *columns in rows if answers(columns)}

    def close(self):
        self.connection.close()


class Postgres:
    """Stories in a temporary table of PostgreSQL."""

    def __init__(self, stories):
        self.connection = psycopg.connect(POSTGRES, autocommit=True)
        self.connection.execute("CREATE TEMPORARY TABLE stories (id int PRIMARY KEY, words tsvector)")
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO stories VALUES (%s, %s::tsvector)",
                [(number, tsvector(**fields)) for number, fields in stories.items()],
            )

    def find(self, text, scope=Scope.ANYWHERE, among=None):
        query = parse(text)
        if not query:
            return set()
        rows = self.connection.execute("SELECT id FROM stories WHERE words @@ %s::tsquery", [tsquery(query, scope)])
        return {number for (number,) in rows}

    def close(self):
        self.connection.close()


class Plain:
    """No engine at all: `holds` asked of each story. What the other two have to agree with."""

    def __init__(self, stories):
        self.stories = stories

    def find(self, text, scope=Scope.ANYWHERE, among=None):
        query = parse(text)
        return {number for number in among or self.stories if holds(query, self.stories[number], scope)}

    def close(self):
        pass
