package period

import (
	"fmt"
	"time"

	"lawkiosk/content"
)

func chinese(d time.Time) string { return d.Format("2006年1月2日") }
func english(d time.Time) string { return d.Format("2 January 2006") }

func (n *counting) chinese(d time.Time) string {
	if n.period.Unit == content.Hours {
		return d.Format("2006年1月2日15:04")
	}
	return chinese(d)
}

func (n *counting) english(d time.Time) string {
	if n.period.Unit == content.Hours {
		return d.Format("2 January 2006, 15:04")
	}
	return english(d)
}

func lengthZH(n int, u content.Unit) string {
	return fmt.Sprintf("%d%s", n, map[content.Unit]string{
		content.Days: "天", content.Workdays: "个工作日", content.Months: "个月", content.Years: "年", content.Hours: "小时",
	}[u])
}

func lengthEN(n int, u content.Unit) string {
	word := map[content.Unit]string{
		content.Days: "day", content.Workdays: "working day", content.Months: "month", content.Years: "year", content.Hours: "hour",
	}[u]
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}
