package prompt

import (
	"strings"

	"lawkiosk/content"
)

func frame(id string, l content.Lang) string {
	var t content.Text
	switch id {
	case FrameIdle:
		t = content.Text{
			ZH: "您还在吗？要接着用，请点“我还在，继续”。不点的话，马上就结束，您的内容会清除。",
			EN: "Are you still there? To go on, please touch “I am here, go on”. Otherwise this visit ends soon and your details are wiped.",
		}
	case FrameHello:
		t = content.Text{
			ZH: "好的，我读给您听。每个问题出来，我会先读一遍。想再听，点“听一听”。",
			EN: "I will read aloud to you. Each question is read once by itself. To hear it again, touch “Listen”.",
		}
	}
	return t.In(l)
}

// question reads the question, its help and what can be chosen, so that who
// cannot read can answer.
func question(q *content.Question, l content.Lang) string {
	parts := []string{q.Ask.In(l), q.Help.In(l)}
	if len(q.Choices) > 0 {
		parts = append(parts, content.Text{ZH: "可以选：", EN: "You can choose:"}.In(l))
	}
	for _, c := range q.Choices {
		say := c.Say.In(l)
		if hint := c.Hint.In(l); hint != "" {
			say += content.Text{ZH: "，", EN: ", "}.In(l) + hint
		}
		parts = append(parts, say)
	}
	if q.Unknown != "" {
		parts = append(parts, content.Text{ZH: "说不清也没关系，点“说不清”。", EN: "If you do not know, touch “I am not sure”."}.In(l))
	}
	return sentences(l, parts...)
}

// plan reads what is to be done, without what was counted for the visitor.
func plan(p *content.Plan, l content.Lang) string {
	parts := []string{p.Title.In(l), p.Urgent.In(l), p.Say.In(l)}
	for i, step := range p.Steps {
		parts = append(parts, ordinal(i, l)+step.In(l))
	}
	if len(p.Bring) > 0 {
		parts = append(parts, content.Text{ZH: "请带上：", EN: "Please bring:"}.In(l))
	}
	for _, b := range p.Bring {
		parts = append(parts, b.In(l))
	}
	return sentences(l, parts...)
}

func section(s content.Section, l content.Lang) string {
	parts := []string{s.Title}
	for _, b := range s.Blocks {
		for i, item := range b.Items {
			var text strings.Builder
			for _, span := range item {
				text.WriteString(span.Text)
			}
			if b.Kind == "ol" {
				parts = append(parts, ordinal(i, l)+text.String())
			} else {
				parts = append(parts, text.String())
			}
		}
	}
	return sentences(l, parts...)
}

func ordinal(i int, l content.Lang) string {
	names := []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}
	english := []string{"First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"}
	if i >= len(names) {
		return ""
	}
	return content.Text{ZH: "第" + names[i] + "，", EN: english[i] + ", "}.In(l)
}
