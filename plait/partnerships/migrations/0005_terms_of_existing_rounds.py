"""Programmes and rounds from before contracts get the terms that held for everybody then.

No signature is made up: schools whose round is open are asked to sign before anything more flows.
"""

import hashlib
import json

from django.db import migrations

DEFINITION = {
    "id": "peer-trio",
    "version": "1",
    "title": "Peer review in a trio",
    "about": "Each school evaluates itself against a framework of levels, its partners say what they see, and "
    "the conversation that follows settles the judgement and the next steps. Then you do it again and "
    "see what moved.",
    "source": "Follows the facts of a regional teaching-school framework and workbook; the words are Plait’s own.",
    "frameworks": ["teaching-school@1", "whole-school@1"],
    "pairing": "everyone",
    "judging": "levels",
    "labels": {"strengths": "Strengths", "consider": "Areas to consider", "partner": "partner", "view": "view"},
    "kinds": ["trio", "cluster", "alliance"],
    "roles": ["head", "leader", "governor", "staff", "reviewer", "partnership-lead"],
    "retention": {"working-notes": 3, "evaluation": 72},
    "steps": [
        {
            "key": "evaluate",
            "kind": "self-evaluation",
            "title": "Evaluate your school",
            "about": "",
            "weeks": 5,
            "minutes": 120,
            "whose": "school",
            "by": [],
        },
        {
            "key": "look",
            "kind": "peer-view",
            "title": "Give your view of a partner",
            "about": "",
            "weeks": 9,
            "minutes": 60,
            "whose": "school",
            "by": [],
        },
        {
            "key": "talk",
            "kind": "challenge",
            "title": "Talk through what your partners saw",
            "about": "",
            "weeks": 11,
            "minutes": 60,
            "whose": "school",
            "by": [],
        },
        {
            "key": "report",
            "kind": "report",
            "title": "Read your report and decide who gets it",
            "about": "",
            "weeks": 12,
            "minutes": 15,
            "whose": "school",
            "by": [],
        },
        {
            "key": "plan",
            "kind": "actions",
            "title": "Plan your actions",
            "about": "",
            "weeks": 13,
            "minutes": 30,
            "whose": "school",
            "by": [],
        },
    ],
    "visibility": {
        "sees": {
            "self-judgement": {
                "draft": {
                    "head": "read",
                    "leader": "read",
                    "governor": "read",
                    "reviewer": "existence",
                    "member": "existence",
                    "lead": "existence",
                },
                "submitted": {
                    "head": "read",
                    "leader": "read",
                    "governor": "read",
                    "reviewer": "read",
                    "member": "existence",
                    "lead": "existence",
                },
            },
            "evidence": {
                "draft": {"head": "read", "leader": "read", "governor": "read"},
                "submitted": {"head": "read", "leader": "read", "governor": "read", "reviewer": "read"},
            },
            "peer-view": {
                "open": {
                    "head": "existence",
                    "leader": "existence",
                    "governor": "existence",
                    "author": "read",
                    "reviewer": "existence",
                    "lead": "existence",
                },
                "revealed": {
                    "head": "read",
                    "leader": "read",
                    "governor": "read",
                    "author": "read",
                    "reviewer": "read",
                    "lead": "existence",
                },
            },
            "working-note": {"kept": {"author": "read"}},
            "challenge": {
                "recorded": {
                    "head": "read",
                    "leader": "read",
                    "governor": "read",
                    "reviewer": "read",
                    "lead": "existence",
                }
            },
            "report": {
                "draft": {"head": "read", "leader": "read", "governor": "read"},
                "released": {
                    "head": "read",
                    "leader": "read",
                    "staff": "read",
                    "governor": "read",
                    "reviewer": "read",
                    "member": "read",
                    "lead": "read",
                },
            },
            "action": {"planned": {"head": "read", "leader": "read", "governor": "read"}},
        },
        "release": {"may": ["staff", "reviewer", "member", "lead"], "must": [], "by-link": True},
    },
}
SIGHTS = {"existence": 1, "roll-up": 2, "read": 3, "comment": 4}


def give_terms(apps, schema_editor):
    Programme = apps.get_model("partnerships", "Programme")
    Round = apps.get_model("partnerships", "Round")
    Contract = apps.get_model("partnerships", "Contract")
    ContractLine = apps.get_model("partnerships", "ContractLine")
    if not Programme.objects.exists():
        return
    terms = DEFINITION["visibility"]
    fingerprint = hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()
    contract = Contract.objects.create(fingerprint=fingerprint, data=terms)
    ContractLine.objects.bulk_create(
        ContractLine(contract=contract, artefact=artefact, phase=phase, relation=relation, sight=SIGHTS[sight])
        for artefact, phases in terms["sees"].items()
        for phase, row in phases.items()
        for relation, sight in row.items()
    )
    for programme in Programme.objects.all():
        framework = f"{programme.framework_id}@{programme.framework_version}"
        programme.definition = DEFINITION | {"title": programme.title, "frameworks": [framework]}
        programme.contract = contract
        programme.save(update_fields=["definition", "contract"])
        for row in Round.objects.filter(programme=programme):
            judged = f"{row.framework_id}@{row.framework_version}"
            row.definition = programme.definition | {"frameworks": [judged]}
            row.contract = contract
            row.save(update_fields=["definition", "contract"])


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0004_contracts_and_signatures")]
    operations = [migrations.RunPython(give_terms, migrations.RunPython.noop)]
