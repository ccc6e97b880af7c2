"""A head of a chain as eight short words, so that two people can read it to each other and hear whether it is one."""

WORDS = 8
"""How many of the hash's 32 bytes are said: two chains that differ agree in all of them once in 18 million million
million times."""

SAID = tuple(
    """
alarm album amber arena artist atlas atom august avocado banana bandy bank basilika basket bikini bingo bistro
bonus boston bridge broccoli buffalo camping cargo casino cello chile cider cola comet congo coral cosmos cowboy
cricket cuba curry delta diesel dollar domino donut drama dublin europa film filter finland fjord flamenco forum
foxtrot garage ghana ginseng golf gorilla gospel grizzly guava hamster havanna hawaii helium hockey hotel husky
ikon india jaguar japan jasmin java jazz jeans joker judo jukebox jumbo kajak kaktus kamel kanada karat karneval
kenya ketchup kilo kiosk kiwi koala kokos korea laser lasso lemon lemur leopard limbo limit lobby london lotus
lynx magnet malta mango manila marathon marmor mars matrix melon mentor metall meteor metro mexico mikro minus
modem motor museum mustang nairobi neon niagara nobel nougat nova november nylon omega opal opera oregano ottawa
ozon panama panda panel papaya paprika papyrus paris park partner pasta patent penny peru piano pilot pizza
planet plasma platina podium polar polka pollen polo pompej popcorn porto poster prisma program puma pyramid
quiz radar radio ranch robot rodeo roma roulette rubin rugby rumba safari salami salsa salto sandal sauna
saxofon scout senator sigma sitar slalom slogan soda sonar sparta sport stadion stereo studio sushi sydney
symbol tabasco tandem tanzania teater telefon tempel tennis tenor terrass texas thriller tibet tiger tipi titan
toast topas tornado trio trombon trumpet tulpan tundra turban turist ukulele ultra union uran vampyr venus
veranda vietnam viking villa vinyl vision vitamin volt vulkan wales western wigwam yeti yoga yoghurt zebra
zeppelin zigzag zink zombie zoom
""".split()
)
"""256 words, one for each byte, that Swedish and English spell alike or nearly so: two people read them to each other
whichever language each of them uses. Never changed: a word stands for its place in the list."""


def words_of(hash_: str) -> str:
    """The words of a hash in hexadecimal signs."""
    return " ".join(SAID[byte] for byte in bytes.fromhex(hash_)[:WORDS])
