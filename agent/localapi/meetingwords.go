package localapi

import (
	"errors"
	"net/http"

	"lawkiosk/agent/meeting"
	"lawkiosk/fleet/wire"
)

// meetingWords are what people are told when something about a talk by video
// did not work. 12348 answers day and night, so it is always a next step.
func meetingWords() map[string]sentence {
	return map[string]sentence{
		meeting.CodeOffline: {
			http.StatusServiceUnavailable,
			both{"网络暂时不通", "The network is away"},
			both{
				"暂时连不上视频服务，会自动重新连接，您填的内容没有丢。急事请拨打12348，指南和打印照常可用。",
				"Video cannot be reached right now; it connects again by itself and nothing you entered is lost. If it is urgent call 12348. Guides and prints still work.",
			},
		},
		wire.CallCodeUnavailable: {
			http.StatusServiceUnavailable,
			both{"这里暂时没有视频咨询", "No video here at the moment"},
			both{"这台终端现在不能视频咨询。可以看指南、打印表格，或者拨打12348，免费。", "This kiosk cannot offer video now. You can read guides and print forms, or call 12348 free of charge."},
		},
		wire.CallCodeUnknown: {
			http.StatusNotFound,
			both{"没有正在进行的视频咨询", "There is no video call"},
			both{"这次咨询已经不在了，没有留下您的信息。需要的话请重新呼叫，或者拨打12348。", "The call is no longer there and nothing of you was kept. Please call again if you like, or dial 12348."},
		},
		wire.CallCodeOver: {
			http.StatusConflict,
			both{"视频咨询已经结束", "The call has ended"},
			both{"这次咨询已经结束，律师写下的内容还在，可以打印。还有问题可以再次呼叫，或者拨打12348。", "The call has ended; what the lawyer wrote is still here and can be printed. Call again if you have more questions, or dial 12348."},
		},
		wire.CallCodeBusy: {
			http.StatusConflict,
			both{"上一次咨询还没有完全结束", "The call before has not quite ended"},
			both{"请等几秒钟再试一次。还是不行的话请拨打12348。", "Please wait a few seconds and try again. If it still does not work, call 12348."},
		},
		wire.CallCodeState: {
			http.StatusConflict,
			both{"现在还不能这样做", "Not possible at this moment"},
			both{"咨询的进展已经变了，请看屏幕上的最新情况再选一次，什么也没有丢。", "The call has moved on meanwhile. Please look at the screen and choose again; nothing is lost."},
		},
		wire.CallCodeBad: {
			http.StatusUnprocessableEntity,
			both{"有一处填得不合适", "Something cannot be used"},
			both{"请检查电话号码和内容再试一次，您填的还在。也可以拨打12348。", "Please check the phone number and what you entered; it is still there. You can also call 12348."},
		},
		wire.CallCodeInvitation: {
			http.StatusNotFound,
			both{"邀请码不对或者过期了", "The code is wrong or has expired"},
			both{"请核对8位数字。邀请码只能用一次，过期了请律师再发一个，或者拨打12348。", "Please check the 8 digits. A code works once; if it has expired ask the lawyer for a new one, or call 12348."},
		},
		wire.CallCodeSlotTaken: {
			http.StatusConflict,
			both{"这个时间刚被约走", "Somebody was faster"},
			both{"别人刚约了这个时间，您填的内容还在。请另选一个时间，或者留言。", "That time was just taken; what you entered is still there. Please choose another time or leave a message."},
		},
		wire.CallCodeRated: {
			http.StatusConflict,
			both{"已经评价过了", "You have rated already"},
			both{"每次咨询评价一次，您的评价已经记下，谢谢。", "Each call can be rated once. Yours is noted, thank you."},
		},
		wire.CallCodeReceipt: {
			http.StatusNotFound,
			both{"没有找到这个回执号", "No such receipt number"},
			both{"请对照回执上的12位数字再输一次。找不到回执也可以拨打12348查询。", "Please compare the 12 digits with your receipt and enter them again. Without the receipt, call 12348."},
		},
		wire.CallCodeTries: {
			http.StatusTooManyRequests,
			both{"试得太多了", "Too many tries"},
			both{"为了保护别人的信息，请过几分钟再试，或者拨打12348。", "To protect other people's data please wait a few minutes before you try again, or call 12348."},
		},
		wire.CallCodeTooLarge: {
			http.StatusRequestEntityTooLarge,
			both{"留言太长了", "The message is too long"},
			both{"语音最长三分钟，文字最多2000字。请说短一些，或者拨打12348。", "A spoken message can last three minutes, a written one 2,000 characters. Please make it shorter or call 12348."},
		},
		"call.paper": {
			http.StatusNotFound,
			both{"没有这份文件", "No such paper"},
			both{"这份文件不属于这次咨询，或者律师已经收回。请让律师再发一次。", "This paper does not belong to this call or was taken back. Please ask the lawyer to send it again."},
		},
		"call.signature": {
			http.StatusUnprocessableEntity,
			both{"签名没有收到", "The signature did not arrive"},
			both{"签名没有成功，文件还在。请清除后再签一次。", "The signature did not work; the paper is still there. Please clear it and sign again."},
		},
	}
}

// meetingCode finds the code of a call's error, empty where it is none.
func meetingCode(err error) string {
	var f *meeting.Fault
	switch {
	case errors.As(err, &f):
		if _, ok := meetingWords()[f.Code]; ok {
			return f.Code
		}
		return wire.CallCodeState // a code of a newer fleet
	case errors.Is(err, meeting.ErrOffline):
		return meeting.CodeOffline
	case errors.Is(err, meeting.ErrUnavailable):
		return wire.CallCodeUnavailable
	case errors.Is(err, meeting.ErrNoCall):
		return wire.CallCodeUnknown
	case errors.Is(err, meeting.ErrNoPaper):
		return "call.paper"
	case errors.Is(err, meeting.ErrSignature):
		return "call.signature"
	case errors.Is(err, meeting.ErrVisitOver):
		return "visit.over"
	}
	return ""
}
