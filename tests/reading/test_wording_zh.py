"""How Chinese plans, minutes, letters and lists of tasks word who acts, how much and until when: made-up sentences."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reading.documents import txt
from tests.reading.test_wording import DAY, found, only
from throughline.reading.model import Finding
from throughline.reading.read import read


def commitments(text: str) -> list[Finding]:
    made = read(txt(f"某县2026年工作安排\n\n{text}\n"), language="zh", dated=DAY).findings
    return [each for each in made if each.label == "commitment"]


def every(text: str) -> list[Finding]:
    return read(txt(text), language="zh", dated=DAY).findings


def who(finding: Finding) -> tuple[list[str], list[str]]:
    return [each.name for each in finding.lead + finding.joint], [each.name for each in finding.supporting]


def quantities(finding: Finding) -> list[tuple]:
    return [(each.op, each.value, each.unit) for each in finding.targets]


@pytest.mark.parametrize(
    ("sentence", "lead", "others"),
    [
        ("各县（区）要于4月15日前报送排查台账。", ["各县（区）"], []),
        ("各中小学（含民办）要在开学前完成燃气改造。", ["各中小学（含民办）"], []),
        ("由市水务局牵头，各县（区）政府配合，6月底前完成清淤。", ["市水务局"], ["各县（区）政府"]),
        (
            "上述措施由所涉及的市教育局、市民政局等部门牵头制定细则，其他有关单位配合。",
            ["市教育局", "市民政局"],
            ["其他有关单位"],
        ),
        ("本方案由市数据局负责解释，并于2027年开展评估。", ["市数据局"], []),
        ("日常巡查由属地镇政府负责，发现问题当日上报。", ["属地镇政府"], []),
        ("每季度末由分管副校长带队检查食堂。", ["分管副校长"], []),
        ("信访积案由包案领导逐案约访。", ["包案领导"], []),
        ("请市住建局会同市城管局抓紧提出整改意见，报市政府审定。", ["市住建局"], ["市城管局"]),
        ("省财政厅要会同有关部门加强政策宣传。", ["省财政厅"], ["有关部门"]),
        ("安监部会同技术部制定专项施工方案。", ["安监部"], ["技术部"]),
        ("信息中心8月底前完成机房搬迁。", ["信息中心"], []),
        ("教务处牵头修订培养方案。", ["教务处"], []),
        ("各乡镇（街道）每月5日前报送进展。", ["各乡镇（街道）"], []),
        ("市粮食和物资储备局负责轮换储备粮。", ["市粮食和物资储备局"], []),
        ("会议要求，石桥镇3月底前必须完成拆迁。", ["石桥镇"], []),
        ("县教育局：负责新建幼儿园2所。", ["县教育局"], []),
        ("压减会议10%以上。（责任处室：办公室、综合处）", ["办公室", "综合处"], []),
        ("修订考核办法。（人事处牵头，财务处、审计处配合）", ["人事处"], ["财务处", "审计处"]),
        ("推进分级诊疗。（市卫健委牵头，各县（市、区）政府落实）", ["市卫健委"], ["各县（市、区）政府"]),
        ("开展夜查行动。（市公安局交警支队、市运管局）", ["市公安局交警支队", "市运管局"], []),
        ("2026年以前建成的12座旧桥由市公路中心逐座检测。", ["市公路中心"], []),
    ],
)
def test_who_acts(sentence: str, lead: list, others: list) -> None:
    assert who(only(sentence, "zh")) == (lead, others)


@pytest.mark.parametrize(
    "sentence",
    [
        "完善由政府、企业、个人组成的分担机制。",
        "推动由规模扩张向质量提升转变。",
        "健全自由贸易账户管理制度。",
        "加强对内部管理和干部队伍的监督。",
        "推动医院落实公益性要求。",
        "成立防汛专班，下设办公室（设在市应急局）。",
        "实施老旧小区改造提升行动。",
    ],
)
def test_who_does_not_act(sentence: str) -> None:
    assert who(only(sentence, "zh"))[0] == []


def test_one_of_a_list_is_told_to_lead() -> None:
    text = "全年培训网格员2000人。\n责任单位：市委政法委（牵头），市民政局、各镇（街道）"
    assert who(commitments(text)[0]) == (["市委政法委"], ["市民政局", "各镇（街道）"])


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("（一）县水利局职责\n加固病险水库3座。", [["县水利局"]]),
        ("（二）整治内涝（市城管局牵头，市水务局配合）\n改造易涝点8处。", [["市城管局"]]),
        ("（三）提升供水\n责任单位：市水务局\n1.新建水厂1座。\n2.更换管网30公里。", [["市水务局"]] * 2),
        ("1.开展排查，摸清底数。\n2.改造小区37个。\n责任单位：市住建局", [["市住建局"]] * 2),
        (
            "1.整治背街小巷，由市城管局组织实施。\n2.改造市场8个。\n责任单位：市商务局",
            [["市城管局"], ["市商务局"]],
        ),
        (
            "1.建设充电桩200个。\n责任单位：市发改委\n2.新增公交车40辆。\n责任单位：市交通局",
            [["市发改委"], ["市交通局"]],
        ),
        (
            "1.改造农贸市场8个。\n牵头单位：市市场监管局\n责任单位：市商务局、各区政府",
            [["市市场监管局", "市商务局", "各区政府"]],
        ),
        ("（四）构建农业开放新格局\n扩大果品出口。", [[]]),
    ],
)
def test_who_is_named_above_or_below(text: str, leads: list) -> None:
    assert [who(each)[0] for each in commitments(text)] == leads


def test_tables_without_lines() -> None:
    text = (
        "序号　整改问题　目标任务　完成时限　责任科室\n"
        "1　候诊时间长　增设自助机20台，满意度达到95分以上　5月底　门诊部、信息科\n"
        "2　台账不全　补齐三年台账　已完成　设备科\n其余事项按原计划推进，由院办督促。\n"
    )
    first, *others = commitments(text)
    assert (who(first)[0], first.deadline) == (["门诊部", "信息科"], date(2026, 5, 31))
    assert quantities(first) == [("=", 20, "台"), (">=", 95, "分")]
    assert [who(each)[0] for each in others] == [["院办"]]


def test_tables_parted_by_tabs_or_single_blanks() -> None:
    rows = ("开展河道清障 县水利局 沿河乡镇 5月20日", "修订应急预案 县应急局 县气象局 6月")
    text = "\n".join(("工作任务 牵头单位 配合单位 完成时间", *rows))
    for written in (text, text.replace(" ", "\t")):
        found_ones = commitments(written)
        assert [who(each) for each in found_ones] == [
            (["县水利局"], ["沿河乡镇"]),
            (["县应急局"], ["县气象局"]),
        ]
        assert [each.deadline for each in found_ones] == [date(2026, 5, 20), date(2026, 6, 30)]


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("引进投资超5亿元项目30个，其中超20亿元项目8个、超50亿元项目2个。", [30, 8, 2]),
        ("实际到位内资120亿元，利用外资3亿美元。", [12_000_000_000, 300_000_000]),
        ("开工建设东区水厂等16个重点项目。", [16]),
        ("更换最后12台燃煤锅炉，拆除剩余45处违建。", [12, 45]),
        ("年底前拨付不低于七成，能耗降低两成以上。", [70, 20]),
        ("出水总磷降到0.3毫克/升以下，透明度达到60厘米以上。", [0.3, 60]),
        ("PM2.5年均浓度控制在30微克/立方米以下。", [30]),
        ("“一件事”事项扩至50项，网办率升至95%。", [50, 95]),
        ("公租房100%开工，隐患100%整改到位。", [100, 100]),
        ("确保较大火灾事故“零发生”。", [0]),
        ("市交警支队将施划停车位600个。", [600]),
        ("为5000名老人安装智能手环。", [5000]),
        ("立项校级教材20部，停招专业3个。", [20, 3]),
        ("新建小区车位100%预留安装条件。", [100]),
        ("攻克关键技术6项，坚决取缔占道市场5个。", [6, 5]),
        ("拨付比例不得低于60%，办理不得超过3天。", [60, 3]),
        ("全年更新电梯420台，目前完成招标180台。", [420]),
        ("落实“十项措施”，抓好5个方面28项工作任务。", []),
        ("对注册资本5000万元以上企业实行专员服务。", []),
        ("对年纳税500万元以上的企业逐户走访。", []),
    ],
)
def test_how_much(sentence: str, targets: list) -> None:
    assert [each.value for each in only(sentence, "zh").targets] == targets


@pytest.mark.parametrize(
    ("sentence", "dues"),
    [
        ("2026年、2027年新增床位分别不少于200张和300张。", ["2026-12-31", "2027-12-31"]),
        ("森林覆盖率2026年达到41%、2030年达到43%。", ["2026-12-31", "2030-12-31"]),
        ("5月20日前完成首批80户搬迁，6月底前完成验收。", ["2026-05-20"]),
        ("新建站点8个，6月底前投用。", ["2026-06-30"]),
    ],
)
def test_when_each_target_is_due(sentence: str, dues: list) -> None:
    assert [each.deadline and each.deadline.isoformat() for each in only(sentence, "zh").targets] == dues


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("东校区宿舍楼计划今年9月交付，旧楼同步改为实训室。", date(2026, 9, 30)),
        ("停车收费标准上半年原则上不涨，确需调整的须公开听证。", date(2026, 6, 30)),
        ("展望2035年，基本建成区域医疗中心。", date(2035, 12, 31)),
        ("倒排工期，国庆节前主体封顶。", date(2026, 9, 30)),
        ("服务区于明年五一前实现快充站全覆盖。", date(2027, 4, 30)),
        ("该项目预计2026年10月建成投用。", date(2026, 10, 31)),
        ("目前已完成97项，余下31项力争6月底前全部销号。", date(2026, 6, 30)),
    ],
)
def test_when_it_is_due(sentence: str, due: date) -> None:
    assert only(sentence, "zh").deadline == due


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("新型样机将于10月下线。", date(2026, 10, 31)),
        ("科技馆扩建6月动工。", date(2026, 6, 30)),
        ("开展集中整治（2026年5月—8月）。", date(2026, 8, 31)),
    ],
)
def test_bare_months(sentence: str, due: date) -> None:
    assert only(sentence, "zh").deadline == due


def test_a_sentence_that_only_says_who_speaks_of_the_one_before() -> None:
    street, who_leads = commitments("5月底前修补63条街巷路面。由市住建局牵头，各街道具体实施。")
    assert who(street) == who(who_leads)
    assert who(street)[0][0] == "市住建局"


def test_goals_under_one_time() -> None:
    goals = commitments("一、主要目标\n\n到2030年，营业收入达到60亿元。净资产收益率稳定在8%以上。")
    assert [each.targets[0].deadline for each in goals] == [date(2030, 12, 31)] * 2


@pytest.mark.parametrize(
    "sentence",
    [
        "对整改不力的，要查清原因，责令限期补课。",
        "对无证经营的，一律依法取缔。",
        "以大数据平台为支撑，大力发展智慧物流。市区先行。",
        "一是为全区80岁以上老人免费安装智能门磁；",
        "现将附件印发你们，请对照清单逐条自查，要于4月底前上报结果。",
        "学校承诺：今后家长反映的问题三天内都会给出书面答复。",
        "成立由院长任组长的攻坚专班，办公室设在质控科。",
        "道路交通事故死亡人数同比下降5%以上。",
    ],
)
def test_what_is_to_be_done(sentence: str) -> None:
    assert "commitment" in [each.label for each in found(sentence, "zh")]


@pytest.mark.parametrize(
    "sentence",
    [
        "原定1月底前交付的安置房，至今仍未通过消防验收。",
        "部分街道应配备的60名专职网格员仅到岗22名。",
        "某区上报完成改造35处，实际核查只有19处达到标准。",
        "各单位要提高认识，强化担当意识，抓好贯彻落实。",
        "做好全年工作，要准确把握稳字当头的总基调。",
        "2023年以来，学院累计立项课题210项，获得经费6000万元。",
        "预计全年接待游客1200万人次。",
        "集团现有员工3200人，其中高级职称410人。",
        "实践证明，抓项目就是抓发展。",
        "2026年工作的总体思路是：落实根本任务，推动高质量发展。",
        "省人大代表高丽娟说：“希望教育部门尽快补足教师缺口。”",
        "问题一：部分雨水管网混接，污水直排问题突出。",
        "检测结果以第三方出具的报告为准。",
        "本规定执行期限为2026年1月1日至2030年12月31日。",
        "论坛由省发展研究中心主办，持续两天。",
        "会议强调，停车管理关系群众切身利益，各单位务必高度重视。",
        "一座充满希望的新城正在崛起。",
    ],
)
def test_what_is_only_told(sentence: str) -> None:
    assert "commitment" not in [each.label for each in found(sentence, "zh")]


def test_problems_under_their_heading_are_told() -> None:
    problem = "计划3月底前开工的二期工程进展不快，征迁协议签订35户。"
    text = f"一、存在的主要问题\n\n{problem}\n\n二、整改要求\n\n5月底前完成征迁。"
    assert [each.clean for each in commitments(text)] == ["5月底前完成征迁。"]


def test_a_bullet_above_a_paragraph_is_its_heading() -> None:
    text = "● 开放合作实现新突破\n全年举办经贸活动12场，引进外资企业8家，进出口总额增长9%以上。"
    assert len(commitments(text)) == 1
    assert len(commitments("● 推进旧城改造\n● 建设滨河公园\n● 整治背街小巷")) == 3


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("副院长韩雪梅作表态发言：“年内三级手术占比一定提高到50%以上。”", "韩雪梅"),
        ("“年底前所有村都能用上自来水。”县水务公司董事长马志远向代表们承诺。", "马志远"),
        ("“我们保证10月底前把管网全部换完。”供水公司总经理吴志强说。", "吴志强"),
        ("县教育局局长钱海燕汇报说：“我们将在暑假前整修全部校舍。”", "钱海燕"),
    ],
)
def test_who_pledges(sentence: str, speaker: str) -> None:
    pledge = only(sentence, "zh")
    assert pledge.speaker
    assert pledge.speaker.name == speaker


def test_goals_after_a_year_are_due_with_it() -> None:
    text = (
        "到2028年，航运振兴取得重要进展。港口吞吐能力稳步提升；船员收入渠道进一步拓宽；沿岸环境明显改善。\n"
        "2027年3月15日前，开通轮渡。码头管理机制进一步健全。\n"
    )
    dues = [each.deadline for each in commitments(text)]
    assert dues[:4] == [date(2028, 12, 31)] * 4
    assert dues[4:] == [date(2027, 3, 15), None]


@pytest.mark.parametrize(
    "sentence",
    [
        "各港可以从本地实际需要出发，制定促进航运的管理办法。",
        "让我们更加紧密地团结起来，迎难而上、开拓进取，为建设海洋强市作出新的贡献！",
        "实施航运振兴，是全市作出的重大决策，是建设港口城市的历史任务。",
    ],
)
def test_what_may_be_done_or_is_only_praised_is_no_commitment(sentence: str) -> None:
    assert not commitments(sentence)


@pytest.mark.parametrize("sentence", ["各县可研批复工作4月完成。", "各港可研报告完成评审。"])
def test_a_feasibility_study_is_no_permission(sentence: str) -> None:
    assert commitments(sentence)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "（一）补齐居住社区短板\n1.新建小区全部预留设施安装条件，由市规划局在规划条件中明确。",
            "commitment",
        ),
        ("认真落实支持中小企业特别是小微企业发展的有关政策，促进企业发展。", "commitment"),
        ("今年的主要任务是促进实现全民基本医保。", "commitment"),
        ("超充站占比由不足3%提高到15%。", "commitment"),
        ("县卫生健康局遴选一批医疗机构，与乡村学校开展结对帮扶。", "commitment"),
        ("目前全市课后服务学校覆盖率100%，每天不少于2小时。", "fact"),
        ("投资下滑主要受房地产开发和个别重大项目收尾影响。", "fact"),
    ],
)
def test_measures_and_what_is_so(text: str, label: str) -> None:
    assert every(f"某县2026年工作安排\n\n{text}\n")[-1].label == label


@pytest.mark.parametrize(
    "sentence",
    [
        "补助比例最高不超过设备投资额的30%，单个项目补助上限为200万元。",
        "表中“新建”指2026年新开工项目，续建项目不计入。",
    ],
)
def test_terms_of_a_subsidy_and_of_a_table_are_none(sentence: str) -> None:
    assert not commitments(sentence)


def test_a_look_back_ends_where_a_meeting_decides() -> None:
    text = (
        "该厂2019年投运，去年平均负荷率已达93%。会议同意采用新工艺，总投资控制在2.8亿元以内。"
        "市建设局要倒排工期，4月完成可研批复。缺口由市财政局通过专项债解决。"
    )
    assert [each.label for each in every(f"某县专题会议纪要\n\n{text}\n")][-3:] == ["commitment"] * 3


def test_rows_set_with_blanks_hold_several_bodies_and_go_on_in_the_next_line() -> None:
    rows = (
        "序号 任务名称 主要内容 责任单位 时限\n1 食堂改造 改造食堂23个 县教育局 8月底前\n"
        "2 免费筛查 提供免费筛查 县妇联 县卫健局 10月底前\n3 公厕提升 新改建公厕8-10座 县城管局 9月底前\n"
        "4 医生培养 招录定向培养医生30名 县卫健局\n县人社局 12月底前\n5 客运站迁建 完成主体工程 县交通局 11月底前\n"
    )
    made = commitments(rows)
    assert [each.deadline.month for each in made if each.deadline] == [8, 10, 9, 12, 11]
    assert [who(each)[0] for each in made][1] == ["县妇联", "县卫健局"]
    assert [who(each)[0] for each in made][3] == ["县卫健局", "县人社局"]


def test_several_targets_in_a_cell_and_counts_in_words() -> None:
    table = (
        "| 任务 | 目标 | 责任单位 | 时限 |\n|---|---|---|---|\n"
        "| 抓好生产 | 面积稳定在48.6万亩以上，总产量21万吨左右 | 县农业局 | 10月底 |\n"
    )
    (row,) = commitments(table)
    assert quantities(row)[0][:2] == (">=", 486000)
    assert quantities(row)[1][:2] == ("about", 210000)
    (twice,) = commitments("每年组织不少于两次食品安全抽检，发现问题依法处置。")
    assert quantities(twice)[0][:2] == (">=", 2)


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("押金须实行存管，留存比例不得低于预收费总额的20%。", [(">=", 20, "%")]),
        ("停车场按不低于车位数20%的比例配建充电车位。", [(">=", 20, "%")]),
        ("市城管局务必于5月20日前完成12处重点易涝点整治。", [("=", 12, "处")]),
        ("市财政局3月底前预拨资金5000万元。", [("=", 50_000_000, "元")]),
    ],
)
def test_limits_of_a_part_and_what_is_made(sentence: str, targets: list) -> None:
    (finding,) = commitments(sentence)
    assert quantities(finding) == targets


def test_goals_that_a_list_of_aims_names() -> None:
    text = (
        "主要预期目标是：地区生产总值增长6%左右，固定资产投资增长8%；财政收入增长4%；城镇新增就业1万人以上。"
    )
    made = every(f"某县2026年政府工作报告\n\n一、总体要求\n\n{text}\n")
    assert [each.label for each in made] == ["commitment"] * 3
    assert [len(each.targets) for each in made] == [2, 1, 1]


def test_targets_of_an_outline_are_due_with_its_period() -> None:
    text = "某市国民经济和社会发展第十五个五年规划纲要\n\n第一章 目标\n\n居民收入稳步增长，森林覆盖率稳定在46%以上。\n"
    (finding,) = (each for each in every(text) if each.targets)
    assert finding.targets[0].deadline == date(2030, 12, 31)


@pytest.mark.parametrize(
    "sentence", ["她建议，由教育、财政两家联合摸底，三年内配齐教师。", "民生无小事，枝叶总关情。"]
)
def test_what_others_wish_and_sayings_are_none(sentence: str) -> None:
    assert not commitments(sentence)


def test_a_summary_of_a_year_and_plans_for_the_next() -> None:
    text = (
        "某镇2026年工作总结及2027年工作打算\n\n一、2026年主要工作\n\n乡村面貌改善。改造户厕612座，硬化道路18.4公里。\n\n"
        "二、2027年工作打算\n\n改造户厕300座。\n"
    )
    made = [
        each
        for each in read(txt(text), language="zh", dated=date(2026, 12, 28)).findings
        if "户厕" in each.text
    ]
    assert [each.label for each in made] == ["fact", "commitment"]


def test_a_list_after_a_look_back_is_what_comes() -> None:
    text = "2025年，区政府承诺的实事全部兑现，累计投入2亿元。\n\n1.一老一小照护提升\n\n新增普惠托位600个。\n"
    assert [each.label for each in every(f"某区2026年民生实事项目安排\n\n{text}")][-1] == "commitment"


@pytest.mark.parametrize(
    "sentence",
    [
        "计财科汇报，年初安排的22个项目已完工17个，累计支付1460万元。",
        "实际利用外资6120万美元，完成全年目标的68%；",
    ],
)
def test_what_a_report_tells_is_none(sentence: str) -> None:
    assert not commitments(sentence)


def test_offices_act_in_time_or_each_for_itself() -> None:
    (finding,) = commitments("统计部门适时研究建立再生资源回收统计制度。")
    assert who(finding)[0] == ["统计部门"]
    (finding,) = commitments("公安机关要加强对收购环节的巡查，严厉打击收赃销赃。")
    assert who(finding)[0] == ["公安机关"]
