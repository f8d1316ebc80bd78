"""What the specification says of the API as a whole, in Swedish and English."""

from typing import Any

from api.operations import STATUS, VERSION
from api.settings import CounterSettings

DESCRIPTION = """\
## Svenska

**Syfte.** Registret bevarar vad som hände i ett ärende om samverkan mellan en myndighet
och dess arbetstagarorganisationer, i ordning och utan att något kan ändras. På en
revisors eller ett fackförbunds fråga svarar det med ett utlåtande och de händelser som
visar det.

**Översikt.** Ett ärendesystem registrerar händelser: `POST /issues` öppnar ett ärende,
`POST /issues/{issueId}/events` fortsätter det. Det som hände tas emot även om det var
fel; bara det som skulle få registret att motsäga sig självt nekas, med den artikel som
nekar. Läsvyerna svarar på hur det är nu, hur det var (`asOf`) och vad vi visste då
(`knownAsOf`).

**Behörighet.** `Authorization: Bearer` med en åtkomsttoken (RFC 9068) som anger
myndighet, roller och behörigheterna `samverkan:record` eller `samverkan:read`.

**Begränsningar.** Högst 100 händelser i en begäran och 200 poster på en sida. Läsvyerna
kan ligga någon sekund efter; ange `If-Position-At-Least` för att vänta. Okända
frågeparametrar nekas (400). En annan myndighets uppgifter besvaras som om de inte
fanns. Inom myndigheten avgör roll, enhet, organisation och `clearance` vad var och en
ser: en chef sina enheter, en organisation de ärenden där den är part. Det som är
`restricted` kräver en token med `clearance` `restricted`. Det man inte får se besvaras
som om det inte fanns; utlåtanden grundas ändå på allt som är registrerat. Ett
ärendehanteringssystem läser ingen text. Vad som har ändrats står i ändringsloggen.

**Villkor.** En registrering svarar med ETag `"v7"`. Läst är den `"v7.<hash>"`:
versionen och en hash av det som visas. `If-Match` ser till versionen, `If-None-Match`
till helheten.

**Versioner.** Semantisk versionering; huvudversionen står i adressen. Nya fält kan
tillkomma i svar: läs tolerant.

## English

**Purpose.** The registry keeps what happened in a matter of collaboration between an
agency and its employee organisations, in order, so that nothing can be changed. It
answers an auditor's or a union's question with a verdict and the entries that prove it.

**Overview.** A case-management system records events: `POST /issues` opens an issue,
`POST /issues/{issueId}/events` carries it on. What happened is taken even if it was
wrong; only what would make the record contradict itself is refused, with the article
that refuses. The readings answer how it is now, how it was (`asOf`) and what we knew
then (`knownAsOf`).

**Authorisation.** `Authorization: Bearer` with an access token (RFC 9068) that states
agency, roles and the scopes `samverkan:record` or `samverkan:read`.

**Limitations.** At most 100 events in a request and 200 items on a page. The readings
may lag a second; state `If-Position-At-Least` to wait. Unknown query parameters are
refused (400). Another agency's records are answered as if they did not exist. Within
the agency, role, unit, organisation and `clearance` decide what each one sees: a
manager the units that are theirs, an organisation the issues to which it is a party.
What is `restricted` needs a token with the `clearance` `restricted`. What one may not
see is answered as if it did not exist; verdicts still rest on all that is recorded. A
case-management system reads no text. What has changed stands in the changelog.

**Conditions.** A recording answers with the ETag `"v7"`. Read, it is `"v7.<hash>"`: the
version and a hash of what is shown. `If-Match` looks at the version, `If-None-Match` at
the whole.

**Versions.** Semantic versioning; the major version stands in the address. New fields
may appear in answers: read tolerantly.
"""


def info(settings: CounterSettings) -> dict[str, Any]:
    """Return `info`, `externalDocs` and `servers`."""
    return {
        "info": {
            "title": "Samverkan Registry",
            "version": VERSION,
            "summary": "Was every union consulted before the decision?",
            "description": DESCRIPTION,
            "termsOfService": f"{settings.public_url}/rules",
            "contact": {
                "name": settings.contact_name,
                "url": settings.contact_url,
                "email": settings.contact_email,
            },
            "license": {
                "name": "EUPL-1.2",
                "url": "https://eupl.eu/1.2/en/",
            },
            "x-status": STATUS,
            "x-sla": {
                "availability": "Set by the operator of this registry.",
                "responseTime": "Set by the operator of this registry.",
                "support": f"Questions to {settings.contact_email}.",
            },
        },
        "externalDocs": {
            "description": "The rules that the registry holds to, article by article.",
            "url": f"{settings.public_url}/rules",
        },
        "servers": [
            {"url": settings.public_url, "description": "Where this registry answers."}
        ],
    }
