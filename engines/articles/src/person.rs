//! Who wrote it, where no label says so.

/// Family names of nine in ten people in China.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付白邹孟熊秦邱江尹薛闫雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤康施牛樊葛邢齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿兰焦俞左柳甘宁符舒阮柯纪梅童凌毕季裴霍涂苗谷盛曲翁冉骆蓝游辛靳柴蒙鲍华喻祁蒲房滕屈饶牟艾尤阳穆司卓古吉缪车芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂佟臧闵苟邬边卞姬师仇栾隋刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝";
/// Marks that stand before a name.
const MARKS: [char; 12] = ['◎', '■', '●', '□', '○', '☆', '★', '▲', '△', '◆', '◇', '•'];
/// Words before a name; the longest first.
const WORDS: [&str; 12] =
    ["本报记者", "本刊记者", "本网记者", "特约记者", "特约撰稿", "通讯员", "记者", "文/", "文｜", "文|", "文 ", "By "];
/// Posts that stand before a name.
const POSTS: [&str; 20] = [
    "书记",
    "县长",
    "市长",
    "省长",
    "区长",
    "镇长",
    "乡长",
    "主任",
    "局长",
    "部长",
    "厅长",
    "院长",
    "校长",
    "董事长",
    "经理",
    "教授",
    "研究员",
    "主席",
    "秘书长",
    "记者",
];
/// A line with names is not longer.
const LINE_CHARS_MAX: usize = 40;

/// The name in a line such as `◎ 李永斌`, `文/李永斌` or `（本报记者 李永斌）`.
pub(super) fn byline(text: &str) -> Option<String> {
    if text.chars().nth(LINE_CHARS_MAX).is_some() || super::block::ends_like_sentence(text) {
        return None;
    }
    let inner = without_brackets(text);
    let marked = inner.strip_prefix(MARKS).map(closed_up).filter(|name| looks_like_names(name) || has_post(name));
    let word = || WORDS.iter().find_map(|word| inner.strip_prefix(word));
    let named = || word().map(closed_up).filter(|name| is_name_like(name));
    marked.or_else(named).map(|names| spaced(&names))
}

/// A line that is nothing but names: 李永斌, or 县委书记 李永斌. Only to be trusted beside a title.
pub(super) fn bare_names(text: &str) -> Option<String> {
    let text = closed_up(without_brackets(text));
    (text.chars().count() <= LINE_CHARS_MAX && (looks_like_names(&text) || has_post(&text))).then(|| spaced(&text))
}

/// What stands about the author below a text: `（作者系……）`.
pub(super) fn author_note(text: &str) -> Option<&str> {
    let bracketed =
        text.strip_prefix(['(', '（', '[', '【']).and_then(|text| text.strip_suffix([')', '）', ']', '】']));
    let inner = bracketed.unwrap_or(text).trim();
    let starts = |words: &[&str]| words.iter().any(|word| inner.starts_with(word));
    let about = starts(&["作者系", "作者为", "作者是", "作者单位", "作者简介", "本文作者"])
        || bracketed.is_some() && starts(&["作者"]);
    about.then_some(inner)
}

/// The name in such a note: `作者：李永斌，系……`.
pub(super) fn name_in_note(note: &str) -> Option<String> {
    let rest = note.trim_start_matches("本文").strip_prefix("作者")?.trim_start_matches(['：', ':', ' ']);
    let name: String = rest.chars().take_while(|c| super::marks::is_hanzi(*c) && !"系为是单简".contains(*c)).collect();
    is_name(&name).then_some(name)
}

fn without_brackets(text: &str) -> &str {
    let inner = text.strip_prefix(['(', '（', '[', '【']).and_then(|text| text.strip_suffix([')', '）', ']', '】']));
    inner.unwrap_or(text).trim()
}

/// 李　斌 is written wide to be as long as other names: single characters in a row are put together, of four the first two
/// and the last two.
pub(super) fn closed_up(text: &str) -> String {
    let is_single = |word: &str| word.chars().count() == 1 && word.chars().all(super::marks::is_hanzi);
    let mut closed = String::with_capacity(text.len());
    let (mut rest, mut singles) = (text.trim(), 0);
    while !rest.is_empty() {
        let (word, behind) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        rest = behind.trim_start();
        closed.push_str(word);
        singles = if is_single(word) { singles + 1 } else { 0 };
        let mut next = rest.split_whitespace().take_while(|word| is_single(word));
        let goes_on = match next.next() {
            Some(first) if singles == 2 => !SURNAMES.contains(first) || next.next().is_none(),
            Some(_) => singles > 0,
            None => false,
        };
        if !goes_on {
            closed.push_str(&behind[..behind.len() - rest.len()]);
            singles = 0;
        }
    }
    closed
}

fn is_name(name: &str) -> bool {
    (2..=4).contains(&name.chars().count())
        && name.chars().all(|c| super::marks::is_hanzi(c) || c == '·')
        && name.chars().next().is_some_and(|first| SURNAMES.contains(first))
}

fn looks_like_names(text: &str) -> bool {
    text.split([' ', '、', '，', ',', '/']).filter(|part| !part.is_empty()).all(is_name) && !text.is_empty()
}

fn spaced(names: &str) -> String {
    names.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names, or a Latin name.
fn is_name_like(text: &str) -> bool {
    let latin = text.chars().all(|c| c.is_ascii_alphabetic() || " .-'".contains(c))
        && text.contains(|c: char| c.is_ascii_uppercase());
    looks_like_names(text) || has_post(text) || latin && !text.is_empty()
}

fn has_post(text: &str) -> bool {
    text.rsplit_once(' ')
        .is_some_and(|(post, name)| is_name(name) && POSTS.iter().any(|known| post.trim_end().ends_with(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_words() {
        for (line, name) in [
            ("◎ 李永斌", "李永斌"),
            ("文/王小明", "王小明"),
            ("（本报记者 王小明 张三）", "王小明 张三"),
            ("By Jane Doe", "Jane Doe"),
            ("◎  赵  明  孙晓红", "赵明 孙晓红"),
            ("文/王 小 明", "王小明"),
            ("■ 王 明 李 刚", "王明 李刚"),
        ] {
            assert_eq!(byline(line).as_deref(), Some(name), "{line}");
        }
        for line in ["● 重点工作", "文化建设", "记者站", "◎ 关于我市的若干建议和办法。", "By and large"]
        {
            assert_eq!(byline(line), None, "{line}");
        }
        assert_eq!(bare_names("县委书记 王小明").as_deref(), Some("县委书记 王小明"));
        assert_eq!(bare_names("王  明").as_deref(), Some("王明"));
        assert_eq!(bare_names("（县委书记  赵  刚）").as_deref(), Some("县委书记 赵刚"));
        for line in ["总体要求", "前言", "摘要", "高质量发展"] {
            assert_eq!(bare_names(line), None, "{line}");
        }
    }

    #[test]
    fn a_note_about_the_author_is_no_text() {
        assert_eq!(author_note(" (作者系某局局长)".trim()), Some("作者系某局局长"));
        assert_eq!(name_in_note("作者：王小明，系某局局长").as_deref(), Some("王小明"));
        assert_eq!(name_in_note("作者系某局局长"), None);
        assert_eq!(author_note("作者的意见要听。"), None);
    }
}
