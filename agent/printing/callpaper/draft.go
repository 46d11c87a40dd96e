package callpaper

import (
	"time"

	"lawkiosk/agent/printing/render"
)

// Draft is the paper with the code of a form that is not filled in yet. It
// names neither the form nor anybody: whoever finds it learns no more than that
// somebody filled in a form at this kiosk.
func Draft(code string, until time.Time, centre, kiosk string, p Place) *render.Sheet {
	return &render.Sheet{
		Kicker: p.say("没填完的表", "An unfinished form"), Title: p.say("没填完的表", "Your unfinished form"),
		Number: code, Asked: p.say("号码：接着填的时候输入", "Number: enter it to go on"),
		Rows: rows(
			render.SheetRow{Key: p.say("存到", "Kept until"), Value: when(until, p.Lang), Strong: true},
			render.SheetRow{Key: p.say("在哪里接着填", "Where to go on"), Value: p.centre(centre)},
			render.SheetRow{Key: p.say("终端编号", "Kiosk"), Value: kiosk},
		),
		Parts: []render.SheetPart{
			{Title: p.say("接下来怎么做", "What to do next"), Steps: true, Lines: []string{
				p.say("在期限以前回到同一台机器。表只存在这一台上。", "Come back to the same kiosk before that time. The form is kept on this one only."),
				p.say("点“办申请”，再点“接着填没填完的表”，输入上面的号码。", "Touch “Apply for something”, then “Go on with an unfinished form”, and enter the number."),
				p.say("填完打印，签字就能交。", "Finish it, print it and sign it."),
			}},
			{Title: p.say("请收好这张纸", "Keep this paper safe"), Lines: []string{
				p.say("有号码的人才能打开您的表，工作人员也打不开。号码丢了就找不回来，只能重新填。过了期限，表会自动删除。",
					"Only who has the number can open your form; the staff cannot. A lost number cannot be found again, and the form has to be filled in anew. After that time it is deleted."),
			}},
			p.hotline(),
		},
	}
}
