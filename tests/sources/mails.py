"""Messages as programs in many languages write them, and in them the words of the writer alone."""

# ruff: noqa: E501 (lines are as long as programs make them)

OLD = "The ferry should run until midnight."
NEW = "The crew works twelve hours already, so who would sail it?"


def outlook(*labels):
    sender, sent, to, subject = labels
    return f"{NEW}\n\n{sender} Ada Quill <ada@quill.example>\n{sent} Friday, March 1, 2024 9:00 AM\n{to} Town list <town@lists.example>\n{subject} Ferry\n\n{OLD}\n\nAda\n"


def above(introduction, quoted=f"> {OLD}"):
    return f"{NEW}\n\n{introduction}\n\n{quoted}\n"


# name: (text, the writer's own words)
MAILS = {
    "outlook-en": (outlook("From:", "Sent:", "To:", "Subject:"), NEW),
    "outlook-de": (outlook("Von:", "Gesendet:", "An:", "Betreff:"), NEW),
    "outlook-fr": (outlook("De :", "Envoyé :", "À :", "Objet :"), NEW),
    "outlook-es": (outlook("De:", "Enviado el:", "Para:", "Asunto:"), NEW),
    "outlook-it": (outlook("Da:", "Inviato:", "A:", "Oggetto:"), NEW),
    "outlook-pt": (outlook("De:", "Enviada em:", "Para:", "Assunto:"), NEW),
    "outlook-nl": (outlook("Van:", "Verzonden:", "Aan:", "Onderwerp:"), NEW),
    "outlook-ru": (outlook("От:", "Отправлено:", "Кому:", "Тема:"), NEW),
    "outlook-pl": (outlook("Od:", "Wysłano:", "Do:", "Temat:"), NEW),
    "outlook-sv": (outlook("Från:", "Skickat:", "Till:", "Ämne:"), NEW),
    "outlook-zh": (outlook("发件人:", "发送时间:", "收件人:", "主题:"), NEW),
    "outlook-ja": (outlook("差出人:", "送信日時:", "宛先:", "件名:"), NEW),
    "outlook-stars": (outlook("*From:*", "*Sent:*", "*To:*", "*Subject:*"), NEW),
    "outlook-rule": (f"{NEW}\n\n________________________________\nFrom: Ada <ada@quill.example>\nSent: 01 March 2024 09:00\nTo: Bo <bo@x.example>\nSubject: Ferry\n\n{OLD}", NEW),
    "outlook-old": (f"{NEW}\n\n-----Original Message-----\nFrom: Ada\nSent: Friday\n\n{OLD}\n", NEW),
    "outlook-old-de": (f"{NEW}\n\n-----Ursprüngliche Nachricht-----\nVon: Ada\nGesendet: Freitag\n\n{OLD}\n", NEW),
    "outlook-spaced": (f"{NEW}\n\nFrom: Ada <ada@quill.example>\n\nSent: 01 March 2024 09:00\n\nTo: Bo <bo@x.example>\n\nSubject: Ferry\n\n{OLD}", NEW),
    "gmail-en": (above("On Fri, Mar 1, 2024 at 9:05 AM Ada Quill <ada@quill.example> wrote:"), NEW),
    "gmail-wrapped": (above("On Fri, Mar 1, 2024 at 9:05 AM, Ada Aurelia Quill-Harbourmaster <\nada.aurelia@quill.example> wrote:"), NEW),
    "gmail-de": (above("Am Fr., 1. März 2024 um 09:05 Uhr schrieb Ada Quill <\nada@quill.example>:"), NEW),
    "gmail-fr": (above("Le ven. 1 mars 2024 à 09:05, Ada Quill <ada@quill.example> a\nécrit :"), NEW),
    "gmail-es": (above("El vie, 1 mar 2024 a las 9:05, Ada Quill (<ada@quill.example>)\nescribió:"), NEW),
    "gmail-it": (above("Il giorno ven 1 mar 2024 alle ore 09:05 Ada Quill <ada@quill.example>\nha scritto:"), NEW),
    "gmail-pt": (above("Em sex., 1 de mar. de 2024 às 09:05, Ada Quill <ada@quill.example>\nescreveu:"), NEW),
    "gmail-nl": (above("Op vr 1 mrt 2024 om 09:05 schreef Ada Quill <ada@quill.example>:"), NEW),
    "gmail-ru": (above("пт, 1 мар. 2024 г. в 09:05, Ada Quill <ada@quill.example>:"), NEW),
    "gmail-pl": (above("pt., 1 mar 2024 o 09:05 Ada Quill <ada@quill.example> napisał(a):"), NEW),
    "gmail-cs": (above("pá 1. 3. 2024 v 9:05 odesílatel Ada Quill <ada@quill.example>\nnapsal:"), NEW),
    "gmail-ja": (above("2024年3月1日(金) 9:05 Ada Quill <ada@quill.example>:"), NEW),
    "gmail-zh": (above("Ada Quill <ada@quill.example> 于2024年3月1日周五 09:05写道："), NEW),
    "gmail-ko": (above("2024년 3월 1일 (금) 오전 9:05, Ada Quill <ada@quill.example>님이 작성:"), NEW),
    "apple-da": (above("Den 1. mar. 2024 kl. 09.05 skrev Ada Quill <ada@quill.example>:"), NEW),
    "apple-sv": (above("1 mars 2024 kl. 09:05 skrev Ada Quill <ada@quill.example>:"), NEW),
    "thunderbird": (f"On 01/03/2024 09:05, Ada Quill wrote:\n> {OLD}\n\n{NEW}", NEW),
    "thunderbird-de": (f"Am 01.03.24 um 09:05 schrieb Ada Quill:\n> {OLD}\n\n{NEW}", NEW),
    "usenet": (f"Ada Quill <ada@quill.example> writes:\n\n> {OLD}\n\n{NEW}\n-- \nBo, on the hill", NEW),
    "usenet-article": (f"In article <m1@quill.example>, Ada Quill\n<ada@quill.example> wrote:\n>{OLD}\n\n{NEW}", NEW),
    "notes": (f"Ada Quill/TOWN wrote on 03/01/2024 09:05:00 AM:\n\n> {OLD}\n\n{NEW}", NEW),
    "mail.ru": (above("Пятница, 1 марта 2024, 9:05 +03:00 от Ada Quill <ada@quill.example>:", f">{OLD}"), NEW),
    "yandex": (above('01.03.2024, 09:05, "Ada Quill" <ada@quill.example>:', OLD), NEW),
    "between": (f"Ada wrote:\n> One.\n\nYes.\n\n> Two.\n\n{NEW}", f"Yes. {NEW}"),
    "unmarked": (f"{NEW}\n\nOn Friday, March 1, 2024 at 09:05:11 AM GMT, Ada Quill <ada@quill.example> wrote:\n\n{OLD}\n\nAda", NEW),
    "phone": (f"{NEW}\n\nSent from my iPhone\n\nOn 1 Mar 2024, at 09:05, Ada Quill <ada@quill.example> wrote:\n\n> {OLD}", NEW),
    "phone-de": (f"{NEW}\n\nVon meinem iPhone gesendet\n\n> Am 01.03.2024 um 09:05 schrieb Ada Quill <ada@quill.example>:\n> \n> {OLD}", NEW),
    "phone-outlook": (f"{NEW}\n\nGet Outlook for iOS<https://aka.ms/x>\n________________________________\nFrom: Ada <ada@x.example>\nSent: Friday, March 1, 2024 9:05:00 AM\nTo: Bo\nSubject: Ferry\n\n{OLD}", NEW),
    "signature-above": (above("-- \nBo Reed\nTown hall\n\nOn Fri, 1 Mar 2024, Ada Quill wrote:"), NEW),
    "regards": (f"{NEW}\n\nBest regards,\nBo Reed\nHarbour office\n+44 20 7946 0000", NEW),
    "regards-de": (f"{NEW}\n\nMit freundlichen Grüßen\n\nBo Reed", NEW),
    "disclaimer": (f"{NEW}\n\nThis e-mail and any attachments are confidential and intended solely for the addressee. If you are not the intended\nrecipient, notify the sender and delete it.\n", NEW),
    "disclaimer-notice": (f"{NEW}\n\nCONFIDENTIALITY NOTICE: The contents of this message may be privileged.\n\nIf you have received this message in error, delete it.", NEW),
    "caution": (f"CAUTION: This email originated from outside of the organization. Do not click links.\n\n{NEW}", NEW),
    "next-part": (f"{NEW}\n-------------- next part --------------\nAn HTML attachment was scrubbed...\nURL: <http://lists.example/a.html>", NEW),
    "next-parts": (f"Before.\n-------------- next part --------------\nA non-text attachment was scrubbed...\nName: boat.png\nType: image/png\nSize: 12 bytes\nDesc: not available\nURL: <http://lists.example/b.png>\n-------------- next part --------------\n{NEW}", f"Before. {NEW}"),
    "list-footer": (f"{NEW}\n_______________________________________________\nTown mailing list\nTown@lists.example\nhttps://lists.example/listinfo/town\n", NEW),
    "forwarded": (f"{NEW}\n\n---------- Forwarded message ---------\nFrom: Ada <ada@x.example>\nDate: Fri, Mar 1, 2024\nSubject: Ferry\nTo: <bo@x.example>\n\n{OLD}", NEW),
    "apple-forward": (f"{NEW}\n\nBegin forwarded message:\n\nFrom: Ada <ada@x.example>\nSubject: Ferry\n\n{OLD}", NEW),
    # What looks like a quotation and is none.
    "own-colon": ("She wrote:\nnothing that is quoted, and so did he.", "She wrote: nothing that is quoted, and so did he."),
    "own-on": ("On Monday the crew met. They said:\n\nno more boats after ten.", "On Monday the crew met. They said: no more boats after ten."),
    "own-labels": ("Three questions.\n\nFrom: where does it leave?\nTo: where does it go?\n\nThe plan does not say.", "Three questions. From: where does it leave? To: where does it go? The plan does not say."),
    "own-thanks": ("Thanks,\n\nthat settles it for me, and for the crew as well.", "Thanks, that settles it for me, and for the crew as well."),
    "own-confidential": ("The report is confidential, which I find strange.\n\nWho decided that?", "The report is confidential, which I find strange. Who decided that?"),
    "own-rules": ("Times\n----------\nTen, eleven, midnight.\n----------\nThat is all.", "Times ---------- Ten, eleven, midnight. ---------- That is all."),
    "own-list": ("My points:\n- one boat\n- one crew\n\nNothing else.", "My points: - one boat - one crew Nothing else."),
}  # fmt: skip
