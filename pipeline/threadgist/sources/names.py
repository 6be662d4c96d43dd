"""What columns of tables and fields of JSON are called, and how their names are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

__all__ = ["LOCALES", "ROLE_NAMES", "TEXT_NAMES", "THREAD_NAMES", "TITLE_NAMES", "bare_name", "normal_name"]

_NOT_LETTERS = re.compile(r"[\W_]+")
_JOINTS = re.compile(r"[./:]+")
# Objects that only wrap what a record says of itself; best name first inside and outside of them.
_WRAPPERS = frozenset(
    ("attributes", "data", "node", "snippet", "fields", "comment", "properties", "source", "tweet", "message",
    "record",
     "item", "legacy", "toplevelcomment", "value", "row")
)  # fmt: skip
LOCALES = re.compile(r"(?:[a-z]{2}(?:[_-][A-Za-z]{2,4})?)")


@lru_cache(maxsize=65536)
def normal_name(name: str) -> str:
    """Return a name in lower case without punctuation and accents: `Comment-Body` and `commentbody` are one.

    A dot, slash or colon stands for an object inside an object, and becomes a dot.
    """
    parts = (_NOT_LETTERS.sub("", _folded(part)) for part in _JOINTS.split(name))
    return ".".join(part for part in parts if part)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def bare_name(name: str) -> str:
    """Return a normal name without the objects that only wrap a record: `snippet.textOriginal` is `textoriginal`."""
    parts = normal_name(name).split(".")
    while len(parts) > 1 and parts[0] in _WRAPPERS:
        parts = parts[1:]
    return ".".join(parts)


def _words(names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(normal_name, names.split())))


@cache
def _people() -> tuple[str, ...]:
    roles = (
        "author user creator from sender owner poster commenter account member submitter person actor profile "
        "userinfo"
    )
    fields = (
        "name username login displayname screenname nickname nick handle realname fullname publicname acct"
    )
    return tuple(f"{role}.{field}" for role in roles.split() for field in fields.split())


# Best first.
TEXT_NAMES: tuple[str, ...] = _words(
    "text commentbody commenttext commentcontent textoriginal body content message comment statement bodytext "
    "contentrendered content.rendered contenttext messagetext posttext fulltext selftext rawtext txt "
    "argument opinion response answer review feedback reviewtext reviewbody post tweet tweettext note "
    "body.content content.body body.value content.value body.storage.value body.view.value comment.comment "
    "cooked raw rawmessage commenthtml bodyhtml textdisplay body.text content.text content.raw body.raw "
    "commentaire texte contenu reponse avis kommentar kommentartext beitrag nachricht inhalt antwort meinung "
    "stellungnahme text.text remark remarks comments "
    "comentario texto contenido mensaje respuesta opinión mensagem resposta conteúdo commento testo contenuto "
    "messaggio "
    "reactie bericht tekst opmerking treść komentarz wiadomość komentář zpráva odpověď hozzászólás szöveg yorum "
    "mesaj "
    "комментарий комментарии текст сообщение отзыв ответ мнение коментар повідомлення σχόλιο κείμενο "
    "コメント 本文 内容 投稿 投稿内容 意見 ご意見 感想 メッセージ 评论 評論 评论内容 留言 正文 意见 意見內容 "
    "消息 回复 "
    "댓글 내용 의견 본문 메시지 تعليق التعليق نص תגובה טקסט ความคิดเห็น टिप्पणी"
)
ROLE_NAMES: dict[str, Sequence[str]] = {
    "text": TEXT_NAMES,
    "id": _words(
        "id commentid cid idstr postid messageid objectid statementid responseid reviewid tweetid argid noteid "
        "replyid "
        "documentid answerid respondentid uuid guid key nr no number 番号 編號 编号 번호 номер"
    ),
    "parent": _words(
        "parent parentid parentcommentid parentcomment parent.id inreplyto inreplytoid replyto replytoid replyto.id "
        "replytocommentid replytomessageid inreplytostatusid inreplytostatusidstr inreplytocommentid parentpostid "
        "parentmessageid parent.databaseid ancestry replytopostnumber quotedmessageid references"
    ),
    "author": (
        *_words(
            "author authorname authorfullname yourname whatisyourname yourfullname nameoptional ihrname votrenom "
            " username user authordisplayname userdisplayname displayname "
            "screenname by "
            "commenter commentername commentauthor nickname nick sendername senderfullname sender from fromname "
            "poster "
            "postername postedby submittername submittedby creator creatorname createdby owner ownername participant "
            "participantname reviewer reviewername respondent who speaker login reviewername "
            "from.user.displayname author.user.name fullname name member membername account handle"
        ),
        *_people(),
        *_words(
            "autor autorin verfasser verfasserin nutzer benutzer benutzername absender auteur utilisateur "
            "pseudo pseudonyme "
            "nom usuario nombre autore utente nome gebruiker naam uživatel jméno imię użytkownik kullanıcı "
            "автор имя пользователь имяпользователя користувач συγγραφέας όνομα "
            "投稿者 投稿者名 名前 ユーザー ユーザー名 氏名 お名前 作者 用户 用户名 用戶 昵称 暱稱 姓名 작성자 "
            "이름 닉네임 사용자 "
            "المؤلف الاسم מחבר שם ผู้เขียน ชื่อ "
            "firstname givenname vorname prenom nombres organizationname organisationname organization "
            "organisation author.organization "
            "userid authorid participantid senderid creatorid memberid author.id user.id author.authorid"
        ),
    ),
    "time": _words(
        "createdat createdutc createdati created timestamp timestampms timeparsed publishedat published postedat "
        "posted postedon posteddate submittedat submitted createtime creationtime creationdate createdate "
        "createddate "
        "createdtime createdon commentdategmt dategmt commentdate dateutc datetime date time sentat sent "
        "receiveddate "
        "startdate timestampcreated reviewdate unixreviewtime tweetcreated at utc ts when updatedat updated "
        "modifiedat editedat timestamputc datecreated dateposted publishdate "
        "publicationdate datum zeit zeitpunkt zeitstempel erstellt erstelltam fecha hora fechacreacion data dataora "
        "дата время датаивремя 日時 投稿日時 投稿日 日付 時間 时间 時間戳 发布时间 日期 작성일 날짜 시간 "
        "التاريخ תאריך วันที่"
    ),
    "score": _words(
        "score points netvotes ups upvotes upvotecount likes likecount likescount votes votecount votescore voteup "
        "favorites favoritescount favouritescount favoritecount recommendations recommendationcount recommends "
        "thumbsup rating reactions.+1 likes.summary.totalcount actioncounts.reaction.total stimmen punkte votos "
        "puntos "
        "лайки いいね 点赞数 赞 點讚數 좋아요 좋아요수"
    ),
    "url": _words(
        "url permalink commenturl link href weburl htmlurl data.permalink uri permalinkurl commentlink"
    ),
}
THREAD_NAMES: tuple[str, ...] = _words(
    "threadid thread conversationid discussionid storyid linkid videoid postid topicid articleid questionid "
    "submissionid "
    "issueid proposalid docketid commentondocumentid storyurl postslug articleurl commentableid video "
    "videotitle"
)
TITLE_NAMES: tuple[str, ...] = _words(
    "title topic subject headline question questiontitle threadtitle topictitle summary posttitle titel titre "
    "título name"
)
