"""Words of forums themselves, and words that no heading may hold."""

from __future__ import annotations

from threadgist.phrases.english.lists import words

__all__ = ["BOILERPLATE", "NEVER", "SITES"]

# Words of the forum itself; dropped unless the thread's title has them.
BOILERPLATE = words(
    """comment comments commenter commenters post posts posting poster posters op edit edits thread
    threads sub subs subreddit subreddits upvote upvotes downvote downvotes upvoted downvoted
    karma reply replies tldr tl;dr redditor redditors hn repost reposts username usernames gp
    ninja sarcasm /s lol"""
)
# Generic words, but for an adjective that tells one from the other.
SITES = words("reddit site website forum version")
NEVER = words(
    """fuck fucks fucker fucked fucking shit shits shitty shitting bullshit bs cunt cunts asshole
    assholes bitch bitches bitching dick dicks cock cocks pussy nigger niggers faggot faggots fag fags
    retard retards retarded slut sluts whore whores motherfucker wank wanker twat piss pissed crap
    crappy damn goddamn damned ass arse dumbass jackass tits boobs cum deleted removed amp nbsp gt
    lt quot http https www com org net html"""
)
