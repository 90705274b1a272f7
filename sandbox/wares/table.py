"""The objects by category: what a listing calls them, what they cost at least, which choices they come in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`noun` and `extras` make titles; `price` in US cents; `choices` names a set in `CHOICES`; `grams` packed."""

    picture: str
    noun: str
    price: int
    choices: str
    grams: int


@dataclass(frozen=True)
class Category:
    """A leaf of the marketplaces' trees."""

    id: int
    name: str
    extras: tuple[str, ...]
    kinds: tuple[Kind, ...]


def _kinds(text: str) -> tuple[Kind, ...]:
    kinds = []
    for line in text.strip().splitlines():
        picture, noun, price, choices, grams = (part.strip() for part in line.split("|"))
        kinds.append(Kind(picture, noun, int(price), choices, int(grams)))
    return tuple(kinds)


CATEGORIES = (
    Category(
        1501,
        "Kitchen & Dining",
        ("Dishwasher Safe", "Nordic Style", "for Home and Camping", "Hand Finished", "Gift Boxed"),
        _kinds("""
            teapot|Ceramic Teapot 1.1L|1290|colour|940
            mug|Stoneware Mug 350ml|420|colour|380
            tumbler|Insulated Tumbler 500ml|780|colour-size|310
            wine-glass|Crystal Wine Glass|650|pack|260
            frying-pan|Non-stick Frying Pan|1640|size|1100
            mixing-bowl|Mixing Bowl Set|1180|pack|850
            plate-set|Porcelain Plate Set|2290|pack|2400
            salt-shaker|Salt and Pepper Shaker|350|none|180
            chopsticks|Bamboo Chopsticks|190|pack|90
            kitchen-knife|Chef Kitchen Knife|1490|none|260
            lunch-box|Bento Lunch Box|890|colour|420
            storage-jar|Airtight Storage Jar|520|size|480
            honey-pot|Honey Pot with Dipper|760|none|410
        """),
    ),
    Category(
        1502,
        "Home & Garden",
        ("for Living Room", "Space Saving", "Modern Minimalist", "Weatherproof", "Handmade"),
        _kinds("""
            candle|Scented Soy Candle|540|colour|330
            vase|Ceramic Flower Vase|990|colour|720
            mirror|Round Wall Mirror|1890|size|1500
            mantel-clock|Wooden Mantel Clock|2150|none|900
            alarm-clock|Silent Alarm Clock|830|colour|240
            light-bulb|LED Filament Bulb E27|290|pack|80
            oil-lamp|Vintage Oil Lamp|1320|none|680
            picture-frame|Solid Wood Picture Frame|610|size|450
            basket|Woven Storage Basket|1150|size|520
            bucket|Folding Bucket 10L|680|colour|390
            broom|Bamboo Broom and Dustpan|920|none|760
            sponge|Cellulose Kitchen Sponge|150|pack|60
            soap|Natural Olive Soap|310|pack|110
            sofa|Loveseat Sofa Cover|2690|colour-size|1300
            bed|Cotton Bedding Set|3150|colour-size|2100
            bathtub|Foldable Bathtub|4590|colour|5200
            chair|Camping Folding Chair|2480|colour|2700
            potted-plant|Self Watering Plant Pot|740|colour-size|600
            cactus|Artificial Cactus|460|none|210
            bouquet|Preserved Flower Bouquet|1580|colour|320
            sunflower|Solar Sunflower Light|570|pack|180
            tulip|Everlasting Tulip Lamp|860|colour|290
        """),
    ),
    Category(
        1503,
        "Tools & Outdoor",
        ("Heavy Duty", "with Carry Bag", "Ultralight", "Waterproof", "for Hiking and Travel"),
        _kinds("""
            tent|Two Person Tent|4190|colour|2300
            flashlight|Rechargeable LED Flashlight|940|pack|190
            compass|Liquid Filled Compass|480|none|90
            hammer|Claw Hammer 16oz|870|none|700
            hatchet|Camping Hatchet|1690|none|980
            wrench|Adjustable Wrench|730|size|420
            toolbox|Portable Tool Box|2240|none|2600
            ladder|Telescopic Ladder|5890|size|7800
            padlock|Brass Combination Padlock|390|colour|150
            telescope|Monocular Telescope 10x42|1950|ship-from|380
            magnifier|Lighted Magnifying Glass|560|none|160
            bicycle|Bicycle Phone Mount|490|colour|130
            snorkel-set|Snorkel Mask Set|1760|colour-size|720
            kite|Giant Delta Kite|820|colour|240
            skateboard|Mini Cruiser Skateboard|2390|colour|2100
            roller-skate|Adjustable Roller Skates|2870|shoe|1900
            dartboard|Magnetic Dartboard|1240|size|830
        """),
    ),
    Category(
        1504,
        "Bags & Travel",
        ("Anti Theft", "with USB Port", "Water Repellent", "Foldable", "Large Capacity"),
        _kinds("""
            backpack|Travel Backpack 20L|1870|colour-from|690
            suitcase|Carry-On Suitcase 20in|4990|colour-size|3100
            handbag|Vegan Leather Handbag|2260|colour|640
            purse|Slim RFID Purse|690|colour|110
            pouch|Drawstring Toiletry Pouch|380|colour|80
            umbrella|Windproof Travel Umbrella|980|colour|360
            parasol|Beach Parasol with Tilt|2150|colour|1800
        """),
    ),
    Category(
        1505,
        "Clothing & Accessories",
        ("Unisex", "Soft Cotton Blend", "2026 New Season", "Breathable", "Plus Size Available"),
        _kinds("""
            t-shirt|Organic Cotton T-Shirt|620|colour-size|190
            jeans|Stretch Slim Jeans|1780|size-letter|620
            dress|Linen Summer Dress|1590|colour-size|310
            coat|Wool Blend Winter Coat|3890|colour-size|1400
            kimono|Silky Kimono Robe|1740|colour-size|330
            shirt-and-tie|Non Iron Shirt with Tie|1490|size-letter|280
            scarf|Cashmere Feel Scarf|740|colour|220
            gloves|Touchscreen Winter Gloves|450|colour-size|110
            socks|Merino Hiking Socks|390|pack|95
            cap|Washed Baseball Cap|430|colour|100
            sun-hat|Wide Brim Sun Hat|690|colour|130
            glasses|Blue Light Glasses|360|colour|60
            sunglasses|Polarized Sunglasses UV400|520|colour-from|70
            ring|Sterling Silver Ring|840|ring|20
            bracelet|Beaded Stone Bracelet|310|colour|35
            watch|Minimalist Quartz Watch|1380|colour-from|90
            hand-fan|Silk Folding Hand Fan|260|colour|50
            comb|Sandalwood Comb|290|none|45
        """),
    ),
    Category(
        1506,
        "Shoes",
        ("Non Slip", "Memory Foam", "Lightweight", "Wide Fit", "All Season"),
        _kinds("""
            sneaker|Knit Running Sneaker|2190|shoe|680
            sandal|Platform Summer Sandal|1290|shoe|420
            hiking-boot|Waterproof Hiking Boot|3690|shoe|1300
            tall-boot|Faux Suede Tall Boot|3290|shoe|1450
            ballet-flat|Foldable Ballet Flat|1090|shoe|310
        """),
    ),
    Category(
        1507,
        "Consumer Electronics",
        ("Bluetooth 5.4", "Fast Charge", "Noise Reducing", "RGB Backlit", "Plug and Play"),
        _kinds("""
            headphones|Wireless Over-Ear Headphones|2490|colour-from|320
            keyboard|Mechanical Keyboard 68 Keys|3190|colour|820
            mouse|Silent Wireless Mouse|740|colour|95
            camera|Kids Digital Camera|1890|colour|210
            radio|Solar Crank Radio|1640|none|390
            laptop|Aluminium Laptop Stand|1270|colour|780
        """),
    ),
    Category(
        1508,
        "Toys, Hobby & Stationery",
        ("for Kids and Adults", "Educational", "Gift Idea", "Premium", "Refillable"),
        _kinds("""
            teddy-bear|Plush Teddy Bear|940|size|430
            ball|Rainbow Bounce Ball|180|pack|120
            yo-yo|Responsive Yo-Yo|370|colour|70
            puzzle|Wooden Jigsaw Puzzle 500|790|none|560
            chess-piece|Weighted Chess Set|2090|none|1700
            guitar|Travel Ukulele 23in|3590|colour|900
            yarn|Merino Chunky Yarn|330|colour|110
            sewing-thread|Sewing Thread Kit|420|pack|230
            scissors|Embroidery Scissors|270|none|55
            crayon|Washable Crayons|240|pack|160
            pencil|Graphite Sketch Pencils|310|pack|120
            ballpoint-pen|Brass Ballpoint Pen|590|none|60
            fountain-pen|Iridium Nib Fountain Pen|980|colour|75
            notebook|Dotted Notebook A5|490|colour|280
            books|Book Stand Reading Rest|870|none|610
            ruler|Steel Folding Ruler|230|none|70
            gift-box|Magnetic Gift Box|340|size|210
            hourglass|Sand Timer Hourglass|410|size|190
        """),
    ),
    Category(
        1509,
        "Beauty, Health & Pets",
        ("Vegan", "Dermatologically Tested", "Travel Size", "Eco Friendly", "Vet Approved"),
        _kinds("""
            lipstick|Matte Velvet Lipstick|350|colour|40
            lotion|Shea Body Lotion 250ml|620|pack|290
            toothbrush|Bamboo Toothbrush|170|pack|45
            safety-razor|Double Edge Safety Razor|1120|colour|180
            fish-toy|Interactive Cat Fish Toy|480|none|150
            chew-bone|Natural Rubber Chew Bone|390|size|170
        """),
    ),
)

Choice = tuple[str, str, int, int]  # value, what is shown, hue, added US cents
# property id, name, choices
CHOICES: dict[str, tuple[tuple[int, str, tuple[Choice, ...]], ...]] = {}
COLOURS: tuple[Choice, ...] = (
    ("193", "Black", 0, 0),
    ("175", "Green", 120, 0),
    ("173", "Blue", 220, 40),
    ("10", "Red", 330, 40),
)
SIZES: tuple[Choice, ...] = (
    ("100014064", "Small", 0, 0),
    ("361386", "Medium", 0, 180),
    ("361385", "Large", 0, 420),
)
LETTERS: tuple[Choice, ...] = (
    ("100014064", "S", 0, 0),
    ("361386", "M", 0, 0),
    ("361385", "L", 0, 60),
    ("100014065", "XL", 0, 120),
)
SHOES: tuple[Choice, ...] = tuple((str(200000330 + size), str(size), 0, 0) for size in range(37, 44))
PACKS: tuple[Choice, ...] = (
    ("201336100", "1 Piece", 0, 0),
    ("201336103", "3 Pieces", 0, 640),
    ("201336106", "6 Pieces", 0, 1390),
)
RINGS: tuple[Choice, ...] = tuple((str(200000280 + size), f"US {size}", 0, 0) for size in range(6, 11))
SHIPS_FROM: tuple[Choice, ...] = (
    ("201336100", "China", 0, 0),
    ("201336101", "Poland", 0, 310),
    ("201336106", "United States", 0, 450),
)
COLOUR, SIZE, PACK, FROM = (14, "Color"), (5, "Size"), (200000182, "Quantity"), (200007763, "Ships From")
SHOE, RING = (200000124, "Shoe Size"), (200000369, "Ring Size")
CHOICES |= {
    "none": (),
    "colour": ((*COLOUR, COLOURS),),
    "size": ((*SIZE, SIZES),),
    "size-letter": ((*SIZE, LETTERS),),
    "colour-size": ((*COLOUR, COLOURS[:3]), (*SIZE, SIZES)),
    "shoe": ((*COLOUR, COLOURS[:2]), (*SHOE, SHOES)),
    "ring": ((*RING, RINGS),),
    "pack": ((*PACK, PACKS),),
    "ship-from": ((*FROM, SHIPS_FROM),),
    "colour-from": ((*COLOUR, COLOURS[:3]), (*FROM, SHIPS_FROM)),
}
