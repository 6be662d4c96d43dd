"""How well themes of the example thread follow the six subjects it was written around, by how much context counts.

    python bench/context.py

Subjects are in un-cybercrime-subjects.json (comment id: 1 scope, 2 the US, 3 signatories, 4 effect, 5 the UN,
6 practice); they follow sub-threads, so the figures flatter settings that copy the reply tree.
"""

from __future__ import annotations

import json
from pathlib import Path

from sklearn.metrics import adjusted_mutual_info_score

from threadgist.cluster import cluster
from threadgist.embed import embed
from threadgist.flow import make_corpus
from threadgist.settings import ClusterSettings, Settings
from threadgist.sources import read_thread
from threadgist.tools import open_tools

HERE = Path(__file__).parent
TRIED = (
    (0.0, 0.0, 0.0, 0.0),
    (0.2, 0.2, 0.0, 0.0),
    (0.3, 0.3, 0.4, 0.1),
    (0.5, 0.0, 0.0, 0.0),
    (0.0, 0.5, 0.5, 0.0),
    (0.5, 0.5, 0.5, 0.0),
    (0.5, 0.5, 0.5, 0.3),
    (0.5, 0.8, 0.5, 0.3),
    (1.0, 2.0, 0.8, 1.0),
)


def main() -> None:
    subject = json.loads((HERE / "un-cybercrime-subjects.json").read_text(encoding="utf-8"))
    settings = Settings()
    encoder, cache = open_tools(settings)
    corpus = make_corpus(read_thread(HERE.parent / "examples" / "un-cybercrime-treaty.json"), settings)
    embeddings = embed(corpus, encoder, cache)
    told = [passage for passage in corpus.passages if passage.comment_id in subject]
    print("own comment, parent, decay, replies: AMI with one-offs as singletons / left out, themes, one-offs")
    for own, parent, decay, replies in TRIED:
        weights = ClusterSettings(
            comment_weight=own, parent_weight=parent, parent_decay=decay, replies_weight=replies
        )
        found = cluster(corpus, embeddings, weights)
        theme = {passage_id: theme.id for theme in found.themes for passage_id in theme.passage_ids}
        labels = [theme.get(passage.id, passage.id) for passage in told]
        truth = [subject[passage.comment_id] for passage in told]
        inside = [place for place, passage in enumerate(told) if passage.id in theme]
        print(
            f"{own:.1f} {parent:.1f} {decay:.1f} {replies:.1f}: {adjusted_mutual_info_score(truth, labels):.2f} / "
            f"{adjusted_mutual_info_score([truth[i] for i in inside], [labels[i] for i in inside]):.2f}  "
            f"{len(found.themes)} themes, {1 - len(inside) / len(told):.0%} one-offs"
        )


if __name__ == "__main__":
    main()
