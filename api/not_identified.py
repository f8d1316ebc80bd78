"""Why a token is not taken for what it is: each reason by name, none that tells a key
or a token. Why what it says does not count stands in `claims_refused`.
"""

from api.turned_away import TurnedAway


class NotIdentified(TurnedAway):
    """The request does not say who asks. Send a valid token as
    `Authorization: Bearer …`.
    """

    sv = """Begäran säger inte vem som frågar. Skicka en giltig token som
    `Authorization: Bearer …`."""

    @property
    def headers(self) -> dict[str, str]:
        """RFC 6750: how to authenticate, and why it failed."""
        said = self.sentence().replace('"', "'").replace("…", "...")
        words = said.encode("ascii", "replace").decode()
        described = f'error="invalid_token", error_description="{words}"'
        return {"WWW-Authenticate": f'Bearer realm="samverkan", {described}'}


class TokenMissing(NotIdentified):
    """No token came. Send one as `Authorization: Bearer …`."""

    sv = "Ingen token kom. Skicka en som `Authorization: Bearer …`."

    @property
    def headers(self) -> dict[str, str]:
        """RFC 6750: without a token there is no error to tell."""
        return {"WWW-Authenticate": 'Bearer realm="samverkan"'}


class TokenTooLong(NotIdentified):
    """The token is longer than {limit} characters. Ask the issuer for a shorter one."""

    sv = "Token är längre än {limit} tecken. Be utfärdaren om en kortare."


class TokenMalformed(NotIdentified):
    """The token is not a signed JWT in its one spelling. Send what the issuer gave,
    unchanged.
    """

    sv = """Token är inte en signerad JWT i dess enda skrivform. Skicka det utfärdaren
    gav, oförändrat."""


class TokenTooDeep(NotIdentified):
    """Lists and objects of the token lie more than {limit} deep in one another. Let the
    issuer state its claims flat.
    """

    sv = """Tokens listor och objekt är nästlade i fler än {limit} nivåer. Låt
    utfärdaren ange sina uppgifter utan så djup nästling."""


class MemberTwice(NotIdentified):
    """The token states one of its members twice, so it can be read in two ways. Let the
    issuer state each once.
    """

    sv = """Token anger någon av sina uppgifter två gånger och kan därför läsas på två
    sätt. Låt utfärdaren ange var och en av dem en gång."""


class TokenTypeRefused(NotIdentified):
    """The token's `typ` is not at+jwt (RFC 9068). Send an access token, not an id
    token.
    """

    sv = """Tokens `typ` är inte at+jwt (RFC 9068). Skicka en åtkomsttoken, inte en
    id-token."""


class AlgorithmRefused(NotIdentified):
    """The token's algorithm is not one of RS256, PS256, ES256 and EdDSA. Let the issuer
    sign with one of them.
    """

    sv = """Tokens algoritm är ingen av RS256, PS256, ES256 och EdDSA. Låt utfärdaren
    signera med någon av dem."""


class HeaderCritical(NotIdentified):
    """The token's header has `crit`, which demands what this registry does not know.
    Let the issuer leave it out.
    """

    sv = """Tokens huvud har `crit`, som kräver något som registret inte känner till.
    Låt utfärdaren utelämna det."""


class PayloadUnencoded(NotIdentified):
    """The token's header has `b64`, which is not for access tokens (RFC 7797). Let the
    issuer leave it out.
    """

    sv = """Tokens huvud har `b64`, som inte är till för åtkomsttoken (RFC 7797). Låt
    utfärdaren utelämna det."""


class KeyUnnamed(NotIdentified):
    """The token does not name its key: `kid` is needed in its header. Let the issuer
    state it.
    """

    sv = """Token anger inte sin nyckel: `kid` krävs i dess huvud. Låt utfärdaren ange
    det."""


class KeyUnknown(NotIdentified):
    """The issuer has no key of that `kid` for that algorithm. Get a new token."""

    sv = "Utfärdaren har ingen nyckel med det `kid` för algoritmen. Hämta ny token."


class SignatureWrong(NotIdentified):
    """The token's signature does not match. Ask the issuer for a new token."""

    sv = "Tokens signatur stämmer inte. Hämta en ny token hos utfärdaren."


class IssuerUnknown(NotIdentified):
    """The token's issuer is not one that this registry trusts. Ask its operator which
    are.
    """

    sv = """Tokens utfärdare är ingen som registret litar på. Fråga driften vilka som
    är det."""


class ScopeMissing(TurnedAway):
    """The token lacks the scope `{scope}`. Ask the issuer for a token that has it."""

    sv = "Token saknar behörigheten `{scope}`. Hämta en token som har den."

    @property
    def headers(self) -> dict[str, str]:
        """RFC 6750: which scope was needed."""
        scope = self.found["scope"]
        needed = f'error="insufficient_scope", scope="{scope}"'
        return {"WWW-Authenticate": f'Bearer realm="samverkan", {needed}'}
