"""Sentences about certificates on paper: what a check found, and what is wrong with a signing key."""

from __future__ import annotations

CERTIFICATE: dict[str, tuple[str, str]] = {
    # what a check found
    "certificate_genuine": (
        "The signature is genuine.",
        "签名真实。",
    ),
    "certificate_by_number": (
        "A number proves nothing by itself: compare every line of the paper with what stands here.",
        "仅凭编号不能证明真伪，请将纸质证明逐行与此核对。",
    ),
    "certificate_valid": (
        "In force: {left} of {pieces} pieces may still leave under it until {deadline}.",
        "有效：{pieces} 件中尚有 {left} 件可凭此出仓，提货截止 {deadline}。",
    ),
    "certificate_used": (
        "Used up: all {pieces} pieces have left the warehouse under it; nothing more may leave.",
        "已用完：{pieces} 件已全部凭此出仓，不得再次使用。",
    ),
    "certificate_late": (
        "Its pick-up deadline passed on {deadline}: {used} of {pieces} pieces left in time, nothing more may "
        "leave.",
        "提货期限已于 {deadline} 届满：{pieces} 件中已出仓 {used} 件，不得再凭此出仓。",
    ),
    "certificate_withdrawn": (
        "REVOKED on {on}. The paper is worth nothing; keep the goods where they are.",
        "已于 {on} 撤销。本证明无效，请将货物封存原处。",
    ),
    "certificate_on_hold": (
        "The goods are ON HOLD. Do not move, sell or use them until the hold is lifted.",
        "货物已被封存。解封前不得移动、销售或使用。",
    ),
    "certificate_not_on_record": (
        "The signature is of our key, but our records have no such certificate {no}. Do not accept it; "
        "tell the market supervision authority.",
        "签名来自本系统密钥，但记录中没有该证明 {no}。请勿接受，并报告市场监管部门。",
    ),
    "certificate_unknown_number": (
        "No exit certificate has the number {no}. Check it character by character, or scan the code.",
        "没有编号为 {no} 的出仓证明。请逐字核对，或扫描二维码。",
    ),
    "certificate_number_only": (
        "{no} is only a number, and a number can be copied. Scan the code, or look the number up online.",
        "{no} 仅为编号，编号可被抄用。请扫描二维码，或联网查询该编号。",
    ),
    "certificate_not_ours": (
        "This is not an exit certificate of Coldtrace. Do not treat it as proof.",
        "这不是 Coldtrace 出仓证明，不能作为凭证。",
    ),
    "certificate_cut": (
        "The text is cut off: {have} of {whole} characters. Scan the whole code again.",
        "内容不完整：共 {whole} 个字符，仅有 {have} 个。请重新扫描完整的二维码。",
    ),
    "certificate_edited": (
        "The text was changed after it was signed, or was misread. Scan it again; if this stays, do not "
        "accept it.",
        "内容在签名后被改动，或读取有误。请重新扫描；如仍如此，请勿接受。",
    ),
    "certificate_forged": (
        "FORGED: it reads like a certificate, but key {kid} did not sign this content. Do not accept it.",
        "伪造：形似出仓证明，但密钥 {kid} 未对此内容签名。请勿接受。",
    ),
    "certificate_unknown_key": (
        "It was signed with key {kid}, which is not among the known ones: it is from another installation, "
        "or forged.",
        "其签名密钥 {kid} 不在已知密钥之列：来自其他系统，或为伪造。",
    ),
    "certificate_key_retired": (
        "It says that key {kid} signed it at {on}, when that key was not in use. Do not accept it.",
        "其称由密钥 {kid} 于 {on} 签名，但该密钥当时未启用。请勿接受。",
    ),
    "certificate_too_long": (
        "Names and paper numbers of certificate {no} are longer than a QR code holds; shorten them where they "
        "are registered.",
        "证明 {no} 的名称与证件编号过长，二维码无法容纳，请在登记处缩短。",
    ),
    "certificate_not_drawn": (
        "{field} cannot be printed: “{value}” ({why}). No copy was put on record.",
        "{field} 无法打印：“{value}”（{why}）。未记录打印。",
    ),
    # keys
    "no_signing_key": (
        "There is no signing key yet; the administrator makes one with `coldtrace keys make`.",
        "尚无签名密钥，请管理员运行 coldtrace keys make 生成。",
    ),
    "signing_key_missing": (
        "The file of signing key {kid} is not in COLDTRACE_HOME/keys; nothing was signed or kept. Restore it "
        "from the backup, or begin a new key with `coldtrace keys rotate`.",
        "COLDTRACE_HOME/keys 中没有签名密钥 {kid} 的文件，未签名也未保存。请从备份恢复，"
        "或运行 coldtrace keys rotate 启用新密钥。",
    ),
    "signing_key_damaged": (
        "The file of signing key {kid} is damaged or holds another key; nothing was signed or kept. Restore "
        "it from the backup, or begin a new key with `coldtrace keys rotate`.",
        "签名密钥 {kid} 的文件已损坏或内容不符，未签名也未保存。请从备份恢复，"
        "或运行 coldtrace keys rotate 启用新密钥。",
    ),
    "signing_key_open": (
        "The file of signing key {kid} can be read by others; nothing was signed or kept. Make it "
        "chmod 600, and begin a new key if somebody may have copied it.",
        "签名密钥 {kid} 的文件可被他人读取，未签名也未保存。请执行 chmod 600；如可能已泄露，请启用新密钥。",
    ),
    "signing_key_not_kept": (
        "A new signing key could not be kept ({error}); nothing was changed.",
        "新签名密钥无法保存（{error}），未作任何更改。",
    ),
}
