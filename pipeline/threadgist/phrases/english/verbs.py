"""Common verbs, their irregular forms, and verbs that are nouns as well."""

from __future__ import annotations

from threadgist.phrases.english.lists import words

__all__ = ["GERUND_NOUNS", "VERBAL_NOUNS", "VERBS", "VERB_FORMS", "VERB_LEANING"]

VERBS = words(
    """accept achieve exempt extradite add admit adopt advise afford agree aim allow annoy appear apply appreciate argue
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
VERB_FORMS = words(
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
VERBAL_NOUNS = words(
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
VERB_LEANING = words(
    """need help lead look feel try bear stop pay add hope guess hold pick wonder worry wait miss sell
    produce push fill watch raise reach match figure suspect draw reveal suit repeat cause
    increase decrease lack want find love hate like call claim move think turn mention hurt kill
    hire fall fight play work show hit offer burn climb wish reply use ban split fund punish lie
    fit run walk talk hunt answer mind decline sleep drink escape suck crash block buy report host
    start change act close open let begin end say state check set"""
)
# -ing forms that are nouns of their own.
GERUND_NOUNS = words(
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
