package words

import (
	"testing"

	"tradecase/app/gui/model"
)

func TestOf(t *testing.T) {
	t.Setenv("LANGUAGE", "de") // put back after the test
	if err := Load(); err != nil {
		t.Fatal(err)
	}
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
	if err := Load(); err != nil {
		t.Fatal(err)
	}
	p := model.Say("no.such.list", "Hidden: {{.List}}.", "List", []model.Phrase{model.Plain("a"), {Key: "state.missing", English: "{{.Count}} things missing", Data: map[string]any{"Count": 1}, Plural: true}})
	if got := Of(p); got != "Hidden: a, 1 thing missing." {
		t.Errorf("got %q", got)
	}
}
