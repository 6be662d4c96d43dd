"""English word lists for finding noun phrases without a tagger: closed classes, common verbs, empty words.

The lists hold what rules cannot tell. Regular forms (walks, walked, walking) are derived, irregular ones
listed.
"""

from __future__ import annotations

__all__ = [
    "ADJECTIVES",
    "ADVERBS",
    "AUXILIARIES",
    "BE_FORMS",
    "BOILERPLATE",
    "COMMON_NOUNS",
    "CONJUNCTIONS",
    "DETERMINERS",
    "EMPTY_ADJECTIVES",
    "GENERIC_NOUNS",
    "GERUND_NOUNS",
    "IRREGULAR_SINGULARS",
    "LY_ADJECTIVES",
    "NAME_OPENERS",
    "NEVER",
    "NUMBERS",
    "PARTITIVES",
    "PREPOSITIONS",
    "PRONOUNS",
    "STOP",
    "SUBJECTS",
    "TIME_NOUNS",
    "VERBAL_NOUNS",
    "VERBS",
    "VERB_FORMS",
    "VERB_LEANING",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = _words(
    """a an the this that these those my your his her its our their every each some any no another either
    neither both all half such what which whose many much more most few fewer less several enough
    own other same certain various whatever whichever"""
)
PRONOUNS = _words(
    """i me mine myself you yours yourself yourselves u ya he him himself she hers herself it itself we
    us ours ourselves they them theirs themselves em one ones oneself who whom whoever whomever
    something anything nothing everything somebody anybody nobody everybody someone anyone noone
    everyone there here im ive id youre youve youd hes shes theyre theyve weve thats theres heres
    whats whos ill youll theyll itll lets y'all yall no-one i'll i'd they'd they'll he'll she'll
    we'll you'll it'll that'll who's he's she's it's that's there's here's what's"""
)
PREPOSITIONS = _words(
    """of in on at by for with about against between among amongst into through during before after above
    below to from up down out off over under within without toward towards upon across behind
    beyond near along around despite except inside outside onto per regarding since than
    throughout till until via vs versus w/ w/o like unlike as besides beside concerning amid plus
    minus worth including excluding regardless considering involving following according depending"""
)
CONJUNCTIONS = _words(
    """and or but nor so yet if then else because cause cuz coz although though while whereas unless
    whether when whenever where wherever why how however therefore thus hence once lest cos"""
)
ADVERBS = _words(
    """not never also just only very too really quite rather pretty almost already still even ever again
    always often sometimes seldom rarely usually maybe perhaps indeed anyway anyways instead
    otherwise meanwhile nonetheless nevertheless furthermore moreover besides elsewhere somewhere
    anywhere everywhere nowhere now today tomorrow yesterday tonight soon later ago far away back
    forward ahead together apart aside well better best worse worst much more most less least
    enough altogether somewhat somehow anyhow thereby therein wherein likewise alike right yes
    yeah yep yup no nope nah ok okay please thanks thank sorry lol lmao rofl haha hahaha heh wow
    oh ah hmm hm um uh hey hi hello welp gosh omg wtf imo imho afaik iirc btw tbh fwiw etc ie eg
    i.e e.g aka tho kinda sorta gonna wanna gotta literally basically actually honestly definitely
    probably obviously clearly absolutely sure alone else overnight upfront long fast hard early
    late straight sideways outright twice thrice anymore nowadays lately overall percent per
    downright upwards nearby underway re longer forever forth sooner huh insofar asap alongside
    whilst therefor sometime aswell atleast alot anytime afterwards beforehand abroad indoors
    outdoors offline onwards seriously till asleep awake alive aware afraid ashamed"""
)
NUMBERS = _words(
    """two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy
    eighty ninety hundred hundreds thousand thousands million millions billion billions trillion
    dozen dozens first second third fourth fifth last next previous former latter"""
)
VERBS = _words(
    """accept achieve add admit adopt advise afford agree aim allow annoy appear apply appreciate argue
    arrive ask assume attend avoid be become beg begin behave believe belong blame bother bring
    bury buy call cancel care carry catch celebrate choose claim come compare complain compete
    comply confirm confuse connect consider consist contain continue convince cook correct create
    deal decide define delete demand demonstrate deny depend describe deserve destroy determine
    differ disagree disappear discover discuss dislike do doubt drive earn eat eliminate embrace
    employ enable encourage encounter end enforce enjoy ensure enter evolve examine exist expand
    expect explain explore express fail fall feel figure fill find finish fit fix follow forbid
    force forget forgive gain gather generate get give go grab grow guarantee guess handle hang
    happen hate have hear help hire hit hold hope identify ignore imagine implement imply impose
    improve include increase indicate influence inform insist install integrate intend introduce
    invent invest involve join keep kill know lack last laugh lay lead learn leave let lie like
    listen live locate look lose love maintain make manage matter mean mention mind miss move need
    notice obtain occur offer open operate oppose own pass pay perform persuade pick place play
    point possess prefer prepare pretend prevent produce promise promote protect prove provide
    publish pull purchase push put quit raise reach react read realise realize receive recognise
    recognize recommend reduce refer reflect refuse regret reject rely remain remember remind
    remove rent repeat replace reply report represent require resolve respond restrict retain
    return reveal rid ride ruin run save say search see seek seem select sell send separate serve
    set settle shall share shift shoot shop show shut sing sit sleep smell solve sound speak spend
    split spread stand start stay steal stick stop struggle submit suck succeed suffer suggest
    suit suppose survive switch take talk taste teach tell tend thank think throw touch track
    transform travel treat trust try turn understand update use vary visit wait wake walk want
    warn wash waste watch wear win wish wonder work worry write shouldnt dont doesnt didnt cant
    wont wouldnt couldnt isnt arent wasnt werent havent hasnt hadnt aint can could may might must
    should will would cannot ought used supposed accomplish address adjust affect agreed alleviate
    announce answer anticipate assess assist attack attract ban base bear beat benefit bet bind
    bite block blow boil borrow break build burn calculate cast cause charge chase cheat check
    clean clear click climb close collect combine commit communicate conduct confess conflict
    consume contact contribute control convert cost count cover cross cry cut damage dare date
    decrease defeat defend delay deliver deploy derive design desire detect develop die dig direct
    discourage discriminate display distribute disrupt divide drag draw dream dress drink drop
    dump dwell educate emerge emphasise emphasize enhance equal establish estimate exceed exchange
    exclude execute expose extend face fear feed fight file fire flag flip flow fly focus fold
    forgo form fund grant grind guard guide harm head hide highlight host hunt hurt hurry impact
    impress incentivise incentivize inflict inherit injure innovate inspect inspire interact
    interest interpret investigate invite judge jump justify kick knock label land launch lean
    lend lift limit link list load lock log lower mark market match measure melt merge modify
    monitor negotiate nerf note object observe obey oblige order organise organize owe pack paint
    park perceive permit plan plant please polarise polarize post pour practice praise predict
    present press print process program progress project pronounce propose punish question rank
    rate re-read rebuild recall recover recycle regulate reinforce relate release relieve rephrase
    research reside resist resort rest result retire review reward rise risk rob roll rush
    sacrifice satisfy scale scan scare score scream screw seat secure sense shape shout sign sink
    skip slap slow smoke snap specify spell spoil stare state step store stress stretch strike
    structure study substitute summarise summarize supply support surprise surround suspect sweat
    swim swing target tax tear tempt test threaten tie tip tire trade train transfer translate
    trick trigger undermine undo unite upgrade upset urge utilise utilize value vote weigh welcome
    whine widen wipe withdraw wrap yell chime refactor spam tinker ditch dodge lobby incur inflate
    deflate outweigh outperform underestimate overestimate downvote upvote repost abolish abandon
    prohibit preserve concentrate participate violate render distinguish steer pose cope arise
    infringe conform insure engage deter browse approve validate retrieve elaborate declare tune
    isolate invoke alter adapt relax preclude parse navigate exploit detain attain assure
    accommodate recharge partake omit incite disturb abstain weaken suffice strengthen simulate
    reproduce refine recruit override overcome misread loosen lessen hesitate fulfill fulfil
    distract distort discard disappoint disallow decode crush associate analyze analyse activate
    abide meet compensate suppress prosper eradicate instill stigmatise empower entice enrich
    endanger perpetuate prolong exacerbate flourish hinder impair interfere nurture oppress outlaw
    thrive devalue diminish deprive censor foster portray provoke pursue retrain stifle tolerate
    tarnish traumatize traumatise uphold subsidize subsidise outsource deteriorate dissuade evade
    expire fend flee forfeit furnish gauge heal hoard illustrate impede inhibit intervene invade
    invalidate legalize legalise liberate linger marry menace mislead mitigate mobilise mobilize
    normalise normalize notify obstruct offend originate overwhelm patrol penalise penalize
    persist pester plead poke populate proceed procure proliferate prosecute radicalise radicalize
    ration reap reassure rebel reclaim redistribute refrain refuel reimburse reinvent rejoice
    relocate renew repel replicate repress resemble resent restore resume retaliate reuse revert
    revive revoke sabotage scrap seize sever shrink slander soar soften spare speculate squander
    stabilise stabilize starve stem stereotype strangle strip subscribe surpass surrender survey
    sustain swallow tackle tailor tamper tease topple torment trace trespass trump uncover undergo
    unlock uproot usher vanish vow wander warrant wield wither worsen boils strive wanna lemme
    gimme dunno fetch iterate migrate emulate compile reboot unsubscribe resubmit hallucinate does
    indict rename"""
)
VERB_FORMS = _words(
    """am is are was were been being isn't aren't wasn't weren't has had having does did done gone went
    got gotten made said says told thought knew known saw seen took taken came gave given found
    felt kept left put ran run became began begun brought bought built caught chose chosen cut
    dealt drew drawn drank drunk drove driven ate eaten fell fallen fed fought flew flown forgot
    forgotten froze grew grown heard hid hidden held hurt laid led lent let lay lost meant met
    paid quit read rode ridden rang rose risen sold sent set shook shot shown shut sang sat slept
    spoke spoken spent stood stole stolen stuck struck swore swam taught tore thrown threw
    understood woke wore worn won wrote written beaten bit bitten blew blown bound broke bred cast
    clung crept dug dreamt fled forbade forgave hung mistook overcame outgrown proven proved
    sought slid spun spread sprung swept swung undid withdrew died dies dying lied lying tied
    tying tried tries trying gets getting goes going doing coming making taking giving saying
    seeing putting using running sitting setting cutting hitting letting losing stopped stopping
    planned dropped dropping begging beginning swimming shipped pissed based mentioned related
    meets learnt upheld"""
)
# Verbs that are as often nouns: context decides.
VERBAL_NOUNS = _words(
    """add aim answer attack ban base bear beat benefit bet bite block blow break build burn call care
    cause chance charge chase cheat check claim click climb close comfort conflict contact control
    cook cost count cover credit cross cry cut damage date deal debate decline decrease default
    defeat delay demand deposit design desire display dispute doubt draft drag draw dream dress
    drink drive drop dump effect end estimate exchange exercise experience export face fall fear
    feed feel fight figure file fill finish fire fish fit fix flag flip flow fly focus fold force
    form fund gain grant guarantee guard guess guide hand harm hate head help hire hit hold hope
    host house hunt hurt impact import increase influence insult interest interview judge jump
    kick label lack land laugh launch lead lease lie lift limit link list load loan lock log look
    loss love mark market master match matter measure mention merge mind mine miss mistake model
    move murder name need note notice number object offer open order pack pain paint park pass pay
    phone pick picture place plan plant play point poll post pour power practice praise present
    press price print process produce profile profit program progress project promise protest pull
    purchase push question quote race rain raise range rank rate reach read reason record reform
    refund regret release rent repair repeat reply report request rescue research reserve resort
    respect rest result return reveal review reward ride ring rise risk roll root rule run rush
    sacrifice sale sample scale scan scare score scream search seat sense sentence service shame
    shape share shift ship shock shoot shop shot shout show sign signal slap sleep slip smell
    smile smoke snap sort sound source spam spell split sponsor spot spread stack staff stage
    stand start state stay step stick stock stop store stress stretch strike structure struggle
    study stuff subsidy substitute suit supply support surprise survey suspect sweat swing switch
    talk target task taste tax taxes tear term test thought threat tie time tip title toll touch
    tour track trade traffic train transfer transport travel treat trick trigger trip trouble
    trust try turn twist type update upgrade use value view visit voice vote wage wait walk wash
    waste watch water waver wave weather weight win wish witness wonder work worry wrap yield zone
    lobby access abuse appeal approach balance battle boost brand budget campaign capture
    challenge change channel chat code command comment compromise concern contract copy crash cure
    cycle decay depth dislike document double edge edit engine escape essay fake favor favour fee
    filter finance flavor flavour function gamble game gift highlight hike hint hype illness input
    issue jail joke journey kid knife lecture letter license licence listing logic manufacture
    merit mess mirror mix moderate motion motor nerf network offset outcome output panel patch
    pattern pause permit pilot pitch plot police pollution position pressure prize probe protein
    punch puzzle quiz rally refill region remedy remote reset retail riot ritual route sanction
    schedule screen script sell session setup shadow shelter shield skill slice slide snack soil
    sport spray spring squad stance standard stream string strain summary surge swap sweep
    sympathy symptom team theme tool torture tweet vaccine veto volume voucher warning weapon
    wedding workout wound mandate surplus subject contest extract conduct contrast convict repost
    upvote downvote exploit harvest trace patrol trump warrant vow scrap stereotype hack register
    burden browse crush rave rebel trespass stem ration surrender hook routine tune sigh bail
    bully rip rant tag tweak fork bump kill flood fry grill roast bend lump urge transform
    supplement supplements compliment implement experiment torment argument whisper cough"""
)
# Of these, the ones that are verbs unless an article or an adjective says otherwise.
VERB_LEANING = _words(
    """need help lead look feel try bear stop pay add hope guess hold pick wonder worry wait miss sell
    produce push fill watch raise reach match figure suspect draw reveal suit repeat cause
    increase decrease lack want find love hate like call claim move think turn mention hurt kill
    hire fall fight play work show hit offer burn climb wish reply use ban split fund punish lie
    fit run walk talk hunt answer mind decline sleep drink escape suck crash block buy report host
    start change act close open let begin end say state check set"""
)
# -ing forms that are nouns of their own.
GERUND_NOUNS = _words(
    """voting parking pricing housing training farming spending funding marketing learning gaming banking
    computing hunting fishing building meaning feeling advertising shipping testing engineering
    reasoning coding programming streaming trading mining hiring lending rating ranking setting
    warning planning policing nursing teaching writing drawing painting cooking clothing lighting
    heating recycling zoning sharing tracking bullying hacking racing boxing polling canvassing
    campaigning lobbying gerrymandering bargaining manufacturing accounting consulting counselling
    counseling networking outsourcing offshoring branding packaging labelling labeling processing
    breeding slaughtering grazing logging drilling fracking warming cloning profiling sequencing
    screening dating wedding meeting hearing beginning ending opening closing finding offering
    saving savings earnings understanding thinking blessing beating killing shooting bombing
    stabbing trafficking smuggling laundering spamming trolling posting moderating brigading
    astroturfing shilling doping diving signing loaning scouting coaching pressing passing
    finishing scoring timing wording spelling phrasing rendering scaling caching hosting scraping
    benchmarking prompting tuning fine-tuning finetuning overfitting jailbreaking sandboxing
    vendoring debugging refactoring typing handwriting mapping routing ordering seating dining
    catering living ageing aging dying crossing reading listening speaking walking biking cycling
    driving commuting carpooling ride-sharing ridesharing busing gambling drinking smoking vaping
    drugging rationing subsidising caring rewarding recording seasoning flavoring flavouring
    topping coating breading frying tanning styling tipping pickling wellbeing well-being
    upbringing offspring evening morning string thing king ring spring wing ceiling sibling
    suffering binding shopping printing licensing mailing schooling overcrowding filtering
    browsing operating cleaning parsing capturing casting fuzzing threading homeschooling tasting
    sightseeing gentrifying stereotyping dumping bundling"""
)
# Nouns that a suffix rule would take for something else.
COMMON_NOUNS = _words(
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
ADJECTIVES = _words(
    """able academic active actual adult afraid aggressive alive american ancient angry animal-free
    annual anonymous appropriate artificial asian automatic available average aware bad basic
    beautiful big bitter black blind blue bold bright british broad broken brown busy calm capable
    careful central cheap chinese classic clean clear clever close cold comfortable commercial
    common complex complicated conservative constant convenient cool corrupt crazy critical cruel
    cultural curious current dangerous dark dead deaf decent deep delicious democratic different
    difficult digital direct dirty disabled disgusting domestic dry due dumb eager early easy
    eastern economic educated effective efficient elderly electric elite emotional empty entire
    environmental equal ethical european evil exact excellent exciting exclusive expensive
    explicit extra extreme fair fake false familiar famous fascinating fat favorite favourite
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
EMPTY_ADJECTIVES = _words(
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
# Nouns that carry no subject: a phrase of nothing else is no heading, and as the last word they weaken one.
GENERIC_NOUNS = _words(
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
    accounts throwaway user users flair gif meme memes sidebar crosspost troll trolls gold mod
    mods modteam bot parent grandparent submission submissions quote quotes city town country
    countries"""
)
TIME_NOUNS = _words(
    """time times second seconds minute minutes hour hours day days night nights week weeks weekend
    weekends month months year years decade decades century centuries today tomorrow yesterday
    moment moments morning evening afternoon ago monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november december
    date future past present period while"""
)
# "a LOT of", "this KIND of": what follows counts, the word itself does not.
PARTITIVES = _words(
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
# Words of the forum itself; dropped unless the thread's title has them.
BOILERPLATE = _words(
    """comment comments commenter commenters post posts posting poster posters op edit edits thread
    threads sub subs subreddit subreddits upvote upvotes downvote downvotes upvoted downvoted
    karma reply replies tldr tl;dr redditor redditors hn repost reposts username usernames gp
    ninja sarcasm /s lol"""
)
NEVER = _words(
    """fuck fucks fucker fucked fucking shit shits shitty shitting bullshit bs cunt cunts asshole
    assholes bitch bitches bitching dick dicks cock pussy nigger niggers faggot faggots fag fags
    retard retards retarded slut sluts whore whores motherfucker wank wanker twat piss pissed crap
    crappy damn goddamn damned ass arse dumbass jackass tits boobs cum deleted removed amp nbsp gt
    lt quot http https www com org net html"""
)
LY_ADJECTIVES = _words(
    """friendly early daily weekly monthly yearly costly deadly elderly likely unlikely lonely lovely
    lively orderly ugly silly hourly cowardly scholarly user-friendly eco-friendly family-friendly
    bike-friendly"""
)
AUXILIARIES = _words(
    """can could may might must should will would cannot shall do does did don't doesn't didn't can't
    couldn't won't wouldn't shouldn't dont doesnt didnt cant wont wouldnt shouldnt to not never
    gonna wanna gotta let let's lets"""
)
BE_FORMS = _words(
    """am is are was were be been being isn't aren't wasn't weren't it's that's he's she's 's 're im"""
)
SUBJECTS = _words("""people person guys folks men women kids everyone someone others most many""")
IRREGULAR_SINGULARS = dict(
    pair.split(":")
    for pair in _words(
        """men:man women:woman children:child feet:foot teeth:tooth mice:mouse lives:life wives:wife
    knives:knife wolves:wolf leaves:leaf shelves:shelf data:data criteria:criterion
    phenomena:phenomenon people:people movies:movie cookies:cookie calories:calorie ties:tie
    pies:pie selfies:selfie buses:bus potatoes:potato tomatoes:tomato heroes:hero halves:half
    analyses:analysis crises:crisis theses:thesis viruses:virus bonuses:bonus gases:gas"""
    )
)
# What a name may begin with at the start of a sentence, where every word has a capital.
NAME_OPENERS = _words(
    """new north south east west united great saint san santa los las el la big old upper lower black
    white red green"""
)
STOP = DETERMINERS | PRONOUNS | PREPOSITIONS | CONJUNCTIONS | ADVERBS
