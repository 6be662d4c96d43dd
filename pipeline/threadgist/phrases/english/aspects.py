"""Subjects of public talk: what an editor calls a part of a discussion, and the words that people use in it."""

from __future__ import annotations

from threadgist.phrases.english.lists import words

__all__ = ["ASPECTS"]

# Only words that hardly mean anything else; forms with and without -s are listed where both are used.
_WORDS = {
    "prices": """price prices priced pricing cheap cheaper cheapest expensive pricey costs costly afford affordable
        overpriced discount discounts subsidy subsidies subsidized subsidised""",
    "health": """health healthy healthier unhealthy nutrition nutritional nutrients carbs calories calorie protein
        cholesterol sodium vitamins obesity diabetes diet diets""",
    "environment": """environment environmental environmentally climate emissions carbon co2 warming pollution
        sustainable sustainability deforestation ecosystem ecosystems""",
    "animal welfare": "cruelty slaughter slaughtered slaughterhouse suffering inhumane humane cafo cafos",
    "taste": "taste tastes tasted tasty flavor flavors flavour flavours delicious bland texture",
    "privacy": "privacy stalker stalkers stalking anonymity",
    "surveillance": "surveillance spying spy spied wiretap wiretaps snooping eavesdropping",
    "security": """vulnerability vulnerabilities exploit exploits malware phishing hacked hackers hacker cybersecurity
        breach breaches""",
    "encryption": "encryption encrypted encrypt decrypt unencrypted e2ee",
    "courts": "court courts judge judges lawsuit lawsuits sued ruling rulings",
    "constitution": "constitution constitutional unconstitutional amendment",
    "police": "police cops sheriff policing",
    "crime": "criminals gang gangs theft robbery murder burglary",
    "censorship": "censorship censor censored censoring",
    "elections": "election elections ballot ballots voters democrats republicans candidates candidate",
    "taxes": "tax taxes taxed taxation taxpayers taxpayer",
    "jobs": "wage wages unemployment unemployed salary salaries jobs employers employment employer",
    "housing": "housing rent rents renters tenants landlord landlords apartments zoning homeowners rental",
    "homelessness": "homeless homelessness",
    "traffic": "congestion intersection intersections roundabout roundabouts stoplight bypass roads lanes traffic",
    "parking": "parking",
    "public transport": "bus buses trains transit tram trams subway metro",
    "cycling": "bike bikes biking bicycle bicycles cyclists",
    "schools": "school schools teacher teachers classroom classrooms students curriculum",
    "drugs": "drug drugs opioid opioids marijuana cannabis addiction addicts heroin meth",
    "immigration": "immigrant immigrants immigration refugee refugees migrants asylum",
    "pets": "pets pet leash leashes dogs cats neuter spay",
    "recycling": "recycling recycle litter trash landfill",
    "arts": "concerts concert museums museum theater theatre art arts",
    "advertising": "ads ad advertisers advertising advertiser advertisements adverts monetize monetization marketing",
    "brigading": "brigading brigade brigades",
    "redesign": "redesign redesigned",
    "bugs": "crash crashes crashed crashing bug bugs buggy glitch glitches",
    "video": "video videos youtube",
    "licensing": "license licenses licensing licence licensed",
    "logging in": "login logins log-in logged",
    "benchmarks": "benchmark benchmarks benchmarking benchmarked",
    "usage limits": "quota quotas limits throttled",
    "religion": "church religion religious christian christians atheist atheists bible muslim muslims",
    "racism": "racist racism racists",
    "injuries": "injury injuries injured",
}  # fmt: skip
# What people say, and what that is about.
ASPECTS = {word: aspect for aspect, text in _WORDS.items() for word in words(text)}
