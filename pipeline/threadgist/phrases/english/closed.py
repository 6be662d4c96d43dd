"""Closed classes: words there are no new ones of, and sets of them that rules ask for."""

from __future__ import annotations

from threadgist.phrases.english.lists import words

__all__ = [
    "ADVERBS",
    "AUXILIARIES",
    "BE_FORMS",
    "CONJUNCTIONS",
    "DETERMINERS",
    "NUMBERS",
    "PREPOSITIONS",
    "PRONOUNS",
    "STOP",
]

DETERMINERS = words(
    """a an the this that these those my your his her its our their every each some any no another either
    neither both all half such what which whose many much more most few fewer less several enough
    own other same certain various whatever whichever"""
)
PRONOUNS = words(
    """i me mine myself you yours yourself yourselves u ya he him himself she hers herself it itself we
    us ours ourselves they them theirs themselves em one ones oneself who whom whoever whomever
    something anything nothing everything somebody anybody nobody everybody someone anyone noone
    everyone there here im ive id youre youve youd hes shes theyre theyve weve thats theres heres
    whats whos ill youll theyll itll lets y'all yall no-one i'll i'd they'd they'll he'll she'll
    we'll you'll it'll that'll who's he's she's it's that's there's here's what's"""
)
PREPOSITIONS = words(
    """of in on at by for with about against between among amongst into through during before after above
    below to from up down out off over under within without toward towards upon across behind
    beyond near along around despite except inside outside onto per regarding since than
    throughout till until via vs versus w/ w/o like unlike as besides beside concerning amid plus
    minus worth including excluding regardless considering involving following according depending"""
)
CONJUNCTIONS = words(
    """and or but nor so yet if then else because cause cuz coz although though while whereas unless
    whether when whenever where wherever why how however therefore thus hence once lest cos"""
)
ADVERBS = words(
    """not never also just only very too really quite rather pretty almost already still even ever again
    always often sometimes seldom rarely usually maybe perhaps indeed anyway anyways instead
    otherwise meanwhile nonetheless nevertheless furthermore moreover besides elsewhere somewhere
    anywhere everywhere nowhere now today tomorrow yesterday tonight soon later ago far away back
    forward ahead together apart aside well better best worse worst much more most less least
    enough altogether somewhat somehow anyhow thereby therein wherein likewise alike right yes
    yeah yep yup no nope nah ok okay please thanks thank sorry lol lmao rofl haha hahaha heh wow
    oh ah hmm hm um uh hey hi hello welp gosh omg wtf imo imho afaik iirc btw tbh fwiw etc ie eg
    i.e e.g aka tho kinda sorta gonna wanna gotta literally basically actually honestly definitely
    probably obviously clearly absolutely sure alone else overnight upfront long hard early
    late straight sideways outright twice thrice anymore nowadays lately overall percent per
    downright upwards nearby underway re longer forever forth sooner huh insofar asap alongside
    whilst therefor sometime aswell atleast alot anytime afterwards beforehand abroad indoors
    outdoors offline onwards seriously till asleep awake alive aware afraid ashamed"""
)
NUMBERS = words(
    """two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy
    eighty ninety hundred hundreds thousand thousands million millions billion billions trillion
    dozen dozens first second third fourth fifth last next previous former latter"""
)
AUXILIARIES = words(
    """can could may might must should will would cannot shall do does did don't doesn't didn't can't
    couldn't won't wouldn't shouldn't dont doesnt didnt cant wont wouldnt shouldnt to not never
    gonna wanna gotta let let's lets"""
)
BE_FORMS = words(
    """am is are was were be been being isn't aren't wasn't weren't it's that's he's she's 's 're im"""
)
STOP = DETERMINERS | PRONOUNS | PREPOSITIONS | CONJUNCTIONS | ADVERBS
