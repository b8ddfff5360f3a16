"""Looks over groups by reading the CSV files alone: every rule, every cost, the sum. Uses nothing of Plait.

    python tests/forming/check_groups.py SCHOOLS.csv GROUPS.csv [--size 3] [--mode ring] [--forbid PAIRS.csv] …

Prints one JSON object: ``broken`` (a line each), ``groups``, ``placed``, ``total_km``, ``sizes``.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from itertools import combinations


def rows(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [{key.strip(): (value or "").strip() for key, value in row.items()} for row in csv.DictReader(file)]


def look_over(words: list[str]) -> dict[str, object]:
    parser = argparse.ArgumentParser()
    parser.add_argument("schools")
    parser.add_argument("groups")
    parser.add_argument("--size", type=int, default=3)
    parser.add_argument("--mode", default="mutual")
    parser.add_argument("--forbid")
    parser.add_argument("--previous")
    parser.add_argument("--pins")
    parser.add_argument("--max-km", type=float)
    parser.add_argument("--same", action="append", default=[])
    parser.add_argument("--different", action="append", default=[])
    parser.add_argument("--across-phases", action="store_true")
    asked = parser.parse_args(words)
    schools = {row["urn"]: row for row in rows(asked.schools)}
    listed: dict[str, list[tuple[str, str]]] = {}
    for row in rows(asked.groups):
        listed.setdefault(row["group"], []).append((row["urn"], row["role"]))
    broken: list[str] = []
    together = {frozenset((row["urn_a"], row["urn_b"])) for row in rows(asked.forbid)} if asked.forbid else set()
    before: dict[str, list[str]] = {}
    for row in rows(asked.previous) if asked.previous else []:
        before.setdefault(row["group"], []).append(row["urn"])
    together |= {frozenset(two) for urns in before.values() for two in combinations(urns, 2)}

    def km(a: str, b: str) -> float:
        east = float(schools[a]["easting"]) - float(schools[b]["easting"])
        north = float(schools[a]["northing"]) - float(schools[b]["northing"])
        return math.sqrt(east * east + north * north) / 1000

    seen: set[str] = set()
    total = 0.0
    for name, members in listed.items():
        urns = [urn for urn, _ in members]
        for urn in urns:
            if urn in seen:
                broken.append(f"{urn} twice")
            seen.add(urn)
            if urn not in schools:
                broken.append(f"{urn} unknown")
        allowed = {2: (2, 3), 3: (3, 4, 5), 4: (3, 4, 5)}[asked.size]
        if len(urns) not in allowed:
            broken.append(f"group {name} has {len(urns)}")
        for a, b in combinations(urns, 2):
            if frozenset((a, b)) in together:
                broken.append(f"{a} {b} may not meet")
            if not asked.across_phases and schools[a]["phase"] != schools[b]["phase"]:
                broken.append(f"{a} {b} phases")
            for column in asked.same:
                if schools[a][column] != schools[b][column]:
                    broken.append(f"{a} {b} {column} differs")
            for column in asked.different:
                if schools[a][column] and schools[a][column] == schools[b][column]:
                    broken.append(f"{a} {b} {column} alike")
            if asked.max_km is not None and km(a, b) > asked.max_km + 1e-6:
                broken.append(f"{a} {b} too far")
        if asked.mode == "ring":
            next_of = {urn: role.removeprefix("reviews ") for urn, role in members}
            at, walked = urns[0], []
            while next_of.get(at) in schools and at not in walked:
                walked.append(at)
                total += km(at, next_of[at])
                at = next_of[at]
            if sorted(walked) != sorted(urns) or at != urns[0]:
                broken.append(f"group {name} is no ring")
            if any(next_of.get(next_of[urn]) == urn for urn in urns):
                broken.append(f"group {name} has a straight swap")
        else:
            total += sum(km(a, b) for a, b in combinations(urns, 2))
    home = {urn: name for name, members in listed.items() for urn, _ in members}
    pinned: dict[str, list[str]] = {}
    for row in rows(asked.pins) if asked.pins else []:
        pinned.setdefault(row["group"], []).append(row["urn"])
    broken += [f"pin {name} is parted" for name, urns in pinned.items() if len({home.get(urn) for urn in urns}) > 1]
    sizes: dict[str, int] = {}
    for members in listed.values():
        sizes[str(len(members))] = sizes.get(str(len(members)), 0) + 1
    return {"broken": broken, "groups": len(listed), "placed": len(seen), "total_km": total, "sizes": sizes}


if __name__ == "__main__":
    json.dump(look_over(sys.argv[1:]), sys.stdout)
