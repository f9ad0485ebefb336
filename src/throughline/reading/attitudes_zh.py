"""What a Chinese sentence only says is to matter or to be held fast, which nobody can report on."""

from __future__ import annotations

import re

CLAUSE = re.compile(r"[，；：,;:。、“‘\"]|——")

# Attitudes that nobody can report on: what is to play its part, come first, be balanced.
_ATTITUDE = re.compile(
    "(?:准确|深刻|充分|正确|全面|完整)(?:、[\u4e00-\u9fff]{2})?(?:把握|认识|领会|理解)[^，；。]{2,40}|"
    "(?:关系|事关)到?[^，。；]{2,16}(?:利益|福祉|大局|全局)|(?:提高|增强|强化)(?:政治|思想)?(?:站位|认识|觉悟)|(?:高度|引起)重视|统一(?:思想|认识)|坚定[^，；。]{0,10}信心|"
    "(?:增强|强化|树立|树牢)[^，；。]{2,24}(?:意识|自觉|责任感|使命感|紧迫感|信心|定力|理念|思想|观念|[\u4e00-\u9fff]{2}观)(?=[，。；]|$)|"
    "(?:思想|认识)(?:和行动)?统一到|凝聚[^，；。]{0,8}(?:共识|合力|力量)(?=[，。；]|$)|不[贪图务][大虚功名快]|(?:清醒|深刻|充分|必须)?认识到|不走捷径|不做表面文章|牢牢把握[^，；。]{2,24}|(?:增强|强化|扛牢|压实|扛起)[^，；。]{0,10}(?:担当|责任)(?=[，。；]|$)|以[^，；。]{2,12}(?:精神|作风|姿态|劲头)[^，；。]{0,6}(?:抓好|推动|推进|狠抓)[^，；。]{0,4}落实(?=[，。；]|$)|抓[好紧](?:贯彻)?落实(?=[，。；]|$)|(?:真抓实干|担当作为|勇于担当|攻坚克难|"
    "同心同德|齐心协力|迎难而上|开拓创新|锐意进取|只争朝夕)(?=[，。；]|$)|发挥[^，；]{0,20}(?:决定性|基础性|主导|主体|引领)?作用(?=[，。；]|$)|处理好[^，；]{2,24}关系|"
    "[放摆]在(?:更加|首要|优先|重要)?(?:突出|首要|重要|优先|核心)[^，；]{0,6}位置|放到(?:更加)?(?:突出|重要|首要)的位置|(?:有机|更好|紧密)结合(?=[，。；]|$)"
)


def attitude(text: str) -> float:
    """1 where half of a sentence's clauses or more only say what is to matter, 2 where all do, else 0."""
    bare = _QUOTED.sub("", text).rstrip("，；、")
    hits, count = len(_ATTITUDE.findall(bare)), len(CLAUSE.findall(bare)) + 1
    parts = len(_PARTS.findall(bare.rstrip("。"))) + 1
    return 2.0 if hits >= parts > 1 else float(hits * 2 >= count)


_PARTS = re.compile("[，；：。]")
_QUOTED = re.compile("“[^“”]{1,24}”")


# 总体思路是：…: what guides the work, however many orders it lists.
_GUIDING = re.compile("(?:总体|总的|基本|工作)(?:思路|要求|原则|主线)是|指导思想是")


def principle(text: str, verbs: list[str]) -> float:
    """How much a sentence only says what is to be held fast; 坚持…， and then several orders: that only opens it."""
    if _GUIDING.search(text):
        return 2.0
    if not text.startswith(("坚持", "高举", "以习近平", "坚定")):
        return 0.0
    return 0.3 if text.startswith("坚持") and len(verbs) > 1 else 1.0
