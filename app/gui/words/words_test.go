package words

import (
	"bytes"
	"log"
	"os"
	"runtime"
	"testing"

	"fyne.io/fyne/v2/lang"

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
	onlyUnix(t)
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
	onlyUnix(t)
	load(t, "en_GB.UTF-8")
	p := model.Say("no.such.list", "Hidden: {{.List}}.", "List", []model.Phrase{model.Plain("a"), {Key: "state.missing", English: "{{.Count}} things missing", Data: map[string]any{"Count": 1}, Plural: true}})
	if got := Of(p); got != "Hidden: a, 1 thing missing." {
		t.Errorf("got %q", got)
	}
}

// onlyUnix passes over a test of what the environment decides: elsewhere Fyne
// asks the system.
func onlyUnix(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the system decides the language here, not the environment")
	}
}

func TestLoadSpeaksGermanToGermans(t *testing.T) {
	onlyUnix(t)
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	missing := func(n int) model.Phrase { return model.Count("state.missing", "{{.Count}} things missing", n) }
	for _, locale := range []string{"de_DE.UTF-8", "de", "de_AT@euro", "de-CH"} {
		load(t, locale)
		for want, got := range map[string]string{
			"Käufer":                      lang.X("party.buyer", "Buyer"),
			"0 Sachen fehlen":             Of(missing(0)),
			"1 Sache fehlt":               Of(missing(1)),
			"2 Sachen fehlen":             Of(missing(2)),
			"Hinzufügen (Käufer): fertig": Of(model.Say("activity.done", "{{.Name}}: done", "Name", model.Say("job.add", "Adding ({{.Target}})", "Target", model.Say("party.buyer", "Buyer")))),
		} {
			if got != want {
				t.Errorf("%s: got %q, want %q", locale, got, want)
			}
		}
	}
	for _, locale := range []string{"", "C", "C.UTF-8", "POSIX", "en_GB.UTF-8", "fr_FR.UTF-8", "ja_JP.UTF-8", "nonsense"} {
		load(t, locale)
		if got := lang.X("party.buyer", "Buyer"); got != "Buyer" {
			t.Errorf("%s: got %q", locale, got)
		}
	}
	if logged.Len() > 0 {
		t.Errorf("logged: %s", &logged)
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
