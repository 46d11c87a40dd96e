package main

import (
	"crypto/ed25519"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"lawkiosk/content"
)

func (c *command) verify(args []string) error {
	f := c.flags("verify")
	pub := f.String("pub", "", "public key that must have signed the pack")
	rest, err := parse(f, args, 1, 1)
	if err != nil {
		return err
	}
	if err := needed("pub", *pub); err != nil {
		return err
	}
	pack, err := open(rest[0], *pub)
	if err != nil {
		return err
	}
	c.about(rest[0], pack)
	return nil
}

// open reads a pack as a kiosk with this one trusted key does.
func open(file, pub string) (*content.Pack, error) {
	key, err := content.ParsePublicKey(pub)
	if err != nil {
		return nil, err
	}
	return content.OpenPack(file, []ed25519.PublicKey{key})
}

func (c *command) about(file string, p *content.Pack) {
	fmt.Fprintf(c.stdout, "%s: version %s, built %s, signed by key %s, %d files, %d bytes unpacked\n", file,
		p.Version, p.Info.BuiltAt.Format(time.RFC3339), p.Info.Key, p.Info.Files, p.Info.Bytes)
}

func (c *command) show(args []string) error {
	f := c.flags("show")
	pub := f.String("pub", "", "public key that must have signed the pack; without it only the form is checked")
	lang := f.String("lang", string(content.Chinese), "language: zh-CN or en")
	rest, err := parse(f, args, 1, 2)
	if err != nil {
		return err
	}
	pack, err := c.peek(rest[0], *pub)
	if err != nil {
		return err
	}
	if len(rest) == 1 {
		c.about(rest[0], pack)
		c.list(pack, content.Lang(*lang))
		return nil
	}
	g, ok := pack.Guide(content.Lang(*lang), rest[1])
	if !ok {
		return fmt.Errorf("cannot show %q: the pack holds no such guide; it holds %s", rest[1],
			strings.Join(slices.Sorted(maps.Keys(pack.Guides[content.Chinese])), ", "))
	}
	printGuide(c.stdout, g)
	return nil
}

// peek reads a pack without asking who signed it, when no key is given.
func (c *command) peek(file, pub string) (*content.Pack, error) {
	if pub != "" {
		return open(file, pub)
	}
	fmt.Fprintln(c.stderr, "contentctl: the signature is not checked; give -pub KEY to check it")
	return content.PeekPack(file)
}

func (c *command) list(p *content.Pack, l content.Lang) {
	for _, t := range p.Themes {
		fmt.Fprintf(c.stdout, "%s  %s\n", t.ID, t.Say.In(l))
		for _, id := range t.Guides {
			if g, ok := p.Guide(l, id); ok {
				fmt.Fprintf(c.stdout, "    guide %s  %s (checked %s)\n", id, g.Title, g.CheckedAt)
			}
		}
		for _, id := range t.Forms {
			if f, ok := p.Form(id); ok {
				fmt.Fprintf(c.stdout, "    form  %s  %s\n", id, f.Title.In(l))
			}
		}
	}
}

func printGuide(w io.Writer, g *content.Guide) {
	fmt.Fprintf(w, "%s\n\n%s\n", g.Title, g.Summary)
	for _, d := range g.Deadlines {
		fmt.Fprintf(w, "  ! %s: %s, %s (%s)\n", d.What, d.Within, d.From, d.Basis)
	}
	for _, s := range g.Sections {
		fmt.Fprintf(w, "\n%s\n", s.Title)
		for _, b := range s.Blocks {
			for i, item := range b.Items {
				mark := map[string]string{"ul": "- ", "ol": fmt.Sprintf("%d. ", i+1)}[b.Kind]
				text := ""
				for _, span := range item {
					text += span.Text
				}
				fmt.Fprintf(w, "  %s%s\n", mark, text)
			}
		}
	}
	fmt.Fprintln(w)
	for _, b := range g.Basis {
		fmt.Fprintf(w, "  %s: %s\n", content.Cite(g.Lang, b.Law, b.Article), b.Says)
	}
	fmt.Fprintf(w, "  checked %s, review by %s\n", g.CheckedAt, g.ReviewBy)
	if g.Note != "" {
		fmt.Fprintf(w, "  %s\n", g.Note)
	}
}
