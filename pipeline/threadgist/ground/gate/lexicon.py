"""Words that take sides: good and bad, more and less, and words that turn round what follows them.

Written for this gate; stems (see `tokens.stem`), so that one entry covers a word's inflections.
"""

from __future__ import annotations

from threadgist.ground.gate.tokens import stem, word_set

__all__ = [
    "BAD",
    "FLIPPERS",
    "GOOD",
    "LESS",
    "MORE",
    "NEGATIONS",
    "NEGATION_REACH",
    "OPPOSITES",
    "OVER",
]


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


GOOD = _stems(
    """good great better best excellent nice fine perfect wonderful brilliant amazing awesome fantastic superb
    impressive outstanding remarkable decent solid favourite favorite beautiful elegant pleasant enjoyable fun funny
    hilarious delicious tasty
    happy glad pleased satisfied content delighted grateful thankful excited hopeful optimistic proud love like enjoy
    admire appreciate prefer praise welcome applaud celebrate recommend endorse support favour favor approve agree
    advocate defend embrace trust cheer congratulate thanks boon joy delight
    benefit beneficial help helpful useful valuable value worth worthwhile effective efficient productive profitable
    advantage gain improve improvement boost enhance strengthen protect secure safe safety reliable robust stable
    sturdy accurate correct true truthful honest honesty transparent fair fairness just legitimate sincere
    genuine right
    reasonable sensible rational logical wise smart clever intelligent capable competent talented generous
    easy easily simple simply clear straightforward convenient comfortable smooth fast quick affordable cheap free
    flexible accessible
    success succeed successful win winner progress prosper prosperity thrive flourish growth healthy health
    clean fresh
    attractive attract promising encourage encouraging inspire motivate comfort relief reward solve solution
    fix repair
    rescue heal cure important crucial vital essential innovative modern suited fit fitting ready enough acceptable
    adequate allow permit enable legal lawful legalize include join keep willing"""
)
BAD = _stems(
    """bad worse worst terrible awful horrible dreadful poor lousy crap crappy shit shitty garbage trash
    rubbish useless
    worthless pointless meaningless silly stupid dumb idiot idiotic foolish ridiculous absurd nonsense bullshit bs
    mediocre disappointing disappoint ugly gross disgusting nasty hideous terribad cancer cesspool hell suck sucks
    sad unhappy angry annoyed annoying annoyance frustrated frustrating frustration upset depressed depressing
    discouraging discourage pessimistic afraid fear scared scary worried worry concern anxious regret hate
    loathe dislike
    despise resent detest complain complaint criticise criticize criticism condemn blame mock ridicule reject oppose
    opposition object disagree doubt sceptical skeptical suspicious suspect distrust mistrust deny refuse
    resist protest
    damn damned shame pity sorry
    harm harmful hurt damage damaging destroy destruction ruin wreck break broken crash fail failure failing lose loss
    losing problem trouble troublesome issue bug glitch error mistake wrong incorrect false untrue lie lying liar
    dishonest deceptive deceive mislead misleading fake fraud cheat cheating scam corrupt corruption unfair unjust
    biased bias abuse abusive exploit manipulate
    danger dangerous unsafe risk risky threat threaten vulnerable weak weaken unreliable unstable insecure
    hard difficult difficulty complicated complex complexity confusing confuse unclear painful pain struggle
    burden hassle
    awkward slow sluggish expensive costly overpriced pricey unaffordable wasteful waste inefficient inefficiency
    ineffective bloated bloat bureaucracy overpriced inconvenient uncomfortable messy
    crime criminal illegal violent violence kill death die dead poison toxic pollute pollution dirty unhealthy sick
    disease crisis disaster catastrophe epidemic war conflict decline worsen deteriorate suffer suffering poverty poor
    unemployment inflation lack missing shortage insufficient inadequate unable impossible prevent ban prohibit forbid
    block stop abolish scrap remove punish penalty harsh cruel greedy greed selfish ignorant lazy rude
    hostile bully troll
    harass spam jail prison imprison unacceptable unwelcome unsuited unfit unnecessary needless outdated obsolete
    neglect neglected detriment detrimental overdevelop incapable monopoly naive worthless wary"""
)
MORE = _stems(
    """more increase increased increasing raise rise rising grow growth expand extend larger bigger big
    large great greater
    higher high longer long faster fast quick stronger strong many much most gain add addition additional extra boost
    generous multiply double plenty abundant wealth rich enough deepen longer forever widespread often frequent always
    majority up over open begin start continue keep stay remain include adopt introduce install build create
    allow expensive
    require required mandatory binding compulsory"""
)
LESS = _stems(
    """less fewer decrease decreased reduce reduction cut lower low drop fall decline shrink smaller small
    short shorter
    slower slow weaker weak few little least lose loss remove removal limit limited restrict restriction
    minor modest rare
    rarely seldom minority scarce shortage down under close end quit cease leave exclude abandon abolish eliminate
    delete repeal scrap drop ban forbid block cheap free optional voluntary exempt exemption spare avoid"""
)
NEGATIONS = word_set("""not n't no never none nobody nothing neither nor cannot without hardly barely
scarcely seldom rarely few lack
    lacks lacking unable noone no-one""")
# How many words after them they reach; others reach to the end of the clause, `REACH` words at most.
NEGATION_REACH = {
    "no": 3,
    "without": 3,
    "few": 3,
    "lack": 3,
    "lacks": 3,
    "lacking": 3,
    "non": 1,
    "neither": 4,
}
# Verbs and nouns that turn round what follows them.
FLIPPERS = _stems(
    """fail failed refuse refused stop stopped prevent prevented avoid ban deny denied oppose opposed opposing reject
    rejected lack lacking doubt doubtful against unlikely impossible abolish eliminate cease quit discourage forbid
    prohibit unable dispute disprove exempt drop cancel remove end leave lose unwilling deprecated hate dislike loathe
    myth nonsense instead without"""
)
# "A over B", "A rather than B", "A at the cost of B": two things are set against each other.
OVER = word_set("than over instead rather versus unlike against cost")

_OPPOSITES = """
accept:reject,refuse,decline allow:ban,forbid,prohibit,prevent,block,disallow agree:disagree,object,dispute
always:never,rarely,seldom appear:disappear,vanish attack:defend attract:repel,deter,drive away
begin:end,stop,finish believe:doubt,disbelieve benefit:harm,drawback,disadvantage,hurt
better:worse best:worst big:small,little,tiny bigger:smaller bless:curse boring:interesting,exciting bright:dark
build:demolish,destroy,tear careful:careless,reckless cheap:expensive,costly,dear,pricey
clean:dirty,polluted clear:unclear,confusing,vague,obscure,hard close:distant cold:hot,warm
compatible:incompatible
competent:incompetent complete:incomplete,partial complex:simple,easy comfortable:uncomfortable connect:disconnect
continue:stop,cease,end,quit correct:wrong,incorrect,false create:destroy,remove,discourage dangerous:safe,harmless
decrease:increase,rise,raise,grow deep:shallow defend:attack,criticise,criticize,condemn,abandon demand:supply
deny:admit,confirm,accept deserve:undeserving difficult:easy,simple,straightforward,trivial
dislike:like,love,enjoy,prefer
divide:unite,consensus,agreement early:late easy:hard,difficult,tough,hell,painful,complicated
effective:ineffective,useless,pointless
efficient:inefficient,wasteful,inefficiency,bureaucracy
encourage:discourage,deter,depress,discouraging,depressing enough:insufficient,lacking,too
enable:disable,prevent excite:bore expand:shrink,reduce,cut fail:succeed,work fair:unfair,unjust
fake:real,genuine,authentic false:true,truthful fast:slow,longer,sluggish faster:slower,longer few:many
find:lose finish:begin,start fit:unfit forget:remember,retain free:paid,expensive,costly fresh:stale,spoiled
friend:enemy
full:empty funny:unfunny gain:lose,loss generous:stingy,strict,limited give:withhold glad:sorry,sad
good:bad,awful,terrible,poor,horrible,detrimental,harmful
great:terrible,awful,poor,suck,sucks grow:shrink,decline guilty:innocent
happy:unhappy,sad,angry,upset,unsatisfied hard:easy,soft
hate:love,like,enjoy healthy:unhealthy,sick heaven:hell help:hurt,hinder,harm,hamper,obstruct helpful:harmful,useless
hide:show,reveal,expose,display high:low higher:lower,reduced honest:dishonest,deceptive,lying hope:fear,despair
hurt:help,benefit,heal important:unimportant,trivial,irrelevant,pointless
improve:worsen,deteriorate,harm,worse,ruin include:exclude,omit
increase:reduce,decrease,cut,lower,drop install:remove,uninstall intelligent:stupid,dumb invest:divest join:leave,quit
keep:drop,remove,abandon,lose,scrap,rid,change kind:cruel known:unknown large:small large:little legal:illegal,ban
legalize:ban,outlaw,criminalize,prohibit legitimate:illegitimate like:hate,dislike,loathe limited:unlimited,generous
long:short lose:win,find,keep loss:profit,gain loud:quiet love:hate,loathe,dislike,cancer low:high
lower:higher,raise,increase
majority:minority mandatory:optional,voluntary many:few,rarely,little,scarce maximum:minimum
modern:outdated,obsolete,old more:less,fewer
necessary:unnecessary,needless new:old,existing next:last,previous normal:abnormal often:rarely,seldom,never
old:new,young open:proprietary
opposition:support optimistic:pessimistic optional:mandatory,required,compulsory,forced
opt-in:opt-out,default pass:fail patient:impatient
peace:war permit:forbid,prohibit,ban plus:minus pleasure:pain polite:rude poor:rich,wealthy,great,excellent
possible:impossible
postpone:hasten praise:criticise,criticize,blame,condemn,mock,stupid,insult,hate prefer:reject,avoid,dislike
present:absent private:public
productive:unproductive profit:loss progress:regress,stagnation promote:demote,hinder,discourage
protect:threaten,endanger,against,attack,harm
proud:ashamed prove:disprove raise:lower,cut,reduce,drop,rid,abolish rare:common,frequent,many
real:fake,unreal realistic:unrealistic,utopian
reasonable:unreasonable recommend:discourage,warn reduce:increase,raise,expand
regret:happy,glad,enjoy,happier reliable:unreliable
remember:forget reject:accept,approve,welcome relevant:irrelevant remove:add,keep,install,introduce,retain
repair:break required:optional
respect:disrespect restrict:allow,free rich:poor right:wrong,left rise:fall,drop,decline rude:polite
sad:happy safe:dangerous,unsafe,risky,risk,vulnerable
satisfied:dissatisfied,unsatisfied,disappointed save:waste,lose secure:insecure,vulnerable
 selfish:generous,selfless
sensible:absurd,silly,stupid separate:together,combine short:long show:hide shrink:grow similar:different
simple:complex,complicated,difficult,major
slow:fast,quick small:large,big,huge,major smart:stupid,dumb solve:worsen,cause,unsolved sooner:later
stable:unstable start:stop,end,finish
stay:leave,switch,change,go,cancel stop:start,continue,allow strict:lax,lenient,loose strong:weak
succeed:fail success:failure
sufficient:insufficient suitable:unsuitable,unfit support:oppose,reject,against,opposition,resist
surplus:deficit sweet:sour,bitter
temporary:permanent terrible:great,wonderful,excellent,perfect,admire thick:thin tidy:messy together:apart
tolerate:oppose transparent:opaque,vague,hidden
trivial:major,significant true:false,untrue,wrong,myth,lie trust:distrust,suspect,suspicious truth:lie
ugly:beautiful unite:divide
upgrade:downgrade useful:useless,pointless,worthless,unhelpful useless:useful,valuable,helpful useless:worth
valuable:worthless voluntary:forced,mandatory
victory:defeat waste:save,use weak:strong,powerful wealth:poverty welcome:oppose,reject,resent,condemn,dread
win:lose,defeat wise:foolish,stupid,naive
work:fail,break worth:worthless,pointless,waste,harm yes:no young:old harsh:lenient,mild,gentle
prison:rehabilitation,free,release imprison:rehabilitate,release,free
health:crime official:unofficial,third,independent proprietary:open monopoly:competition
competition:monopoly discourage:encourage
deteriorate:improve prevent:cause,allow,enable blame:praise,innocent,excuse fine:broken,trouble,problem
problem:solution,fine trouble:fine,easy,smooth
clearly:vaguely open:closed visible:invisible,hidden known:unknown include:remove,without
contain:without,lack available:unavailable
dead:alive innocent:guilty tolerant:intolerant moral:immoral equal:unequal ethical:unethical
natural:artificial sane:insane urban:rural
major:minor,tweak,small,trivial,slight huge:tiny,small,slight expensive:cheap,free,affordable
affordable:expensive,unaffordable
"""


def _opposites() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for line in _OPPOSITES.split("\n"):
        for entry in line.split():
            one, colon, others = entry.partition(":")
            if not colon:
                continue
            for other in others.split(","):
                first, second = stem(one), stem(other)
                if first != second:
                    groups.setdefault(first, set()).add(second)
                    groups.setdefault(second, set()).add(first)
    return {word: frozenset(opposites) for word, opposites in groups.items()}


OPPOSITES = _opposites()
