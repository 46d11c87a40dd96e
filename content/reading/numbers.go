package reading

// quantityPattern is a number in characters with what it counts.
const quantityPattern = `(第?)([一二两三四五六七八九十百千万零]+)(个月|个工作日|小时|分钟|日|天|周岁|周|年|元|倍|岁|米)`

// spelt finds the first number that is written in characters where digits are
// easier to see: 三十日, 十五天, 两年, 六个月. One of something ("一年", "一个月")
// reads as a word and may stay, and so may what is no quantity ("第二天", "二审").
func (c *checker) spelt(text string) string {
	for _, m := range c.quantity.FindAllStringSubmatch(text, -1) {
		if m[1] == "" && m[2] != "一" && m[2] != "万" && m[2] != "千" && m[2] != "百" {
			return m[2] + m[3]
		}
	}
	return ""
}
