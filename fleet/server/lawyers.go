package server

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"lawkiosk/content"
	"lawkiosk/fleet"
	"lawkiosk/fleet/password"
	"lawkiosk/fleet/totp"
)

// profile is what the command line says of a lawyer.
type profile struct {
	display, licence, firm         string
	regions, skills, speaks, pools string
}

func (p *profile) flags(fs *flag.FlagSet) {
	fs.StringVar(&p.display, "display", "", "a lawyer's name as citizens see it, 王律师")
	fs.StringVar(&p.licence, "licence", "", "number of the practising certificate")
	fs.StringVar(&p.firm, "firm", "", "law firm")
	fs.StringVar(&p.regions, "regions", "", "counties whose own lawyer this is, 520103,520102")
	fs.StringVar(&p.skills, "skills", "", "ids of themes")
	fs.StringVar(&p.speaks, "speaks", "", strings.Join(fleet.Speeches(), ","))
	fs.StringVar(&p.pools, "pools", "", fleet.PoolCity+": answers for the whole city too")
}

// onto puts what was said over a profile. "-" empties a list.
func (p *profile) onto(l *fleet.Lawyer) {
	for _, x := range []struct {
		said string
		to   *string
	}{{p.display, &l.Display}, {p.licence, &l.Licence}, {p.firm, &l.Firm}} {
		if x.said != "" {
			*x.to = x.said
		}
	}
	for _, x := range []struct {
		said string
		to   *[]string
	}{{p.regions, &l.Regions}, {p.skills, &l.Skills}, {p.speaks, &l.Speaks}, {p.pools, &l.Pools}} {
		switch x.said {
		case "":
		case "-":
			*x.to = nil
		default:
			*x.to = strings.FieldsFunc(x.said, func(r rune) bool { return r == ',' || r == ' ' })
		}
	}
}

// checkLawyer checks a profile against the content too.
func checkLawyer(cfg Config, l fleet.Lawyer) error {
	if err := l.Check(); err != nil {
		return fmt.Errorf("cannot use this profile of %s: %w; %w", l.User, err, errUsage)
	}
	pack, err := content.OpenPack(cfg.Pack, cfg.Keys)
	if err != nil {
		return err
	}
	for _, code := range l.Regions {
		if _, ok := pack.Region(code); !ok {
			var codes []string
			for i := range pack.Regions {
				codes = append(codes, pack.Regions[i].Code)
			}
			return fmt.Errorf("cannot use region %q: allowed are %s; %w", code, strings.Join(codes, ", "), errUsage)
		}
	}
	for _, id := range l.Skills {
		if _, ok := pack.Theme(id); !ok {
			var ids []string
			for i := range pack.Themes {
				ids = append(ids, pack.Themes[i].ID)
			}
			return fmt.Errorf("cannot use skill %q: allowed are %s; %w", id, strings.Join(ids, ", "), errUsage)
		}
	}
	return nil
}

// lawyerAdd adds a user of the role lawyer or lead. What it prints is read by
// scripts: one "name: value" on a line.
func (c *cli) lawyerAdd(ctx context.Context, cfg Config, s fleet.Store, role fleet.Role) error {
	l := fleet.Lawyer{User: c.name, Role: role}
	c.profile.onto(&l)
	if err := checkLawyer(cfg, l); err != nil {
		return err
	}
	fresh, kept, err := newFactor(cfg, c.name)
	if err != nil {
		return err
	}
	made := password.Make()
	u := fleet.User{Name: c.name, Role: role, Password: password.Hash(made), Created: time.Now()}
	if err := s.AddLawyer(ctx, u, l, kept); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "%s may sign in as %s with a password and a code; all of this is shown once:\npassword: %s\n", c.name, role, made)
	return errors.Join(err, c.printFactor(fresh))
}

func newFactor(cfg Config, user string) (totp.Fresh, fleet.Factor, error) {
	key, err := loadKey(cfg)
	if err != nil {
		return totp.Fresh{}, fleet.Factor{}, err
	}
	fresh, err := totp.Make(user)
	if err != nil {
		return totp.Fresh{}, fleet.Factor{}, err
	}
	kept, err := fresh.Factor(key, user)
	return fresh, kept, err
}

func (c *cli) printFactor(f totp.Fresh) error {
	_, err := fmt.Fprintf(c.out, "totp-secret: %s\ntotp-uri: %s\n", f.Secret, f.URI)
	for _, code := range f.Recovery {
		if err == nil {
			_, err = fmt.Fprintf(c.out, "recovery: %s\n", code)
		}
	}
	return err
}

// userTOTP gives any user a new second factor; the old one is no good any more.
func (c *cli) userTOTP(ctx context.Context) error {
	return c.change(ctx, "user.totp", c.name, func(cfg Config, s fleet.Store) error {
		fresh, kept, err := newFactor(cfg, c.name)
		if err != nil {
			return err
		}
		if err := s.SetFactor(ctx, c.name, kept); err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "%s is signed out everywhere and needs codes of the new secret; all of this is shown once:\n", c.name)
		return errors.Join(err, c.printFactor(fresh))
	})
}

// userProfile changes what its flags name of a lawyer's profile.
func (c *cli) userProfile(ctx context.Context) error {
	return c.change(ctx, "user.profile", c.name, func(cfg Config, s fleet.Store) error {
		l, err := s.Lawyer(ctx, c.name)
		if err != nil {
			return err
		}
		c.profile.onto(&l)
		if err := checkLawyer(cfg, l); err != nil {
			return err
		}
		if err := s.SetLawyer(ctx, l); err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "%s is %s of %s, licence %s; regions %v, skills %v, speaks %v, pools %v\n",
			l.User, l.Display, l.Firm, l.Licence, l.Regions, l.Skills, l.Speaks, l.Pools)
		return err
	})
}
