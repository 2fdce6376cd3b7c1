//! What a page has around an article: masthead, login, breadcrumb, buttons, lists of links, footer.
//!
//! Nothing here knows a certain site. A block is judged by its own shape (how long, how much of it links, whether it has
//! a full stop), by what the format says of its place, and by words that all such pages share.

use super::{
    block::{Block, Kind, Region, ends_like_sentence, has_stop},
    labels::About,
    moment, person,
};

/// Words that stand in furniture and hardly ever in an article.
const SURE_WORDS: [&str; 97] = [
    "当前位置",
    "您的位置",
    "您现在的位置",
    "您所在的位置",
    "所在位置：",
    "所在位置:",
    "ICP备",
    "icp备",
    "ICP证",
    "公网安备",
    "网站标识码",
    "版权所有",
    "Copyright",
    "COPYRIGHT",
    "copyright",
    "All Rights Reserved",
    "All rights reserved",
    "主办单位",
    "承办单位",
    "协办单位",
    "主办：",
    "承办：",
    "技术支持",
    "最佳浏览",
    "分辨率",
    "网站地图",
    "联系我们",
    "关于我们",
    "设为首页",
    "加入收藏",
    "无障碍",
    "长者模式",
    "关怀版",
    "扫一扫",
    "分享到",
    "打印本页",
    "我要打印",
    "关闭窗口",
    "关闭本页",
    "返回顶部",
    "上一篇",
    "下一篇",
    "相关新闻",
    "相关链接",
    "相关阅读",
    "相关文章",
    "相关稿件",
    "相关信息",
    "相关文档",
    "热点新闻",
    "推荐阅读",
    "网友评论",
    "友情链接",
    "邮政编码",
    "电子信箱",
    "责任编辑",
    "放大字体",
    "缩小字体",
    "恢复字体",
    "今天是",
    "欢迎访问",
    "用户名",
    "验证码",
    "忘记密码",
    "公务员邮箱",
    "编辑信箱",
    "网站声明",
    "隐私声明",
    "Skip to content",
    "Privacy Policy",
    "Terms of Use",
    "Related articles",
    "Share this",
    "点击蓝字",
    "收录于合集",
    "阅读原文",
    "点赞",
    "我要纠错",
    "政府网站找错",
    "许可证",
    "IPv6",
    "位访客",
    "位访问者",
    "Skip to main",
    "Font size",
    "相关报道",
    "相关专题",
    "我要评论",
    "猜你喜欢",
    "为您推荐",
    "精彩推荐",
    "编辑推荐",
    "新闻排行",
    "点击排行",
    "热门排行",
    "不良信息举报",
    "You may also like",
];
/// Words that stand in furniture as well as in headings.
const LIKELY_WORDS: [&str; 56] = [
    "首页",
    "登录",
    "登陆",
    "注册",
    "密码",
    "打印",
    "关闭",
    "返回",
    "收藏",
    "分享",
    "传真",
    "电话",
    "地址：",
    "地址:",
    "邮编",
    "邮箱",
    "E-mail",
    "English",
    "繁體",
    "繁体",
    "简体",
    "搜索",
    "检索",
    "字号",
    "字体",
    "微博",
    "微信",
    "客户端",
    "RSS",
    "订阅",
    "更多",
    "政务公开",
    "政务服务",
    "互动交流",
    "公众参与",
    "领导信箱",
    "公示公告",
    "通知公告",
    "新闻动态",
    "工作动态",
    "Home",
    "Login",
    "Search",
    "Print",
    "在看",
    "二维码",
    "智能问答",
    "手机版",
    "移动版",
    "长者助手",
    "热搜",
    "Share",
    "Tweet",
    "Email",
    "Subscribe",
    "Menu",
];
/// A sure word marks a block of so many characters; three words a block of any length up to [`FOOTER_CHARS_MAX`].
const CHARS_PER_WORD: usize = 45;
/// Footers in one block are not longer.
const FOOTER_CHARS_MAX: usize = 400;
/// Those of the sure words that stand among the contacts of a notice as well as in a footer.
const CONTACT_WORDS: [&str; 9] =
    ["主办单位", "承办单位", "协办单位", "主办：", "承办：", "技术支持", "联系我们", "邮政编码", "电子信箱"];
/// Those of the likely words that are no buttons.
const CONTACT_LABELS: [&str; 8] = ["传真", "电话", "地址：", "地址:", "邮编", "邮箱", "E-mail", "Email"];
/// From so many percent of links on, a block is a link.
const LINKED_PERCENT_MIN: u8 = 60;

/// How surely a block is furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Furniture {
    /// It may be text.
    No,
    /// It looks like it: among text it is text, among furniture it is furniture.
    Likely,
    /// No article has such a block.
    Sure,
}

/// How surely the block is furniture.
pub(super) fn furniture(block: &Block) -> Furniture {
    if block.region == Region::Furniture {
        return Furniture::Sure;
    }
    let words = count(&SURE_WORDS, block);
    let sure = words > 0 && block.chars <= CHARS_PER_WORD * words || words > 2 && block.chars <= FOOTER_CHARS_MAX;
    if sure && !is_long_sentence(block) || is_breadcrumb(block) || is_row_of_buttons(block) {
        return Furniture::Sure;
    }
    let linked = is_linked(block);
    let short = !has_stop(&block.text) && block.chars <= CHARS_PER_WORD;
    let likely = linked
        || block.region == Region::Aside
        || short && count(&LIKELY_WORDS, block) > 0 && !matches!(block.kind, Kind::Heading(_) | Kind::Title)
        || block.text.contains('…')
            && short
            && block.text.ends_with(['…', '.'])
            && !ends_like_sentence(block.text.trim_end_matches(['…', '.']));
    if likely || is_dated_link(block) { Furniture::Likely } else { Furniture::No }
}

fn count(words: &[&str], block: &Block) -> usize {
    if block.chars > FOOTER_CHARS_MAX { 0 } else { words.iter().filter(|word| block.text.contains(**word)).count() }
}

/// A sentence that happens to have such a word: 要加强责任编辑的培训，……。
fn is_long_sentence(block: &Block) -> bool {
    const LONG: usize = 24;
    let hard = ["ICP备", "公网安备", "版权所有", "分辨率", "欢迎访问", "ights reserved", "Copyright"]
        .iter()
        .any(|word| block.text.contains(word));
    !hard && block.text.ends_with('。') && block.chars > LONG && count(&SURE_WORDS, block) < 2
}

/// Whether most of it leads elsewhere.
pub(super) fn is_linked(block: &Block) -> bool {
    block.linked >= LINKED_PERCENT_MIN
}

/// Whether nothing but words of contacts makes it look like a footer: 主办单位：县政府办公室.
pub(super) fn is_contact(block: &Block) -> bool {
    block.region != Region::Furniture
        && !is_breadcrumb(block)
        && !is_row_of_buttons(block)
        && count(&SURE_WORDS, block) == count(&CONTACT_WORDS, block)
}

/// Words of buttons and nothing else: 收藏 分享 打印.
pub(super) fn is_buttons(block: &Block) -> bool {
    let is_button = |word: &&str| LIKELY_WORDS.contains(word) && !CONTACT_LABELS.contains(word);
    let words = block.text.split_whitespace();
    words.clone().filter(is_button).count() * 2 > words.count()
}

/// What stands above lists of other pages and counts readers; only below a text is it sure to be that.
pub(super) fn leads_on(block: &Block) -> bool {
    const HEADS: [&str; 9] = [
        "相关文件",
        "热门文章",
        "热点文章",
        "最新文章",
        "最新评论",
        "打印本文",
        "打印此页",
        "Related stories",
        "Contact us",
    ];
    const NEIGHBOURS: [&str; 6] = ["上一条", "下一条", "上一页", "下一页", "前一篇", "后一篇"];
    const COUNTS: [&str; 5] = ["阅读", "阅读量", "浏览", "浏览次数", "点击"];
    let counted = block.text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || "：:次".contains(c));
    HEADS.contains(&block.text.trim_end_matches(['：', ':']))
        || NEIGHBOURS.iter().any(|word| block.text.starts_with(word)) && !has_stop(&block.text)
        || counted.len() < block.text.len() && COUNTS.contains(&counted)
}

/// 首页 >> 政务公开 > 文件.
pub(super) fn is_breadcrumb(block: &Block) -> bool {
    let steps = block.text.matches(['>', '»', '›', '＞']).count();
    steps > 0
        && block.chars <= 120
        && !has_stop(&block.text)
        && (steps > 1 || ["首页", "Home", "位置"].iter().any(|word| block.text.contains(word)))
}

/// 【大】【中】【小】, 首页 | 机构 | 公开, [打印] [关闭].
pub(super) fn is_row_of_buttons(block: &Block) -> bool {
    let bars = block.text.matches(['|', '｜', '丨', '┊']).count();
    let brackets = block.text.matches(['【', '[']).count();
    let inside = brackets > 1 && block.text.starts_with(['【', '[']) && block.text.ends_with(['】', ']']);
    block.chars <= 160
        && !has_stop(&block.text)
        && (bars > 1 && block.chars / (bars + 1) <= 8 || inside && block.chars / brackets <= 12)
}

/// A line of a list of articles: a title with its day.
pub(super) fn is_dated_link(block: &Block) -> bool {
    const LINK_CHARS_MAX: usize = 80;
    if block.chars > LINK_CHARS_MAX || has_stop(&block.text) {
        return false;
    }
    let Some(found) = moment::find(&block.text) else {
        return false;
    };
    let beside = block.text[..found.start].trim_end_matches(['[', '(', '（', ' ']).chars().count();
    let behind = block.text[found.end..].trim_matches([']', ')', '）', ' ']).chars().count();
    beside == 0 && behind > 6 || behind == 0 && beside > 6 && block.text[..found.start].ends_with([' ', '[', '(', '（'])
}

/// How much a block speaks for being part of the article's text; the text is where the sum is greatest.
pub(super) fn worth(block: &Block, furniture: Furniture, about: &About) -> i32 {
    /// A block that no text has inside it, unless there is far more text on both sides.
    const BARRIER: i32 = -400;
    /// A line with time and source stands above or below a text.
    const ABOUT: i32 = -3_000;
    /// One paragraph does not outweigh a page of links.
    const PARAGRAPH_MAX: usize = 400;
    let chars = i32::try_from(block.chars.min(PARAGRAPH_MAX)).unwrap_or(0);
    if about.surety > 1 {
        return ABOUT;
    }
    match furniture {
        Furniture::Sure => BARRIER,
        Furniture::Likely if is_prose(block) && !is_linked(block) => chars - 60,
        Furniture::Likely => -40,
        Furniture::No if is_prose(block) => chars,
        Furniture::No => worth_of_short(block),
    }
}

fn worth_of_short(block: &Block) -> i32 {
    const ITEM_CHARS_MIN: usize = 10;
    match block.kind {
        Kind::Heading(_) | Kind::Title => -1,
        Kind::Row => 0,
        _ if person::author_note(&block.text).is_some() => -8,
        _ if is_enumerated(&block.text)
            || block.text.starts_with("附件")
            || block.kind == Kind::Item && block.chars >= ITEM_CHARS_MIN =>
        {
            8
        }
        _ if block.text.ends_with(['：', ':']) => -1,
        _ => -8,
    }
}

/// Whether a block reads like prose: it has full stops, or is too long for a heading and has commas.
pub(super) fn is_prose(block: &Block) -> bool {
    const LONG: usize = 60;
    const SHORT: usize = 4;
    let commas = block.text.contains(['，', '、', ',']);
    has_stop(&block.text) && block.chars >= SHORT
        || block.chars > LONG && commas
        || block.chars > LONG && block.text.ends_with(['！', '？', '!', '?'])
}

/// 一、 （二） 3. 第四条: a numbered line.
pub(super) fn is_enumerated(text: &str) -> bool {
    const NUMERALS: &str = "一二三四五六七八九十百零〇0123456789０１２３４５６７８９";
    let bracketed = text.starts_with(['（', '(']);
    let ordinal = text.starts_with('第');
    let rest = if bracketed || ordinal { text.trim_start_matches(['（', '(', '第']) } else { text };
    let count = rest.chars().take_while(|c| NUMERALS.contains(*c)).count();
    let after: String = rest.chars().skip(count).take(2).collect();
    let behind = |marks: &str| after.chars().next().is_some_and(|c| marks.contains(c));
    let decimal = after.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    let numbered = (1..=4).contains(&count)
        && (bracketed && behind("）)")
            || ordinal && behind("章节条款编部分")
            || !bracketed && behind("、.．）)") && !decimal);
    numbered || matches!(text.chars().next(), Some('①'..='⑳' | '⑴'..='⒇' | '㈠'..='㈩'))
}
