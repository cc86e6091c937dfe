//! The help of the command line in Chinese.

use clap::Command;

/// What each command is for.
const COMMANDS: &[(&str, &str)] = &[
    ("check", "检查报告：数据是否勾稽，章节是否齐全"),
    ("figures", "列出报告中识别出的全部数据"),
    ("explain", "说明一条规则检查什么、依据何在，并举例"),
    ("rules", "列出全部规则及其种类和严重程度"),
    ("schema", "输出 JSON 结果的 schema"),
];

/// What each argument is for, by its id.
const ARGUMENTS: &[(&str, &str)] = &[
    ("lang", "提示语言：zh 或 en [默认：依系统语言]"),
    ("color", "何时使用颜色"),
    ("paths", "报告文件，或存放报告的文件夹"),
    ("rules", "添加规则集 [默认：当前文件夹中的 crossfoot.yaml（如有）]"),
    ("format", "输出格式"),
    ("coverage", "列出每一项检查：哪些成立，哪些不成立，哪些未能核对及其原因"),
    ("fail_on", "出现不低于该程度的问题时退出码为 1"),
    ("rule", "规则标识，如 cn/revenue-parts；见检查结果或 crossfoot rules"),
    ("what", "output 即 check --format json 的输出"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
];

/// `command` with its help in Chinese.
pub(crate) fn translate(command: Command) -> Command {
    let command = command
        .about("核对预算与绩效报告中的数据是否勾稽一致")
        .long_about(
            "Crossfoot 直接阅读报告（文本、Markdown、YAML、JSON），找出其中的每一个数据，核对各项数据是否加总相符、前后一致，检查必备章节是否齐全，并指出问题所在。",
        )
        .after_help(
            "从这里开始：\n  crossfoot check 报告.txt              检查一份报告\n  crossfoot check 报告文件夹/           检查一个文件夹\n  crossfoot figures 报告.txt            查看识别出的数据\n  crossfoot check 报告.txt --coverage   查看哪些已核对、哪些未能核对\n\n退出码：0 未发现问题；1 有不低于 --fail-on 的问题；2 有内容未能检查。",
        );
    let mut command = arguments(command);
    for (name, about) in COMMANDS {
        command = command.mut_subcommand(name, |sub| arguments(sub.about(*about)));
    }
    command
}

fn arguments(mut command: Command) -> Command {
    let ids: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    for id in ids {
        if let Some((_, help)) = ARGUMENTS.iter().find(|(known, _)| *known == id) {
            command = command.mut_arg(id, |argument| argument.help(*help));
        }
    }
    command
}
