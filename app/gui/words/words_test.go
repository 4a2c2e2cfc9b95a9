package words

import (
	"testing"

	"tradecase/app/gui/model"
)

// load loads the texts for a reader whose desktop has this locale.
func load(t *testing.T, locale string) {
	t.Helper()
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANGUAGE"} {
		t.Setenv(name, "") // put back after the test
	}
	t.Setenv("LANG", locale)
	if err := Load(); err != nil {
		t.Fatal(err)
	}
}

func TestOf(t *testing.T) {
	load(t, "fr_FR.UTF-8")
	for want, p := range map[string]model.Phrase{
		"as {{it}} is":            model.Plain("as {{it}} is"),
		"1 thing missing":         {Key: "state.missing", English: "{{.Count}} things missing", Data: map[string]any{"Count": 1}, Plural: true},
		"2 things missing":        {Key: "state.missing", English: "{{.Count}} things missing", Data: map[string]any{"Count": 2}, Plural: true},
		"0 things missing":        {Key: "state.missing", English: "{{.Count}} things missing", Data: map[string]any{"Count": 0}, Plural: true},
		"Adding (Seller): done":   {Key: "activity.done", English: "{{.Name}}: done", Data: map[string]any{"Name": model.Say("job.add", "Adding ({{.Target}})", "Target", model.Say("party.seller", "Seller"))}},
		"a <b> & \"c\": done":     {Key: "activity.done", English: "{{.Name}}: done", Data: map[string]any{"Name": "a <b> & \"c\""}},
		"{{.Evil}} left in: done": {Key: "activity.done", English: "{{.Name}}: done", Data: map[string]any{"Name": "{{.Evil}} left in"}},
		"No such key 7":           {Key: "no.such.key", English: "No such key {{.N}}", Data: map[string]any{"N": 7}},
	} {
		if got := Of(p); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := List([]model.Phrase{model.Plain("a"), model.Plain("b")}); got != "a, b" {
		t.Errorf("list %q", got)
	}
}

func TestOfFillsInLists(t *testing.T) {
	load(t, "en_GB.UTF-8")
	p := model.Say("no.such.list", "Hidden: {{.List}}.", "List", []model.Phrase{model.Plain("a"), {Key: "state.missing", English: "{{.Count}} things missing", Data: map[string]any{"Count": 1}, Plural: true}})
	if got := Of(p); got != "Hidden: a, 1 thing missing." {
		t.Errorf("got %q", got)
	}
}

func TestLanguage(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		want string
	}{
		"nothing is set":         {nil, english},
		"German":                 {map[string]string{"LANG": "de_DE.UTF-8"}, german},
		"messages before others": {map[string]string{"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, english},
		"all before messages":    {map[string]string{"LC_ALL": "de_DE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, german},
		"a list before a locale": {map[string]string{"LANG": "en_GB.UTF-8", "LANGUAGE": "de_AT:de:en"}, german},
		"the first of ours":      {map[string]string{"LANG": "fr_FR.UTF-8", "LANGUAGE": "fr:de:en"}, german},
		"English before German":  {map[string]string{"LANG": "de_DE.UTF-8", "LANGUAGE": "en:de"}, english},
		"none of ours":           {map[string]string{"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:it"}, english},
		"no locale at all":       {map[string]string{"LANG": "C", "LANGUAGE": "de"}, english},
		"another with like name": {map[string]string{"LANG": "del_US.UTF-8"}, english},
	} {
		if got := language(func(key string) string { return c.env[key] }); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
