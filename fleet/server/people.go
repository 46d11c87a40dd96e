package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"lawkiosk/content"
	"lawkiosk/fleet"
	"lawkiosk/fleet/password"
	"lawkiosk/fleet/store/sqlite"
	"lawkiosk/fleet/wire"
)

// commandLine is who the audit says changed something here: whoever may run
// fleetd on the server may change anything.
const commandLine = "(fleetd)"

// with opens the store for a command.
func (c *cli) with(ctx context.Context, f func(cfg Config, s fleet.Store) error) error {
	cfg, err := ReadConfig(c.config)
	if err != nil {
		return err
	}
	s, err := sqlite.Open(ctx, cfg.Database())
	if err != nil {
		return err
	}
	return errors.Join(f(cfg, s), s.Close())
}

// change is with for a command that changes something: it is written to the audit.
func (c *cli) change(ctx context.Context, action, target string, f func(cfg Config, s fleet.Store) error) error {
	if target == "" {
		return fmt.Errorf("cannot do %s: flag -%s is missing; %w", action, map[bool]string{true: "id", false: "name"}[strings.HasPrefix(action, "kiosk")], errUsage)
	}
	return c.with(ctx, func(cfg Config, s fleet.Store) error {
		if err := f(cfg, s); err != nil {
			return err
		}
		return s.Record(ctx, fleet.AuditEntry{At: time.Now(), Who: commandLine, Action: action, Target: target})
	})
}

func (c *cli) kioskAdd(ctx context.Context) error {
	return c.change(ctx, "kiosk.add", c.id, func(cfg Config, s fleet.Store) error {
		if err := wire.CheckKioskID(c.id); err != nil {
			return fmt.Errorf("%w; %w", err, errUsage)
		}
		pack, err := content.OpenPack(cfg.Pack, cfg.Keys)
		if err != nil {
			return err
		}
		centre, ok := pack.Centre(c.centre)
		if !ok {
			var ids []string
			for _, x := range pack.Centres {
				ids = append(ids, x.ID)
			}
			return fmt.Errorf("cannot use centre %q: allowed are %s; %w", c.centre, strings.Join(ids, ", "), errUsage)
		}
		name := c.name
		if name == "" {
			name = c.id
		}
		token := NewToken()
		k := fleet.Kiosk{ID: c.id, Name: name, Region: centre.Region, Centre: centre.ID, Since: time.Now()}
		if err := s.Enrol(ctx, k, fleet.HashToken(token)); err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "kiosk %s is enrolled at %s; its token, shown this once:\n%s\n", c.id, centre.Name.ZH, token)
		return err
	})
}

// NewToken makes a kiosk's token of 256 random bits.
func NewToken() string { return rand.Text() + rand.Text() }

func (c *cli) kioskList(ctx context.Context) error {
	return c.with(ctx, func(_ Config, s fleet.Store) error {
		all, err := s.Register(ctx)
		if err != nil {
			return err
		}
		list, _, err := s.List(ctx, fleet.KioskFilter{}, fleet.Day(time.Now()))
		if err != nil {
			return err
		}
		states := map[string]fleet.State{}
		for _, k := range list {
			states[k.ID] = k.State
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tCENTRE\tENROLLED\tSTATE\tNAME")
		for _, k := range all {
			state := "retired"
			if !k.Retired {
				state = string(states[k.ID])
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", k.ID, k.Centre, fleet.Day(k.Since), state, k.Name)
		}
		return w.Flush()
	})
}

func (c *cli) kioskRename(ctx context.Context) error {
	return c.change(ctx, "kiosk.rename", c.id, func(_ Config, s fleet.Store) error {
		if c.name == "" {
			return fmt.Errorf("cannot rename a kiosk: flag -name is missing; %w", errUsage)
		}
		return s.Rename(ctx, c.id, c.name)
	})
}

func (c *cli) kioskRetire(ctx context.Context) error {
	return c.change(ctx, "kiosk.retire", c.id, func(_ Config, s fleet.Store) error { return s.Retire(ctx, c.id) })
}

func (c *cli) kioskToken(ctx context.Context) error {
	return c.change(ctx, "kiosk.rotate-token", c.id, func(_ Config, s fleet.Store) error {
		token := NewToken()
		if err := s.SetToken(ctx, c.id, fleet.HashToken(token)); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.out, "kiosk %s has a new token, shown this once; the old one ends within half a minute:\n%s\n", c.id, token)
		return err
	})
}

func (c *cli) userAdd(ctx context.Context) error {
	return c.change(ctx, "user.add", c.name, func(cfg Config, s fleet.Store) error {
		if !regexp.MustCompile(`^[\p{L}\p{N}._-]{2,64}$`).MatchString(c.name) {
			return fmt.Errorf("cannot use name %q: 2 to 64 letters, digits, dots, hyphens and underscores are allowed; %w", c.name, errUsage)
		}
		role := fleet.Role(c.role)
		if !slices.Contains(fleet.Roles(), role) {
			return fmt.Errorf("cannot use role %q: allowed are %v; %w", c.role, fleet.Roles(), errUsage)
		}
		if role.NeedsCode() {
			return c.lawyerAdd(ctx, cfg, s, role)
		}
		made := password.Make()
		if err := s.AddUser(ctx, fleet.User{Name: c.name, Role: role, Password: password.Hash(made), Created: time.Now()}); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.out, "%s may sign in as %s; the password, shown this once:\n%s\n", c.name, role, made)
		return err
	})
}

func (c *cli) userPassword(ctx context.Context) error {
	return c.change(ctx, "user.passwd", c.name, func(_ Config, s fleet.Store) error {
		chosen := password.Make()
		if c.stdin {
			text, err := io.ReadAll(io.LimitReader(c.in, 1024))
			if err != nil {
				return fmt.Errorf("cannot read the password: %w", err)
			}
			chosen = strings.TrimRight(string(text), "\r\n")
			if err := password.Check(c.name, chosen); err != nil {
				return err
			}
		}
		if err := s.SetPassword(ctx, c.name, password.Hash(chosen)); err != nil {
			return err
		}
		if c.stdin {
			chosen = "(as given)"
		}
		_, err := fmt.Fprintf(c.out, "%s is signed out everywhere; the new password, shown this once:\n%s\n", c.name, chosen)
		return err
	})
}

func (c *cli) userList(ctx context.Context) error {
	return c.with(ctx, func(_ Config, s fleet.Store) error {
		all, err := s.UserList(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "NAME\tROLE\tADDED\tDISABLED\tCODE")
		for _, u := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%v\t%v\n", u.Name, u.Role, fleet.Day(u.Created), u.Disabled, len(u.Secret) > 0)
		}
		return w.Flush()
	})
}

func (c *cli) userDisable(ctx context.Context) error {
	return c.change(ctx, "user.disable", c.name, func(_ Config, s fleet.Store) error { return s.SetDisabled(ctx, c.name, true) })
}

func (c *cli) userEnable(ctx context.Context) error {
	return c.change(ctx, "user.enable", c.name, func(_ Config, s fleet.Store) error { return s.SetDisabled(ctx, c.name, false) })
}
