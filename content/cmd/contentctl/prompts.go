package main

import (
	"fmt"
	"strings"

	"lawkiosk/content"
	"lawkiosk/content/prompt"
)

// prompts lists what a studio records, one prompt a line: the recording's name,
// the language, what it is, the text.
func (c *command) prompts(args []string) error {
	f := c.flags("prompts")
	dir := f.String("dir", "content", "folder of the sources")
	lang := f.String("lang", string(content.Chinese), "language: zh-CN or en")
	if _, err := parse(f, args, 0, 0); err != nil {
		return err
	}
	if *lang != string(content.Chinese) && *lang != string(content.English) {
		return fmt.Errorf("%w: -lang must be zh-CN or en, not %q", errMisused, *lang)
	}
	loud := *c
	loud.stdout = c.stderr // the list is for a spreadsheet: what is wrong is told beside it
	pack, err := loud.load(*dir, false)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, "file\tlang\tprompt\ttext")
	for _, p := range prompt.List(pack, content.Lang(*lang)) {
		what := strings.TrimSuffix(fmt.Sprintf("%s %s/%s", p.Kind, p.ID, p.Part), "/")
		fmt.Fprintf(c.stdout, "%s.wav\t%s\t%s\t%s\n", p.Name(), p.Lang, what, strings.Join(strings.Fields(p.Text), " "))
	}
	return nil
}
