//! Frames: what asserts the equations of a report, for counting them.

/// What asserts an equation: a wording of its sentences, a table, a name; or that it is no equation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frame {
    /// T，其中：A，B: parts listed after their total.
    Parts,
    /// A，加上 B，总计 T: a total told after its parts.
    Total,
    /// 占 M 的 P.
    Share,
    /// 完成年初预算的 P.
    Completion,
    /// 比上年增加 A，增长 P.
    Change,
    /// 收支相抵，结余 A.
    Balance,
    /// Rows, columns, codes and rates of a table.
    Table,
    /// A figure that stands in several places.
    Restated,
    /// A rule that relates figures by their names.
    Identity,
    /// What a report must or must not say.
    Other,
}

impl Frame {
    /// Its name (English, Chinese).
    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Parts => ("parts (of which)", "分项与总额（其中）"),
            Self::Total => ("running totals", "累加合计（加上）"),
            Self::Share => ("shares", "占比"),
            Self::Completion => ("completion rates", "完成率"),
            Self::Change => ("changes and growth", "增减变动"),
            Self::Balance => ("remainders", "收支相抵与剩余"),
            Self::Table => ("tables", "表格"),
            Self::Restated => ("figures stated again", "重复出现的数据"),
            Self::Identity => ("named identities", "规则中的勾稽关系"),
            Self::Other => ("other requirements", "其他要求"),
        }
    }
}
