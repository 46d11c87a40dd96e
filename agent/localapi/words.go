package localapi

import (
	"maps"
	"net/http"
)

type both struct{ zh, en string }

type sentence struct {
	status        int
	title, detail both
}

// words are what people are told for each code: what happened, that nothing is
// lost, and what to do next.
func words() map[string]sentence {
	all := generalWords()
	maps.Copy(all, meetingWords())
	maps.Copy(all, draftWords())
	maps.Copy(all, voiceWords())
	maps.Copy(all, formWords())
	maps.Copy(all, civicWords())
	return all
}

func generalWords() map[string]sentence {
	return map[string]sentence{
		"page.unauthorised": {
			http.StatusUnauthorized,
			both{"请从终端打开", "Please open this on the kiosk"},
			both{
				"这个页面只给终端自己的屏幕用。请在这台机器上打开 launch-url 文件里的地址。",
				"This page belongs to the kiosk's own screen. On this machine, open the address in the file launch-url.",
			},
		},
		"page.foreign": {
			http.StatusForbidden,
			both{"不接受其他网站的请求", "Requests of other sites are refused"},
			both{
				"请求来自别的网站或别的地址，终端没有理会。请在终端的屏幕上操作。",
				"The request came from another site or address, so the kiosk ignored it. Please use the kiosk's own screen.",
			},
		},
		"path.none": {
			http.StatusNotFound,
			both{"没有这个页面", "Not found"},
			both{"要找的内容不在这里。请回到首页重新选择。", "What you looked for is not here. Please go back to the first screen and choose again."},
		},
		"request.bad": {
			http.StatusUnprocessableEntity,
			both{"没看懂这个请求", "The request was not understood"},
			both{"刚才的操作没有成功，什么也没有丢。请再试一次。", "That did not work, and nothing is lost. Please try again."},
		},
		"request.large": {
			http.StatusRequestEntityTooLarge,
			both{"内容太多", "Too much at once"},
			both{"填写的内容太长了。请写短一些再试。", "The text is too long. Please shorten it and try again."},
		},
		"internal": {
			http.StatusInternalServerError,
			both{"没有办成", "It did not work"},
			both{"机器这边出了点问题，不是您的操作有误。请再试一次，或者拨打12348。", "Something went wrong on our side; you did nothing wrong. Please try again or call 12348."},
		},
		"visit.over": {
			http.StatusConflict,
			both{"这次使用已经结束", "This visit is over"},
			both{"您的信息已经清除。需要的话，请从首页重新开始。", "Your details have been wiped. If you need anything else, please start again."},
		},
		"visit.none": {
			http.StatusConflict,
			both{"还没有开始", "Nobody has started yet"},
			both{"请先点一下屏幕开始。", "Please touch the screen to start."},
		},
		"plan.answer": {
			http.StatusUnprocessableEntity,
			both{"这个回答用不上", "That answer does not fit"},
			both{"日期或者数目不对，别的回答都还在。请改一下再试。", "The date or figure does not fit; your other answers are kept. Please change it and try again."},
		},
		"plan.unanswered": {
			http.StatusConflict,
			both{"还有一个问题没有回答", "One question is still open"},
			both{"您的回答都还在。请回答下一个问题。", "Your answers are kept. Please answer the next question."},
		},
		"print.copies": {
			http.StatusUnprocessableEntity,
			both{"份数太多", "Too many copies"},
			both{"一次打印的份数超过了上限。请减少份数再打印。", "That is more copies than can be printed at once. Please choose fewer."},
		},
		"print.limit": {
			http.StatusConflict,
			both{"打印次数用完了", "No more prints in this visit"},
			both{"这次使用的打印次数已到上限。可以用手机扫码带走，或请工作人员帮忙。", "You have reached the number of prints of one visit. Take the guide on your phone with the QR code, or ask the staff."},
		},
		"print.none": {
			http.StatusServiceUnavailable,
			both{"这里不能打印", "No printer here"},
			both{"这台终端没有打印机。可以用手机扫码把内容带走。", "This kiosk has no printer. Take the guide on your phone with the QR code."},
		},
		"print.render": {
			http.StatusInternalServerError,
			both{"没能排好版", "The page could not be made"},
			both{"这份内容暂时打印不出来，什么也没有丢。可以用手机扫码带走，或再试一次。", "This cannot be printed right now; nothing is lost. Take it on your phone with the QR code, or try again."},
		},
		"print.full": {
			http.StatusServiceUnavailable,
			both{"打印任务太多", "Too many prints are waiting"},
			both{"还有打印没有完成。请等它们打完再试。", "Other prints are still waiting. Please let them finish and try again."},
		},
		"job.none": {
			http.StatusNotFound,
			both{"没有这个打印任务", "No such print"},
			both{"这份打印已经不在了。需要的话请重新打印。", "This print is no longer there. Please print again if you need it."},
		},
		"item.none": {
			http.StatusNotFound,
			both{"没有这份内容", "No such guide or form"},
			both{"这份内容可能已经更新或换了位置。请回到首页重新查找。", "It may have been updated or moved. Please go back and look for it again."},
		},
		"form.field": {
			http.StatusUnprocessableEntity,
			both{"有一栏填写不合适", "One field cannot be used"},
			both{"有一栏太长，或者不属于这份表。请检查后再打印，已填的内容还在。", "One field is too long or does not belong to this form. Please check it; what you wrote is still there."},
		},
		"content.none": {
			http.StatusServiceUnavailable,
			both{"暂停服务", "Out of service"},
			both{"这台终端还没有可用的内容，暂时不能服务。请到服务台，或拨打12348。", "This kiosk has no valid content yet, so it cannot serve you. Please go to the desk or call 12348."},
		},
		"card.consent": {
			http.StatusConflict,
			both{"需要您先同意", "Your agreement comes first"},
			both{"读身份证之前，需要您先看过说明并同意。不同意也能看指南和打印。", "Before your card is read, please read the notice and agree. Guides and prints need no agreement."},
		},
		"card.busy": {
			http.StatusConflict,
			both{"正在读卡", "A card is being read"},
			both{"已经在等您的身份证了。请把身份证放在读卡区。", "The reader is already waiting. Please put your card on it."},
		},
		"card.offline": {
			http.StatusServiceUnavailable,
			both{"读卡器现在用不了", "The card reader does not work now"},
			both{"不影响看指南和打印，需要填的内容可以手写。", "You can still read and print guides, and fill in forms by hand."},
		},
		"card.none": {
			http.StatusNotFound,
			both{"还没有读身份证", "No card was read"},
			both{"这次使用还没有读过身份证。可以先读卡，也可以直接手写。", "No card has been read in this visit. Read one first, or fill in the form by hand."},
		},
	}
}
