package drivers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Options are a driver's settings from the configuration file: the keys of its
// table without "driver".
type Options map[string]any

// Opener makes a device from options. It checks every key and value, touches
// no hardware and starts nothing.
type Opener func(Options) (Device, error)

// Registry knows which drivers this binary has. It is a value that main fills
// and passes on; there is no registration by import.
type Registry struct {
	openers map[Class]map[string]Opener
}

// Add makes a driver known under a name. A second driver of the same name
// replaces the first.
func (r *Registry) Add(class Class, name string, open Opener) {
	if r.openers == nil {
		r.openers = map[Class]map[string]Opener{}
	}
	if r.openers[class] == nil {
		r.openers[class] = map[string]Opener{}
	}
	r.openers[class][name] = open
}

// Names lists the drivers of a class in alphabetical order.
func (r *Registry) Names(class Class) []string {
	return slices.Sorted(maps.Keys(r.openers[class]))
}

// Open makes the device that the configuration asks for.
func (r *Registry) Open(class Class, name string, o Options) (Device, error) {
	open, ok := r.openers[class][name]
	if !ok {
		return nil, fmt.Errorf("cannot open %s: driver %q is not known, use one of: %s",
			class, name, strings.Join(r.Names(class), ", "))
	}
	d, err := open(o)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s driver %q: %w", class, name, err)
	}
	return d, nil
}
