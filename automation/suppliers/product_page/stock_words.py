"""Words about stock and buying, in the languages shops speak."""

from __future__ import annotations

import re
from functools import lru_cache

from automation.suppliers.product_page.types import Availability

_IN_CODES = frozenset(
    "instock in_stock instoreonly onlineonly limitedavailability preorder presale backorder "
    "madetoorder available availablefororder lowstock in-stock instore new true yes".split()
)
_OUT_CODES = frozenset(
    "outofstock out_of_stock soldout discontinued oos unavailable out-of-stock notavailable "
    "nostock false no sold expired".split()
)

OUT_PHRASES = (
    # English, German, Dutch
    "out of stock", "out-of-stock", "sold out", "currently unavailable", "temporarily unavailable",
    "not available", "no longer available", "unavailable", "not in stock", "item is unavailable",
    "discontinued", "cannot be purchased", "can't be purchased", "not available for purchase",
    "cannot be ordered", "nicht bestellbar", "kann nicht bestellt werden", "kann nicht gekauft werden",
    "niet te bestellen", "ne peut être commandé", "no se puede comprar", "não pode ser comprado",
    "non acquistabile", "non ordinabile", "nelze koupit", "nelze objednat", "nie je možné kúpiť",
    "nie je možné produkt kúpiť", "nie je možné objednať", "nie można kupić", "нельзя купить",
    "нельзя заказать", "ausverkauft", "nicht verfügbar", "derzeit nicht verfügbar", "nicht lieferbar",
    "nicht mehr lieferbar", "nicht auf lager", "vergriffen", "nicht vorrätig", "uitverkocht",
    "niet op voorraad", "niet leverbaar", "niet beschikbaar", "tijdelijk uitverkocht",
    # French, Spanish, Portuguese, Italian, Catalan
    "rupture de stock", "en rupture", "épuisé", "actuellement indisponible", "indisponible",
    "non disponible", "victime de son succès", "agotado", "sin stock", "no disponible", "sin existencias",
    "fuera de stock", "sin inventario", "no hay stock", "esgotado", "indisponível", "sem stock",
    "sem estoque", "fora de stock", "fora de estoque", "não disponível", "produto indisponível",
    "esaurito", "non disponibile", "attualmente non disponibile", "exhaurit",
    # Nordic
    "udsolgt", "ikke på lager", "ej i lager", "slutsåld", "slut i lager", "utsolgt", "utgått",
    "loppuunmyyty", "ei varastossa", "loppunut", "tilapäisesti loppu", "uppselt",
    # Slavic
    "wyprzedane", "niedostępny", "niedostępna", "produkt niedostępny", "brak w magazynie",
    "brak towaru", "chwilowo niedostępny", "vyprodáno", "vyprodané", "vypredané", "není skladem",
    "nie je skladom", "nedostupné", "nedostupný", "momentálně nedostupné", "dočasne nedostupné",
    "momentálne nedostupné", "predaj skončil", "predaj ukončený", "prodej ukončen", "nie je na sklade",
    "нет в наличии", "нет в продаже", "нет на складе", "распродано", "товар закончился",
    "снят с производства", "немає в наявності", "нема в наявності", "няма в наличност",
    "изчерпан", "изчерпано количество", "няма наличност", "rasprodano", "nije dostupno",
    "nema na zalihi", "nema na stanju", "ni na zalogi", "razprodano", "распродато",
    # Other European
    "elfogyott", "nincs raktáron", "nincs készleten", "nem elérhető", "stoc epuizat", "indisponibil",
    "nu este in stoc", "lipsă stoc", "nav noliktavā", "nav pieejams", "izpārdots", "išparduota",
    "nėra sandėlyje", "prekės nėra", "läbi müüdud", "pole laos", "εξαντλημένο",
    "εξαντλήθηκε", "μη διαθέσιμο", "δεν είναι διαθέσιμο", "tükendi", "stokta yok", "stokta bulunmuyor",
    "temin edilemiyor", "agortuta", "e shitur",
    # Asia, Middle East
    "売り切れ", "在庫切れ", "品切れ", "完売", "在庫なし", "販売終了", "缺货", "售罄", "无货", "已售完",
    "已售罄", "補貨中", "缺貨", "已售完", "無庫存", "暫無庫存", "已完售", "완판", "품절", "일시품절",
    "재고 없음", "غير متوفر", "نفدت الكمية", "نفذت الكمية", "نفذ من المخزون", "ناموجود", "تمام شد",
    "אזל מהמלאי", "אזל המלאי", "לא במלאי", "สินค้าหมด", "หมดสต็อก", "hết hàng", "tạm hết hàng",
    "stok habis", "habis terjual", "स्टॉक में नहीं", "उपलब्ध नहीं",
)  # fmt: skip
IN_PHRASES = (
    "in stock", "only left", "available now", "ready to ship", "ships within", "in store now",
    "auf lager", "sofort lieferbar", "lieferbar", "vorrätig", "verfügbar", "op voorraad",
    "en stock", "disponible", "em stock", "em estoque", "disponível", "disponibile",
    "disponibilità immediata", "in magazzino", "på lager", "i lager", "varastossa", "w magazynie",
    "dostępny", "na stanie", "skladem", "na sklade", "skladom", "в наличии", "есть в наличии",
    "на складе", "є в наявності", "в наявності", "в наличност", "на склад", "na zalihi",
    "na stanju", "na zalogi", "raktáron", "készleten", "în stoc", "in stoc", "ir noliktavā",
    "noliktavā", "sandėlyje", "yra sandėlyje", "laos", "διαθέσιμο", "σε απόθεμα", "stokta",
    "在庫あり", "有货", "現貨", "有貨", "재고 있음", "متوفر", "במלאי", "มีสินค้า", "còn hàng", "tersedia",
)  # fmt: skip
BUY_PHRASES = (
    "add to cart", "add to bag", "add to basket", "add to trolley", "buy now", "buy it now",
    "order now", "purchase", "place bid", "bid now", "in den warenkorb", "jetzt kaufen",
    "in winkelwagen", "in winkelmand", "bestellen", "voeg toe", "ajouter au panier", "acheter",
    "ajouter à mon panier", "commander", "añadir al carrito", "agregar al carrito", "a la cesta",
    "agregar a la bolsa", "comprar", "comprar ahora", "añadir a la cesta", "añadir a la bolsa",
    "adicionar ao carrinho", "adicionar à sacola", "adicionar ao cesto", "comprar agora",
    "aggiungi al carrello", "acquista", "acquista ora", "compra ora", "læg i kurv", "tilføj til kurv",
    "lägg i varukorg", "lägg i kundvagn", "köp", "legg i handlekurv", "kjøp", "lisää ostoskoriin",
    "lisää koriin", "do koszyka", "dodaj do koszyka", "kup teraz", "do košíku", "přidat do košíku",
    "vložit do košíku", "do košíka", "pridať do košíka", "vložiť do košíka", "kúpiť", "koupit",
    "в корзину", "добавить в корзину", "купить", "у кошик", "додати до кошика", "купити",
    "добави в количката", "купи", "dodaj u košaricu", "dodaj u korpu", "v košarico",
    "kosárba", "kosárba teszem", "megveszem", "adaugă în coș", "adauga in cos", "cumpără",
    "ielikt grozā", "pievienot grozam", "pirkt", "į krepšelį", "pirkti", "lisa ostukorvi",
    "προσθήκη στο καλάθι", "αγορά", "sepete ekle", "satın al", "hemen al", "カートに入れる",
    "買い物かごに入れる", "今すぐ購入", "加入购物车", "立即购买", "加入購物車", "立即購買", "장바구니", "구매하기",
    "바로구매", "أضف إلى السلة", "أضف للسلة", "اضف للسلة", "اشتر الآن", "הוסף לסל", "הוספה לסל",
    "افزودن به سبد", "เพิ่มลงในตะกร้า", "หยิบใส่ตะกร้า", "thêm vào giỏ", "mua ngay", "tambah ke keranjang",
    "beli sekarang", "masukkan keranjang", "कार्ट में डालें",
)  # fmt: skip
BUY_TOKENS = (
    frozenset(("add", "cart")), frozenset(("add", "basket")), frozenset(("add", "bag")),
    frozenset(("addtocart",)), frozenset(("buy", "now")), frozenset(("buynow",)),
    frozenset(("buybox",)), frozenset(("tocart",)), frozenset(("to", "cart")),
    frozenset(("atc", "button")), frozenset(("addtobasket",)), frozenset(("addtobag",)),
    frozenset(("cart", "button")), frozenset(("buy", "button")), frozenset(("buy", "btn")),
    frozenset(("cart", "btn")),
)  # fmt: skip

# Text that says what happens in some other case, or asks for it.
_CONDITIONAL = re.compile(
    r"\bif\b|\bwhen\b|\bnotify\b|\bother\b|\bfalls\b|\bwenn\b|\bsi\b|\bse\b|\bwhere\b|\bmay be\b"
    r"|\bsome\b|\bgift\b|\bdelivery\b|\bshipping\b|\bpickup\b|\bcollect\b|\breviews?\b",
    re.I,
)
# Text that says when stock comes back, so that there is none now, or leads to a full cart.
_LATER = re.compile(
    r"\b(?:back|again|wieder|wann|when|soon|bald|prochainement|bientôt|quando|cuándo|pronto|terug|"
    r"znovu|opět|wkrótce|скоро|когда|notify|email)\b",
    re.I,
)
_GO_TO_CART = re.compile(
    r"\b(?:view|go to|your|my|open|close|zum|zur|voir|votre|mon|ver|ir a|ir al|vai al|vedi|naar|bekijk|"
    r"przejdź|zobacz|pokaż|přejít|prejsť|zobrazit|zobraziť|перейти|till|til|se|gå)\b|\d",
    re.I,
)
_NEGATION = re.compile(r"\b(?:not|nicht|niet|non|no|não|nie|není|не|нет|nem|nu|ikke|ej|inte|ei|nav)\b", re.I)


LONGEST_IN = 60


def stock_code(written: str) -> Availability | None:
    """Read a machine-written availability (`https://schema.org/InStock`, `in stock`, `oos`)."""
    short = written.strip().rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].lower()
    code = re.sub(r"[\s_-]+", "", short[:60])
    if code in _IN_CODES:
        return "InStock"
    if code in _OUT_CODES:
        return "OutOfStock"
    return stock_phrase(written)


@lru_cache(maxsize=4_096)
def stock_phrase(text: str, longest: int = 90) -> Availability | None:
    """Read a short visible text about stock; None when it says nothing clear."""
    lowered = text.lower().strip(" .!:,-–*✓✔✗✘×()[]")
    if not 2 <= len(lowered) <= longest:
        return None
    for phrase in OUT_PHRASES:
        if _says(lowered, phrase):
            return None if _CONDITIONAL.search(lowered) and len(lowered) > len(phrase) else "OutOfStock"
    if len(lowered) > LONGEST_IN or _LATER.search(lowered):
        return None
    for phrase in IN_PHRASES:
        if _says(lowered, phrase):
            rest = lowered.replace(phrase, "")
            return None if _NEGATION.search(rest) or _CONDITIONAL.search(rest) else "InStock"
    return None


def _says(text: str, phrase: str) -> bool:
    """Tell whether the phrase stands in the text as words (any place in scripts without spaces)."""
    start = text.find(phrase)
    if start < 0:
        return False
    if not phrase[0].isascii() and ord(phrase[0]) > 0x2E80:
        return True
    before = text[start - 1] if start else " "
    after = text[start + len(phrase) : start + len(phrase) + 1] or " "
    return not before.isalnum() and not after.isalnum()


@lru_cache(maxsize=4_096)
def is_buy_text(text: str) -> bool:
    """Tell whether a control's text offers to buy."""
    lowered = text.lower().strip(" .!:+›»>")
    if not 2 <= len(lowered) <= 45:
        return False
    for phrase in BUY_PHRASES:
        if _says(lowered, phrase):
            return not _GO_TO_CART.search(lowered.replace(phrase, " "))
    return False
