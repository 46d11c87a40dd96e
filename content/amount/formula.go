package amount

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"strconv"
	"strings"
)

// A formula is a Go expression (read by go/parser) of numbers, yes-or-no values
// and texts: + - * /, comparisons, && || !, table[key], and the functions min,
// max and pick(condition, a, b). General expression engines reach their values by
// reflection, which keeps every method of a program in its binary: 3 MB of a kiosk.
type (
	values map[string]any
	number func(values) float64
	yes    func(values) bool
	text   func(values) string
)

// types tells what a name in a formula is: float64, bool, string or a table.
type types map[string]any

// longest bounds a formula's text.
const longest = 4000

func parseFormula(formula string) (ast.Expr, error) {
	if len(formula) > longest {
		return nil, fmt.Errorf("it has %d characters, at most %d are allowed", len(formula), longest)
	}
	e, err := parser.ParseExpr(strings.Join(strings.Fields(formula), " "))
	if err != nil {
		return nil, errors.New("it is no expression: " + err.Error())
	}
	return e, nil
}

func compileNumber(formula string, t types) (number, error) {
	e, err := parseFormula(formula)
	if err != nil {
		return nil, err
	}
	return as[number](t, e, "a number")
}

func compileYes(formula string, t types) (yes, error) {
	e, err := parseFormula(formula)
	if err != nil {
		return nil, err
	}
	return as[yes](t, e, "yes or no")
}

func as[T any](t types, e ast.Expr, what string) (T, error) {
	var none T
	v, err := t.compile(e)
	if err != nil {
		return none, err
	}
	f, ok := v.(T)
	if !ok {
		return none, fmt.Errorf("a part of it is not %s", what)
	}
	return f, nil
}

// compile gives a number, a yes or a text.
func (t types) compile(e ast.Expr) (any, error) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return t.compile(e.X)
	case *ast.BasicLit:
		return literal(e)
	case *ast.Ident:
		return t.name(e.Name)
	case *ast.UnaryExpr:
		return t.unary(e)
	case *ast.BinaryExpr:
		return t.binary(e)
	case *ast.IndexExpr:
		return t.lookUp(e)
	case *ast.CallExpr:
		return t.call(e)
	}
	return nil, errors.New("it uses more than numbers, names, operators, tables and min, max, pick")
}

func literal(e *ast.BasicLit) (any, error) {
	switch e.Kind {
	case token.INT, token.FLOAT:
		n, err := strconv.ParseFloat(e.Value, 64)
		if err != nil {
			return nil, fmt.Errorf("%s is no number", e.Value)
		}
		return number(func(values) float64 { return n }), nil
	case token.STRING:
		s, err := strconv.Unquote(e.Value)
		if err != nil {
			return nil, fmt.Errorf("%s is no text", e.Value)
		}
		return text(func(values) string { return s }), nil
	default:
		return nil, fmt.Errorf("%s is neither number nor text", e.Value)
	}
}

func (t types) name(name string) (any, error) {
	switch t[name].(type) {
	case float64:
		return number(func(v values) float64 { n, _ := v[name].(float64); return n }), nil
	case bool:
		return yes(func(v values) bool { b, _ := v[name].(bool); return b }), nil
	case string:
		return text(func(v values) string { s, _ := v[name].(string); return s }), nil
	case map[string]float64:
		return nil, fmt.Errorf("%s is a table: write %s[key]", name, name)
	}
	return nil, fmt.Errorf("%s is no input, table or line above", name)
}

func (t types) unary(e *ast.UnaryExpr) (any, error) {
	switch e.Op {
	case token.SUB:
		x, err := as[number](t, e.X, "a number")
		return number(func(v values) float64 { return -x(v) }), err
	case token.NOT:
		x, err := as[yes](t, e.X, "yes or no")
		return yes(func(v values) bool { return !x(v) }), err
	default:
		return nil, fmt.Errorf("%s is no operator here", e.Op)
	}
}

func (t types) lookUp(e *ast.IndexExpr) (any, error) {
	id, ok := e.X.(*ast.Ident)
	if !ok {
		return nil, errors.New("only tables have keys in [ ]")
	}
	rows, ok := t[id.Name].(map[string]float64)
	if !ok {
		return nil, fmt.Errorf("%s is no table", id.Name)
	}
	key, err := as[text](t, e.Index, "a text")
	return number(func(v values) float64 {
		if n, ok := rows[key(v)]; ok {
			return n
		}
		return math.NaN() // Reckon refuses it
	}), err
}

func (t types) call(e *ast.CallExpr) (any, error) {
	id, _ := e.Fun.(*ast.Ident)
	switch {
	case id == nil:
	case id.Name == "pick" && len(e.Args) == 3:
		when, err := as[yes](t, e.Args[0], "yes or no")
		if err != nil {
			return nil, err
		}
		return t.two(e.Args[1], e.Args[2], func(a, b number, v values) float64 {
			if when(v) {
				return a(v)
			}
			return b(v)
		})
	case id.Name == "min" && len(e.Args) == 2:
		return t.two(e.Args[0], e.Args[1], func(a, b number, v values) float64 { return math.Min(a(v), b(v)) })
	case id.Name == "max" && len(e.Args) == 2:
		return t.two(e.Args[0], e.Args[1], func(a, b number, v values) float64 { return math.Max(a(v), b(v)) })
	}
	return nil, errors.New("the functions are min(a, b), max(a, b) and pick(condition, a, b)")
}

func (t types) two(x, y ast.Expr, f func(a, b number, v values) float64) (any, error) {
	a, err := as[number](t, x, "a number")
	if err != nil {
		return nil, err
	}
	b, err := as[number](t, y, "a number")
	return number(func(v values) float64 { return f(a, b, v) }), err
}
