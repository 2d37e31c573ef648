package safetensors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// parseHeader reads the header token by token: encoding/json by itself would
// take a name that stands twice, one in another case, and a null for a number.
func parseHeader(text []byte) (metadata map[string]string, places []place, err error) {
	if len(text) == 0 || text[0] != '{' || !utf8.Valid(text) {
		return nil, nil, errors.New("it is no JSON object")
	}
	h := header{json.NewDecoder(bytes.NewReader(text))}
	h.UseNumber()
	err = h.object(func(name string) (err error) {
		if name == metadataName {
			metadata, err = h.texts()
			return err
		}
		p, err := h.place(name)
		places = append(places, p)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if _, err := h.Token(); err != io.EOF {
		return nil, nil, errors.New("something follows its object")
	}
	return metadata, places, nil
}

// A header is the reader of one.
type header struct{ *json.Decoder }

// object reads an object, calling value where the value of a name stands.
func (h header) object(value func(name string) error) error {
	if err := h.delim('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for h.More() {
		name, err := h.text()
		if err != nil {
			return err
		}
		if seen[name] {
			return fmt.Errorf("%q stands twice", name)
		}
		seen[name] = true
		if err := value(name); err != nil {
			return err
		}
	}
	return h.delim('}')
}

// place reads what is said of one array.
func (h header) place(name string) (p place, err error) {
	p.name = name
	known := 0
	err = h.object(func(field string) (err error) {
		known++
		switch field {
		case "dtype":
			var dtype string
			if dtype, err = h.text(); err == nil && dtype != float64Type {
				err = fmt.Errorf("array %q is of type %q, and only %s can be read", name, dtype, float64Type)
			}
		case "shape":
			p.shape, err = h.wholes(maxRank)
		case "data_offsets":
			var at []int
			if at, err = h.wholes(2); err == nil && len(at) != 2 {
				err = fmt.Errorf("array %q has no beginning and end", name)
			}
			if err == nil {
				p.begin, p.end = at[0], at[1]
			}
		default:
			err = fmt.Errorf("array %q has an unknown %q", name, field)
		}
		return err
	})
	if err == nil && known != 3 {
		err = fmt.Errorf("array %q lacks a type, a shape or its place", name)
	}
	return p, err
}

// texts reads an object of strings.
func (h header) texts() (map[string]string, error) {
	texts := map[string]string{}
	err := h.object(func(name string) (err error) {
		texts[name], err = h.text()
		return err
	})
	return texts, err
}

// wholes reads an array of at most most whole numbers from 0.
func (h header) wholes(most int) ([]int, error) {
	if err := h.delim('['); err != nil {
		return nil, err
	}
	list := []int{}
	for h.More() {
		t, err := h.Token()
		if err != nil {
			return nil, err
		}
		number, _ := t.(json.Number)
		n, err := strconv.ParseUint(string(number), 10, 62)
		if err != nil {
			return nil, fmt.Errorf("%v is no whole number", t)
		}
		if list = append(list, int(n)); len(list) > most {
			return nil, fmt.Errorf("a list has more than %d numbers", most)
		}
	}
	return list, h.delim(']')
}

func (h header) text() (string, error) {
	t, err := h.Token()
	if err != nil {
		return "", err
	}
	s, ok := t.(string)
	if !ok {
		return "", fmt.Errorf("%v is no text", t)
	}
	return s, nil
}

func (h header) delim(want json.Delim) error {
	t, err := h.Token()
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("%v stands where %v should", t, want)
	}
	return nil
}
