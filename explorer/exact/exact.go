// Package exact reads JSON that others wrote so that it can say one thing only.
// The standard reader takes the last of two values under one key, and a key in
// other letters for the one that is meant, so that two readers of one text may
// read different things.
package exact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// KeyError is a key that could be read in two ways. The key is the text's own, and
// may be long.
type KeyError struct {
	Key string
	// Meant is the key that it would be taken for, written as it should be; empty
	// if the key stands twice in one object.
	Meant string
}

// Error says what is wrong without quoting the text.
func (e *KeyError) Error() string {
	if e.Meant == "" {
		return "a key stands twice in one object"
	}
	return fmt.Sprintf("the key %s is written in other letters", e.Meant)
}

// Unmarshal reads JSON as encoding/json does, and gives a KeyError for what Check
// finds, the names of into's tagged fields being those that are known.
func Unmarshal(data []byte, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return err
	}
	return check(data, names(reflect.TypeOf(into)))
}

// Check gives a KeyError if in any object of a JSON text a key stands twice,
// whatever the case of its letters, or if a key differs from a known one in case
// alone. It reads the first value; text that is no JSON is another error.
func Check(data []byte, known ...string) error {
	index := make(map[string]string, len(known))
	for _, name := range known {
		index[fold(name)] = name
	}
	return check(data, index)
}

// object is one that is being read.
type object struct {
	keys  map[string]bool // those that stand in it, folded; nil for a list
	value bool            // the next token is a key's value
}

func check(data []byte, known map[string]string) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var open []object
	for {
		token, err := d.Token()
		if err != nil {
			if errors.Is(err, io.EOF) && len(open) > 0 {
				return io.ErrUnexpectedEOF
			}
			return err
		}
		switch delim, _ := token.(json.Delim); {
		case delim == '}' || delim == ']':
			open = open[:len(open)-1]
		case len(open) > 0 && open[len(open)-1].keys != nil && !open[len(open)-1].value:
			key, _ := token.(string)
			if err := open[len(open)-1].add(key, known); err != nil {
				return err
			}
			continue
		case delim == '{':
			open = append(open, object{keys: map[string]bool{}})
			continue
		case delim == '[':
			open = append(open, object{})
			continue
		}
		// A value has ended.
		if len(open) == 0 {
			return nil
		}
		open[len(open)-1].value = false
	}
}

// add takes in a key.
func (o *object) add(key string, known map[string]string) error {
	f := fold(key)
	switch meant, ok := known[f]; {
	case ok && meant != key:
		return &KeyError{Key: key, Meant: meant}
	case o.keys[f]:
		return &KeyError{Key: key}
	}
	o.keys[f], o.value = true, true
	return nil
}

// fold writes two keys alike that differ in case alone, as encoding/json sees it.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(least, s)
		}
	}
	return strings.ToUpper(s)
}

// least is the first of all letters that differ in case alone.
func least(r rune) rune {
	first := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		first = min(first, next)
	}
	return first
}

var kept sync.Map // by reflect.Type: map[string]string

// names gives the names that a type's fields are tagged with, however deep.
func names(t reflect.Type) map[string]string {
	have, _ := kept.Load(t)
	if all, ok := have.(map[string]string); ok {
		return all
	}
	all := map[string]string{}
	gather(t, all, map[reflect.Type]bool{})
	kept.Store(t, all)
	return all
}

func gather(t reflect.Type, all map[string]string, seen map[reflect.Type]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() { //nolint:exhaustive // the others hold no fields
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		gather(t.Elem(), all, seen)
	case reflect.Struct:
		for i := range t.NumField() {
			field := t.Field(i)
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name == "-" || !field.IsExported() {
				continue
			}
			if name != "" {
				all[fold(name)] = name
			}
			gather(field.Type, all, seen)
		}
	}
}
