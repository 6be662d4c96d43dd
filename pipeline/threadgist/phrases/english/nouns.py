"""Common nouns, and those that carry no subject."""

from __future__ import annotations

from threadgist.phrases.english.lists import words

__all__ = [
    "COMMON_NOUNS",
    "GENERIC_NOUNS",
    "IRREGULAR_SINGULARS",
    "NAME_OPENERS",
    "PARTITIVES",
    "SUBJECTS",
    "TIME_NOUNS",
    "VAGUE_ALONE",
]

# Nouns that a suffix rule would take for something else.
COMMON_NOUNS = words(
    """family supply reply assembly monopoly anomaly italy july ally bully belly jelly lily fly butterfly
    doily bed breed speed seed need weed feed greed creed shed sled red proposal approval denial
    trial animal capital hospital festival criminal deal meal goal signal material metal mineral
    official rival terminal vandal journal manual potential professional individual chemical
    general principal removal rental renewal survival arrival appeal withdrawal betrayal portrayal
    referendum music topic logic traffic clinic fabric picnic plastic public republic critic magic
    mechanic graphic metric arctic pandemic epidemic academic skeptic antibiotic statistic
    characteristic tactic ethic arithmetic narrative alternative initiative incentive perspective
    objective executive detective motive archive native relative representative cooperative
    collective directive adjective table vegetable cable fable variable constable stable bible
    crucible people principle article vehicle muscle bus gas lens news series species virus campus
    bonus corpus focus census status consensus plus surplus genius business wellness illness
    happiness fairness awareness process progress address access success congress princess glass
    class grass mass boss loss cross dress press stress bypass compass mess chess cup group diary
    library dictionary secretary salary summary boundary military documentary commentary january
    february primary missionary anniversary vocabulary century country county city story history
    theory industry battery gallery grocery bakery brewery robbery surgery delivery discovery
    recovery machinery lottery mystery mouse house spouse excuse abuse refuse degree fee tree
    committee employee coffee knee english spanish finish dish fish wish rubbish polish british
    irish danish swedish turkish"""
)
# Nouns that carry no subject: a phrase of nothing else is no heading, and as the last word they weaken one.
GENERIC_NOUNS = words(
    """thing things people person persons way ways lot lots bit kind kinds sort sorts type types stuff
    point points case cases fact facts idea ideas reason reasons guy guys man men woman women dude
    folks everyone example examples question questions answer answers problem problems issue
    issues matter matters part parts piece place places side sides end ends sense word words term
    terms level levels number numbers amount amounts set sets series group groups area areas line
    lines name names form forms list lists option options choice choices chance chances situation
    situations circumstance circumstances condition conditions context instance instances aspect
    aspects factor factors element elements item items object objects subject topic topics opinion
    opinions view views thought thoughts feeling feelings belief mind head hand hands eye eyes
    face look turn try use uses need needs want wants hope luck shit crap fuck hell damn ass
    bullshit bs god gods lord nothing rest top bottom middle front back beginning start something
    anything everything someone somebody nobody world life lives thanks difference differences
    result results effect effects cause causes purpose goal goals plan plans effort efforts
    attempt attempts step steps process change changes increase decrease total majority minority
    percentage percent share quality quantity size version versions one ones other others half
    third quarter plenty couple bunch pair ton tons load loads guess bet wish fan fans kid kids
    friend friends deal deals stuffs details detail info sentence paragraph page stage kinda
    position standpoint perspective viewpoint argument arguments claim claims statement statements
    mention explanation reading reference references suggestion suggestions solution solutions
    approach possibility possibilities ability experience experiences concept notion assumption
    conclusion basis notice note notes attention respect regard regards favor favour mistake
    mistakes trouble pain joke jokes fun sake mood vibe attitude state status fault default truth
    lie lies reality stupidity nonsense rubbish garbage trash wrong right hate love interest
    surprise shame pity doubt agreement disagreement individual individuals human humans being
    beings member members body bodies self link links source sources site website url article
    articles title headline image images pic pics picture pictures photo reddit faq account
    feature features concern concerns content contents thinking company companies activity activities display
    message messages request requests impact impacts system systems support usage product products method methods
    standard standards complaint complaints benefit benefits discussion discussions decision decisions
    accounts throwaway user users flair gif meme memes sidebar crosspost troll trolls gold mod
    mods modteam bot parent grandparent submission submissions quote quotes city town country
    countries"""
)
# What says little by itself, and something beside another word: "traffic data".
VAGUE_ALONE = words(
    """data setting settings store stores money food code living room letter letters report reports note contact call
    calls control action actions service services program programs work tool tools model models office staff control
    record records text texts file files account card cards list value values count counts metric rate rates role
    code control unit units center centers center house home door office order orders law laws signing button admin
    admins moderator moderators developer developers dev devs browser sync tag tags folder folders water judge lawyer"""
)
TIME_NOUNS = words(
    """time times second seconds minute minutes hour hours day days night nights week weeks weekend
    weekends month months year years decade decades century centuries today tomorrow yesterday
    moment moments morning evening afternoon ago monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november december
    date future past present period while"""
)
# "a LOT of", "this KIND of": what follows counts, the word itself does not.
PARTITIVES = words(
    """lot lots kind kinds sort sorts type types bunch couple number numbers part parts piece pieces bit
    amount amounts majority minority rest most some half third quarter percentage percent series
    set sets pair ton tons load loads plenty variety range form forms version versions example
    examples case cases instance instances level levels matter way ways group groups list lists
    handful dozen dozens hundred hundreds thousand thousands million millions billion billions top
    bottom middle end side sides front back start beginning fan fans lack idea point fact sense
    thought favor favour terms means sake use one all any each none every out because instead
    spite share chance possibility risk purpose result cause reason kindof member members pile
    heap slew array"""
)
SUBJECTS = words("""people person guys folks men women kids everyone someone others most many""")
IRREGULAR_SINGULARS = dict(
    pair.split(":")
    for pair in words(
        """men:man women:woman children:child feet:foot teeth:tooth mice:mouse lives:life wives:wife
    knives:knife wolves:wolf leaves:leaf shelves:shelf data:data criteria:criterion
    phenomena:phenomenon people:people movies:movie cookies:cookie calories:calorie ties:tie
    pies:pie selfies:selfie buses:bus potatoes:potato tomatoes:tomato heroes:hero halves:half
    analyses:analysis crises:crisis theses:thesis viruses:virus bonuses:bonus gases:gas"""
    )
)
# What a name may begin with at the start of a sentence, where every word has a capital.
NAME_OPENERS = words(
    """new north south east west united great saint san santa los las el la big old upper lower black
    white red green"""
)
