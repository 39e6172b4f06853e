"""What h11 makes of the same bytes, and where Bellhop is meant to differ from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import h11


@dataclass
class Message:
    """A request that h11 took, with its bytes."""

    method: bytes
    target: bytes
    version: bytes
    fields: list[tuple[bytes, bytes]]
    head: bytes
    body: bytes

    def values(self, name: bytes) -> list[bytes]:
        return [value.lower() for key, value in self.fields if key == name]

    @property
    def is_chunked(self) -> bool:
        return b"transfer-encoding" in dict(self.fields)


@dataclass
class Verdict:
    messages: list[Message] = field(default_factory=list)
    # "end": everything was taken; "closed": the last message ends the connection; "error"; "incomplete": more would have to come.
    ending: str = "end"
    # What stands behind the last whole message.
    rest: bytes = b""


def verdict(data: bytes) -> Verdict:
    """Reads `data`, and then the end of the connection, as a server with h11 would that answers every request."""
    result = Verdict(rest=data)
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=16_384)
    connection.receive_data(data)
    while True:
        if not result.rest:
            return result
        try:
            request = connection.next_event()
            if not isinstance(request, h11.Request):
                result.ending = "incomplete"
                return result
            behind_head = connection.trailing_data[0]
            while not isinstance(event := connection.next_event(), h11.EndOfMessage):
                if not isinstance(event, h11.Data):
                    result.ending = "incomplete"
                    return result
        except h11.RemoteProtocolError:
            result.ending = "error"
            return result
        rest = connection.trailing_data[0]
        head = result.rest[: len(result.rest) - len(behind_head)]
        body = behind_head[: len(behind_head) - len(rest)]
        result.messages.append(Message(request.method, request.target, request.http_version, list(request.headers), head, body))
        result.rest = rest
        connection.send(h11.Response(status_code=405, headers=[("Content-Length", "0")]))
        connection.send(h11.EndOfMessage())
        if connection.our_state is not h11.DONE or connection.their_state not in (h11.DONE, h11.MIGHT_SWITCH_PROTOCOL):
            result.ending = "closed"
            return result
        connection.start_next_cycle()


KNOWN_METHODS = set(b"ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH "
                    b"POST PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE".split())
HOST = re.compile(rb"(\[[-\w.~!$&'()*+,;=%:]+\]|[-\w.~!$&'()*+,;=%]+)(:\d*)?", re.ASCII)


def stricter(message: Message) -> str | None:
    """Why Bellhop refuses with `Connection: close` what h11 takes; `None` where it has no reason to."""
    head, fields = message.head, dict(message.fields)
    if re.search(rb"(?<!\r)\n", head):
        return "a bare LF ends a line (RFC 9112 §2.2 lets a recipient take it; we do not)"
    if re.search(rb"\r\n[ \t]", head):
        return "a folded line (§5.2: reject or replace; we reject)"
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", head):
        return "a control character in a field (RFC 9110 §5.5)"
    if message.method not in KNOWN_METHODS:
        return "a method that is not known (501, RFC 9110 §15.6.2)"
    if message.version not in (b"1.0", b"1.1"):
        return "another version (505, RFC 9110 §15.6.6)"
    if not re.fullmatch(rb"/[^#]*|https?://.*|\*", message.target, re.IGNORECASE) and message.method != b"CONNECT":
        return "a target in none of the forms (§3.2)"
    if (message.target == b"*") and message.method != b"OPTIONS" or b"#" in message.target:
        return "a target in none of the forms (§3.2)"
    if message.method == b"CONNECT" and not HOST.fullmatch(message.target) and not message.target.startswith(b"/"):
        return "a target in none of the forms (§3.2.3)"
    if found := re.match(rb"https?://([^/?]*)", message.target, re.IGNORECASE):
        if not found[1] or not HOST.fullmatch(found[1]):
            return "an authority that is none (§3.2.2)"
    if any(not HOST.fullmatch(host) for host in message.values(b"host")):
        return "a Host that is none (§3.2)"
    if b"transfer-encoding" in fields and b"content-length" in fields:
        return "both lengths (§6.1 lets a server reject)"
    if b"transfer-encoding" in fields and message.version == b"1.0":
        return "chunks in HTTP/1.0 (§6.1)"
    if len(re.findall(rb"(?im)^content-length:", head)) > 1 or re.search(rb"(?im)^content-length:[^\r]*,", head):
        return "the length twice, though equal (§6.3 lets a server reject)"
    if re.search(rb"(?im)^content-length:[^\r]*\d[ ]*\t", head):
        return "a tab behind the length, which llhttp refuses (§5.1 would allow it)"
    if any(value != b"100-continue" for value in message.values(b"expect")):
        return "another expectation (417, RFC 9110 §10.1.1)"
    if len(message.fields) > 200 or len(message.target) > 8_192:
        return "too many fields or too long a target"
    if message.is_chunked:
        return stricter_chunks(message.body)
    return None


def stricter_chunks(body: bytes) -> str | None:
    """The same for a chunked body."""
    while True:
        line, _, body = body.partition(b"\r\n")
        digits = re.match(rb"[0-9A-Fa-f]*", line)
        assert digits
        rest = line[digits.end():]
        if len(digits[0].lstrip(b"0")) > 15:
            return "a chunk size that no integer holds (§7.1: recipients MUST prevent overflow)"
        if rest and not re.fullmatch(rb"(;[-!#$%&'*+.^_`|~0-9A-Za-z]+(=([-!#$%&'*+.^_`|~0-9A-Za-z]+|\"[^\"\x00-\x08\x0a-\x1f\x7f]*\"))?)*", rest):
            return "a chunk line with more than digits and extensions (§7.1)"
        size = int(digits[0], 16)
        if size == 0:
            break
        body = body[size + 2:]
    if re.search(rb"(?im)^(content-length|transfer-encoding):", body):
        return "framing fields do not belong in trailers (RFC 9110 §6.5.1)"
    if re.search(rb"(?<!\r)\n", body) or re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r\n[ \t]|^[ \t]", body):
        return "trailers are fields like others (§7.1.2)"
    return None


def lenient(rest: bytes) -> str | None:
    """Why Bellhop takes a request that h11 refuses; `None` where it must not."""
    if re.match(rb"[\r\n]", rest):
        return "blank lines before a request are skipped (§2.2: SHOULD)"
    if rest.startswith(b"CONNECT ") or re.search(rb"(?i)\r\nupgrade:", rest.partition(b"\r\n\r\n")[0]):
        return "CONNECT and Upgrade are answered at their head and end the connection: no body is read (RFC 9110 §9.3.6, §7.8)"
    if re.match(rb"[A-Z]+ +[\x21-\x7e]+ +HTTP/1\.[01]\r\n", rest) and re.match(rb"[^\r]*  ", rest):
        return "several spaces in the request line (§3: MAY)"
    return None
