package main

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/search"
	"lawkiosk/content/source"
)

// errContent stands for mistakes that were printed already.
var errContent = errors.New("content has mistakes")

// load reads the sources and prints every problem, with paths as people type them.
func (c *command) load(dir string, strict bool) (*content.Pack, error) {
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return nil, fmt.Errorf("cannot read content: %s is no folder; name it with -dir", dir)
	}
	pack, problems := source.Load(os.DirFS(dir), c.now())
	for _, p := range problems {
		p.File = filepath.Join(dir, filepath.FromSlash(p.File))
		fmt.Fprintln(c.stdout, p)
	}
	errs := problems.Errors()
	if errs > 0 || strict && len(problems) > 0 {
		return nil, fmt.Errorf("%w: %d errors, %d warnings", errContent, errs, len(problems)-errs)
	}
	return pack, nil
}

func (c *command) check(args []string) error {
	f := c.flags("check")
	dir := f.String("dir", "content", "folder of the sources")
	strict := f.Bool("strict", false, "warnings fail too")
	if _, err := parse(f, args, 0, 0); err != nil {
		return err
	}
	pack, err := c.load(*dir, *strict)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "%s: %d themes, %d guides, %d forms, %d centres, %d slides, %d laws: no errors\n", *dir,
		len(pack.Themes), len(pack.Guides[content.Chinese]), len(pack.Forms), len(pack.Centres), len(pack.Slides), len(pack.Laws))
	return nil
}

func (c *command) keygen(args []string) error {
	f := c.flags("keygen")
	out := f.String("out", "", "file to write the signing key to; must not exist")
	if _, err := parse(f, args, 0, 0); err != nil {
		return err
	}
	if err := needed("out", *out); err != nil {
		return err
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return fmt.Errorf("cannot make a key: %w", err)
	}
	text, err := content.FormatPrivateKey(private)
	if err != nil {
		return err
	}
	if err := writeNew(*out, text); err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, content.FormatPublicKey(public))
	return nil
}

func (c *command) pubkey(args []string) error {
	rest, err := parse(c.flags("pubkey"), args, 1, 1)
	if err != nil {
		return err
	}
	key, err := readKey(rest[0])
	if err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, content.FormatPublicKey(key.Public().(ed25519.PublicKey)))
	return nil
}

func readKey(path string) (ed25519.PrivateKey, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read signing key: %w", err)
	}
	return content.ParsePrivateKey(b)
}

func (c *command) build(args []string) error {
	f := c.flags("build")
	dir := f.String("dir", "content", "folder of the sources")
	version := f.String("version", "", "version of the pack, such as 2026.11.22-1")
	keyFile := f.String("key", "", "file of the signing key")
	out := f.String("out", "", "pack file to write")
	built := f.String("built", "", "time to write into the pack (RFC 3339); else SOURCE_DATE_EPOCH, else now")
	if _, err := parse(f, args, 0, 0); err != nil {
		return err
	}
	if err := errors.Join(needed("version", *version), needed("key", *keyFile), needed("out", *out)); err != nil {
		return err
	}
	if !content.ValidVersion(*version) {
		return fmt.Errorf("%w: -version %q must be like 2026.11.22-1", errMisused, *version)
	}
	at, err := c.buildTime(*built)
	if err != nil {
		return err
	}
	key, err := readKey(*keyFile)
	if err != nil {
		return err
	}
	pack, err := c.load(*dir, false)
	if err != nil {
		return err
	}
	pack.Version, pack.Search = *version, search.Docs(pack)
	var b bytes.Buffer
	if err := content.WritePack(&b, pack, at, key); err != nil {
		return err
	}
	// What a kiosk would refuse must not leave this machine.
	if _, err := content.ReadPack(bytes.NewReader(b.Bytes()), int64(b.Len()), []ed25519.PublicKey{key.Public().(ed25519.PublicKey)}); err != nil {
		return fmt.Errorf("cannot use the pack just built: %w", err)
	}
	if err := writeAtomic(*out, b.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "%s: version %s, %d guides, %d bytes\n", *out, *version, len(pack.Guides[content.Chinese]), b.Len())
	return nil
}

// buildTime gives the time that a pack carries.
func (c *command) buildTime(built string) (time.Time, error) {
	if built != "" {
		at, err := time.Parse(time.RFC3339, built)
		if err != nil {
			return at, fmt.Errorf("%w: -built %q must be like 2026-11-22T08:00:00Z", errMisused, built)
		}
		return at, nil
	}
	if epoch := c.getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		s, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return time.Time{}, fmt.Errorf("%w: SOURCE_DATE_EPOCH=%q must be seconds since 1970", errMisused, epoch)
		}
		return time.Unix(s, 0), nil
	}
	return c.now(), nil
}
