package httpapi

import (
	"net/http"

	"lawkiosk/content"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

// Codes of what can go wrong with calls, at all three doors.
const (
	codeCallUnknown     code = wire.CallCodeUnknown
	codeCallOver        code = wire.CallCodeOver
	codeCallBusy        code = wire.CallCodeBusy
	codeCallState       code = wire.CallCodeState
	codeCallBad         code = wire.CallCodeBad
	codeCallInvitation  code = wire.CallCodeInvitation
	codeCallSlot        code = wire.CallCodeSlotTaken
	codeCallRated       code = wire.CallCodeRated
	codeCallReceipt     code = wire.CallCodeReceipt
	codeCallTries       code = wire.CallCodeTries
	codeCallTooLarge    code = wire.CallCodeTooLarge
	codeCallUnavailable code = wire.CallCodeUnavailable

	codeKiosk    code = "kiosk.refused"
	codeBrowser  code = "kiosk.browser"
	codeTaken    code = "call.taken"
	codeNotYours code = meeting.CodeForbidden
	codeNoGuest  code = "guest.none"
	codeFull     code = "vault.full"
	codeReason   code = "reason.missing"
	codeDiffers  code = "piece.differs"
	codeDone     code = "recording.closed"
	codeGaps     code = "recording.gaps"
)

// callSentence says what a code of calls means.
func callSentence(c code) (status int, t content.Text, known bool) {
	say := func(status int, zh, en string) (int, content.Text, bool) {
		return status, content.Text{ZH: zh, EN: en}, true
	}
	switch c {
	case codeCallUnknown:
		return say(http.StatusNotFound, "没有找到这次通话，它可能已经结束。", "This call was not found. It may have ended.")
	case codeCallOver:
		return say(http.StatusConflict, "这次通话已经结束。", "This call has ended.")
	case codeCallBusy:
		return say(http.StatusConflict, "这台终端正在进行另一次通话，请先结束那一次。", "This kiosk is in another call. Please end that one first.")
	case codeCallState:
		return say(http.StatusConflict, "通话现在的状态不能这样做，请按屏幕上的提示继续。", "The call does not allow this now. Please go on as the screen says.")
	case codeCallBad:
		return say(http.StatusUnprocessableEntity, "请求里有内容不符合要求，请检查后再试。", "Something in the request is not allowed. Please check it and try again.")
	case codeCallInvitation:
		return say(http.StatusNotFound, "邀请码不对、已经用过或已过期，请向律师要一个新的。", "This invitation is wrong, was used or has expired. Please ask the lawyer for a new one.")
	case codeCallSlot:
		return say(http.StatusConflict, "这个时间刚刚被别人预约了，请选另一个时间。", "Somebody has just booked this time. Please choose another one.")
	case codeCallRated:
		return say(http.StatusConflict, "这次通话已经评价过了，谢谢您。", "This call was rated already. Thank you.")
	case codeCallReceipt:
		return say(http.StatusNotFound, "没有找到这个受理号，请核对回执上的12位数字。", "This receipt number was not found. Please check the 12 digits on the receipt.")
	case codeCallTries:
		return say(http.StatusTooManyRequests, "输错的次数太多，请几分钟后再试。", "Too many wrong tries. Please wait a few minutes.")
	case codeCallTooLarge:
		return say(http.StatusRequestEntityTooLarge, "内容太大，请缩短后再试。", "This is too large. Please make it shorter and try again.")
	case codeCallUnavailable:
		return say(http.StatusServiceUnavailable, "视频服务现在不能使用，正在恢复。您可以先留言或拨打12348。", "Video is not available just now and is being restored. You can call 12348 meanwhile.")
	case codeKiosk:
		return say(http.StatusUnauthorized, "这台终端没有登记，或令牌不对，请联系管理员。", "This kiosk is not enrolled, or its token is wrong. Please ask the administrator.")
	case codeBrowser:
		return say(http.StatusForbidden, "这个地址只供终端使用，不接受浏览器的请求。", "This address is for kiosks only and takes no requests of browsers.")
	case codeTaken:
		return say(http.StatusConflict, "这个来电已经有人接了。", "Somebody else has answered this call.")
	case codeNotYours:
		return say(http.StatusForbidden, "这不是您负责的通话或任务。", "This call or task is not yours.")
	case codeNoGuest:
		return say(http.StatusUnauthorized, "您不在通话里，或通话已经结束。请用律师给您的邀请链接或邀请码进入。", "You are not in a call, or it has ended. Please enter with the link or code that the lawyer gave you.")
	case codeFull:
		return say(http.StatusInsufficientStorage, "服务器的存储空间满了，没有保存。请联系管理员。", "The server's disk is full, so this was not kept. Please ask the administrator.")
	case codeReason:
		return say(http.StatusUnprocessableEntity, "请写明查看或删除的理由，它会记入审计日志。", "Please say why; the reason is written to the audit.")
	case codeDiffers:
		return say(http.StatusConflict, "这一段录制已经收到过，而内容不同，没有覆盖。", "This piece of the recording is there already with other content; it was not replaced.")
	case codeDone:
		return say(http.StatusConflict, "这段录制已经结束，不能再添加。", "This recording is closed and takes no more pieces.")
	case codeGaps:
		return say(http.StatusConflict, "录制还缺几段，请先补传。", "Pieces of this recording are missing. Please send them first.")
	default:
		return 0, content.Text{}, false
	}
}

func takenBy(l content.Lang, name string) string {
	return content.Text{ZH: "这个来电已经由" + name + "接听。", EN: name + " has answered this call."}.In(l)
}
