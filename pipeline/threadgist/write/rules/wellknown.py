"""Names a language model adds of its own accord, so that they are known at the start of a sentence too."""

from __future__ import annotations

from threadgist.write.rules.tokens import word_set

__all__ = ["COUNTRY_CODES", "DATES", "DEMONYMS", "SAME_NAME", "WELL_KNOWN"]

DATES = word_set("""january february march april may june july august september october november december
monday tuesday
    wednesday thursday friday saturday sunday christmas easter""")

_PLACES = """
afghanistan africa alabama alaska albania algeria america amsterdam argentina arizona arkansas asia athens atlanta
australia austria baltimore bangkok bangladesh barcelona beijing belgium berlin birmingham bolivia boston
brazil britain
brooklyn brussels budapest bulgaria california cambridge canada chicago chile china cleveland colombia colorado
connecticut copenhagen croatia cuba czechia dallas delaware denmark denver detroit dublin edinburgh egypt england
estonia ethiopia europe finland florida france geneva georgia germany ghana glasgow greece greenland hamburg hawaii
helsinki houston hungary iceland idaho illinois india indiana indonesia iowa iran iraq ireland israel istanbul italy
jamaica japan johannesburg jordan kansas kentucky kenya korea kuwait kyiv latvia lebanon lisbon lithuania liverpool
london louisiana louisville luxembourg madrid maine malaysia manchester manhattan maryland massachusetts
melbourne memphis
mexico miami michigan milan minneapolis minnesota mississippi missouri montana montreal morocco moscow mumbai munich
naples nashville nebraska nepal netherlands nevada nigeria norway oakland ohio oklahoma ontario oregon oslo oxford
pakistan palestine panama paris pennsylvania peru philadelphia philippines phoenix pittsburgh poland portland portugal
prague qatar quebec queensland romania rome russia sacramento scotland seattle serbia shanghai singapore slovakia
slovenia somalia spain stockholm sudan sweden switzerland sydney syria taiwan tennessee texas thailand tokyo toronto
tunisia turkey uganda ukraine utah vancouver venezuela vermont victoria vienna vietnam virginia wales warsaw
washington wisconsin wyoming yemen zimbabwe zurich
"""
_ORGANISATIONS = """
adidas adobe airbnb aldi alibaba amazon amd android anthropic apple arsenal asana azure baidu barcelona bbc bing
bitcoin blackberry blackrock blackstone bloomberg boeing bosch burger chatgpt chelsea chevrolet chipotle
chrome chrysler
cisco claude cloudflare cnn coinbase comcast costco cursor debian deepmind deepseek dell deliveroo discord disney
dominos dropbox ebay ericsson ethereum etsy excel expedia exxon facebook fedex fedora ferrari fiat firefox flickr ford
foxconn gemini github gitlab gmail google grindr grok hewlett honda huawei hyundai ibm ikea imgur infosys instagram
intel iphone ipad java javascript juventus kfc kodak kubernetes lenovo linkedin linux llama lyft macbook mastodon
mcdonald mcdonalds mcdonald's medium mercedes meta microsoft mistral mozilla nasa nestle netflix nike nikon nintendo
nissan nokia nvidia openai opera oracle panasonic paypal pepsi perplexity peugeot pfizer pinterest pixar popeyes
porsche postgres python qualcomm quora qwen reddit redhat renault reuters roku rust safari samsung shell shopify
siemens signal skype slack snapchat snowflake sony spacex spotify starbucks steam stripe subaru subway suzuki
swift target telegram tesco tesla threads tiktok tinder toyota trello tumblr twitch twitter uber ubuntu unilever
unity verizon vimeo visa vodafone volkswagen volvo walmart wendy wendys whatsapp wikipedia windows wordpress xbox
xerox yahoo yelp youtube zalando zillow zoom
"""
_PEOPLE = """
altman bezos biden bush cameron churchill clinton corbyn darwin einstein farage gates gandhi hitler jobs johnson
kennedy lenin lincoln macron marx merkel musk nixon obama orwell pichai putin reagan roosevelt sanders stalin starmer
sunak thatcher trump turing warren zelensky zuckerberg
"""
# Also ordinary words: at the start of a sentence they say nothing.
_ORDINARY = word_set("""apple bush cursor excel ford gates jobs march may medium meta mercury opera oracle
rust shell signal
    slack snowflake steam stripe swift target threads turkey unity visa warren windows word zoom burger jordan subway
    victoria phoenix georgia python java
    """)
WELL_KNOWN = frozenset(f"{_PLACES} {_ORGANISATIONS} {_PEOPLE}".split()) - _ORDINARY

_NATIONS = """
afghan:afghanistan african:africa american:america,us,usa,unitedstates australian:australia austrian:austria
asian:asia belgian:belgium brazilian:brazil british:britain,uk,england,unitedkingdom,gb bulgarian:bulgaria
canadian:canada chilean:chile chinese:china colombian:colombia croatian:croatia cuban:cuba czech:czechia
danish:denmark dane:denmark dutch:netherlands,holland egyptian:egypt english:england european:europe,eu
finnish:finland
french:france german:germany greek:greece hungarian:hungary icelandic:iceland indian:india indonesian:indonesia
iranian:iran iraqi:iraq irish:ireland,eire israeli:israel italian:italy japanese:japan kenyan:kenya korean:korea
malaysian:malaysia mexican:mexico moroccan:morocco nigerian:nigeria norwegian:norway pakistani:pakistan
palestinian:palestine peruvian:peru polish:poland pole:poland portuguese:portugal romanian:romania russian:russia
saudi:saudiarabia scottish:scotland scot:scotland serbian:serbia spanish:spain spaniard:spain swedish:sweden
swede:sweden swiss:switzerland syrian:syria taiwanese:taiwan thai:thailand turkish:turkey ukrainian:ukraine
vietnamese:vietnam welsh:wales californian:california texan:texas londoner:london parisian:paris newyorker:newyork
"""


def _both_ways(pairs: str) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for pair in pairs.split():
        one, others = pair.split(":")
        for other in others.split(","):
            groups.setdefault(one, set()).add(other)
            groups.setdefault(other, set()).add(one)
    return {key: frozenset(values) for key, values in groups.items()}


DEMONYMS = _both_ways(_NATIONS)
# Written in capitals only; codes that are English words in capitals are left out.
_CODES = """
AE:emirates AF:afghanistan AL:albania AR:argentina AU:australia BD:bangladesh BG:bulgaria BO:bolivia BR:brazil
CA:canada CH:switzerland CL:chile CN:china CO:colombia CU:cuba CZ:czechia DE:germany DK:denmark DZ:algeria
EE:estonia EG:egypt ES:spain ET:ethiopia FI:finland FR:france GE:georgia GH:ghana GR:greece HR:croatia
HU:hungary ID:indonesia IE:ireland IL:israel IQ:iraq IR:iran JM:jamaica JO:jordan JP:japan KE:kenya KR:korea
KW:kuwait LB:lebanon LT:lithuania LU:luxembourg LV:latvia MA:morocco MX:mexico MY:malaysia NG:nigeria
NL:netherlands NP:nepal PE:peru PH:philippines PK:pakistan PL:poland PT:portugal QA:qatar RO:romania RS:serbia
RU:russia SE:sweden SG:singapore SI:slovenia SK:slovakia SY:syria TH:thailand TN:tunisia TR:turkey TW:taiwan
UA:ukraine UG:uganda VE:venezuela VN:vietnam YE:yemen ZW:zimbabwe
"""
COUNTRY_CODES = dict(pair.split(":") for pair in _CODES.split())
SAME_NAME = _both_ways(
    """us:usa,america,unitedstates uk:unitedkingdom,britain gb:britain eu:europeanunion,europe un:unitednations
    ios:iphone,ipad macos:mac,osx js:javascript ts:typescript yt:youtube fb:facebook gh:github hn:hackernews
    nyc:newyork la:losangeles sf:sanfrancisco dc:washington ms:microsoft aws:amazon mcd:mcdonald,mcdonalds
    conservative:tory,tories,conservatives tory:tories,conservatives gop:republican,republicans dem:democrat,democrats
    tv:television pc:computer ai:artificialintelligence llm:languagemodel,languagemodels oauth:oauth2 cc:claudecode
    k8s:kubernetes postgres:postgresql vscode:visualstudiocode"""
)
