"""Sentences about files of packages: what is wrong, and what to do about it."""

from __future__ import annotations

MANIFEST: dict[str, tuple[str, str]] = {
    "manifest_refused": (
        "Nothing was imported. The mistakes in the file: {total}. Correct them, or leave their rows out with keep_good.",
        "未导入任何内容。文件中有 {total} 处错误，请更正，或用 keep_good 略过有误的行。",
    ),
    "manifest_broken": (
        "The file cannot be read: it is damaged, or no table. Open it in a spreadsheet program and save it again as .xlsx or CSV.",
        "无法读取该文件：文件已损坏或不是表格。请用电子表格软件打开，另存为 .xlsx 或 CSV 后重试。",
    ),
    "manifest_too_heavy": (
        "Reading the file takes more memory or time than a manifest may. Copy the rows alone into a new workbook, or save as CSV.",
        "读取该文件所需的内存或时间超出限制。请只把数据行复制到新工作簿，或另存为 CSV。",
    ),
    "manifest_too_slow": (
        "Reading the file was stopped after {seconds} seconds. Copy the rows alone into a new workbook, or split the file.",
        "读取超过 {seconds} 秒，已停止。请只把数据行复制到新工作簿，或拆分文件。",
    ),
    "manifest_too_large": (
        "The file has {value} bytes; at most {most} are read. Split it by batch.",
        "文件为 {value} 字节，最多读取 {most} 字节。请按批次拆分。",
    ),
    "manifest_bomb": (
        "The workbook would unpack to {size} MB in {parts} parts; at most {most} MB is read, in the proportion of a plain table. Copy the rows alone into a new workbook.",
        "工作簿解压后达 {size} MB（{parts} 个部分），最多读取 {most} MB 且压缩比须与普通表格相当。请只把数据行复制到新工作簿。",
    ),
    "manifest_old_workbook": (
        "This workbook is of another kind, or locked by a password. Save it without one as .xlsx.",
        "该工作簿格式不符或设有密码。请取消密码并另存为 .xlsx。",
    ),
    "manifest_charset": (
        "The text of the file is neither UTF-8, UTF-16 with a mark, nor GB18030. Save it as “CSV UTF-8”.",
        "文件编码不是 UTF-8、带标记的 UTF-16 或 GB18030。请另存为“CSV UTF-8”。",
    ),
    "manifest_too_wide": (
        "The table has {value} columns; at most {most} are read. Delete what does not belong to the manifest.",
        "表格有 {value} 列，最多读取 {most} 列。请删除无关的列。",
    ),
    "manifest_cell_too_long": (
        "A cell near row {row} is longer than {most} characters; perhaps a quotation mark is not closed.",
        "第 {row} 行附近有单元格超过 {most} 个字符，可能有引号未闭合。",
    ),
    "manifest_empty": (
        "The file holds no rows. Put the headings in the first row of the first sheet.",
        "文件中没有数据行。请把列名放在第一张工作表的首行。",
    ),
    "manifest_too_many": (
        "The file holds more than {most} {what}. Split it.",
        "文件中的 {what} 超过 {most}。请拆分。",
    ),
    "manifest_unknown_heading": (
        "“{value}” is no heading of a manifest. Rename the column as the manual shows, or delete it.",
        "“{value}”不是清单的列名。请按手册更名或删除该列。",
    ),
    "manifest_heading_twice": (
        "The heading “{value}” means a column that is there already. Keep one of the two.",
        "列名“{value}”与已有的列重复，请只保留其一。",
    ),
    "manifest_heading_missing": (
        "The column “{field}” is missing. Add it.",
        "缺少“{field}”列，请补充。",
    ),
    "manifest_no_heading": (
        "“{value}” stands in a column without a heading. Give it one, delete it, or quote the cell that holds a delimiter.",
        "“{value}”所在的列没有列名。请补列名、删除，或给含分隔符的单元格加引号。",
    ),
    "manifest_digits_lost": (
        "{field} “{value}” is a number that has lost digits. Format the column as text and enter the code again.",
        "{field}“{value}”被转成数字并丢失了位数。请将该列设为文本格式后重新输入。",
    ),
    "manifest_became_other": (
        "{field} “{value}” has become a date or a truth value. Format the column as text and enter the code again.",
        "{field}“{value}”被转成了日期或逻辑值。请将该列设为文本格式后重新输入。",
    ),
    "manifest_not_weight": (
        "{field} “{value}” is not a weight in kilograms with a point and at most three places, such as 10.125.",
        "{field}“{value}”不是以千克计的重量（小数点后最多三位，如 10.125）。",
    ),
    "manifest_code_twice": (
        "Package code {value} stands in row {row} already. Each package of a batch needs a code of its own.",
        "箱号 {value} 已在第 {row} 行出现，同一批次每件须有自己的箱号。",
    ),
    "manifest_code_taken": (
        "Package code {value} is the SSCC of a pallet. Enter the carton's own code.",
        "箱号 {value} 是托盘的 SSCC，请填写该箱自己的箱号。",
    ),
    "manifest_disagrees": (
        "{field} of batch {batch} is “{value}” here and “{first}” in row {row}. All rows of a batch must agree: correct one, or give the goods a batch number of their own.",
        "批次 {batch} 的{field}此处为“{value}”，第 {row} 行为“{first}”。同一批次各行须一致：请更正或另立批次号。",
    ),
    "manifest_batch_taken": (
        "Batch {value} is registered already. Check whether it was booked before; a new batch needs a number of its own.",
        "批次 {value} 已登记。请核对是否已预约；新批次须用新批次号。",
    ),
    "manifest_unregistered": (
        "{field} “{value}” is not registered. Have it registered, then import again.",
        "{field}“{value}”尚未登记。请先登记再导入。",
    ),
}
