"""How the database answers a query: which tables it goes through from end to end, and how much it reads.

A plan is asked for with the very parameters of the query, on the database of the tests.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from psycopg.types.numeric import Int8

ASKED = re.compile(r"\s*\(?(SELECT|WITH|UPDATE|DELETE|INSERT)\b")
CHANGES_NOTHING = re.compile(r"\s*\(?SELECT\b")
NAMED = re.compile(r'\b(?:FROM|JOIN|UPDATE|INTO) "?(\w+)"?(?: (?:AS )?"?(\w+)"?)?')
NO_ALIAS = {"WHERE", "INNER", "LEFT", "ON", "ORDER", "GROUP", "LIMIT", "SET", "UNION", "CROSS", "OFFSET", "USING"}
# SQLite counts the steps of its machine in such portions.
STEPS_AT_ONCE = 100


@dataclass
class Plan:
    """`walked` are the tables gone through; `read` says how much was read: rows by table on PostgreSQL, "steps" on SQLite."""

    sql: str
    walked: list[str] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    @property
    def tables(self):
        return {table for table, _alias in NAMED.findall(self.sql)}

    def __str__(self):
        columns = re.compile(r'("\w+"\."\w+"( AS "\w+")?, ){2,}|(%s, ){2,}')
        return "\n      ".join([columns.sub("… ", self.sql)[:1500], *self.steps])


@contextmanager
def recorded():
    """Collects `(sql, parameters)` of every statement within."""
    asked = []

    def record(execute, sql, params, many, context):
        if ASKED.match(sql) and not many:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield asked


def plan_of(sql, params):
    """The `Plan` of a statement. What only reads is executed once more, to count; within a transaction."""
    return (_sqlite if connection.vendor == "sqlite" else _postgresql)(sql, params)


# -- SQLite ----------------------------------------------------------------------------------------------------------------


def _sqlite(sql, params):
    plan = Plan(sql)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'")
        table_of = dict(cursor.fetchall())
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        steps = cursor.fetchall()
        if CHANGES_NOTHING.match(sql):
            plan.read["steps"] = _count_steps(cursor, sql, params)
    named = list(_named(sql))
    sorted_at = {parent for _id, parent, _unused, words in steps if words.startswith("USE TEMP B-TREE FOR")}
    for _id, parent, _unused, words in steps:
        plan.steps.append(words)
        name, index = _gone_through(words)
        for table, alias, is_limited in named:
            if name not in (table, alias) or table_of.get(index, table) != table:
                continue
            # An index walked in the order of the query stops at its LIMIT; where rows are sorted all of them come first.
            if not (index and is_limited and parent not in sorted_at):
                plan.walked.append(table)
    return plan


def _gone_through(words):
    """`(table or its alias, index)` of a step that goes from end to end of something; two empty texts for any other."""
    if found := re.match(r"SCAN (\w+) VIRTUAL TABLE INDEX \d+:(.*)", words):
        # FTS5 names how it finds rows: M by words, = by a key.
        return ("", "") if set("M=") & set(found[2]) else (found[1], "")
    if found := re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", words):
        return found[1], found[2] or ""
    # An index made for one query is made of the whole table, and so is a Bloom filter.
    if found := re.match(r"(?:SEARCH (\w+) USING AUTOMATIC|BLOOM FILTER ON (\w+))", words):
        return found[1] or found[2], ""
    return "", ""


def _named(sql):
    """`(table, alias, whether the SELECT in which it is named has a LIMIT)`."""
    for found in NAMED.finditer(sql):
        table, alias = found.groups()
        yield table, table if alias in NO_ALIAS else alias, " LIMIT " in _select_around(sql, found.start())


def _select_around(sql, at):
    """What follows a place in the SQL in the same SELECT, without anything in parentheses."""
    depth, kept = 0, []
    for sign in sql[at:]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            break
        if depth == 0:
            kept.append(sign)
    return "".join(kept)


def _count_steps(cursor, sql, params):
    steps = 0

    def more():
        nonlocal steps
        steps += STEPS_AT_ONCE

    connection.connection.set_progress_handler(more, STEPS_AT_ONCE)
    try:
        cursor.execute(sql, params)
        cursor.fetchall()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return steps


# -- PostgreSQL ------------------------------------------------------------------------------------------------------------

# A table of some thousand rows is often read fastest in a row, and joined by hashing all of it. Forbidden that, the planner
# does so only where no index can serve: what is asked here is what it can do with millions. Where it then still goes through
# an index from end to end, the rows that were read tell.
FORBIDDEN = "; ".join(f"SET LOCAL {name} TO off" for name in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit"))  # fmt: skip


def _postgresql(sql, params):
    plan = Plan(sql)
    options = "ANALYZE, TIMING OFF, FORMAT JSON" if CHANGES_NOTHING.match(sql) else "FORMAT JSON"
    with connection.cursor() as cursor:
        cursor.execute(FORBIDDEN)
        cursor.execute(f"EXPLAIN ({options}) {sql}", params)
        _add_node(plan, cursor.fetchone()[0][0]["Plan"], 0)
        if any(isinstance(param, Int8) for param in params or ()):
            # A query of `common.prepared`: the server may keep a plan that has to serve for all values.
            of_these, plan.read = plan.read, {}
            _add_node(plan, _plan_for_any(cursor, sql, params, options), 0)
            plan.read = {table: max(plan.read.get(table, 0), of_these.get(table, 0)) for table in plan.read | of_these}
    return plan


def _plan_for_any(cursor, sql, params, options):
    """The plan that the server makes without knowing the values, carried out with these."""
    kinds = ", ".join(next(name for kind, name in _KINDS.items() if isinstance(param, kind)) for param in params)
    numbers = iter(range(1, len(params) + 1))
    marked = re.sub("%[%s]", lambda mark: "%" if mark[0] == "%%" else f"${next(numbers)}", sql)
    cursor.execute(f"PREPARE asked_of_any ({kinds}) AS {marked}")
    try:
        cursor.execute("SET LOCAL plan_cache_mode TO force_generic_plan")
        values = ", ".join(["%s"] * len(params))
        cursor.execute(f"EXPLAIN ({options}) EXECUTE asked_of_any ({values})", params)
        return cursor.fetchone()[0][0]["Plan"]
    finally:
        cursor.execute("DEALLOCATE asked_of_any")
        cursor.execute("SET LOCAL plan_cache_mode TO auto")


_KINDS = {int: "bigint", str: "text", datetime: "timestamptz", date: "date"}


def _add_node(plan, node, depth):
    table, kind, times = node.get("Relation Name", ""), node["Node Type"], node.get("Actual Loops", 0)
    rows = sum(node.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"))
    if kind == "Seq Scan":
        plan.walked.append(table)
    if kind.endswith("Scan") and table:
        plan.read[table] = plan.read.get(table, 0) + rows * times
    plan.steps.append(f"{'  ' * depth}{kind} {node.get('Index Name') or table}: {rows} rows, {times} times")
    for part in node.get("Plans", []):
        _add_node(plan, part, depth + 1)
