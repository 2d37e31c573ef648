package flows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A BaseSpec is a base as a person writes it. The zero BaseSpec is the standard
// normal distribution. It is immutable; With returns a changed copy.
type BaseSpec struct {
	kind   *BaseKind
	values Values
}

// Kind returns the entry of the catalogue.
func (b BaseSpec) Kind() *BaseKind {
	if b.kind == nil {
		return bases[0]
	}
	return b.kind
}

// Fields returns what can be set: which base, then the fields of that base.
func (b BaseSpec) Fields() []Field {
	names := strings.Split(baseNames(), ", ")
	first := Field{Name: "base", Help: "what the flow starts from", Type: Choice, Choices: names, Default: names[0]}
	return slices.Concat([]Field{first}, b.Kind().Fields)
}

// Value returns the canonical text of a field.
func (b BaseSpec) Value(name string) string {
	if name == "base" {
		return b.Kind().Name
	}
	return b.values[name]
}

// With returns the base with one field changed; the error says what the field
// takes. Another base starts from its defaults.
func (b BaseSpec) With(name, value string) (BaseSpec, error) {
	for _, f := range b.Fields() {
		if f.Name != name {
			continue
		}
		v, err := f.Parse(value)
		if err != nil {
			return b, err
		}
		if name == "base" {
			kind := lookupBase(v)
			return BaseSpec{kind, Defaults(kind.Fields)}, nil
		}
		next := maps.Clone(b.values)
		next[name] = v
		return BaseSpec{b.Kind(), next}, nil
	}
	return b, fmt.Errorf("the base %s has no field %q", b.Kind().Name, name)
}

// String prints the base in its shortest form; ParseStack reads it back.
func (b BaseSpec) String() string { return FormatCall(b.Kind().Name, b.Kind().Fields, b.values) }

// Build returns the base.
func (b BaseSpec) Build() Base { return b.Kind().build(b.String(), b.values) }

// ParseStack reads a whole stack from base to data: the base, if it is not the
// normal distribution, then the layers: student(nu=3), actnorm, coupling*4. Its
// errors are *ParseError.
func ParseStack(text string) (BaseSpec, Spec, error) {
	if strings.TrimSpace(text) == "" {
		return BaseSpec{}, nil, nil
	}
	calls, err := ParseCalls(text)
	if err != nil {
		return BaseSpec{}, nil, err
	}
	var base BaseSpec
	if kind := lookupBase(calls[0].Name); kind != nil {
		if base, err = parseBase(text, kind, calls[0]); err != nil {
			return BaseSpec{}, nil, err
		}
		calls = calls[1:]
	}
	spec, err := parseLayers(text, calls)
	return base, spec, err
}

// FormatStack prints a base and layers as ParseStack reads them; the normal
// distribution goes without saying.
func FormatStack(base BaseSpec, spec Spec) string {
	switch {
	case base.Kind() == bases[0]:
		return spec.String()
	case len(spec) == 0:
		return base.String()
	}
	return base.String() + ", " + spec.String()
}

func parseBase(text string, kind *BaseKind, c Call) (BaseSpec, error) {
	switch {
	case c.Times > 1:
		return BaseSpec{}, &ParseError{text, c.Column, "a flow starts from one base"}
	case c.Value != "":
		return BaseSpec{}, &ParseError{text, c.Column, fmt.Sprintf("%s takes its values in parentheses", c.Name)}
	}
	v, err := c.Resolve(text, kind.Fields)
	return BaseSpec{kind, v}, err
}

// lookupBase returns the entry of that name, or nil.
func lookupBase(name string) *BaseKind {
	i := slices.IndexFunc(bases, func(k *BaseKind) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return bases[i]
}

func baseNames() string {
	names := make([]string, len(bases))
	for i, k := range bases {
		names[i] = k.Name
	}
	return strings.Join(names, ", ")
}
