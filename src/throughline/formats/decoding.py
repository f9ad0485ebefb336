"""Bytes to text, once: by byte order mark, else UTF-8, else by what makes sense of the bytes.

The same bytes always give the same text. A legacy encoding is accepted for how much of the outcome is
common Chinese, not for merely decoding: almost any bytes decode as something.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from throughline.formats.errors import UnreadableFile
from throughline.formats.shapes import Warning  # noqa: A004  the interface's word

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_WIDE = ("utf-16-le", "utf-16-be")
_SAMPLE = 200_000

#: Frequent characters of simplified and traditional Chinese prose, of official documents above all.
COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法"
    "所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四"
    "日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九"
    "区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清"
    "己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群"
    "广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸"
    "历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参"
    "红细引听该铁价严乡镇督察考核责单牵配完善推落促监局街村项投企服财税审批综环评检健康旅游疗障策培训创升优营扶贫脱振兴衔巩固聚焦"
    "個們來時說這為國會學對發動過種後經進電裡實兩體當點業應開還現樣與關線數質氣變條結問無軍見題黨員長頭資邊級圖統組計別論運農幾區"
    "強戰處隊給門規熱領東導壓濟階術極聯認權證單風帶場車務萬達議報類離華確張節話況溫傳許廣記幹風界觀織裝書復須際驗連斷難礦備辦習響"
    "約勞團曆構稱準號維劃選標寫親養層專狀廠識適屬圓調滿縣參紅細聽該鐵價嚴鄉鎮責牽善監項財審綜環評檢療創優營貧脫興機關於將從開"
)
_CHINESE_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】「」『』—…·　％〇①②③④⑤￥")
_HARMLESS_CONTROLS = frozenset("\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f\x85")
_CONTROLS = tuple(chr(n) for n in range(32) if chr(n) not in _HARMLESS_CONTROLS)
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_LONE_HIGH = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_HIGH = re.compile(rb"[\x80-\xff]")


class Decoded(NamedTuple):
    """A text, the encoding that it was in, and what could not be decoded."""

    text: str
    encoding: str
    warnings: tuple[Warning, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`, line ends unchanged, without its byte order mark.

    `declared` is an encoding that the file itself names; it is believed where the bytes agree.
    Raises UnreadableFile: unknown_kind, when the bytes are not text.
    """
    decoded = _by_mark(data) or _utf8(data) or _by_declaration(data, declared) or _by_sense(data)
    if decoded is None or not _is_text(decoded.text):
        raise UnreadableFile("unknown_kind", found="binary data")
    return decoded


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    return None


def _utf8(data: bytes) -> Decoded | None:
    """UTF-8; also with a few bad bytes, as long as what is right in it can't be chance."""
    if b"\0" in data:
        return None
    return _strict(data, "utf-8") or _nearly(data, "utf-8", good_for_bad=20)


def _lenient(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
        return Decoded(text, encoding, (Warning("undecodable", {"count": text.count("\ufffd")}),))


def _by_declaration(data: bytes, declared: str | None) -> Decoded | None:
    name = (declared or "").strip().lower()
    name = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "big5": "big5hkscs"}.get(
        name, name
    )
    try:
        return Decoded(data.decode(name), name) if name else None
    except (LookupError, UnicodeError, ValueError):
        return None


def _by_sense(data: bytes) -> Decoded | None:
    if b"\0" in data[:_SAMPLE]:
        return _best(data, _WIDE, least=0.6)
    if _is_western(data):
        return _strict(data, "cp1252")
    # Big5 is only believed when clearly better: the two share most of their byte pairs.
    chosen = _best(data, ("gb18030",), least=0.3)
    other = _best(data, ("big5hkscs", *_WIDE), least=0.3)
    if chosen and other and _sense(other) < _sense(chosen) + 0.1:
        return chosen
    return other or chosen or _rare(data) or _strict(data, "cp1252")


def _rare(data: bytes) -> Decoded | None:
    """A few uncommon characters, such as a list of names: GB2312 uses pairs of high bytes only."""
    decoded = _strict(data, "gb18030")
    pairs = not _LONE_HIGH.search(_sample(data))
    return decoded if decoded and pairs and _sense(decoded) > 0 else None


def _best(data: bytes, encodings: tuple[str, ...], least: float) -> Decoded | None:
    candidates = [(_sense(d), d) for d in (_strict(data, e) or _nearly(data, e) for e in encodings) if d]
    good = [candidate for candidate in candidates if candidate[0] >= least]
    return max(good, key=lambda candidate: candidate[0])[1] if good else None


def _strict(data: bytes, encoding: str) -> Decoded | None:
    if encoding in _WIDE and len(data) % 2:
        return None
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None


def _nearly(data: bytes, encoding: str, *, good_for_bad: int = 200) -> Decoded | None:
    """A file with one bad byte among many good characters is still that text, and says so."""
    # Decoding with errors is slow, so a sample shows whether it is worth the while; its last character may be cut.
    for part, forgiven in ((_sample(data), 1), (data, 0)):
        decoded = _lenient(part, encoding)
        bad = max(0, _count_bad(decoded) - forgiven)
        good = len(_NON_ASCII.findall(decoded.text)) - bad
        if good < good_for_bad * bad:
            return None
    return decoded


def _count_bad(decoded: Decoded) -> int:
    return int(decoded.warnings[0].params["count"]) if decoded.warnings else 0


def _is_western(data: bytes) -> bool:
    """Accents and quotation marks stand alone between letters; Chinese bytes come in pairs."""
    sample = _sample(data)
    high = len(_HIGH.findall(sample))
    return len(_LONE_HIGH.findall(sample)) > 0.6 * high and high < 0.3 * len(sample)


def _sample(data: bytes) -> bytes:
    """The first stretch that is worth looking at: it begins among ASCII, and with a whole unit of UTF-16."""
    first = _HIGH.search(data)
    start = max(0, first.start() - 100) // 2 * 2 if first else 0
    return data[start : start + _SAMPLE]


def _sense(decoded: Decoded) -> float:
    """How much of the sample is what Chinese prose consists of: 1 all of it, below 0 rather nonsense.

    ASCII only counts in UTF-16, where it would have become something else if the guess were wrong.
    """
    text, wide = decoded.text, decoded.encoding in _WIDE
    first = None if wide else _NON_ASCII.search(text)
    start = first.start() if first else 0
    sample = {c: n for c, n in Counter(text[start : start + _SAMPLE]).items() if wide or c > "\x7f"}
    total = sum(sample.values())
    return sum(n * _worth(c) for c, n in sample.items()) / total if total else 0.0


def _worth(character: str) -> float:
    if (
        character in COMMON
        or character in _CHINESE_PUNCTUATION
        or "!" <= character <= "~"
        or character in " \r\n\t"
    ):
        return 1.0
    if "\u4e00" <= character <= "\u9fff":
        return 0.2
    return -1.0 if unicodedata.category(character) in ("Co", "Cn", "Cc", "Cs") else -0.2


def _is_text(text: str) -> bool:
    if "\0" in text:
        return False
    return sum(text.count(control) for control in _CONTROLS) <= len(text) / 1_000
