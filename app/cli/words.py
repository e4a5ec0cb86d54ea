"""The words of the command line in English and Chinese, by the code words that answers carry."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    # what the demonstration and the tables say
    "banner": (
        "Demonstration city on the clock of its story (2020 and 2021). Firms, people and papers are "
        "invented; the quantities and days of the three cases are from the public record. "
        "Times are China Standard Time (UTC+8).",
        "演示城市，时钟为故事所在时间（2020–2021 年）。企业、人员与证件为虚构，"
        "三个案例的数量与日期来自公开报道。"
        "时间均为北京时间（UTC+8）。",
    ),
    "origin": ("Origin", "来源"),
    "moves": ("Movements", "流向"),
    "now": ("Where it is now", "当前位置"),
    "balance": ("Balance (pieces)", "平衡（件）"),
    "path": ("Path of", "单件轨迹"),
    "facts": ("Facts", "记录"),
    "packages": ("Packages", "包装"),
    "adds_up": ("nothing is unexplained", "账实相符"),
    "unexplained_here": ("{pieces} pieces are UNEXPLAINED: {where}", "{pieces} 件去向不明：{where}"),
    "open": ("THE SUM DOES NOT COME OUT", "账目不平"),
    "hold": ("HOLD", "封存"),
    "implausible": ("time cannot be right", "时间不合理"),
    "on_way": ("on its way", "在途"),
    "surplus": ("more than was sent", "多于发货"),
    "left_unrecorded": ("left without a shipment", "无出库离仓"),
    "item_not_here": ("not where it was recorded", "与记录地点不符"),
    "item_ended": ("had ended before", "此前已终结"),
    "not_enough": ("more than there was", "超过库存"),
    "corrected": ("corrected", "已更正"),
    "interrupted": (
        "Interrupted. What was complete before is unchanged; nothing half-built is used.",
        "已中断。此前完整的内容未变，未完成的内容不会被使用。",
    ),
    "no_ledger": (
        "There is no ledger at {where} yet. Check COLDTRACE_HOME and COLDTRACE_DATABASE_URL, or "
        "build a demonstration with `coldtrace demo`.",
        "{where} 尚无台账。请检查 COLDTRACE_HOME 与 COLDTRACE_DATABASE_URL，"
        "或用 coldtrace demo 建立演示。",
    ),
    "let_in": (
        "{login} may sign in (person {person}). `coldtrace serve` serves the installation.",
        "{login} 可以登录（人员 {person}）。用 coldtrace serve 启动服务。",
    ),
    "key_made": (
        "Key {kid} signs certificates. Its file must be in every backup: {folder}",
        "签名密钥为 {kid}，其文件须纳入备份：{folder}",
    ),
    "key_none": (
        "There is no key yet: `coldtrace keys make`.",
        "尚无密钥，请运行 coldtrace keys make。",
    ),
    "key_ready": ("signs", "使用中"),
    "key_old": ("verifies only", "仅用于核验"),
    "key": ("key", "密钥"),
    "printed": ("{file}: certificate {no}, copy {copy}", "{file}：证明 {no}，第 {copy} 份"),
    "no_jwk": (
        "{file} holds no Ed25519 public key as JWK or JWK set.",
        "{file} 中没有 JWK 或 JWK 集合形式的 Ed25519 公钥。",
    ),
    "verified": (
        "Genuine: signed with key {kid}. Whether it was revoked since shows only at https://{host}/C",
        "真实：由密钥 {kid} 签名。此后是否撤销仅见于 https://{host}/C",
    ),
    "password_set": ("{login} has a new password.", "{login} 的密码已更新。"),
    "account_shut": ("{login} can no longer sign in.", "{login} 已停用。"),
    "no_terminal": (
        "There is no terminal to ask for the password; use --password-stdin.",
        "没有可输入密码的终端，请使用 --password-stdin。",
    ),
    "password": ("Password", "密码"),
    "login": ("login", "账号"),
    "person": ("person", "人员"),
    "firm": ("firm", "单位"),
    "staff_no": ("staff no.", "工号"),
    "roles": ("roles", "角色"),
    "region": ("region", "区划"),
    "shut": ("shut", "停用"),
    "bad_setting": ("{name}: {value} cannot be used: {why}.", "{name}：{value} 不可用：{why}。"),
    "no_database": ("The database cannot be used: {why}", "数据库不可用：{why}"),
    "no_file": ("{why}", "文件不可用：{why}"),
    "port_taken": (
        "Nothing can listen at {where}: {why}. Set COLDTRACE_HOST or COLDTRACE_PORT.",
        "无法监听 {where}：{why}。请设置 COLDTRACE_HOST 或 COLDTRACE_PORT。",
    ),
    # labels
    "label": ("drawing labels", "绘制标签"),
    "labels_made": (
        "print {printing}: {labels} labels of {batch} ({reprints} reprinted) in {out}",
        "打印任务 {printing}：{batch} 共 {labels} 枚标签（重打 {reprints} 枚），已写入 {out}",
    ),
    "labels_again": (
        "print {printing}: the file was made again in {out}; nothing new is on record",
        "打印任务 {printing}：已重新生成文件 {out}，未新增记录",
    ),
    "file_exists": (
        "{out} is there already; nothing was printed. Name another file, or say --force.",
        "{out} 已存在，未打印。请另选文件名，或加 --force 覆盖。",
    ),
    "file_not_made": (
        "Print {printing} is on record, but its file was not made; --print {printing} makes it again.",
        "打印任务 {printing} 已记录，但文件未生成；请用 --print {printing} 重新生成。",
    ),
    # columns and labels
    "site": ("site", "场所"),
    "holder": ("holder", "持有人"),
    "disposition": ("state", "状态"),
    "pieces": ("pieces", "件数"),
    "kg": ("kg", "公斤"),
    "call": ("call", "电话"),
    "code": ("code", "追溯码"),
    "carton": ("carton", "箱号"),
    "fact": ("fact", "记录号"),
    "kind": ("what", "事项"),
    "happened": ("when", "时间"),
    "notes": ("notes", "备注"),
    "from": ("from", "起"),
    "to": ("to", "至"),
    "departed": ("departed", "发出"),
    "arrived": ("arrived", "到达"),
    "since": ("since", "自"),
    "until": ("until", "至"),
    "batch": ("batch", "批次"),
    "product": ("product", "商品"),
    "product_en": ("product (en)", "商品（英）"),
    "country": ("origin", "原产国"),
    "produced": ("produced", "生产日期"),
    "expires": ("expires", "保质期至"),
    "import_lot": ("import lot", "进口批号"),
    "received_kg": ("received, kg", "到货（公斤）"),
    "plant": ("overseas plant", "境外企业"),
    "booking": ("booking", "预约号"),
    "declaration": ("customs declaration", "报关单号"),
    "container": ("container", "集装箱"),
    "seal": ("seal", "铅封"),
    "plate": ("vehicle", "车牌"),
    "port": ("port", "口岸"),
    "warehouse": ("warehouse", "监管仓"),
    "made_from": ("made from", "原料批次"),
    "exit_certificate": ("exit certificate", "出仓证明"),
    "document": ("document", "证件"),
    "alias": ("foreign code", "外部码"),
    "tube": ("tube", "样管"),
    "report": ("report", "检测报告"),
    # states and the balance
    "stored": ("in store", "在库"),
    "on_sale": ("on sale", "在售"),
    "in_transit": ("in transit", "在途"),
    "sold": ("sold", "已售"),
    "consumed": ("processed", "已加工"),
    "returned": ("returned abroad", "已退运"),
    "destroyed": ("destroyed", "已销毁"),
    "sampled": ("taken as samples", "取样"),
    "unexplained": ("unexplained", "去向不明"),
    "missing": ("missing", "缺失"),
    "merged": ("merged", "已合并"),
    "emptied": ("emptied", "已拆空"),
    "received": ("received", "到货"),
    "on_hand": ("on hand", "现存"),
    # facts
    "booked": ("booked", "预约"),
    "booking_decided": ("booking decided", "预约审核"),
    "document_filed": ("paper filed", "证件备案"),
    "document_waived": ("paper waived", "证件免交"),
    "gated_in": ("let in", "入仓核验"),
    "unloaded": ("unloaded", "卸货"),
    "packages_coded": ("packages coded", "赋码"),
    "plan_drawn": ("sampling plan drawn", "抽样方案"),
    "sample_taken": ("sample taken", "采样"),
    "sample_handled": ("sample handled", "样本交接"),
    "result_reported": ("result reported", "检测结果"),
    "disinfected": ("disinfected", "消毒"),
    "release_proposed": ("release proposed", "拟出仓"),
    "released": ("released", "出仓证明"),
    "certificate_revoked": ("certificate revoked", "证明撤销"),
    "certificate_signed": ("certificate signed", "证明签名"),
    "certificate_printed": ("certificate printed", "证明打印"),
    "signing_key_published": ("signing key published", "签名密钥公布"),
    "hold_placed": ("hold placed", "封存"),
    "hold_lift_proposed": ("lifting proposed", "拟解封"),
    "hold_lifted": ("hold lifted", "解封"),
    "batch_rejected": ("batch rejected", "判退"),
    "refused": ("REFUSED", "拒绝"),
    "voided": ("voided", "作废"),
    "trace_asked": ("traced", "追溯查询"),
    "shipped": ("shipped", "发货"),
    "accepted": ("accepted", "签收"),
    "put_away": ("put away", "上架入库"),
    "put_on_sale": ("put on sale", "上柜"),
    "returned_abroad": ("returned abroad", "退运"),
    "seen": ("found", "发现"),
    "pallet_built": ("pallet built", "建托"),
    "put_on_pallet": ("put on pallet", "码托"),
    "taken_off_pallet": ("taken off pallet", "下托"),
    "split": ("split", "拆分"),
    "processed": ("processed", "加工"),
    "stock_counted": ("stock counted", "盘点"),
    "labels_printed": ("labels printed", "打印标签"),
    "label_voided": ("label voided", "标签作废"),
}


def word(name: str, language: str) -> str:
    """The word for a code word; one without a translation stands for itself."""
    english, chinese = _WORDS.get(name, (name.replace("_", " "), name))
    return chinese if language == "zh" else english


def said(sentence: str, language: str, **values: object) -> str:
    """A sentence with its values."""
    return word(sentence, language).format(**values)
