"""Sentences of the gate: what is missing, and what was broken."""

from __future__ import annotations

GATE: dict[str, tuple[str, str]] = {
    "document_missing": ("Paper missing: {document}.", "缺少证件：{document}。"),
    "document_expired": (
        "Paper {document} {number} expired on {on}.",
        "证件 {document} {number} 已于 {on} 过期。",
    ),
    "not_waivable": (
        "The policy does not allow {document} to be waived.",
        "政策不允许免交 {document}。",
    ),
    "not_unloaded": ("{batch} has not been unloaded and counted.", "{batch} 尚未卸货清点。"),
    "not_disinfected": (
        "{count} of {of} cartons not disinfected to protocol: {cartons}.",
        "{of} 箱中有 {count} 箱未按规程消毒：{cartons}。",
    ),
    "agent_unknown": ("Disinfectant {agent} is not in the policy.", "政策中没有消毒剂 {agent}。"),
    "wrong_dose": (
        "{agent} was used at {value} mg/L; {dose} is allowed.",
        "{agent} 使用浓度 {value} mg/L，允许范围 {dose}。",
    ),
    "contact_too_short": (
        "Contact time was {value} min; {least} are needed.",
        "作用时间 {value} 分钟，至少需要 {least} 分钟。",
    ),
    "too_cold": (
        "The surface had {value} °C; the agent works down to {least} °C.",
        "表面温度 {value} °C，该消毒剂最低适用 {least} °C。",
    ),
    "faces_left_out": (
        "{value} faces were treated; {least} are needed.",
        "消毒 {value} 面，需要 {least} 面。",
    ),
    "not_signed_off": ("The supervisor has not signed off.", "监督人未签字。"),
    "watched_himself": ("Operator and supervisor are the same person.", "操作人与监督人为同一人。"),
    "photos_missing": (
        "{value} photos attached; {least} are needed.",
        "附照片 {value} 张，需要 {least} 张。",
    ),
    "plan_missing": (
        "No sampling plan was drawn; {need} cartons are to be sampled.",
        "未抽取采样方案，应采 {need} 箱。",
    ),
    "too_few_samples": (
        "{part}: {have} of {need} drawn cartons sampled.",
        "{part}：应采 {need} 箱，已采 {have} 箱。",
    ),
    "result_pending": ("Tube {tube} has no result yet.", "试管 {tube} 尚无结果。"),
    "trade_in_warehouse": (
        "Goods are not sold, shown or processed inside the supervision warehouse {site}: ship them first.",
        "货物不得在集中监管仓 {site} 内销售、上架或加工，请先办理出库。",
    ),
    "left_unrecorded": (
        "{item} was last recorded in the supervision warehouse {where} and left it without a shipment.",
        "{item} 最后记录在集中监管仓 {where}，无出库记录即离开。",
    ),
    "result_positive": ("Tube {tube} is positive.", "试管 {tube} 核酸阳性。"),
    "result_open": (
        "Tube {tube} was {verdict} and must be tested again.",
        "试管 {tube} 结果为 {verdict}，须重新检测。",
    ),
    "on_hold": ("Hold {hold} on the {scope}: {why}.", "封存 {hold}（{scope}）：{why}。"),
    "held_by_incident": (
        "Incident {incident}: hold {hold} on the {scope}, {why}. Set the goods aside and answer it.",
        "事件 {incident}：封存 {hold}（{scope}），{why}。请将货物隔离存放并答复。",
    ),
    "certificate_suspended": (
        "Exit certificate {no} is suspended by incident {incident}.",
        "出仓证明 {no} 因事件 {incident} 暂停使用。",
    ),
    "batch_rejected": ("{batch} was rejected: {why}.", "{batch} 已被判退：{why}。"),
    "not_coded": (
        "{count} pieces in the warehouse carry no code yet.",
        "仓内有 {count} 件尚未赋码。",
    ),
    "not_released": ("{batch} has no exit certificate in force.", "{batch} 没有有效的出仓证明。"),
    "no_certificate_for_consignee": (
        "No exit certificate names this consignee.",
        "没有开给该收货人的出仓证明。",
    ),
    "certificate_overdue": (
        "Exit certificate {no} had to be used by {on}.",
        "出仓证明 {no} 提货期限为 {on}，已过期。",
    ),
    "certificate_used_up": (
        "Exit certificate {no} has {left} pieces left; {asked} were asked for.",
        "出仓证明 {no} 剩余 {left} 件，申请 {asked} 件。",
    ),
    "whole_batch_only": (
        "The policy lets {batch} leave only whole: {of} pieces, not {asked}.",
        "政策要求 {batch} 整批出仓：共 {of} 件，申请 {asked} 件。",
    ),
    "lead_too_short": (
        "The slot is {hours} h ahead; book at least {least} h before arrival.",
        "距到仓仅 {hours} 小时，须提前至少 {least} 小时预约。",
    ),
    "slots_full": (
        "{warehouse} has no free slot on {day}: {taken} of {of} are taken.",
        "{warehouse} 在 {day} 无空余时段：已约 {taken}/{of}。",
    ),
    "not_booked": ("Nothing is booked under {value}.", "{value} 没有预约。"),
    "booking_not_approved": (
        "Booking {no} is {status}, not approved.",
        "预约 {no} 状态为 {status}，未获批准。",
    ),
    "container_differs": (
        "Container {value} is at the gate; {booked} was booked.",
        "到仓集装箱 {value} 与预约 {booked} 不符。",
    ),
    "seal_differs": (
        "Seal {value} is at the gate; {booked} was booked.",
        "铅封 {value} 与预约 {booked} 不符。",
    ),
    "plate_differs": (
        "Vehicle {value} is at the gate; {booked} was booked.",
        "车辆 {value} 与预约 {booked} 不符。",
    ),
    "vehicle_not_disinfected": (
        "Vehicle {plate} has not been disinfected in the last {hours} h.",
        "车辆 {plate} 在 {hours} 小时内未消毒。",
    ),
    "too_early": (
        "The slot begins at {slot}; come from {hours} h before.",
        "预约时段 {slot}，最早提前 {hours} 小时到仓。",
    ),
    "too_late": (
        "The slot was {slot}; it lapsed after {hours} h.",
        "预约时段 {slot}，超过 {hours} 小时已失效。",
    ),
    "too_few_kits": (
        "{have} kits reported; {need} in parallel are needed.",
        "报告 {have} 种试剂，需要 {need} 种平行检测。",
    ),
    "kit_unknown": (
        "Kit {kit} is not in the policy; known: {known}.",
        "政策中没有试剂 {kit}，可用：{known}。",
    ),
    "target_missing": (
        "Kit {kit} says nothing of target {target}.",
        "试剂 {kit} 缺少靶标 {target}。",
    ),
    "target_unknown": (
        "Kit {kit} reports target {target}, which is not asked for.",
        "试剂 {kit} 的靶标 {target} 不在政策内。",
    ),
    "verdict_against_ct": (
        "Kit {kit} is called {verdict}, but signals below the cut-off are: {signals}.",
        "试剂 {kit} 判定 {verdict}，但低于阈值的靶标为：{signals}。",
    ),
    "verdict_not_worst": (
        "The verdict is given as {verdict}; the kits and controls make it {expected}.",
        "结论填写为 {verdict}，按试剂与质控应为 {expected}。",
    ),
    "pool_too_large": (
        "{value} cartons in one pool; {most} are allowed.",
        "混采 {value} 箱，最多 {most} 箱。",
    ),
    "part_not_destructive": ("{part} may not be sampled destructively.", "{part} 不得破坏性取样。"),
    "second_person_needed": (
        "A second person must confirm: the same person proposed it.",
        "须由另一人确认：提议人与确认人相同。",
    ),
}
