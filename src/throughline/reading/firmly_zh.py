"""What a Chinese sentence is as a whole, whatever is ordered in it: a permission, a slogan, a definition, a report."""

from __future__ import annotations

import re

# What holds for the whole sentence, whatever is ordered in it: 各地可以结合实际，制定…; 让我们…; 实施…，是…的必然要求.
FIRMLY = (
    (
        "offer or condition for applicants",
        1.6,
        re.compile(
            "(?:补助|补贴|奖励|资助|奖补|租金|票价|收费|贴息)(?:比例|标准|额度|资金|金额|期限)?[^，。；]{0,6}(?:最高)?(?:不超过|不高于|按|为)"
        ),
    ),
    (
        "definition",
        2.0,
        re.compile(
            "(?:表中|文中|本[表案法文]中?)?“[^”]{1,14}”(?:是|系)?指|[^，。]{2,20}(?:第一|首位)的?为[^，。]{2,10}(?:单位|部门)"
        ),
    ),
    (
        "says what there is",
        1.6,
        re.compile("[^，。；]{2,10}(?<!要求)(?:汇报|通报)，(?![^。；]{0,40}(?:要(?!求)|将|拟|计划))"),
    ),
    (
        "says what there is",
        3.0,
        re.compile("[^。；]{0,40}[，](?:占|完成)了?(?:全年|年度|年初)(?:目标|任务|计划)的?\\d"),
    ),
    ("says what there is", 1.6, re.compile("目前(?:(?!要(?!求)|将|拟)[^。；]){4,60}[。；]$")),
    ("says what there is", 1.6, re.compile("[^。；]{2,30}(?:受|因)[^，。；]{4,40}(?:影响|制约|拖累)[。；]$")),
    ("permission", 1.8, re.compile("(?:各|有条件的)[^，。；要须应]{1,14}可(?:以)?(?![能靠信行再持研])")),
    ("slogan", 2.4, re.compile("(?:同志们[，！：])?让我们")),
    (
        "opens by saying what something is",
        2.0,
        re.compile(
            "(?![^，。]{0,30}(?:目标|任务|重点))[^，。；：]{4,40}，(?:既|都)?是(?!否|要)[^，。；]{4,}"
        ),
    ),
)
