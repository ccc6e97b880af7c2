"""A head of a chain as eight short words, so that two people can read it to each other and hear whether it is one."""

from fieldlog.language import language

WORDS = 8
"""How many of the hash's 32 bytes are said: two chains that differ agree in all of them once in 18 million million
million times."""

_SWEDISH = """
abborre alfabet ananas anka ansikte apelsin april avtal axel backe badring balkong banan barn basun batteri berg
björk blad blomma blyerts boll borste botten brev brygga buske båge bälte cello cement choklad cirkel citron cykel
dagg damm dans december diamant dimma docka dotter dragspel dusch dynga dörr elefant elva emalj eld enbär energi
entré fabrik fackla fasan faster fem fiol fisk fjäril flagga flöjt fotboll frimärke fyr fågel färja galler gaffel
geting gitarr glas grind groda grädde guld gurka gåva hagel hammare handske harpa hatt helg himmel hjul honung
humla hund hylla häst ide igelkott indigo ingefära jacka jasmin jord juli juvel järn jätte kaffe kajak kalas kamel
kanin karta kastrull kedja kikare kiosk klocka klöver knapp kofta kompass korg krita kudde kvast kyrka källare
lampa lax legering leksak lilja lins lock lupp lykta låda lärka löv magnet mandel mars matta medalj melon mikrofon
mjölk moln morot mugg mynt måne mössa nalle nio nordan novell nyckel näbb nöt oktober olja onsdag opera orm ost
oxe paket palm panter paraply peppar piano pil plommon polis potatis pumpa pyramid påse pärla radio ram ren ris
rosett rubin rulle rygg räv röst sadel saft sand sekund sju skata skepp skidor sköld slott smör snö socker sommar
spade spegel staket stege storm strumpa svamp säck söndag tavla tegel tiger tidning tomat torn trappa tranbär
trumma tulpan tunnel tvål tyg tält ugn uggla ull urna utter vagn valnöt vante vas vecka vete video vinter vykort
vår väska yxa yoghurt zebra zink åker åra åska åtta älg ängel äpple ärta örn öster
""".split()

_ENGLISH = """
acorn agent album alley almond amber anchor angel ankle apple apron arrow artist atlas august autumn award bacon
badge bagel baker bamboo banana barley basket beaver bench berry bicycle biscuit blanket blossom bonfire bottle
bracelet branch breeze bridge broom brush bubble bucket buffalo bundle button cabin cactus camera canal candle
canyon captain carpet carrot castle cedar ceiling cello chalk cherry chimney circle clarinet cliff clover coconut
coffee comet copper coral cotton cousin crayon cricket crown crystal cupboard curtain daisy dance dawn deer desert
diamond dinner doctor dolphin donkey dragon drum eagle earth easel echo elbow elephant emerald engine envelope
evening falcon farmer feather fence fiddle flag flute forest fossil fox friday frog galaxy garden garlic giant
ginger globe goat gold goose grape guitar hammer harbor harvest hazel hedge helmet hill honey hornet hotel icicle
igloo indigo insect iron island ivory jacket jaguar jasmine jelly jewel jigsaw july jungle kayak kettle keyboard
king kitchen kite koala ladder lagoon lake lamp lantern lemon letter lilac lizard lobster magnet mango maple
marble meadow melon metal midnight mirror monday morning mountain mushroom mustard napkin needle nephew nickel
north notebook nutmeg oasis ocean october office olive onion opera orchid otter oven owl paddle palace panda paper
pearl pebble penguin pepper piano pigeon pillow pilot planet plum pocket poem potato prairie pumpkin puzzle
pyramid rabbit radio raven ribbon salmon sapphire saturn school shadow shovel silver skeleton spider sponge
squirrel summer sunday table teapot thunder tiger tomato train tulip turtle umbrella velvet village violin volcano
wagon walnut water whistle window winter yellow zebra
""".split()

LISTS = {"sv": tuple(_SWEDISH), "en": tuple(_ENGLISH)}
"""256 words in each language, one for each byte. Never changed: a word stands for its place in the list."""


def words_of(hash_: str, code: str = "") -> str:
    """The words of a hash in hexadecimal signs, in the language in use or the one named."""
    spoken = LISTS.get(code or language(), LISTS["sv"])
    return " ".join(spoken[byte] for byte in bytes.fromhex(hash_)[:WORDS])
