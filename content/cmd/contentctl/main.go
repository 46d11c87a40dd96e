// Command contentctl checks the content that people write, and builds, signs and
// inspects packs of it. docs/content.md tells how to use it.
package main

import (
	"os"
	"time"
)

func main() {
	c := &command{stdout: os.Stdout, stderr: os.Stderr, now: time.Now, getenv: os.Getenv}
	os.Exit(c.run(os.Args[1:]))
}
