package printing

import (
	"fmt"
	"slices"
	"strings"

	"lawkiosk/drivers/printer"
)

// judge turns a printer's final word into an outcome. want is how many sides
// there should be. A printer that completes a job and counts no side does not
// count: the number is then unknown, not zero.
func judge(j printer.Job, want int) (st State, printed int, reason string) {
	printed = j.Impressions
	switch j.State {
	case printer.Completed:
		if printed <= 0 {
			printed = -1
		}
		errs := slices.Contains(j.Reasons, "job-completed-with-errors")
		if errs && printed < want {
			return Failed, printed, "job-completed-with-errors"
		}
		return Printed, printed, ""
	case printer.Canceled:
		return Canceled, printed, first(telling(j.Reasons), "job-canceled-at-device")
	default:
		return Failed, printed, first(telling(j.Reasons), "aborted-by-system")
	}
}

func first(list []string, or string) string {
	if len(list) > 0 {
		return list[0]
	}
	return or
}

// stoppers are the printer-state-reasons (RFC 8011 section 5.4.12) under which
// no paper comes out until somebody does something. Warnings, "media-low" and
// the like, do not stop a job.
var stoppers = []string{
	"media-empty", "media-needed", "media-jam", "cover-open", "door-open", "interlock-open", "input-tray-missing",
	"output-tray-missing", "output-area-full", "toner-empty", "marker-supply-empty", "marker-waste-full",
	"developer-empty", "fuser-over-temp", "paused", "moving-to-paused", "shutdown", "stopped-partly", "timed-out",
}

func blocking(reasons []string) []string {
	var out []string
	for _, r := range reasons {
		if slices.Contains(stoppers, r) {
			out = append(out, r)
		}
	}
	return out
}

// telling leaves out the job-state-reasons that only repeat the state.
func telling(reasons []string) []string {
	var out []string
	for _, r := range reasons {
		switch r {
		case "none", "job-printing", "job-incoming", "job-queued", "job-data-insufficient", "printer-stopped",
			"printer-stopped-partly", "processing-to-stop-point", "job-completed-successfully", "job-transforming":
		default:
			out = append(out, r)
		}
	}
	return out
}

func merge(a, b []string) []string {
	for _, r := range b {
		if !slices.Contains(a, r) {
			a = append(a, r)
		}
	}
	return a
}

// describe is the sentence for the visitor.
func describe(r row, st State, printed int, reasons []string) string {
	l := r.Lang
	switch st {
	case Queued:
		if slices.Contains(reasons, offline) {
			return said(l, "打印机暂时没有回应，会接着试，不会重复打印。", "The printer does not answer yet. It will be tried again and not printed twice.")
		}
		return said(l, "正在把文件交给打印机。", "Handing the paper to the printer.")
	case Sent:
		return said(l, "打印机已收到，正在准备。", "The printer has it and is getting ready.")
	case Printing:
		if printed > 0 {
			return said(l, fmt.Sprintf("正在打印，已出 %d 面，共 %d 面。", printed, r.Pages*r.Copies), fmt.Sprintf("Printing: %d of %d sides are out.", printed, r.Pages*r.Copies))
		}
		return said(l, "正在打印。", "Printing.")
	case Stopped:
		return stopped(r, reasons)
	case Printed:
		if printed > 0 {
			return said(l, fmt.Sprintf("打印好了，共 %d 面，请取走。", printed), fmt.Sprintf("Printed: %d sides. Please take them.", printed))
		}
		return said(l, "打印机报告已打印完，请取走并数一数页数。", "The printer reports that it is done. Please take your papers and count them.")
	case Canceled:
		return said(l, "已取消打印。", "Printing was cancelled.")
	case Failed:
		return said(l, "没有打印成功，填写的内容没有丢。可以再试一次，或请工作人员帮忙。", "It was not printed. Nothing you entered is lost: try again or ask the staff.")
	default:
		return said(l, "无法确认是否打印成功，请看看出纸口，需要时请工作人员帮忙。", "It is not known whether it was printed. Please look at the paper tray or ask the staff.")
	}
}

func stopped(r row, reasons []string) string {
	l := r.Lang
	has := func(part string) bool {
		return slices.ContainsFunc(reasons, func(s string) bool { return strings.Contains(s, part) })
	}
	switch {
	case has(offline):
		return said(l, "打印机没有回应，任务还在，请稍等。", "The printer does not answer. Your job is still there, please wait.")
	case has("jam"):
		return said(l, "打印机卡纸了，请叫工作人员处理，处理好会接着打印。", "Paper is jammed. Please call the staff; printing goes on afterwards.")
	case has("media-empty"), has("media-needed"):
		return said(l, "打印机没有纸了，请叫工作人员加纸，加好会接着打印。", "The printer is out of paper. Please call the staff; printing goes on once it is refilled.")
	case has("toner-empty"), has("marker-supply-empty"):
		return said(l, "打印机没有墨粉了，请叫工作人员更换。", "The printer is out of toner. Please call the staff.")
	case has("cover-open"), has("door-open"), has("interlock-open"):
		return said(l, "打印机的盖子没有关好，请叫工作人员看一看。", "The printer's cover is open. Please call the staff.")
	default:
		return said(l, "打印机停下了，请叫工作人员看一看。", "The printer has stopped. Please call the staff.")
	}
}
