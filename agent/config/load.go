package config

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"lawkiosk/drivers"
)

// maxBytes bounds the file; a larger one is some other file.
const maxBytes = 1 << 20

// Load reads a file. The error is a Faults where the file can be opened.
func Load(path string) (Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Config{}, Faults{{File: path, Want: "cannot be read: " + reason(err)}}
	}
	return Parse(path, data)
}

func reason(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// Parse reads a file's content; name is used in faults.
func Parse(name string, data []byte) (Config, error) {
	s := &source{file: name, lines: map[string]int{}}
	if len(data) > maxBytes {
		s.fault("", "is larger than 1 MiB, so it is no configuration file")
		return Config{}, s.faults
	}
	if err := s.read(data); err != nil {
		return Config{}, err
	}
	c := Default()
	c.src = s
	for _, k := range keys(&c) {
		s.take(k)
	}
	s.unknown()
	c.IDCard = s.driver(drivers.ClassIDCard)
	c.Printer = s.driver(drivers.ClassPrinter)
	c.Lights = s.driver(drivers.ClassLights)
	return c, s.err()
}

// Devices checks the drivers' tables by opening the devices, which touches no
// hardware. A missing table gives a nil device. The error is a Faults. It may
// be called on what Load gave together with faults, to learn all of them.
func (c *Config) Devices(r *drivers.Registry) (d Devices, err error) {
	s := c.src
	if s == nil { // made by hand
		s = &source{file: "configuration"}
	}
	s.faults = nil
	d = Devices{IDCard: s.open(r, c.IDCard), Printer: s.open(r, c.Printer), Lights: s.open(r, c.Lights)}
	return d, s.err()
}

// Devices are the devices of a kiosk; nil is one that it has not.
type Devices struct {
	IDCard, Printer, Lights drivers.Device
}

// source is the file while it is taken apart.
type source struct {
	file   string
	tree   map[string]any
	lines  map[string]int // dotted key -> line
	faults Faults
}

func (s *source) fault(key, want string) {
	s.faults = append(s.faults, Fault{File: s.file, Line: s.line(key), Key: key, Want: want})
}

// line finds the line of a key, or of the table it is missing from.
func (s *source) line(key string) int {
	for {
		if n, ok := s.lines[key]; ok {
			return n
		}
		dot := strings.LastIndexByte(key, '.')
		if dot < 0 {
			return 0
		}
		key = key[:dot]
	}
}

func (s *source) err() error {
	if len(s.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(s.faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	return s.faults
}

// read decodes the file and notes the line of every key.
func (s *source) read(data []byte) error {
	if err := toml.NewDecoder(bytes.NewReader(data)).Decode(&s.tree); err != nil {
		var d *toml.DecodeError
		if errors.As(err, &d) {
			line, _ := d.Position()
			return Faults{{File: s.file, Line: line, Key: strings.Join(d.Key(), "."), Want: "is not TOML: " + strings.TrimPrefix(d.Error(), "toml: ")}}
		}
		return Faults{{File: s.file, Want: "is not TOML: " + strings.TrimPrefix(err.Error(), "toml: ")}}
	}
	p := unstable.Parser{}
	p.Reset(data)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = s.note(&p, e, "")
		case unstable.KeyValue:
			s.note(&p, e, table)
		default: // comments
		}
	}
	return nil
}

// note remembers the line of an expression's key and gives the whole key.
func (s *source) note(p *unstable.Parser, e *unstable.Node, prefix string) string {
	key, line := prefix, 0
	for it := e.Key(); it.Next(); {
		n := it.Node()
		if line == 0 {
			line = p.Shape(n.Raw).Start.Line
		}
		key = join(key, string(n.Data))
	}
	if _, ok := s.lines[key]; !ok {
		s.lines[key] = line
	}
	return key
}

func join(prefix, key string) string {
	if prefix == "" {
		return key
	}
	return prefix + "." + key
}

// driver takes a device's table: the key "driver" and whatever the driver knows.
func (s *source) driver(class drivers.Class) *Driver {
	v, ok := s.tree[string(class)]
	if !ok {
		return nil
	}
	table, ok := v.(map[string]any)
	if !ok {
		s.fault(string(class), "must be a table, written ["+string(class)+"]")
		return nil
	}
	name, ok := table["driver"].(string)
	if !ok || name == "" {
		s.fault(string(class)+".driver", "must be the name of a driver in quotes")
		return nil
	}
	options := maps.Clone(table)
	delete(options, "driver")
	return &Driver{Class: class, Name: name, Options: options}
}

// open makes a device and turns the driver's complaint into a fault.
func (s *source) open(r *drivers.Registry, d *Driver) drivers.Device {
	if d == nil {
		return nil
	}
	if names := r.Names(d.Class); !slices.Contains(names, d.Name) {
		s.fault(string(d.Class)+".driver", "must be one of: "+strings.Join(names, ", "))
		return nil
	}
	device, err := r.Open(d.Class, d.Name, d.Options)
	if err == nil {
		return device
	}
	var option *drivers.OptionError
	if errors.As(err, &option) {
		s.fault(string(d.Class)+"."+option.Key, option.Problem)
	} else {
		s.fault(string(d.Class), err.Error())
	}
	return nil
}
