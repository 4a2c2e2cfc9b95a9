package assets_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradecase/assets"
)

// read gives a language's texts, each with its plural forms; a text without
// any has the one form "".
func read(t *testing.T, file string) map[string]map[string]string {
	t.Helper()
	data, err := assets.Translations.ReadFile(assets.TranslationsDir + "/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	texts := make(map[string]map[string]string, len(raw))
	for key, value := range raw {
		var text string
		if json.Unmarshal(value, &text) == nil {
			texts[key] = map[string]string{"": text}
			continue
		}
		var forms map[string]string
		if err := json.Unmarshal(value, &forms); err != nil {
			t.Fatalf("%s: %s: %v", file, key, err)
		}
		texts[key] = forms
	}
	return texts
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

// placeholders are those of a text, sorted: another language may order them
// in another way.
func placeholders(text string) []string {
	return slices.Sorted(slices.Values(placeholder.FindAllString(text, -1)))
}

func TestTranslationsSayTheSame(t *testing.T) {
	english := read(t, "en.json")
	if len(english) < 100 {
		t.Fatalf("en.json has only %d texts", len(english))
	}
	entries, err := assets.Translations.ReadDir(assets.TranslationsDir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) < 2 {
		t.Fatal("there is no second language")
	}
	for _, entry := range entries {
		t.Run(entry.Name(), func(t *testing.T) { compare(t, english, read(t, entry.Name())) })
	}
}

func compare(t *testing.T, english, other map[string]map[string]string) {
	t.Helper()
	for key := range other {
		if english[key] == nil {
			t.Errorf("%s is not in en.json", key)
		}
	}
	for key, forms := range english {
		there, ok := other[key]
		if !ok {
			t.Errorf("%s is missing", key)
			continue
		}
		if want, got := slices.Sorted(maps.Keys(forms)), slices.Sorted(maps.Keys(there)); !slices.Equal(want, got) {
			t.Errorf("%s has the forms %q, not %q", key, got, want)
			continue
		}
		for form, text := range forms {
			if strings.TrimSpace(there[form]) == "" {
				t.Errorf("%s %s is empty", key, form)
			}
			if want, got := placeholders(text), placeholders(there[form]); !slices.Equal(want, got) {
				t.Errorf("%s %s has the placeholders %q, not %q", key, form, got, want)
			}
		}
	}
}
