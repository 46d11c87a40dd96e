package source

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// lines tells the line of every field of a file, by its path: "theme[2].say.zh".
type lines map[string]int

// of gives a field's line, or that of the nearest thing around it; 0 where the
// file as a whole is meant.
func (l lines) of(field string) int {
	for field != "" {
		if n, ok := l[field]; ok {
			return n
		}
		if strings.HasSuffix(field, "]") {
			field = field[:strings.LastIndexByte(field, '[')]
		} else {
			field = field[:max(strings.LastIndexByte(field, '.'), 0)]
		}
	}
	return 0
}

// document is a TOML text as values and as lines.
type document struct {
	root  map[string]any
	lines lines
	ends  []int // offsets of the text's line ends
}

// parseTOML reads a TOML text; the problem is the first place where it is none.
func parseTOML(text string) (*document, *Problem) {
	d := &document{root: map[string]any{}, lines: lines{}}
	if err := toml.Unmarshal([]byte(text), &d.root); err != nil {
		p := &Problem{Message: strings.TrimPrefix(err.Error(), "toml: ")}
		var bad *toml.DecodeError
		if errors.As(err, &bad) {
			p.Line, _ = bad.Position()
			p.Field = strings.Join(bad.Key(), ".")
		}
		return nil, p
	}
	d.index(text)
	return d, nil
}

// index walks the syntax tree for the lines that values no longer have.
func (d *document) index(text string) {
	for i := range len(text) {
		if text[i] == '\n' {
			d.ends = append(d.ends, i)
		}
	}
	var p unstable.Parser
	p.Reset([]byte(text))
	table, counts := "", map[string]int{}
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			path, line := "", 0
			for keys := e.Key(); keys.Next(); {
				path = join(path, string(keys.Node().Data))
				line = d.line(keys.Node().Raw)
				// [[part]] followed by [[part.field]]: the last part is meant
				if !keys.IsLast() && counts[path] > 0 {
					path += "[" + strconv.Itoa(counts[path]) + "]"
				}
			}
			if e.Kind == unstable.ArrayTable {
				if counts[path] == 0 {
					d.lines[path] = line
				}
				counts[path]++
				path += "[" + strconv.Itoa(counts[path]) + "]"
			}
			d.lines[path] = line
			table = path
		case unstable.KeyValue:
			d.keyValue(table, e)
		default: // comments
		}
	}
}

// line gives the line of a piece of the text. The parser's own Shape counts from
// the top each time, which is slow in a long file.
func (d *document) line(r unstable.Range) int {
	n, _ := slices.BinarySearch(d.ends, int(r.Offset))
	return n + 1
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (d *document) keyValue(table string, e *unstable.Node) {
	path, line := table, 0
	for keys := e.Key(); keys.Next(); {
		path = join(path, string(keys.Node().Data))
		line = d.line(keys.Node().Raw)
	}
	d.lines[path] = line
	d.value(path, line, e.Value())
}

func (d *document) value(path string, line int, v *unstable.Node) {
	switch v.Kind {
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			d.keyValue(path, it.Node())
		}
	case unstable.Array:
		i := 0
		for it := v.Children(); it.Next(); {
			if it.Node().Kind == unstable.Comment {
				continue
			}
			i++
			at := line
			if it.Node().Raw.Length > 0 {
				at = d.line(it.Node().Raw)
			}
			path := path + "[" + strconv.Itoa(i) + "]"
			d.lines[path] = at
			d.value(path, at, it.Node())
		}
	default: // a single value has the line of its key
	}
}

// fill puts the values into a struct (its toml or json tags name the keys) and
// reports every key that is unknown and every value of another type.
func (d *document) fill(into any) []Problem {
	f := filler{lines: d.lines}
	f.table("", d.root, reflect.ValueOf(into).Elem())
	slices.SortStableFunc(f.problems, func(a, b Problem) int { return a.Line - b.Line })
	return f.problems
}

type filler struct {
	lines    lines
	problems []Problem
}

func (f *filler) add(path, message string) {
	f.problems = append(f.problems, Problem{Line: f.lines.of(path), Field: path, Message: message})
}

func (f *filler) table(path string, values map[string]any, into reflect.Value) {
	fields, names := map[string]reflect.Value{}, make([]string, 0, into.NumField())
	for i := range into.NumField() {
		tag := into.Type().Field(i).Tag
		key := tag.Get("toml")
		if key == "" {
			key, _, _ = strings.Cut(tag.Get("json"), ",")
		}
		fields[key] = into.Field(i)
		names = append(names, key)
	}
	for key, v := range values {
		field, ok := fields[key]
		if !ok {
			f.add(join(path, key), "is an unknown key; known are "+strings.Join(names, ", "))
			continue
		}
		f.value(join(path, key), v, field)
	}
}

func (f *filler) value(path string, v any, into reflect.Value) {
	wanted := ""
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		f.value(path, v, into.Elem())
	case reflect.String:
		if day, ok := v.(toml.LocalDate); ok {
			v = day.String()
		}
		s, ok := v.(string)
		if !ok {
			wanted = `a text in quotes`
			break
		}
		into.SetString(strings.TrimSpace(s))
	case reflect.Bool:
		b, ok := v.(bool)
		if !ok {
			wanted = "true or false"
			break
		}
		into.SetBool(b)
	case reflect.Int:
		n, ok := v.(int64)
		if !ok {
			wanted = "a whole number"
			break
		}
		into.SetInt(n)
	case reflect.Float64:
		switch n := v.(type) {
		case int64:
			into.SetFloat(float64(n))
		case float64:
			into.SetFloat(n)
		default:
			wanted = "a number"
		}
	case reflect.Interface:
		into.Set(reflect.ValueOf(v))
	case reflect.Map:
		values, ok := v.(map[string]any)
		if !ok {
			wanted = "a table"
			break
		}
		into.Set(reflect.MakeMap(into.Type()))
		for key, one := range values {
			element := reflect.New(into.Type().Elem()).Elem()
			f.value(join(path, key), one, element)
			into.SetMapIndex(reflect.ValueOf(key), element)
		}
	case reflect.Slice:
		list, ok := v.([]any)
		if !ok {
			wanted = "a list in [ ]"
			break
		}
		into.Set(reflect.MakeSlice(into.Type(), len(list), len(list)))
		for i, item := range list {
			f.value(path+"["+strconv.Itoa(i+1)+"]", item, into.Index(i))
		}
	case reflect.Struct:
		values, ok := v.(map[string]any)
		if !ok {
			wanted = "a table"
			if into.NumField() == 2 { // content.Text
				wanted = `{ zh = "…", en = "…" }`
			}
			break
		}
		f.table(path, values, into)
	default:
		panic("source: no reading of TOML into a " + into.Kind().String())
	}
	if wanted != "" {
		f.add(path, fmt.Sprintf("is %s, must be %s", kindOf(v), wanted))
	}
}

func kindOf(v any) string {
	switch v.(type) {
	case string:
		return "a text"
	case bool:
		return "true or false"
	case int64, float64:
		return "a number"
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return "a time"
}
