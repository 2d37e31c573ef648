package flows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Spec is a stack of layers as a person writes it, from base to data.
type Spec []Item

// An Item is one layer of a spec with the value of every field.
type Item struct {
	Kind   *Kind
	Values Values
	Flip   bool // the two directions are exchanged
	Frozen bool // training leaves the parameters alone
	Off    bool // bypassed: the flow acts as if the layer were not there
}

// MaxLayers bounds the length of a stack.
const MaxLayers = 64

// flags are the words that every layer understands.
var flags = []Field{
	{Name: "flip", Help: "exchange the two directions", Type: Bool, Default: "no"},
	{Name: "frozen", Help: "training leaves the parameters alone", Type: Bool, Default: "no"},
	{Name: "off", Help: "bypass the layer", Type: Bool, Default: "no"},
}

// ParseSpec reads a stack: actnorm, coupling(rqs, bins=8)*4, linear. An empty
// text is the empty stack, the identity. Its errors are *ParseError.
func ParseSpec(text string) (Spec, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	calls, err := ParseCalls(text)
	if err != nil {
		return nil, err
	}
	return parseLayers(text, calls)
}

func parseLayers(text string, calls []Call) (Spec, error) {
	var spec Spec
	for _, c := range calls {
		kind, ok := LookupKind(c.Name)
		switch {
		case !ok && lookupBase(c.Name) != nil:
			return nil, &ParseError{text, c.Column, fmt.Sprintf("%s is a base: it stands before all layers, once", c.Name)}
		case !ok:
			return nil, &ParseError{text, c.Column, fmt.Sprintf("no layer is called %q; there are %s, and before them a base: %s", c.Name, kindNames(), baseNames())}
		}
		if c.Value != "" {
			return nil, &ParseError{text, c.Column, fmt.Sprintf("%s takes its values in parentheses", c.Name)}
		}
		for range c.Times {
			item, err := parseItem(text, kind, c, spec)
			if err != nil {
				return nil, err
			}
			spec = append(spec, item)
		}
		if len(spec) > MaxLayers {
			return nil, &ParseError{text, c.Column, fmt.Sprintf("a stack has at most %d layers", MaxLayers)}
		}
	}
	return spec, nil
}

func parseItem(text string, kind *Kind, c Call, before Spec) (Item, error) {
	fields := append(before.fieldsFor(kind), flags...)
	v, err := c.Resolve(text, fields)
	if err != nil {
		return Item{}, err
	}
	return Item{Kind: kind, Values: v, Flip: v.pop("flip"), Frozen: v.pop("frozen"), Off: v.pop("off")}, nil
}

// pop removes a flag and returns it.
func (v Values) pop(name string) bool {
	on := v.Bool(name)
	delete(v, name)
	return on
}

// NewItem returns a layer of the kind to follow the given ones, with defaults
// for all fields.
func NewItem(kind *Kind, before Spec) Item {
	return Item{Kind: kind, Values: Defaults(before.fieldsFor(kind))}
}

// fieldsFor returns the fields of the kind with the defaults that hold after
// the layers of s: an alternating choice takes the partner of what the last
// layer of the kind has.
func (s Spec) fieldsFor(kind *Kind) []Field {
	fields := slices.Clone(kind.Fields)
	for i, f := range fields {
		if !f.Alternates {
			continue
		}
		for _, item := range slices.Backward(s) {
			if item.Kind == kind {
				fields[i].Default = Partner(f, item.Values[f.Name])
				break
			}
		}
	}
	return fields
}

// Partner returns the other choice of the pair to which a value of an
// alternating field belongs.
func Partner(f Field, value string) string { return f.Choices[slices.Index(f.Choices, value)^1] }

// String prints the spec in its shortest form; ParseSpec reads it back.
func (s Spec) String() string {
	var parts []string
	last, times := "", 0
	flush := func() {
		switch {
		case times == 1:
			parts = append(parts, last)
		case times > 1:
			parts = append(parts, fmt.Sprintf("%s*%d", last, times))
		}
	}
	for i, item := range s {
		text := item.text(s[:i])
		if text != last {
			flush()
			last, times = text, 0
		}
		times++
	}
	flush()
	return strings.Join(parts, ", ")
}

func (i Item) text(before Spec) string {
	v := maps.Clone(i.Values)
	for _, f := range []struct {
		name string
		on   bool
	}{{"flip", i.Flip}, {"frozen", i.Frozen}, {"off", i.Off}} {
		v[f.name] = "no"
		if f.on {
			v[f.name] = "yes"
		}
	}
	return FormatCall(i.Kind.Name, append(before.fieldsFor(i.Kind), flags...), v)
}

// Label is the short name of the layer in dim dimensions.
func (i Item) Label(dim int) string { return i.Kind.Label(i.Values, dim) }

// With returns the item with one field or flag changed; the error says what
// the field takes.
func (i Item) With(name, value string) (Item, error) {
	for _, f := range append(slices.Clone(i.Kind.Fields), flags...) {
		if f.Name != name {
			continue
		}
		v, err := f.Parse(value)
		if err != nil {
			return i, fmt.Errorf("%s: %w", i.Kind.Name, err)
		}
		switch name {
		case "flip":
			i.Flip = v == "yes"
		case "frozen":
			i.Frozen = v == "yes"
		case "off":
			i.Off = v == "yes"
		default:
			i.Values = maps.Clone(i.Values)
			i.Values[name] = v
		}
		return i, nil
	}
	return i, fmt.Errorf("%s has no field %q", i.Kind.Name, name)
}

func kindNames() string {
	names := make([]string, len(catalog))
	for i, k := range catalog {
		names[i] = k.Name
	}
	return strings.Join(names, ", ")
}
