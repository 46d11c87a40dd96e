package amount

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
)

func (t types) binary(e *ast.BinaryExpr) (any, error) {
	a, err := t.compile(e.X)
	if err != nil {
		return nil, err
	}
	b, err := t.compile(e.Y)
	if err != nil {
		return nil, err
	}
	switch a := a.(type) {
	case number:
		if b, ok := b.(number); ok {
			return numbers(e.Op, a, b)
		}
	case text:
		if b, ok := b.(text); ok {
			return compared(e.Op, a, b)
		}
	case yes:
		if b, ok := b.(yes); ok {
			return both(e.Op, a, b)
		}
	}
	return nil, errors.New("both sides of " + e.Op.String() + " must be of one kind")
}

func numbers(op token.Token, a, b number) (any, error) {
	switch op {
	case token.ADD:
		return number(func(v values) float64 { return a(v) + b(v) }), nil
	case token.SUB:
		return number(func(v values) float64 { return a(v) - b(v) }), nil
	case token.MUL:
		return number(func(v values) float64 { return a(v) * b(v) }), nil
	case token.QUO:
		return number(func(v values) float64 { return a(v) / b(v) }), nil
	default:
		return compared(op, a, b)
	}
}

func compared[T cmp.Ordered, F ~func(values) T](op token.Token, a, b F) (any, error) {
	switch op {
	case token.EQL:
		return yes(func(v values) bool { return a(v) == b(v) }), nil
	case token.NEQ:
		return yes(func(v values) bool { return a(v) != b(v) }), nil
	case token.LSS:
		return yes(func(v values) bool { return a(v) < b(v) }), nil
	case token.LEQ:
		return yes(func(v values) bool { return a(v) <= b(v) }), nil
	case token.GTR:
		return yes(func(v values) bool { return a(v) > b(v) }), nil
	case token.GEQ:
		return yes(func(v values) bool { return a(v) >= b(v) }), nil
	default:
		return nil, fmt.Errorf("%s is no operator here", op)
	}
}

func both(op token.Token, a, b yes) (any, error) {
	switch op {
	case token.LAND:
		return yes(func(v values) bool { return a(v) && b(v) }), nil
	case token.LOR:
		return yes(func(v values) bool { return a(v) || b(v) }), nil
	case token.EQL:
		return yes(func(v values) bool { return a(v) == b(v) }), nil
	case token.NEQ:
		return yes(func(v values) bool { return a(v) != b(v) }), nil
	default:
		return nil, fmt.Errorf("%s is no operator here", op)
	}
}
