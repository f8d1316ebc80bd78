"""Why what a token says does not count: each reason by name, none that tells what."""

from api.not_identified import NotIdentified


class AudienceWrong(NotIdentified):
    """The token is meant for somebody else: its `aud` must name this registry. Ask the
    issuer for one that does.
    """

    sv = """Token är avsedd för någon annan: dess `aud` måste ange detta register. Hämta
    en sådan hos utfärdaren."""


class ExpiryUnstated(NotIdentified):
    """The token does not say when it ends: `exp` must be a number of seconds. Let the
    issuer state it.
    """

    sv = """Token säger inte när den upphör: `exp` måste vara ett antal sekunder. Låt
    utfärdaren ange det."""


class TokenNeverValid(NotIdentified):
    """The token ends before it begins: `exp` must come after `iat` and `nbf`. Ask the
    issuer for a new one.
    """

    sv = """Token upphör innan den börjar: `exp` måste komma efter `iat` och `nbf`.
    Hämta en ny hos utfärdaren."""


class TokenExpired(NotIdentified):
    """The token has expired. Ask the issuer for a new one."""

    sv = "Tokens giltighetstid är slut. Hämta en ny hos utfärdaren."


class TokenNotYetValid(NotIdentified):
    """The token is not valid yet: its `nbf` or `iat` lies ahead. Check the clocks."""

    sv = """Token gäller inte ännu: dess `nbf` eller `iat` ligger framåt i
    tiden. Kontrollera klockorna."""


class TokenTooLongLived(NotIdentified):
    """The token lives longer than {limit} s. Ask the issuer for shorter ones."""

    sv = "Token gäller längre än {limit} s. Hämta en som gäller kortare tid."


class ClaimMissing(NotIdentified):
    """The token lacks the claim `{claim}`, or it holds something else than it must. Let
    the issuer state it.
    """

    sv = """Token saknar uppgiften `{claim}`, eller så innehåller den något annat än den
    måste. Låt utfärdaren ange den."""


class AgencyNotOfIssuer(NotIdentified):
    """The token's issuer may not speak for the agency it names. Ask the registry's
    operator.
    """

    sv = """Tokens utfärdare får inte tala för den myndighet den anger. Fråga
    registrets drift."""


class AgenciesSeveral(NotIdentified):
    """The token names several agencies: `agency` must be one. Ask the issuer for a
    token for each.
    """

    sv = """Token anger flera myndigheter: `agency` måste vara en. Hämta en token för
    var och en av dem."""


class RolesMissing(NotIdentified):
    """The token states no role: `roles` must be a list of one or more. Let the issuer
    state them.
    """

    sv = """Token anger ingen roll: `roles` måste vara en lista med en eller flera. Låt
    utfärdaren ange dem."""


class RolesUnknown(NotIdentified):
    """None of the token's roles is one that the agency has here. Let the issuer state
    one, or the registry's operator what its names mean.
    """

    sv = """Ingen av tokens roller är en som registret känner till. Låt utfärdaren ange
    en sådan, eller registrets drift ange vad utfärdarens namn betyder."""


class RolesNotOfClient(NotIdentified):
    """None of the token's roles is one that its client may use. Ask the registry's
    operator.
    """

    sv = """Ingen av tokens roller är en som dess klient får använda. Fråga registrets
    drift."""


class ClientUnlisted(NotIdentified):
    """The token's client is not one that the issuer's line lists. Ask the registry's
    operator to register it.
    """

    sv = """Tokens klient är ingen av dem som utfärdarens rad anger. Be registrets drift
    att registrera den."""


class OrganisationMissing(NotIdentified):
    """A union representative acts for an organisation, and the token names none. Let
    the issuer state it in `organisation`.
    """

    sv = """En fackligt förtroendevald handlar för en organisation, och token anger
    ingen. Låt utfärdaren ange den i `organisation`."""


class OrganisationNotOfIssuer(NotIdentified):
    """The token's issuer may not speak for the organisation it names. Ask the
    registry's operator.
    """

    sv = """Tokens utfärdare får inte tala för den organisation den anger. Fråga
    registrets drift."""


class UnitsMixed(NotIdentified):
    """The token names the whole agency beside single units: `units` is either `*` alone
    or a list of units. Let the issuer state one of them.
    """

    sv = """Token anger hela myndigheten jämte enskilda enheter: `units` är antingen
    bara `*` eller en lista över enheter. Låt utfärdaren ange det ena."""
