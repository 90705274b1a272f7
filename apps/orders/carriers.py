"""Carriers and where their parcels can be followed."""

from urllib.parse import quote, urlsplit

# Public tracking pages; `{number}` is put in, escaped.
LINKS = {
    "dhl": ("DHL", "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}"),
    "ups": ("UPS", "https://www.ups.com/track?tracknum={number}"),
    "fedex": ("FedEx", "https://www.fedex.com/fedextrack/?trknbr={number}"),
    "usps": ("USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}"),
    "dpd": ("DPD", "https://www.dpdgroup.com/be/mydpd/my-parcels/track?parcelNumber={number}"),
    "gls": ("GLS", "https://gls-group.eu/EU/en/parcel-tracking?match={number}"),
    "hermes": ("Hermes", "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{number}"),
    "royal mail": ("Royal Mail", "https://www.royalmail.com/track-your-item#/tracking-results/{number}"),
    "la poste": ("La Poste", "https://www.laposte.fr/outils/suivre-vos-envois?code={number}"),
    "postnl": ("PostNL", "https://postnl.nl/tracktrace/?B={number}"),
    "cainiao": ("Cainiao", "https://global.cainiao.com/newDetail.htm?mailNoList={number}"),
    "yunexpress": ("YunExpress", "https://www.yuntrack.com/parcelTracking?id={number}"),
    "4px": ("4PX", "https://track.4px.com/#/result/0/{number}"),
}
# Follows parcels of many carriers; for those whose own page is not known here.
FALLBACK = "https://t.17track.net/en#nums={number}"


def carrier_name(text: str) -> str:
    """Return a carrier's usual spelling, or the text as given."""
    name = " ".join(text.split())
    return LINKS.get(name.lower(), (name, ""))[0]


def tracking_link(*, carrier: str, number: str, url: str = "") -> str:
    """Return where a parcel can be followed: `url` if it is a web address, else the carrier's page."""
    if url and urlsplit(url).scheme in {"http", "https"} and urlsplit(url).netloc:
        return url
    template = LINKS.get(carrier.lower(), ("", FALLBACK))[1]
    return template.format(number=quote(number, safe=""))
