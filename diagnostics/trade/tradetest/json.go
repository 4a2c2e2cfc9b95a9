package tradetest

import (
	"strconv"
	"strings"
)

// object is a JSON object that keeps the order of its keys.
type object struct {
	keys   []string
	values map[string]any // string, int64, bool, *object, []string, nil
}

func newObject() *object { return &object{values: map[string]any{}} }

// set adds a value or replaces it in place.
func (o *object) set(key string, value any) {
	if _, ok := o.values[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.values[key] = value
}

// sub is the object under a key.
func (o *object) sub(key string) *object {
	s, ok := o.values[key].(*object)
	if !ok {
		panic("no object " + key) // a slip in the contract
	}
	return s
}

// String is the object as Gson prints it prettily: two blanks a level, the
// characters that HTML cares for as escapes.
func (o *object) String() string {
	var b strings.Builder
	o.write(&b, "")
	return b.String()
}

func (o *object) write(b *strings.Builder, indent string) {
	inner := indent + "  "
	b.WriteByte('{')
	for i, k := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n" + inner)
		writeString(b, k)
		b.WriteString(": ")
		writeValue(b, o.values[k], inner)
	}
	if len(o.keys) > 0 {
		b.WriteString("\n" + indent)
	}
	b.WriteByte('}')
}

func writeValue(b *strings.Builder, v any, indent string) {
	switch v := v.(type) {
	case string:
		writeString(b, v)
	case int64:
		b.WriteString(strconv.FormatInt(v, 10))
	case float64: // Java prints a double with a point
		b.WriteString(strconv.FormatFloat(v, 'f', 1, 64))
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case *object:
		v.write(b, indent)
	case []string:
		b.WriteByte('[')
		for i, s := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("\n" + indent + "  ")
			writeString(b, s)
		}
		if len(v) > 0 {
			b.WriteString("\n" + indent)
		}
		b.WriteByte(']')
	case nil:
		b.WriteString("null")
	default:
		panic("no JSON for such a value") // a slip in the contract
	}
}

var gsonEscapes = strings.NewReplacer(
	`"`, `\"`, `\`, `\\`, "\n", `\n`, "\t", `\t`,
	"<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "=", `\u003d`, "'", `\u0027`,
)

func writeString(b *strings.Builder, s string) {
	b.WriteByte('"')
	b.WriteString(gsonEscapes.Replace(s))
	b.WriteByte('"')
}
