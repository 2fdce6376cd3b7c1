menu-work = 我的待办
menu-people = 人员和单位
menu-journal = 流水

flash-saved = 已保存。
flash-password-changed = 密码已修改，其他地方的登录都已退出。
flash-second-step-on = 两步验证已开启。
flash-second-step-off = 两步验证已关闭。
flash-sessions-ended = 所有登录都已退出。

save = 保存
filter = 筛选
filter-none = 清除筛选
filter-text = 查找
wait-until = 输错次数太多，请等约 { $minutes } 分钟，{ $moment } 以后再试。

sign-in-wrong = 登录名或密码不对。
sign-in-code-needed = 这个账号开启了两步验证，请再次输入密码，并填写手机上的动态码。
sign-in-code-help = 开启了两步验证的账号才需要填写。

field-login = 登录名
field-name = 名称
field-person = 姓名
field-name-zh = 中文名称
field-name-en = 英文名称
field-organisation = 单位
field-post = 岗位
field-email = 电子邮箱
field-language = 语言
field-role = 角色
field-roles = 角色
field-state = 状态
field-source = 来源
field-kind = 类别
field-id = 标识
field-credit-code = 统一社会信用代码
field-password = 密码
field-password-current = 现在的密码
field-password-new = 新密码
field-password-again = 再输入一次新密码
field-code = 动态码
field-second-step = 两步验证
field-must-change-password = 须修改密码
field-disabled = 已停用
field-version = 版本
field-address = 网络地址
field-sessions = 登录数
field-notices = 通知数
field-demo = 演示说明

language-zh-CN = 中文
language-en = English

role-administrator = 系统管理员
role-auditor = 审计员
organisation-kind-bureau = 管委会部门
organisation-kind-enterprise = 企业
organisation-kind-public = 社会公众

own-account = 我的账号
own-account-note = 姓名、单位、岗位和角色由管理员维护。
no-roles = 没有角色
safety = 登录安全
change-password = 修改密码
password-help = 至少 10 个字符，不能和登录名相同。
password-not-the-same = 两次输入的新密码不一样。
password-too-short = 密码至少要有 10 个字符。
password-too-long = 密码最多 200 个字符。
password-guessable = 这个密码太容易猜到，请换一个。
password-unchanged = 新密码和现在的密码相同，请换一个。
end-own-sessions = 退出所有登录
end-own-sessions-question = 所有设备上的登录都会退出，包括这里。要继续吗？

second-step = 两步验证
second-step-is-on = 两步验证已开启：登录时除了密码，还要填写手机上的动态码。
second-step-is-off = 两步验证没有开启。
second-step-lead = 用手机上的身份验证应用扫描下面的二维码，再填写应用显示的六位动态码。
second-step-picture = 供身份验证应用扫描的二维码；也可以手工输入下面的密钥
second-step-by-hand = 不能扫描时，手工输入密钥：
second-step-code-help = 六位数字，每 30 秒更换一次，用过的不能再用。
second-step-switch-on = 开启两步验证
second-step-switch-off = 关闭两步验证

people = 人员
organisations = 单位
add-person = 添加人员
add-organisation = 添加单位
nobody-found = 没有符合条件的记录
nobody-found-advice = 请放宽筛选条件。
account-in-use = 使用中
account-disabled = 已停用
account-one-time-password = 一次性密码
login-help = 小写字母开头，可用小写字母、数字、点、横线；以后不能更改。
credit-code-help = 18 位；不知道可以不填。
roles-help = 保存角色以后，此人的所有登录都会退出。
save-roles = 保存角色
reset-password = 重置密码
reset-password-question = 要为{ $name }生成新的一次性密码吗？此人的所有登录都会退出。
disable-account = 停用账号
disable-account-question = 要停用{ $name }的账号吗？此人的所有登录都会退出，记录保留。
enable-account = 恢复账号
end-sessions = 退出其所有登录
remove-second-step = 取消两步验证
remove-second-step-question = 要取消{ $name }的两步验证吗？请先确认是本人丢失了手机。
one-time-password = 一次性密码
one-time-password-lead = 账号 { $login } 可以用下面的一次性密码登录：
one-time-password-advice = 密码只显示这一次。请当面或电话告知本人；首次登录后必须修改。
back-to-person = 查看此人

refused-unknown-role = 没有“{ $role }”这个角色。
refused-unknown-organisation = 没有这个单位，请先添加单位。
refused-login-taken = 登录名 { $login } 已有人使用，请换一个。
refused-id-taken = 标识 { $id } 已经使用，请换一个。
refused-code-taken = 这个信用代码已属于单位 { $other }。
refused-last-administrator = 这是本园区最后一位系统管理员，请先让另一人成为管理员。
refused-wrong-password = 密码不对。
refused-wrong-code = 动态码不对或已经用过，请等下一个。
refused-second-step-on = 两步验证已经开启，请先关闭。

flaw-empty = 请填写这一项。
flaw-too-long = 最多 { $most } 个字符。
flaw-invisible = 含有看不见的字符，请重新输入。
flaw-formula = 不能以 = + - @ 开头，表格软件会当作公式。
flaw-email = 这不是电子邮箱地址。
flaw-language = 请选择中文或英文。
flaw-key = 2 到 40 个字符，小写字母开头，可用小写字母、数字、点、横线、下划线；不能是 public 或 new。
flaw-kind = 请选择类别。
flaw-credit-code-length = 统一社会信用代码有 18 位，这里有 { $got } 位。
flaw-credit-code-character = 第 { $position } 位的“{ $found }”不会出现在信用代码里。
flaw-credit-code-check = 校验位不符，有一位输错了。

work = 我的待办
work-late = 滞后
work-soon = 预警
work-all = 全部
work-light = 状态
work-what = 事项
work-why = 原因
work-due = 期限
work-nothing = 没有等您处理的事项
work-nothing-advice = 有新的事项时，会出现在这里。
notices = 通知
notices-none = 没有通知。
notices-mark-read = 全部标为已读
notice-new = 新

journal = 流水
journal-lead = 每一次变更都记在这里：谁、何时、改了什么。记录前后相链，改动会被发现。
journal-of-this = 变更记录
journal-nothing = 没有符合条件的流水
journal-entry = 流水第 { $sequence } 条
journal-sequence = 序号
journal-at = 时间
journal-actor = 何人
journal-actor-help = 登录名；程序自动所做写作 system:名称。
journal-on-behalf-of = 代表
journal-verb = 动作
journal-subject = 对象
journal-kind = 对象类别
journal-id = 对象标识
journal-from = 起始日期
journal-to = 截止日期
journal-change = 变更内容
journal-before = 变更前
journal-after = 变更后
journal-no-content = 这条流水只记动作，没有内容。
journal-chain = 链
journal-previous = 前一条的哈希
journal-hash = 本条的哈希
actor-system = 系统
actor-public = 未登录者

subject-account = 账号
subject-organisation = 单位
subject-zone = 园区
subject-login-failure = 登录失败
verb-zone-created = 建立园区
verb-zone-edited = 修改园区
verb-organisation-added = 添加单位
verb-organisation-edited = 修改单位
verb-account-added = 添加账号
verb-account-edited = 修改账号
verb-account-roles-changed = 改变角色
verb-account-disabled = 停用账号
verb-account-enabled = 恢复账号
verb-account-first-administrator = 设立首位管理员
verb-account-language-chosen = 选择语言
verb-account-password-chosen = 本人设置密码
verb-account-password-reset = 重置密码
verb-account-password-changed = 密码已变
verb-account-password-refused = 密码不对
verb-account-code-refused = 动态码不对
verb-account-second-step-changed = 两步验证已变
verb-session-started = 登录
verb-session-ended = 退出
verb-session-all-ended = 退出所有登录
verb-notice-read = 读过通知
notice-mail =
    { $name }：您好。

    { $text }

    { $link }
