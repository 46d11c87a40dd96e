package content

import (
	"regexp"
	"strconv"
	"strings"
)

// articlePattern is one article or a range of them: "27", "276之一", "46-48".
const articlePattern = `^([0-9]{1,4})(之[一二三四五六七八九十])?(?:-([0-9]{1,4})(之[一二三四五六七八九十])?)?$`

// Cite writes a citation as people read it: "劳动合同法 第46-48条" or
// "Labour Contract Law, art. 46-48".
func Cite(l Lang, law, article string) string {
	if l == English {
		return law + ", art. " + article
	}
	return law + " 第" + strings.ReplaceAll(article, ", ", "、") + "条"
}

// citations checks articles against the laws of a pack.
type citations struct {
	laws    map[string]*Law // by short name
	article *regexp.Regexp
}

func newCitations(laws []Law) *citations {
	c := &citations{laws: map[string]*Law{}, article: regexp.MustCompile(articlePattern)}
	for i := range laws {
		c.laws[laws[i].Short] = &laws[i]
	}
	return c
}

// checkLaw says what is wrong with a law's name, or nothing.
func (c *citations) checkLaw(law string) string {
	if law == "" {
		return isMissing
	}
	if _, ok := c.laws[law]; !ok {
		return strconv.Quote(law) + ` is not the "short" of a law in laws.toml`
	}
	return ""
}

// checkArticle says what is wrong with an article, or nothing.
func (c *citations) checkArticle(law, article string) string {
	if article == "" {
		return isMissing
	}
	highest := 0
	if known, ok := c.laws[law]; ok {
		highest = known.Articles
	}
	for part := range strings.SplitSeq(article, ", ") {
		m := c.article.FindStringSubmatch(part)
		if m == nil {
			return strconv.Quote(article) + ` is not an article: write "27", "46-48", "43, 53" or "276之一"`
		}
		from, _ := strconv.Atoi(m[1])
		to := from
		if m[3] != "" {
			to, _ = strconv.Atoi(m[3])
		}
		switch {
		case from == 0 || to < from:
			return strconv.Quote(part) + " does not run upwards from 1"
		case highest > 0 && to > highest:
			return law + " has no article " + strconv.Itoa(to) + ", its last is " + strconv.Itoa(highest)
		}
	}
	return ""
}
