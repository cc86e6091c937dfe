//! The help of the command line in Chinese.

use clap::{Arg, ArgAction, Command};

/// What each command is for.
const COMMANDS: &[(&str, &str)] = &[
    ("check", "检查报告：数据是否勾稽，章节是否齐全"),
    ("figures", "列出报告中识别出的全部数据"),
    ("trace", "逐行列出一条规则在报告中怎样取数、怎样计算"),
    ("explain", "说明一条规则检查什么、依据何在，并举例"),
    ("rules", "列出全部规则及其种类和严重程度"),
    ("schema", "输出 JSON 结果的 schema"),
];

/// What `--lang` is for; it names its values itself.
const LANGUAGES: &str = "提示语言：zh 或 en [默认：依系统语言]";

/// What each argument is for, by its id.
const ARGUMENTS: &[(&str, &str)] = &[
    ("lang", LANGUAGES),
    ("color", "何时使用颜色"),
    ("paths", "报告文件，或存放报告的文件夹；- 表示标准输入"),
    ("stdin_name", "标准输入显示的名称，由其扩展名决定格式"),
    ("rules", "添加规则集 [默认：当前文件夹中的 crossfoot.yaml（如有）]"),
    ("hidden", "一并读取文件中隐藏的内容，如隐藏的工作表"),
    ("format", "输出格式"),
    ("coverage", "列出每一项检查：哪些成立，哪些不成立，哪些未能核对及其原因"),
    ("unbound", "只列出未参与任何核对的数据：没有等式用到，也没有规则提到；未能理解的和孤立的数据都在其中"),
    ("fail_on", "出现不低于该程度的问题时退出码为 1"),
    ("rule", "规则标识，如 cn/revenue-parts；见检查结果或 crossfoot rules"),
    ("all", "列出所有各项、各行和各处，而不只是开头几个"),
    ("what", "output 即 check --format json 的输出"),
];

/// `command` with its help in Chinese.
pub(crate) fn translate(command: Command) -> Command {
    let command = command
        .about("核对预算与绩效报告中的数据是否勾稽一致")
        .long_about(
            "直接阅读报告（Word、Excel、文本、Markdown 等），找出其中的每一个数据，\n\
             核对各项数据是否加总相符、前后一致，检查必备章节是否齐全，并指出问题所在。",
        )
        .subcommand_help_heading("命令")
        .after_help(
            "从这里开始：\n  crossfoot check 报告.txt              检查一份报告\n  crossfoot check 报告文件夹/           检查一个文件夹\n  \
             crossfoot figures 报告.txt            查看识别出的数据\n  crossfoot check 报告.txt --coverage   查看哪些已核对、哪些未能核对\n\n\
             退出码：0 没有不低于 --fail-on 的问题；1 有；2 有内容未能检查。",
        );
    let mut command = arguments(command);
    for (name, about) in COMMANDS {
        command = command.mut_subcommand(name, |sub| arguments(sub.about(*about)));
    }
    command
}

/// `command` with its usage line and the help of its arguments in Chinese.
fn arguments(command: Command) -> Command {
    let ids: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    let mut command = command
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .disable_help_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help("显示帮助")
                .display_order(usize::MAX)
                .help_heading("选项"),
        );
    if command.get_version().is_some() {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        let version = version.help("显示版本").help_heading("选项").display_order(usize::MAX);
        command = command.disable_version_flag(true).arg(version);
    }
    for id in ids {
        let Some((_, help)) = ARGUMENTS.iter().find(|(known, _)| *known == id) else { continue };
        command = command.mut_arg(id, |argument| {
            let heading = if argument.is_positional() { "参数" } else { "选项" };
            let argument = argument.help_heading(heading);
            if !argument.get_action().takes_values() {
                return argument.help(*help);
            }
            let words = argument.get_possible_values();
            let words: Vec<&str> = words.iter().map(clap::builder::PossibleValue::get_name).collect();
            let words = if words.is_empty() || *help == LANGUAGES {
                String::new()
            } else {
                format!("：{}", words.join("、"))
            };
            let default = argument.get_default_values().first().map(|value| value.to_string_lossy());
            let default = default.map_or(String::new(), |default| format!(" [默认：{default}]"));
            argument
                .help(format!("{help}{words}{default}"))
                .hide_possible_values(true)
                .hide_default_value(true)
        });
    }
    command
}
