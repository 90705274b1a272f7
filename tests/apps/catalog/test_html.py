"""D5: hostile HTML loses everything that could run, and keeps what people wrote."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.html import sanitised

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src=`javascript:alert(1)`>",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href=x onmouseover=alert(1)>x</a>",
    "<body onload=alert(1)>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<style>@import 'http://evil.example';</style>",
    "<link rel=stylesheet href=http://evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input onfocus=alert(1) autofocus>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=javascript:alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><script>alert(1)</script></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<<script>alert(1)//<</script>",
    "<p/onclick=alert(1)>x",
    "<div id=x tabindex=1 onfocus=alert(1)>x</div>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<table background='javascript:alert(1)'><td background=x>y</td></table>",
]
ALLOWED = {
    *(
        "p",
        "br",
        "hr",
        "div",
        "span",
        "blockquote",
        "pre",
        "code",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "small",
    ),
    *("sub", "sup", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption"),
    *("thead", "tbody", "tfoot", "tr", "th", "td", "a"),
}
ATTRIBUTES = {"href", "title", "rel", "colspan", "rowspan", "scope", "start"}


class Reader(HTMLParser):
    """Fails on the first tag, attribute or address that is not allowed."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        for name, value in attrs:
            assert name in ATTRIBUTES
            if name == "href":
                scheme = (value or "").partition(":")[0].strip().lower() if ":" in (value or "") else "http"
                assert scheme in {"http", "https", "mailto", "tel"} or "/" in scheme


def check(html: str) -> None:
    reader = Reader()
    reader.feed(html)
    reader.close()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_d5_payload_is_disarmed(payload: str) -> None:
    for text in (payload, f"<p>before{payload}after</p>", f"<table><tr><td>{payload}</td></tr></table>"):
        made = sanitised(text)
        check(made)
        assert "alert(1)</script" not in made
        assert sanitised(made) == made


@given(
    st.lists(
        st.sampled_from([*PAYLOADS, "<p>", "</p>", "<b>", "text", "<", ">", "'", '"', "&lt;"]), max_size=8
    )
)
def test_no_mixture_gets_through(parts: list[str]) -> None:
    check(sanitised("".join(parts)))


def test_what_people_write_stays() -> None:
    html = '<h2>Care</h2><ul><li>Wash at <b>30 °C</b></li></ul><a href="https://x.example/a?b=1&amp;c=2">more</a>'

    assert sanitised(html) == html.replace('2">', '2" rel="noopener nofollow">')


def test_first_level_heading_becomes_second_level() -> None:
    assert sanitised("<h1 class=x>Care</h1>") == "<h2>Care</h2>"


def test_remote_pictures_are_taken_out() -> None:
    assert sanitised("<p>a<img src='https://cdn.supplier.example/a.jpg'>b</p>") == "<p>ab</p>"
