"""How many small tables in legacy encodings are read letter for letter, by detector.

    python bench/encodings.py

Each text is a table of two comments. `threadgist` is what `sources.decode` makes of the bytes.
"""

from __future__ import annotations

import time

from threadgist.sources.decode import decode

TEXTS = {
    "ru": (
        "Пусть паром ходит до полуночи по пятницам, многие работают допоздна.\n"
        "Экипаж уже работает двенадцать часов в день.",
        "cp1251 koi8-r iso8859-5 cp866",
    ),
    "ja": (
        "フェリーは金曜日に深夜まで運航してほしいです。\n乗組員はすでに一日十二時間働いています。",
        "cp932 euc-jp iso2022_jp",
    ),
    "zh": (
        "渡轮星期五应该开到半夜，很多人下班很晚。\n船员每天已经工作十二个小时了。",
        "gb18030",
    ),
    "zh-tw": (
        "渡輪星期五應該開到半夜，很多人下班很晚。\n船員每天已經工作十二個小時了。",
        "big5",
    ),
    "ko": (
        "금요일에는 배가 자정까지 다녀야 합니다.\n선원들은 이미 하루에 열두 시간 일합니다.",
        "cp949",
    ),
    "pl": (
        "Prom powinien kursować do północy w piątki, wielu z nas pracuje późno.\n"
        "Załoga już pracuje dwanaście godzin.",
        "cp1250 iso8859-2",
    ),
    "cs": (
        "Přívoz by měl v pátek jezdit až do půlnoci.\nPosádka už pracuje dvanáct hodin denně, příliš dlouho.",
        "cp1250 iso8859-2",
    ),
    "hu": (
        "A kompnak éjfélig kellene járnia péntekenként.\n"
        "A legénység már így is tizenkét órát dolgozik, őrült idő.",
        "cp1250 iso8859-2",
    ),
    "el": (
        "Το φέρι πρέπει να λειτουργεί μέχρι τα μεσάνυχτα τις Παρασκευές.\n"
        "Το πλήρωμα εργάζεται ήδη δώδεκα ώρες.",
        "cp1253 iso8859-7",
    ),
    "tr": (
        "Feribot cuma günleri gece yarısına kadar çalışmalı.\nMürettebat zaten günde on iki saat çalışıyor.",
        "cp1254",
    ),
    "he": (
        "המעבורת צריכה לפעול עד חצות בימי שישי.\nהצוות כבר עובד שתים עשרה שעות.",
        "cp1255",
    ),
    "ar": (
        "يجب أن تعمل العبارة حتى منتصف الليل يوم الجمعة.\nالطاقم يعمل بالفعل اثنتي عشرة ساعة.",
        "cp1256",
    ),
    "th": (
        "เรือข้ามฟากควรวิ่งถึงเที่ยงคืนในวันศุกร์\nลูกเรือทำงานวันละสิบสองชั่วโมงแล้ว",
        "cp874",
    ),
    "fr": (
        "Le ferry devrait circuler jusqu'à minuit le vendredi, c'est ça.\n"
        "L'équipage travaille déjà douze heures.",
        "cp1252 mac_roman cp850",
    ),
    "de": (
        "Die Fähre sollte freitags bis Mitternacht fahren, für alle.\n"
        "Die Mannschaft arbeitet schon zwölf Stunden am Tag.",
        "cp1252 mac_roman",
    ),
}


def by_chardet(data: bytes) -> str:
    import chardet

    return data.decode(chardet.detect(data)["encoding"] or "utf-8", "replace")


def by_charset_normalizer(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return str(best) if best is not None else ""


def main() -> None:
    for name, read in (
        ("threadgist", lambda data: decode(data)[0]),
        ("chardet", by_chardet),
        ("charset-normalizer", by_charset_normalizer),
    ):
        wrong, number, began = [], 0, time.perf_counter()
        for language, (text, encodings) in TEXTS.items():
            table = "id,author,comment\r\n" + "".join(
                f"{i},Ann,{t}\r\n" for i, t in enumerate(text.split("\n"))
            )
            for encoding in encodings.split():
                number += 1
                if read(table.encode(encoding)) != table:
                    wrong.append(f"{language}/{encoding}")
        seconds = time.perf_counter() - began
        print(
            f"{name:20}{number - len(wrong):3} of {number}  {seconds:.2f} s  wrong: {', '.join(wrong) or 'none'}"
        )


if __name__ == "__main__":
    main()
