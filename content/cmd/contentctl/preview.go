package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"lawkiosk/content/preview"
)

// preview serves the sources to a browser on this machine until it is stopped.
func (c *command) preview(args []string) error {
	f := c.flags("preview")
	dir := f.String("dir", "content", "folder of the sources")
	address := f.String("addr", "127.0.0.1:8078", "address of this machine to listen on")
	kioskd := f.String("kioskd", "", "kioskd binary that makes the PDF files, such as bin/kioskd; without it there are none")
	if _, err := parse(f, args, 0, 0); err != nil {
		return err
	}
	if st, err := os.Stat(*dir); err != nil || !st.IsDir() {
		return fmt.Errorf("cannot preview content: %s is no folder; name it with -dir", *dir)
	}
	var papers preview.Papers
	if *kioskd != "" {
		if _, err := os.Stat(*kioskd); err != nil {
			return fmt.Errorf("cannot make papers: %w; build kioskd with make build", err)
		}
		papers = preview.Kioskd{Exe: *kioskd}
	}
	site, err := preview.New(os.DirFS(*dir), papers, c.now)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := preview.Listen(ctx, *address)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "http://%s shows %s; save a file and reload; stop with Ctrl-C\n", l.Addr(), *dir)
	return site.Serve(ctx, l)
}
