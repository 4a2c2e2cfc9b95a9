package redact_test

import (
	"strings"
	"testing"

	"tradecase/diagnostics/redact"
)

// head begins a log entry.
const head = "Okt.-07 09:06:35.077 [main] INFO  b.c.s: "

func TestQuotedBehindLabels(t *testing.T) {
	examples(t, redact.Options{}, []example{
		{head + `holderName: "Zobelcolon Max", iban: "DE1"`, head + `holderName: "[payment-1]", iban: "[payment-2]"`},
		{head + `Account holder: "Waltraud Zobelmann" x`, head + `Account holder: "[payment-1]" x`},
		{head + `password: "hunter2" rpcPassword: "hunter3"`, head + `password: "[key-1]" rpcPassword: "[key-2]"`},
		{head + `seed words: "abandon ability able" x`, head + `seed words: "[key-1]" x`},
		{`'holderName': 'Max Zobel', 'iban': 'DE1'`, `'holderName': '[payment-1]', 'iban': '[payment-2]'`},
		{`<holderName>Max Zobel</holderName>`, `<holderName>[payment-1]</holderName>`},
		{"Account holder: “Max Zobel” x", "Account holder: “[payment-1]” x"},
		{"Account holder: «Max Zobel» x", "Account holder: «[payment-1]» x"},
		{`Account holder: "Max Zobel`, `Account holder: "[payment-1]`},
		{`{"text":"Account holder: \"Max Zobel\" x"}`, `{"text":"Account holder: \"[payment-1]\" x"}`},
		{`{"text":"Account holder:\nMax Zobel\nbye"}`, `{"text":"Account holder:\n[payment-1]\nbye"}`},
		{`{"text":"Account holder: ","n":"Max"}`, ""},
		{`holderName: "", iban: null`, ""},
	})
}

func TestRunOnBehindLabels(t *testing.T) {
	for text, secret := range map[string]string{
		"Account owner full name: Ludmilla Ostrowski, Email or mobile no.: 4155550188\nLUDMILLA OSTROWSKI x":    "ostrowski",
		"Account holder: Benedikta Fuchsjager, Sparkasse Kleinbach, Hauptgasse 12\nfrom Benedikta Fuchsjager x": "fuchsjager",
		"Account holder: Benedikta Fuchsjager - Sparkasse Kleinbach\nfrom Benedikta_Fuchsjager x":               "fuchsjager",
		"Account holder: Benedikta Fuchsjager; Sparkasse Kleinbach\nfrom Benedikta Fuchsjager x":                "fuchsjager",
		`{"holderName":"Benedikta Fuchsjager, Sparkasse Kleinbach"}` + "\nfrom Benedikta Fuchsjager x":          "fuchsjager",
	} {
		if got := redacted(t, redact.Options{}, text); strings.Contains(strings.ToLower(got), secret) || strings.Contains(got, "4155550188") {
			t.Errorf("%q became %q", text, got)
		}
	}
}
