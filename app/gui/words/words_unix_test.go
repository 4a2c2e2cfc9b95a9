//go:build !windows && !darwin

package words

import (
	"bytes"
	"log"
	"os"
	"testing"

	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/model"
)

// Elsewhere Fyne asks the system for the language, not the environment.
func TestLoadSpeaksGermanToGermans(t *testing.T) {
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
