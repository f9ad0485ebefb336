"""More titles of columns in Chinese task tables, by the field of `columns` that they name."""

from __future__ import annotations

TITLES: dict[str, tuple[str, ...]] = {
    "area": tuple(
        "任务类别 工作类别 类型 分类 模块 专项 存在问题 反馈问题 主要问题 问题 问题清单 问题表现".split()
    ),
    "task": tuple(
        "目标任务 任务目标 年度任务 年度重点任务 年度工作任务 年度目标任务 建设任务 整改任务 "
        "整改措施 整改举措 具体举措 主要举措 工作安排 主要工作 工作重点 工作项目 民生实事 "
        "实事项目 指标任务 承办事项 议定事项 办理事项 交办事项 督办事项 决定事项 落实事项 "
        "清单事项 工作内容及要求".split()
    ),
    "detail": tuple(
        "建设内容 建设内容及规模 建设规模及内容 项目内容 实施内容 任务描述 落实措施 推进措施 "
        "推进举措 任务要求".split()
    ),
    "aim": tuple("整改目标 预期目标 目标要求 任务指标 量化指标".split()),
    "standard": tuple(
        "验收标准 预期成果 预期效果 预期成效 标志性成果 完成标志 完成形式 成果 成效 进度要求".split()
    ),
    "deadline": tuple(
        "截止时间 截止日期 完成日期 计划完成时间 实施时间 计划时间 时间要求 整改时间 推进时间 "
        "办结时间 起止时间 时间".split()
    ),
    "lead": tuple("总牵头单位 主责部门 主办部门 主要责任单位".split()),
    "responsible": tuple(
        "责任科室 责任处室 责任院系 责任方 责任分工 整改单位 整改责任单位 承办部门 承办科室 "
        "实施主体 实施部门 落实部门 落实主体 建设单位 业主单位 主管部门 主管单位 完成单位 "
        "承担单位 负责单位 负责部门".split()
    ),
    "supporting": tuple("协同单位 协同部门 参与部门 参加单位 协作单位".split()),
    "supervising": tuple("督办部门 督导部门 监督单位 监管单位 督促单位 验收单位".split()),
    "accountable": tuple("第一责任人 整改责任人 经办人 联络员 项目负责人 直接责任人 牵头人".split()),
    "leader": tuple(
        "包联领导 包保领导 挂钩领导 挂联领导 督办领导 主管领导 县级领导 区级领导 校领导 "
        "院领导 责任校领导".split()
    ),
    "target": tuple("年度指标 计划数 任务数 考核指标".split()),
}
