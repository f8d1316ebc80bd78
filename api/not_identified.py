"""Why a token is not taken: each reason by name, none that tells a key or a token."""

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
    """The token is not a signed JWT. Send what the issuer gave, unchanged."""

    sv = "Token är inte en signerad JWT. Skicka det utfärdaren gav, oförändrat."


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


class KeyUnnamed(NotIdentified):
    """The token does not name its key: `kid` is needed in its header."""

    sv = "Token anger inte sin nyckel: `kid` krävs i dess huvud."


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


class AudienceWrong(NotIdentified):
    """The token is meant for somebody else: its `aud` must name this registry."""

    sv = "Token är avsedd för någon annan: dess `aud` måste ange detta register."


class TokenExpired(NotIdentified):
    """The token has expired. Ask the issuer for a new one."""

    sv = "Tokens giltighetstid är slut. Hämta en ny hos utfärdaren."


class TokenNotYetValid(NotIdentified):
    """The token is not valid yet: its `nbf` or `iat` lies ahead. Check the clocks."""

    sv = "Token gäller inte ännu: dess `nbf` eller `iat` ligger framåt. Se klockorna."


class TokenTooLongLived(NotIdentified):
    """The token lives longer than {limit} s. Ask the issuer for shorter ones."""

    sv = "Token lever längre än {limit} s. Be utfärdaren om kortare."


class ClaimMissing(NotIdentified):
    """The token lacks the claim `{claim}`, or it holds something else than it must. Let
    the issuer state it.
    """

    sv = """Token saknar uppgiften `{claim}`, eller så står där något annat än ska. Låt
    utfärdaren ange den."""


class AgencyNotOfIssuer(NotIdentified):
    """The token's issuer may not speak for the agency it names. Ask the registry's
    operator.
    """

    sv = """Tokens utfärdare får inte tala för den myndighet den anger. Fråga
    registrets drift."""


class ScopeMissing(TurnedAway):
    """The token lacks the scope `{scope}`. Ask the issuer for a token that has it."""

    sv = "Token saknar behörigheten `{scope}`. Hämta en token som har den."

    @property
    def headers(self) -> dict[str, str]:
        """RFC 6750: which scope was needed."""
        scope = self.found["scope"]
        needed = f'error="insufficient_scope", scope="{scope}"'
        return {"WWW-Authenticate": f'Bearer realm="samverkan", {needed}'}
