"""Sentences about the state of the world: who has what, what is done already, what is shut."""

from __future__ import annotations

STATE: dict[str, tuple[str, str]] = {
    "taken_meanwhile": ("{what} is taken already.", "{what} 已被占用。"),
    "registered_already": ("{what} {value} is registered already.", "{what} {value} 已登记。"),
    "store_busy": (
        "The store is busy; nothing was kept. Try again.",
        "系统繁忙，未保存任何内容，请重试。",
    ),
    "store_failed": (
        "The store failed ({error}); whether this was kept is not certain. Try again later under the "
        "same key: it is not done twice.",
        "系统存储出错（{error}），无法确定是否已保存。请稍后用同一个键重试，不会重复记录。",
    ),
    "attachment_damaged": (
        "The stored file of attachment {value} is missing or damaged; it must come from a backup.",
        "附件 {value} 的存储文件缺失或损坏，须从备份恢复。",
    ),
    "disk_short": (
        "There is no room for {bytes} more bytes of attachments; the ledger goes on.",
        "附件空间不足，无法再存 {bytes} 字节；台账不受影响。",
    ),
    "not_enough": (
        "{site} has {have} uncoded pieces of {batch}; {asked} were asked for.",
        "{site} 有 {batch} 未赋码 {have} 件，申请 {asked} 件。",
    ),
    "certified_already": (
        "{have} pieces of {batch} have no certificate yet; {asked} were asked for.",
        "{batch} 尚有 {have} 件未出证，申请 {asked} 件。",
    ),
    "not_enough_grams": (
        "{site} has {have} g of {batch} there; {asked} g were asked for.",
        "{site} 的 {batch} 有 {have} 克，申请 {asked} 克。",
    ),
    "item_not_here": (
        "{item} is not at {site} in your hands; the ledger has it {where}.",
        "{item} 不在 {site} 您的名下，系统记录其 {where}。",
    ),
    "no_page": (
        "There is nothing at {value}; the manual is at /help.",
        "{value} 处没有内容，手册见 /help。",
    ),
    "wrong_method": (
        "{method} does nothing at {value}; the reference of the API says what does.",
        "{value} 不支持 {method}，可用方法见接口文档。",
    ),
    "letter_leads_nowhere": (
        "No clue of letter “{value}” leads to goods that you may see. Trace its clues one by one.",
        "协查函“{value}”的线索均未指向您可查看的货物。请逐条追溯其线索。",
    ),
    "nothing_called": (
        "Nothing here is called “{value}”. Enter a code, batch, booking, declaration, container, seal, "
        "certificate, plate, plant, tube, report or letter as it is printed.",
        "没有找到“{value}”。请按原样输入追溯码、批次、预约号、报关单号、集装箱号、铅封号、证书号、车牌、"
        "境外企业注册号、样管号、报告号或协查函号。",
    ),
    "batch_not_here": (
        "{batch} is not at {site}, as far as the ledger knows.",
        "系统记录 {batch} 不在 {site}。",
    ),
    "item_ended": ("{item} is {disposition} already.", "{item} 已 {disposition}。"),
    "item_in_transit": ("{item} is on its way; accept it first.", "{item} 在途，请先签收。"),
    "item_not_on_pallet": ("{item} is not on pallet {pallet}.", "{item} 不在托盘 {pallet} 上。"),
    "mixed_batches": ("{item} does not belong to {batch}.", "{item} 不属于 {batch}。"),
    "booking_decided": ("Booking {no} is {status} already.", "预约 {no} 已为 {status}。"),
    "not_arrived": ("{batch} has not passed the gate.", "{batch} 尚未通过入仓核验。"),
    "unloaded_already": (
        "{batch} has been unloaded already; correct that count instead.",
        "{batch} 已卸货清点，请更正原记录。",
    ),
    "planned_already": (
        "A sampling plan of {batch} was drawn already.",
        "{batch} 已抽取采样方案。",
    ),
    "tube_used": ("Tube {tube} is used already.", "试管 {tube} 已使用。"),
    "sample_closed": (
        "Tube {tube} was {outcome}; take a new sample.",
        "试管 {tube} 已 {outcome}，请重新采样。",
    ),
    "not_received": (
        "Tube {tube} has not been received by a laboratory.",
        "试管 {tube} 尚未被实验室接收。",
    ),
    "report_used": (
        "Report {value} is entered already for this tube.",
        "该试管的报告 {value} 已录入。",
    ),
    "no_round": (
        "Tube {tube} has no round {value} to amend.",
        "试管 {tube} 没有第 {value} 轮结果可修订。",
    ),
    "label_bound": ("Label {value} is bound already.", "标签 {value} 已绑定。"),
    "roll_short": (
        "Roll {roll} has {have} free labels; {need} are needed.",
        "卷 {roll} 剩余 {have} 枚标签，需要 {need} 枚。",
    ),
    "accepted_already": ("Movement {movement} was accepted already.", "运单 {movement} 已签收。"),
    "packages_only": (
        "Movement {movement} was of coded packages: scan what came instead of counting {value}.",
        "运单 {movement} 均为赋码包装，请扫码而非计数（{value}）。",
    ),
    "not_signed_in": ("Please sign in.", "请先登录。"),
    "wrong_login": (
        "Login or password is wrong, or the account is shut.",
        "账号或密码错误，或账号已停用。",
    ),
    "wrong_old": ("The password so far is wrong.", "原密码不正确。"),
    "wrong_badge": (
        "Badge and PIN do not fit together. Scan your own badge and enter its PIN again.",
        "工牌与 PIN 不符，请扫描本人工牌并重新输入 PIN。",
    ),
    "badge_blocked": (
        "This badge is blocked after {most} wrong PINs; the administrator issues a new one.",
        "PIN 连续错误 {most} 次，工牌已锁定，请联系管理员重新发放。",
    ),
    "device_unknown": (
        "This device is not enrolled, or no longer; the administrator enrols it.",
        "该设备未登记或已注销，请联系管理员登记。",
    ),
    "not_at_work": (
        "Person {person} was not signed in on {device} at that moment.",
        "人员 {person} 当时未在 {device} 登录。",
    ),
    "too_many_tries": (
        "Too many attempts; try again in {seconds} seconds.",
        "尝试次数过多，请 {seconds} 秒后再试。",
    ),
    "foreign_page": (
        "This request did not come from a page of this service.",
        "该请求并非来自本系统页面。",
    ),
    "still_running": (
        "The first request with key {value} is still being worked on.",
        "键 {value} 的首个请求仍在处理。",
    ),
    "hold_lifted": ("Hold {hold} was lifted already.", "封存 {hold} 已解除。"),
    "certificate_revoked": ("Exit certificate {no} was revoked already.", "出仓证明 {no} 已撤销。"),
    "corrected_already": (
        "Fact {fact} was corrected by fact {newer} already.",
        "记录 {fact} 已被记录 {newer} 更正。",
    ),
    "not_correctable": (
        "A {kind} is not corrected in place: {instead}.",
        "{kind} 不能直接更正：{instead}。",
    ),
    "later_depends": (
        "Fact {fact} depends on it; correct that first.",
        "记录 {fact} 依赖于它，请先更正后者。",
    ),
    "correction_differs": (
        "A {kind} is corrected by a {kind} of the same goods or voided, not by this.",
        "{kind} 只能由同一货物的 {kind} 更正或作废。",
    ),
    "split_too_much": (
        "{item} holds {pieces} pieces and {grams} g; the parts would hold more.",
        "{item} 含 {pieces} 件、{grams} 克，拆分总量超出。",
    ),
    "other_region": (
        "{region} is not in your region; ask the authority there.",
        "{region} 不在您的辖区内，请联系当地主管部门。",
    ),
    "role_needed": ("This takes a {role}.", "此操作需要 {role} 权限。"),
    "trace_too_long": (
        "The trace was stopped after {seconds} seconds; nothing of it is left out silently. Ask for less: "
        "a shorter time, one place, one batch.",
        "追溯超过 {seconds} 秒已中止，不会给出不完整的结果。请缩小范围：更短时段、单个场所或单个批次。",
    ),
    "nothing_fits": (
        "Nothing here that you may see fits “{value}”.",
        "没有您可查看且符合“{value}”的货物。",
    ),
    "key_goes_alone": (
        "A key stands for itself: leave out {field}, or leave out the key.",
        "编号单独使用即可：请去掉 {field}，或去掉编号。",
    ),
    "no_clue": (
        "Name something to start from: a key, a product or plant, a firm and a worker, a plate, or a site.",
        "请给出线索：编号，或产品、企业，或经营户和人员，或车牌，或场所。",
    ),
    "answer_too_large": (
        "The answer has more than {limit} {what}; ask for less.",
        "结果超过 {limit} 条 {what}，请缩小范围。",
    ),
    "weight_exceeds": (
        "{weighed} g were weighed; the ledger has {have} g.",
        "称重 {weighed} 克，系统记录 {have} 克。",
    ),
}
