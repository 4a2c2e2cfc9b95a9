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
		{`Account holder: ""Max Zobel"" x`, `Account holder: ""[payment-1]"" x`},
		{`Account holder: ("Max Zobel") x`, `Account holder: ("[payment-1]") x`},
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

func TestMoreLabels(t *testing.T) {
	const hex64 = "8f1c2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7"
	examples(t, redact.Options{}, []example{
		{"User name: zobelmax", "User name: [user-1]"},
		{"Account No.: 4471 2299", "Account No.: [payment-1]"},
		{"Account no. (IBAN): 44712299", "Account no. (IBAN): [payment-1]"},
		{"Mobile no.: 4155550188, Phone no.: 4155550189, Tel: 4155550190", "Mobile no.: [payment-1], Phone no.: [payment-2], Tel: [payment-3]"},
		{"Email or mobile no.: 4155550188", "Email or mobile no.: [payment-1]"},
		{"Contact info: Zobel, behind the mill", "Contact info: [payment-2]"},
		{"Full name (first, middle, last): Max Q Zobel", "Full name (first, middle, last): [payment-1]"},
		{"Surname: Zobel\nVorname: Maxine\nNachname: Fuchsjager", "Surname: [payment-1]\nVorname: [payment-2]\nNachname: [payment-3]"},
		{"Name: Max Zobel\nHello, Name: Maxine Zobel - Name: Max McZobel", "Name: [payment-1]\nHello, Name: [payment-2] - Name: [payment-3]"},
		{"x(accountName='Zobels Konto', y=1)", "x(accountName='[payment-1]', y=1)"},
		{`{"accountName":"Zobels Konto"}`, `{"accountName":"[payment-1]"}`},
		{"cashAtAtmExtraInfo=ring at Zobel, x=1", "cashAtAtmExtraInfo=[payment-1], x=1"},
		{`{"payByMailExtraInfo":"ring at Zobel"}`, `{"payByMailExtraInfo":"[payment-1]"}`},
		{"torControlPassword=hunter22 mailPasswort: hunter33 apiToken=hunter44 oauth_secret=hunter55", "torControlPassword=[key-1] mailPasswort: [key-2] apiToken=[key-3] oauth_secret=[key-4]"},
		{"Passwort: xy pw: z", "Passwort: [key-1] pw: [key-2]"},
		{`{"bannedPaymentAccounts": [{"paymentMethodId":"F2F","value":"Zobel"}], "n": 1}`, `{"bannedPaymentAccounts": "[payment-1]", "n": 1}`},
		{`bannedPaymentAccounts: [{"value":"Zobel"}] x`, `bannedPaymentAccounts: [payment-1] x`},
		{`holder_name: "Max Zobel" account_nr: "1234" mobile_nr: "5678" user_name: "zobelmax"`, `holder_name: "[payment-1]" account_nr: "[payment-2]" mobile_nr: "[payment-3]" user_name: "[user-1]"`},
		{"os.user=zobelmax, user=fuchsjager x=1", "os.user=[user-1], user=[user-2] x=1"},
		{"txKey=" + hex64 + " tx", "txKey=[key-1] tx"},
		{"tx key: " + hex64 + " txKey='" + hex64 + "'", "tx key: [key-1] txKey='[key-1]'"},
		{"salt=" + hex64, "salt=[key-1]"},
		{"Name: bisq/core/Trade.class\nName: TradeManager\nThread Name: main\n\"Name\": 4", ""},
		{"user=admin user=null user=User(id=7) the user=true", ""},
		{"usePassword=true useToken: false the token: x and secret: y, expected token", ""},
		{"bannedPaymentAccounts=[], bannedPaymentAccounts: none", ""},
		{"seed: 12 and seed nodes: abandon, salt=12", ""},
	})
}
