package password

import (
	"strings"
	"testing"
)

func TestHashAndVerify(t *testing.T) {
	h := Hash("Guide-2026-ok")
	if !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(h)
	}
	if !Verify(h, "Guide-2026-ok") || Verify(h, "Guide-2026-oK") || h == Hash("Guide-2026-ok") {
		t.Fatal("a hash must know its own password only, and never look the same twice")
	}
	for _, bad := range []string{"", "x", "$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA", strings.Replace(h, "argon2id", "argon2i", 1)} {
		if Verify(bad, "") || Verify(bad, "Guide-2026-ok") {
			t.Errorf("%q knows a password", bad)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name, password string
		good           bool
	}{
		{"zhang", "Guide-2026-ok", true},
		{"zhang", "大厅终端管理员Ab1", true},
		{"zhang", "Ab1-short", false},
		{"zhang", "alllowercase", false},
		{"zhang", "lower1234567", false},
		{"zhang", "Zhang-2026-ok", false},
		{"zhang", strings.Repeat("Ab1-", 33), false},
	} {
		if err := Check(c.name, c.password); (err == nil) != c.good {
			t.Errorf("%q: %v", c.password, err)
		}
	}
}

func TestMake(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		p := Make()
		if seen[p] || Check("operator", p) != nil || strings.ContainsAny(p, " \"'$`\\") {
			t.Fatalf("%q", p)
		}
		seen[p] = true
	}
}
