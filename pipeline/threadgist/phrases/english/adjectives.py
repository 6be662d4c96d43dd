"""Common adjectives, and those that name nothing."""

from __future__ import annotations

from threadgist.phrases.english.lists import words

__all__ = ["ADJECTIVES", "EMPTY_ADJECTIVES", "LY_ADJECTIVES", "TELLING_ADJECTIVES"]

ADJECTIVES = words(
    """able academic active actual adult afraid aggressive alive american ancient angry animal-free
    annual anonymous appropriate artificial asian automatic available average aware bad basic
    beautiful big bitter black blind blue bold bright british broad broken brown busy calm capable
    careful central cheap chinese classic clean clear clever close cold comfortable commercial
    common complex complicated conservative constant convenient cool corrupt crazy critical cruel
    cultural curious current dangerous dark dead deaf decent deep delicious democratic different
    difficult digital direct dirty disabled disgusting domestic dry due dumb eager early easy
    eastern economic educated effective efficient elderly electric elite emotional empty entire
    environmental equal ethical european evil exact excellent exciting exclusive expensive
    explicit extra extreme fair fake false familiar famous fascinating fast fat favorite favourite
    federal female few final financial fine fiscal flat foreign formal free french frequent fresh
    friendly frozen full fun funny future generic gentle genuine german giant global good gray
    great green grey gross guilty half-baked happy hard harmful healthy heavy helpful high
    historical honest horrible hot huge human humane hungry hypocritical ideal identical illegal
    immediate immoral important impossible incredible independent indian inexpensive inhumane
    initial insane intelligent interesting internal international invisible irrelevant italian
    japanese jewish keto kind large late lazy left legal legitimate liberal likely limited little
    local logical lonely long loose loud low loyal lucky mad main mainstream major male mandatory
    massive mature maximum mean medical mental mere middle military minimal minimum minor missing
    mobile moderate modern modest monthly moral multiple municipal muslim mutual narrow nasty
    national native natural nearby neat necessary negative nervous neutral new nice niche noisy
    nonsense normal northern nuclear nutritional obvious odd official ok old online only open
    optimal optional ordinary organic original outer outstanding overall painful partial
    particular past perfect permanent personal physical plain plant-based pleasant plus polite
    political poor popular positive possible potential powerful practical precise pregnant premium
    present previous prime primary prior private probable professional profitable progressive
    proper proud public pure quick quiet racial racist radical random rapid rare raw ready real
    realistic reasonable recent red regional regular relative relevant religious remote
    responsible rich ridiculous right rigid rough round royal rude rural russian sad safe salty
    satisfied savory scary scientific secondary secret secure selfish senior sensitive separate
    serious severe sexual sharp short shy sick significant silly similar simple single slight slow
    small smart smooth social soft solid sophisticated southern spanish special specific spicy
    stable standard standing steady steep strange strict strong stupid subtle successful sudden
    sufficient suitable super superior sure suspicious sustainable sweet systematic tall tasty
    technical temporary terrible thick thin thirsty tight tiny tired top total tough toxic
    traditional transparent tremendous true typical ugly ultimate unable unacceptable unclear
    unfair unhappy unhealthy unique united universal unknown unlikely unnecessary unpopular
    unusual upper urban urgent useful useless usual vague valid valuable vast vegan vegetarian
    violent virtual visible visual vital vulnerable warm weak wealthy weird western wet white
    whole wide wild willing wise wonderful wooden worldwide worse worst worth wrong yellow young
    elected ranked unelected underpaid overpriced low-income high-income working-class long-term
    short-term real-world high-quality low-quality part-time full-time faster younger complete
    cheaper adequate mass absolute exterior wider invalid healthier holy discriminatory civil
    obsolete harsh distinct ample nicer inadequate handy crisp worthwhile superb solar purple
    inferior incorrect mediocre immense golden undue satisfactory risky lengthy implicit grand
    fancy abnormal worthy uncertain tricky robust messy hostile dual dishonest corporate absurd
    unjust sole prone naive lifelong intermediate intense inner informal infinite fuzzy fellow
    deliberate definite compassionate avid adolescent affluent antisocial atheist autonomous
    biased biological brutal carnivorous chronic clinical coherent collective communist compulsory
    constitutional cosmetic crude cruelty-free decentralised defensive deeper disposable diverse
    dominant economical eligible endless ethnic excessive fatal feminist fertile fictional fossil
    fragile fraudulent futuristic geographic greedy handmade hateful hereditary heterosexual
    hidden hourly hybrid ignorant impartial imperial inappropriate inclusive indigenous industrial
    inefficient inevitable inflated inherent innocent innovative instant insufficient integral
    invasive judicial juvenile lethal literal lucrative marginal marine marital maternal medieval
    metropolitan militant misleading monetary mythical naval nocturnal nominal notorious obese
    obscure offensive offline organised organized orthodox outdated outdoor indoor overweight
    overt paid unpaid paternal peaceful peculiar perpetual pivotal plausible polluted postal
    preventive primitive pristine processed proficient profound prolific prominent prospective
    provincial psychological punitive qualified radioactive rational rear reckless recreational
    redundant refined refreshing reliable reluctant respectable restrictive retired retroactive
    reusable rigorous ruthless sacred sane sarcastic scarce seasonal secular sedentary sincere
    skilled sober societal spiritual spontaneous static statutory sterile strategic structural
    stunning subjective subsequent superficial supreme surgical symbolic synthetic tactical
    tangible tax-free theoretical tidy timely token tolerant trivial tropical troubled unbiased
    unconditional underlying unethical unregulated unsafe unskilled unstable untrue unused viable
    vicious vocational vulgar wasteful widespread wireless accurate criminal safer closer stronger
    pale cyber"""
)
# Adjectives that judge or point but name nothing: never the first word of a heading.
EMPTY_ADJECTIVES = words(
    """able actual afraid amazing annoying available aware awful awesome bad badass best better big
    bigger biggest boring certain clear close cool crap crappy crazy current damn damned decent
    different difficult dumb easy easier entire exact excellent exciting extra fair familiar
    fantastic favorite favourite few final fine freaking fucking full fun funny general giant glad
    good great greater greatest happy hard huge important impossible incredible insane interesting
    kind large larger largest last latest less likely little long longer lots mad main major many
    massive mere more most much multiple nasty neat necessary new newer next nice normal obvious
    odd ok okay old older only other overall own particular past perfect personal plain possible
    potential present pretty previous prior proper pure quick random ready real reasonable recent
    relevant ridiculous right sad same serious several shitty short sick significant silly similar
    simple simplest single slight slightest small smaller solid sorry special specific strange
    strong stupid such super sure terrible tiny top total tough true typical unable unlikely usual
    various vast very weird whole willing wonderful worse worst worth wrong bloody goddamn proud
    subsequent upcoming ongoing so-called alleged ultimate given mentioned said aforementioned
    related based nearest increasing growing existing missing leading remaining following
    interested confused surprised impressed worried concerned unhappy annoyed curious tired
    convinced unsure unclear high higher highest low lower lowest enough double bigger-picture
    nonexistent additional separate ordinary average regular relative respective unnecessary
    unfortunate horrible disgusting delicious beautiful ugly lovely great-tasting wild nearby
    incompetent ruthless lazy greedy corrupt evil idiotic moronic pathetic laughable ludicrous
    welcome popular median lone holy smart pedantic informed nefarious whacky wacky fancy cute
    mean reared ex official fellow mods"""
)
# Of these, what tells kinds of things apart where many people put it before the same noun: "old design".
TELLING_ADJECTIVES = words("old new high low free small large big public common personal random")
LY_ADJECTIVES = words(
    """friendly early daily weekly monthly yearly costly deadly elderly likely unlikely lonely lovely
    lively orderly ugly silly hourly cowardly scholarly user-friendly eco-friendly family-friendly
    bike-friendly"""
)
