"""Words that mail programs and their users put around messages, in the languages they are common in."""

from __future__ import annotations

import re

__all__ = ["ATTACHED", "BELOW", "CLOSINGS", "DEVICES", "FROM", "SENT", "SUBJECT", "TO", "WROTE", "any_of"]


def any_of(words: str) -> str:
    """Return a pattern that matches any of the phrases, which stand apart by commas or line ends."""
    phrases = {phrase.strip() for phrase in re.split(r"[,\n]", words)} - {""}
    return (
        "(?:"
        + "|".join(re.escape(one).replace(r"\ ", r"\s") for one in sorted(phrases, key=len, reverse=True))
        + ")"
    )


# Labels of the headers above a quoted message.
FROM = """
From, Von, De, Da, Van, Od, От, Від, Från, Fra, Lähettäjä, Feladó, Kimden, 发件人, 寄件者, 差出人, 送信者,
보낸 사람, 보낸사람
"""
SENT = """
Sent, Date, Gesendet, Datum, Envoyé, Enviado, Enviada em, Enviado em, Enviado el, Fecha, Data, Inviato,
Verzonden, Wysłano, Wysłane, Odesláno, Отправлено, Дата, Дата отправки, Надіслано, Skickat, Sendt, Dato,
Lähetetty, Küldve, Gönderildi, Tarih, 发送时间, 日期, 寄件日期, 送信日時, 日付, 보낸 날짜, 날짜
"""
TO = """
To, Cc, CC, An, Kopie, À, Para, A, Aan, Do, Komu, Кому, Копия, Копія, Til, Till, Kopia, Kopi, Vastaanottaja,
Címzett, Kime, Bilgi, 收件人, 抄送, 收件者, 副本, 宛先, 받는 사람, 참조, Reply-To, Antwort an, Répondre à,
Importance, Priorität, Attachments, Organization
"""
SUBJECT = """
Subject, Betreff, Objet, Asunto, Assunto, Oggetto, Onderwerp, Temat, Předmět, Тема, Ämne, Emne, Aihe, Tárgy,
Konu, 主题, 主旨, 件名, 제목
"""
# Between rules: what is below is another message.
BELOW = """
Original Message, Original Appointment, Forwarded message, Ursprüngliche Nachricht, Weitergeleitete Nachricht,
Originalnachricht, Message d'origine, Message original, Message transféré, Mensaje original, Mensaje reenviado,
Mensagem original, Mensagem encaminhada, Messaggio originale, Messaggio inoltrato, Oorspronkelijk bericht,
Doorgestuurd bericht, Исходное сообщение, Пересланное сообщение, Оригинальное сообщение, Oryginalna wiadomość,
Wiadomość oryginalna, Původní zpráva, Ursprungligt meddelande, Oprindelig meddelelse, Opprinnelig melding,
Alkuperäinen viesti, Eredeti üzenet, Orijinal İleti, 原始邮件, 原始郵件, 邮件原件, 元のメッセージ, 원본 메시지
"""
# The same without rules, before a colon.
ATTACHED = """
Begin forwarded message, Anfang der weitergeleiteten Nachricht, Anfang der weitergeleiteten E-Mail,
Début du message réexpédié, Début du message transféré, Inicio del mensaje reenviado,
Início da mensagem reencaminhada, Início da mensagem encaminhada, Inizio messaggio inoltrato,
Begin doorgestuurd bericht, Начало переадресованного сообщения, Начало переадресованного письма
"""
WROTE = """
wrote, writes, said, schrieb, schrieben, schreibt, a écrit, écrivait, escribió, ha scritto, scrisse, escreveu,
schreef, skrev, kirjoitti, napsal, napsala, napsal(a), napisał, napisała, napisał(a), пишет, писал, писал(а),
написал, написала, написал(а), пише, написав, yazdı, ezt írta, írta, a scris, 写道, 寫道, 作成, 님이 작성
"""
# What people write above their name.
CLOSINGS = """
regards, best regards, kind regards, kindest regards, warm regards, warmest regards, with best regards,
with kind regards, best, best wishes, kind wishes, all the best, many thanks, thanks, thanks again,
thanks a lot, thanks in advance, thank you, thx, cheers, sincerely, yours sincerely, sincerely yours,
yours faithfully, yours truly, mit freundlichen grüßen, mit freundlichen grüssen, mit besten grüßen,
mit vielen grüßen, mit lieben grüßen, freundliche grüße, viele grüße, viele grüsse, beste grüße, liebe grüße,
schöne grüße, herzliche grüße, gruß, gruss, lieben gruß, schönen gruß, besten gruß, viele dank, vielen dank,
danke, mfg, lg, vg, cordialement, bien cordialement, salutations, salutations distinguées, bien à vous,
amicalement, merci, bonne journée, saludos, saludos cordiales, un saludo, atentamente, gracias,
cordiali saluti, distinti saluti, saluti, grazie, abraço, um abraço, abraços, atenciosamente, cumprimentos,
obrigado, obrigada, met vriendelijke groet, met vriendelijke groeten, groet, groeten, groetjes, bedankt,
с уважением, с наилучшими пожеланиями, спасибо, з повагою, med vänliga hälsningar, vänliga hälsningar,
hälsningar, mvh, med venlig hilsen, venlig hilsen, hilsen, med vennlig hilsen, z poważaniem, pozdrawiam,
s pozdravem, ystävällisin terveisin, terveisin, saygılarımla, üdvözlettel
"""
# How a line of a phone or program starts.
DEVICES = """
Sent from my, Sent from the, Sent from Mail, Sent from Yahoo, Sent from Outlook, Sent from Proton,
Sent from Samsung, Sent from Gmail, Sent from Nine, Sent from a, Sent via, Sent using, Sent with,
Get Outlook for, Von meinem, Von meiner, Diese Nachricht wurde von meinem, Gesendet von, Gesendet mit,
Gesendet über, Envoyé de mon, Envoyé depuis, Envoyé à partir, Enviado desde, Enviado do meu, Enviado pelo,
Enviado a partir, Inviato da, Inviato dal, Verzonden vanaf, Verzonden met, Verzonden vanuit, Отправлено с,
Отправлено из, Skickat från, Sendt fra, Sendt med, Wysłano z, Wysłane z, Odesláno z, Lähetetty, iPhoneから送信,
iPhone から送信, 发自我的, 從我的, 나의 iPhone에서 보냄
"""
