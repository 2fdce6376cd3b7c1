house-name = 梧桐
skip-to-content = 跳到正文
breadcrumb-label = 当前位置
menu-label = 主菜单
sign-in = 登录
sign-out = 退出
close = 关闭
type-size-label = 字号
type-size-larger = 放大字体
type-size-normal = 恢复字体
type-size-smaller = 缩小字体
browser-ok = 确定
browser-cancel = 取消
browser-zoom-in = 放大地图
browser-zoom-out = 缩小地图
browser-island-failed = 图没有画出来；数据见旁边的表格或清单。
browser-request-failed = 没有连上服务器，内容没有更新。请稍后再试。
as-of-notice = 本页按 { $day } 的情况显示。
as-of-today = 回到今天
light-green = 正常
light-amber = 预警
light-red = 滞后
light-unknown = 未知
form-errors = 有几处需要更正
download-xlsx = 导出 XLSX
pager-label = 翻页
pager-previous = 上一页
pager-next = 下一页
pager-exactly = 第 { $first }–{ $last } 条，共 { $count } 条
pager-beyond = 这一页没有内容，共 { $count } 条
pager-more-than = 第 { $first }–{ $last } 条，共 { $count } 条以上
chart-as-table = 以表格查看
difference-field = 字段
stale-current = 现在的内容
stale-yours = 您填写的内容
stale-over-it = 看过了，仍按我填写的保存
error-back = 回到我的待办
error-as-of-public = 公开页面显示哪一天由园区决定，不能看 { $given }。去掉地址中的 as_of 再打开。
error-as-of-future = { $given } 还没有到，没有人知道那天的情况。请选今天或以前的日期。
error-as-of = “{ $given }”不是日期。请写成 2020-08-20 的样子。
error-not-found-title = 没有找到
error-not-found-advice = 没有这一页，或者它不对您开放。请核对地址。
error-forbidden-title = 没有权限
error-forbidden-advice = 您的角色不能打开这一页。需要的话，请向管理员申请。
error-sign-in-title = 请先登录
error-sign-in-advice = 登录以后可以继续。
error-change-password-title = 请先修改密码
error-change-password-advice = 一次性密码只能用来设置您自己的密码。
error-expired-title = 表单已过期
error-expired-advice = 这张表单已经提交过，或者打开得太久了。请返回上一页、刷新后再提交。
error-malformed-title = 请求有误
error-malformed-advice = 浏览器发来的内容无法读懂。请返回上一页再试。
error-too-large-title = 内容太大
error-too-large-advice = 最多 { $limit } MB。请拆成几份再上传。
error-bad-value-title = 地址有误
error-bad-value-advice = 地址里有一处无法读懂。
error-stale-title = 已被他人修改
error-stale-advice = 在您填写期间，有人先保存了修改，您的修改没有写入。下面是两个版本的不同之处；看过之后，可以仍按您填写的保存，或者放弃。
error-closed-title = 正在重启
error-closed-advice = 系统正在重启，请过一会儿再试。您填写的内容没有写入。
error-internal-title = 系统出错
error-internal-advice = 出错原因已记入日志，没有写入任何内容。请稍后再试；如果还是不行，请告知管理员出错的时间。
unit-cny = 元
unit-cny-large = 万元
unit-cny-huge = 亿元
unit-count = 项
unit-share = %
unit-m2 = m²
unit-mu = 亩
unit-day = 天
unit-m3 = m³
unit-kwh = 千瓦时
unit-t = 吨
unit-kg = 千克
unit-flag = 是或否
unit-date = 日期
figure-yes = 是
figure-no = 否
unknown-fact = 事实“{ $fact }”现在没有数
unknown-no-records = 还没有记录
unknown-division-by-zero = 除数为零
unknown-not-a-number = 算不出结果
expression-empty = 表达式还是空的
expression-too-long = 表达式有 { $length } 个字符，最多 { $limit } 个
expression-too-deep = 第 { $at } 个字符：括号或符号嵌套超过 { $limit } 层
expression-unfinished = 表达式没有写完
expression-syntax = 第 { $at } 个字符：“{ $found }”不能写在这里
expression-not-allowed = 第 { $at } 个字符：指标里不能使用{ $what ->
    [loop] 循环
    [list] 列表
    [map] 映射
    [text] 文字
    [index] 下标
    [null] 空值
   *[other] “{ $what }”
}
expression-unknown-fact = 第 { $at } 个字符：没有事实 { $name }
expression-unknown-fact-near = 第 { $at } 个字符：没有事实 { $name }；是不是 { $suggestion }？
expression-unit-mismatch = 第 { $at } 个字符：{ $left } 与 { $right } 单位不合，不能相加减或比较
expression-wrong-type = 第 { $at } 个字符：这里要{ $expected ->
    [number] 数
    [flag] “是或否”
   *[date] 日期
}，写的是{ $found ->
    [number] 数
    [flag] “是或否”
   *[date] 日期
}
expression-wrong-count = 第 { $at } 个字符：函数 { $function } 要 { $takes } 个值
expression-wrong-result = 结果是{ $found ->
    [number] 数
    [flag] “是或否”
    [date] 日期
   *[other] 以 { $found } 计的数
}，指标的单位是 { $expected }
measure-missing = 请填写
measure-text = 超过 200 个字符，或含有看不见的字符
measure-id = “{ $given }”不能作编号：请用 1 到 60 个小写字母、数字、点、连字符或下划线
measure-unit = “{ $given }”不是单位：可用 count、share、cny、m2、mu、day、m3、kwh、t、kg、flag，或 cny/mu 这样的比
measure-date-unit = 日期没有目标值；请改用天数或是否
measure-direction = 请选择方向
measure-number = “{ $given }”不是数；请写成 0.6、60% 或 1200000 的样子
measure-day = “{ $given }”不是日期；请写成 2020-08-20 的样子
measure-half-baseline = 基期值和基期日要么都填，要么都不填
measure-due-before-baseline = 要晚于基期日
measure-amber = 要在 0 与 0.5 之间
gantt-today = 今天
gantt-year = { $year }年
gantt-quarter = { $quarter }季
gantt-day = 阶段或日期
documents = 已上传的文件
documents-none = 还没有上传文件。
document-new = 上传文件
document-kind = 材料种类
document-kind-missing = 请选择材料种类。
document-file = 文件
document-file-help = 不超过 { $limit } MB，可用格式：{ $accepted }。
document-file-missing = 请选择文件。
document-hand-in = 上传
document-new-version = 上传新版本
document-version = 第 { $version } 版
document-older = { $count } 个旧版本
document-save = 下载 { $name }
document-scan-clean = 病毒扫描通过
document-take-back = 撤回
document-take-back-do = 撤回此版本
document-reason = 原因
document-reason-missing = 请说明原因，不超过 500 字。
document-same = 内容与最新版本完全相同。
document-refused-empty = 文件是空的。
document-refused-too-large = 文件超过 { $limit } MB，请压缩或拆分后再上传。
document-refused-other-type = “{ $name }”：不接收此类文件。可用格式：{ $accepted }。
document-refused-other-content = 文件名标明是 { $named }，内容却是 { $found }。请按正确格式重新保存后上传。
document-refused-macros = 文件含有宏，请另存为不含宏的文件后上传。
document-refused-bomb = 文件压缩率异常，打开不安全。请重新保存后上传。
document-refused-infected = 病毒扫描发现问题，文件没有保存。
document-refused-not-scanned = 病毒扫描暂时不可用，文件没有保存，请稍后再试。
document-refused-unkept = 文件未能保存，请稍后再试。
flash-document-handed-in = 文件已上传。
flash-document-taken-back = 文件已撤回。
verb-attachment-added = 上传文件
verb-attachment-replaced = 上传文件新版本
verb-attachment-removed = 撤回文件
verb-attachment-restored = 载入文件
search = 搜索
search-label = 搜索项目、政策和文章
search-public-label = 站内搜索
search-hint = 可输入词语、名称或编号；多个词语需同时出现。
search-nothing = 没有找到
search-nothing-advice = 请减少词语或换用更短的词语。
search-all-of-kind = 全部 { $count } 条{ $kind }
search-all-kinds = 全部类别
related = 相关记录
search-kind-article = 公开文章
accessible-mode-on = 无障碍模式
accessible-mode-off = 退出无障碍模式
print-numerals = 一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十
print-numbered = { $number }、{ $title }
print-page-number = 第 { $page } 页，共 { $pages } 页
print-no-font = 本机没有中文字体，印不出 PDF
print-no-font-advice = 请系统管理员安装字体（Debian：apt install fonts-noto-cjk），或在设置 fonts 中写明字体文件，然后重启。DOCX 不需要字体，现在就可以下载。
print-docx = 下载 DOCX
error-invalid-token-title = 访问令牌无效
error-invalid-token-advice = 令牌有误、已到期或已吊销，或者所属账号已停用、须先修改密码。请在 /account/tokens 另行生成。
error-out-of-reach-title = 访问令牌权限不足
error-out-of-reach-advice = 令牌只能读取，或限于接口的其他部分。请生成权限足够的令牌。
error-other-method-title = 这个地址不能直接打开
error-other-method-advice = 它只接受页面上的表单。请从项目、事项等页面进入（程序请看 Allow 头）。
api-stale = 已被他人修改：记录现为第 { $version } 版，请重新读取。
api-key-reused = 这个 Idempotency-Key 已用于另一项修改，请换一个。
api-json = 修改须以 application/json 发送。
api-octets = 文件须以 application/octet-stream 发送。
api-key = 请带上 Idempotency-Key 头，8 至 64 个字母、数字或连字符：同一个值只执行一次。
api-body = 内容无法读懂。
api-query = 地址里的查询条件无法读懂。
api-too-large = 最多 { $limit } KB。

table-too-many-bytes = 文件超过 { $max } MiB，请拆分后再导入
table-too-many-rows = 文件超过 { $max } 行，请拆分后再导入
table-too-many-columns = 第 { $row } 行超过 { $max } 列
table-cell-too-long = 第 { $row } 行有一格超过 { $max } 个字
table-empty = 文件是空的；第一行应为列名
table-encoding = 文字编码是 { $encoding }，请另存为 UTF-8 或 GB18030
table-old-excel = 这是 2007 年以前的 Excel 文件（.xls），请另存为 .xlsx 或 CSV
table-damaged = 无法读取该表格（{ $message }），请用 Excel 打开后重新保存
table-broken-quote = 第 { $line } 行引号不成对；引号内的引号要写两个
table-missing-column = 没有名为“{ $expected }”的列；第一行应为列名
table-column-twice = “{ $header }”列出现了两次
table-header-unit = “{ $header }”列的单位应为{ $expected }
table-write = 文件无法生成（{ $message }）
