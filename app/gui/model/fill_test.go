package model

import (
	"strings"
	"testing"
	"text/template"
)

// fill is a phrase in English as the core or the code says it.
func fill(t *testing.T, v any) string {
	t.Helper()
	p, ok := v.(Phrase)
	if !ok {
		t.Fatalf("%T is no phrase", v)
	}
	data := map[string]any{}
	for name, value := range p.Data {
		switch inner := value.(type) {
		case Phrase:
			value = fill(t, inner)
		case []Phrase:
			var all []string
			for _, one := range inner {
				all = append(all, fill(t, one))
			}
			value = strings.Join(all, ", ")
		}
		data[name] = value
	}
	if p.Key == "" {
		return p.English
	}
	tmpl, err := template.New("").Option("missingkey=error").Parse(p.English)
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	if err := tmpl.Execute(&s, data); err != nil {
		t.Fatal(err)
	}
	return s.String()
}
